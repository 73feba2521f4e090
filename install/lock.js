import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { pick } from "./failure.js";

const STALE_LOCK_MS = 30 * 60_000;

const read = (file) => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
};

/** The pid of another installation under way, or undefined when there is none (any more). */
const holder = (lockFile) => {
  const text = read(lockFile);
  if (text === undefined) return undefined;
  const pid = Number(text);
  try {
    // The pid may belong to another program by now: an old lock does not count.
    const fresh = Date.now() - statSync(lockFile).mtimeMs < STALE_LOCK_MS;
    if (fresh && Number.isInteger(pid) && pid > 0 && isAlive(pid)) return pid;
  } catch {
    return undefined;
  }
  removeStale(lockFile, text);
  return undefined;
};

/** Two processes may see the same stale lock: only the one whose rename succeeds removes it. */
const removeStale = (lockFile, text) => {
  const aside = `${lockFile}.${process.pid}`;
  try {
    renameSync(lockFile, aside);
    if (read(aside) !== text) linkSync(aside, lockFile);
  } catch {
    // Another process has removed it.
  }
  rmSync(aside, { force: true });
};

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Takes the lock until this process ends; waits, and says so once, as long as another installs. */
export const lockInstallation = (lockFile, say) => {
  // Written to another file first, then linked: a lock always contains its pid.
  const mine = `${lockFile}.${process.pid}.new`;
  let told = false;
  for (;;) {
    const other = holder(lockFile);
    if (other === undefined) {
      try {
        writeFileSync(mine, `${process.pid}`);
        linkSync(mine, lockFile);
        rmSync(mine, { force: true });
        // On exit and not in a `finally`: process.exit does not run those.
        process.on("exit", () => rmSync(lockFile, { force: true }));
        return;
      } catch (error) {
        rmSync(mine, { force: true });
        if (error.code !== "EEXIST") throw error;
        continue;
      }
    }
    if (!told)
      say(
        pick(
          `Une autre commande npm installe déjà (processus ${other}) ; attente…`,
          `Another npm command is installing (process ${other}); waiting…`,
        ),
      );
    told = true;
    pause(200);
  }
};
