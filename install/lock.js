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
    // A number that another program has got since must not hold everybody up for ever.
    const fresh = Date.now() - statSync(lockFile).mtimeMs < STALE_LOCK_MS;
    if (fresh && Number.isInteger(pid) && pid > 0 && isAlive(pid)) return pid;
  } catch {
    return undefined;
  }
  removeStale(lockFile, text);
  return undefined;
};

/** Two that wait may both see the same stale lock: only the one whose rename took that very lock removes it. */
const removeStale = (lockFile, text) => {
  const aside = `${lockFile}.${process.pid}`;
  try {
    renameSync(lockFile, aside);
    if (read(aside) !== text) linkSync(aside, lockFile);
  } catch {
    // Another was faster.
  }
  rmSync(aside, { force: true });
};

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Takes the lock until this process ends; waits, and says so once, as long as another installs. */
export const lockInstallation = (lockFile, say) => {
  // Written aside, then linked: nobody ever reads a lock without its pid.
  const mine = `${lockFile}.${process.pid}.new`;
  let told = false;
  for (;;) {
    const other = holder(lockFile);
    if (other === undefined) {
      try {
        writeFileSync(mine, `${process.pid}`);
        linkSync(mine, lockFile);
        rmSync(mine, { force: true });
        // On exit and not in a `finally`: process.exit passes those by.
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
