import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../folders.ts";
import { type Environment, freePort, root } from "../processes.ts";

const sh = (command: string, cwd: string): string =>
  execFileSync("/bin/sh", ["-c", command], { cwd, encoding: "utf8", maxBuffer: 1 << 28 });

/** A place below the temporary folder for projects, releases and a box. */
export const makePlace = (): string => mkdtempSync(join(tmpdir(), "dcz-update-"));

/** A copy of this project, as it is here, in a repository of its own, with these packages. */
export const copyProject = (place: string): string => {
  const tree = join(place, "tree");
  mkdirSync(tree);
  const list = "git ls-files -z --cached --others --exclude-standard --deduplicate";
  sh(`${list} | tar --null --ignore-failed-read -cf - -T - | tar -xf - -C ${tree}`, root);
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  // The packages are a link here, which the project's own rule for a folder does not leave out.
  sh(
    "git init -q && echo node_modules >>.git/info/exclude && git config user.name t && git config user.email t@example.org",
    tree,
  );
  return tree;
};

export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Commits the project under another version, with changes, and makes a signed release of it. */
export const makeRelease = (
  place: string,
  { version, changes = [] }: { readonly version: string; readonly changes?: readonly Change[] },
): string => {
  const tree = join(place, "tree");
  for (const folder of ["", "hardware", "edge", "gateway"]) {
    const path = join(tree, folder, "package.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/"version": "[^"]*"/, `"version": "${version}"`));
  }
  const before = changes.map(({ file }) => readFileSync(join(tree, file), "utf8"));
  for (const [index, { file, from, to }] of changes.entries()) {
    const text = before[index] ?? "";
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    writeFileSync(
      join(tree, file),
      text.replace(from, () => to),
    );
  }
  sh(`git add -A && git commit -qm ${version}`, tree);
  const out = join(place, "releases");
  const words = ["update", "make", join(place, "key.pem"), "--tree", tree, "--out", out, "--json"];
  const said = execFileSync(process.execPath, [join(root, "dcz.ts"), ...words], {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  for (const [index, { file }] of changes.entries())
    writeFileSync(join(tree, file), before[index] ?? "");
  return (JSON.parse(said) as { file: string }).file;
};

/** What starts the services of a box where there is no systemd: ends those that run and starts `current`. */
const RESTART = `#!/bin/sh
cd "$(dirname "$0")"
for service in gateway edge; do
  [ ! -f $service.pid ] || kill -9 "$(cat $service.pid)" 2>/dev/null
done
for service in gateway edge; do
  setsid versions/current/node_modules/.bin/node versions/current/$service/src/main.ts \\
    >>$service.log 2>&1 </dev/null &
  echo $! >$service.pid
done
`;

export interface TestBox {
  readonly versions: string;
  readonly mqtt: string;
  /** Where its page is. */
  readonly page: string;
  readonly link: (name: "current" | "kept") => string;
  /** Runs `dcz update` of the version that was kept, as the box does. */
  readonly start: (words: readonly string[], more?: Environment) => ChildProcess;
  /** Ends it as soon as something has happened, with all that it started itself. */
  readonly killWhen: (child: ChildProcess, happened: () => boolean) => Promise<void>;
  readonly update: (
    words: readonly string[],
    more?: Environment,
  ) => Promise<{ readonly code: number | null; readonly said: string }>;
  /** What happens when it gets power again. */
  readonly boot: () => void;
  readonly log: (service: "gateway" | "edge") => string;
  readonly end: () => Promise<void>;
}

/** A box on which a release was installed by hand, with a gateway and an edge that sends each second. */
export const openTestBox = async (
  place: string,
  { first, version, cloud }: { first: string; version: string; cloud: string },
): Promise<TestBox> => {
  const box = join(place, "box");
  const versions = join(box, "versions");
  mkdirSync(join(versions, version), { recursive: true });
  sh(`tar -xzf ${first.replace(/json$/, "tar.gz")} -C ${join(versions, version)}`, box);
  for (const link of ["current", "kept"]) symlinkSync(version, join(versions, link));
  const restart = join(box, "restart");
  writeFileSync(restart, RESTART);
  chmodSync(restart, 0o755);
  const [http, mqtt] = await Promise.all([freePort(), freePort()]);
  const environment = {
    ...{ PATH: process.env.PATH ?? "", LANG: "en_GB.UTF-8", LOG_LEVEL: "info" },
    DATA_DIR: join(box, "data"),
    ...{ GATEWAY_PORT: String(http), GATEWAY_MQTT_PORT: String(mqtt), CLOUD_MQTT_URL: cloud },
    ...{
      GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${mqtt}`,
      SENSORS: "sds011@replay",
      SAMPLE_EVERY: "PT1S",
    },
    ...{ UPDATE_FOLDER: versions, UPDATE_KEY_FILE: join(place, "key.pub.pem") },
    ...{ UPDATE_RESTART: restart, UPDATE_WATCH_MINUTES: "3" },
  };
  const start: TestBox["start"] = (words, more = {}) =>
    spawn(
      join(versions, "kept/node_modules/.bin/node"),
      [join(versions, "kept/dcz.ts"), "update", ...words],
      { env: { ...environment, ...more }, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
  return {
    versions,
    mqtt: `mqtt://127.0.0.1:${mqtt}`,
    page: `http://127.0.0.1:${http}`,
    link: (name) => readlinkSync(join(versions, name)),
    start,
    async update(words, more) {
      const child = start(words, more);
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding("utf8").on("data", (text: string) => {
          said += text;
        });
      const [code] = (await once(child, "close")) as [number | null];
      return { code, said };
    },
    async killWhen(child, happened) {
      const ended = once(child, "close");
      while (!happened() && child.exitCode === null) await new Promise(setImmediate);
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;
    },
    boot: () => void execFileSync(restart, { env: environment }),
    log: (service) => readFileSync(join(box, `${service}.log`), "utf8"),
    async end() {
      for (const service of ["gateway", "edge"])
        try {
          process.kill(Number(readFileSync(join(box, `${service}.pid`), "utf8")), "SIGKILL");
        } catch {
          // It never ran, or has ended.
        }
      await removeFolder(place);
    },
  };
};
