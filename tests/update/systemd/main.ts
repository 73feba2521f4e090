/**
 * `npm run try:box`, as root on Debian with systemd: the units of hardware/box under a real systemd, in namespaces of their own.
 * A box is installed as docs/how-to says, measures and delivers; a version is tried by the update's unit and timer, kept,
 * another one reverted; services are killed and hang. Ends with 1 when something is not as it should be.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { removeFolder } from "../../folders.ts";
import { root } from "../../processes.ts";
import { copyProject, makePlace, makeRelease } from "../box.fixture.ts";

const place = makePlace();
const say = (line: string) => process.stdout.write(`${line}\n`);
try {
  say("Making three releases…");
  spawnSync(process.execPath, [join(root, "dcz.ts"), "update", "key", join(place, "key.pem")]);
  copyProject(place);
  const dies = {
    file: "gateway/src/main.ts",
    from: "const config =",
    to: "process.exit(3);\nconst config =",
  };
  makeRelease(place, { version: "0.1.1" });
  makeRelease(place, { version: "0.1.2" });
  makeRelease(place, { version: "0.1.3", changes: [dies] });
  mkdirSync(join(place, "layer"));
  say("Starting systemd…");
  const inside = join(import.meta.dirname, "inside.ts");
  const boot = [join(import.meta.dirname, "boot.sh"), place, process.execPath, inside, place];
  const spaces = ["--pid", "--mount", "--fork", "--cgroup", "--net", "--uts", "--ipc"];
  const { stderr, error } = spawnSync(
    "unshare",
    [...spaces, "--kill-child", "--propagation", "private", ...boot],
    { encoding: "utf8", timeout: 900_000, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  try {
    said = readFileSync(join(place, "said"), "utf8");
  } catch {
    said = `${error?.message ?? ""}${stderr}`;
  }
  say(said.trimEnd());
  if (!said.endsWith("All is as it should be.\n")) process.exitCode = 1;
} finally {
  await removeFolder(place);
}
