import { execFile } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-install-"));
  await mkdir(join(folder, "install"));
  for (const file of ["install.js", "lock.js", "failure.js"])
    await copyFile(join(import.meta.dirname, file), join(folder, "install", file));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Project {
  readonly dependencies?: Record<string, string>;
  readonly packages?: Record<string, { version: string; optional?: boolean }>;
  readonly postinstall?: string;
}

/** A package and its lock, as npm writes them. */
const layOut = async ({ dependencies = {}, packages = {}, postinstall }: Project = {}) => {
  const scripts = postinstall === undefined ? {} : { postinstall };
  const self = { name: "tiny", version: "1.0.0", dependencies };
  const lock = {
    name: "tiny",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: { "": { ...self, hasInstallScript: postinstall !== undefined }, ...packages },
  };
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ ...self, private: true, type: "module", scripts }),
  );
  await writeFile(join(folder, "package-lock.json"), JSON.stringify(lock));
};

const noteInstalled = async (packages: Record<string, { version: string }>) => {
  await mkdir(join(folder, "node_modules", ".bin"), { recursive: true });
  await writeFile(
    join(folder, "node_modules", ".package-lock.json"),
    JSON.stringify({ lockfileVersion: 3, packages }),
  );
};

const standIn = async (file: string, script: string) => {
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
};

const install = (changes: Record<string, string | undefined> = {}) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = {
      ...process.env,
      LC_ALL: "en_GB.UTF-8",
      npm_execpath: undefined,
      // No test asks a registry for anything.
      npm_config_registry: "http://127.0.0.1:1/",
      npm_config_fetch_retries: "0",
      ...changes,
    };
    const child = execFile(
      process.execPath,
      [join(folder, "install", "install.js")],
      { env },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

interface LockedPackage {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

/** Whether a package that lies at `path` finds `name`, as Node looks for it: outwards, folder by folder. */
const finds = (packages: Record<string, LockedPackage>, path: string, name: string): boolean => {
  if (packages[`${path === "" ? "" : `${path}/`}node_modules/${name}`] !== undefined) return true;
  const outside = path.lastIndexOf("node_modules/");
  return path !== "" && finds(packages, path.slice(0, Math.max(0, outside - 1)), name);
};

// npm leaves out what its registry does not have, though another machine needs it; `npm ci` then
// refuses the lock file everywhere. Such an entry is completed by hand: version, os, cpu, libc.
test("the project's lock file names every package for every kind of machine", async () => {
  const { packages } = JSON.parse(
    await readFile(join(import.meta.dirname, "..", "package-lock.json"), "utf8"),
  ) as { packages: Record<string, LockedPackage> };
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).filter(
      (name) => !finds(packages, path, name),
    ),
  );
  expect(missing).toEqual([]);
});

test("installs once, and is silent without npm from then on", async () => {
  await layOut();
  const first = await install();
  expect(first).toMatchObject({ code: 0, stdout: "" });
  expect(first.stderr).toContain("Installing what is missing");
  // Without a PATH, no npm could be started.
  expect(await install({ PATH: "" })).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("a changed lock file installs again", async () => {
  await layOut({ postinstall: "echo x >> ran" });
  await install();
  await writeFile(
    join(folder, "package-lock.json"),
    `${await readFile(join(folder, "package-lock.json"), "utf8")}\n`,
  );
  await rm(join(folder, "node_modules", ".package-lock.json"), { force: true });
  expect((await install()).stderr).toContain("Updating");
  expect(await readFile(join(folder, "ran"), "utf8")).toBe("x\nx\n");
});

test("two commands started at once install once, and leave no lock", async () => {
  await layOut({ postinstall: "echo x >> ran" });
  const both = await Promise.all([install(), install()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(await readFile(join(folder, "ran"), "utf8")).toBe("x\n");
  expect((await readdir(folder)).filter((name) => name.startsWith(".install"))).toEqual([]);
});

test("the lock of a command that was killed holds nobody up", async () => {
  await layOut();
  const gone = execFile(process.execPath, ["--version"]);
  await once(gone, "exit");
  await writeFile(join(folder, ".install.lock"), `${gone.pid}`);
  expect(await install()).toMatchObject({ code: 0 });
});

test("packages that somebody installed by hand are not installed again", async () => {
  const packages = { "node_modules/tiny-dep": { version: "1.0.0" } };
  const other = { "node_modules/for-another-machine": { version: "1.0.0", optional: true } };
  await layOut({ packages: { ...packages, ...other } });
  await noteInstalled(packages);
  expect(await install({ PATH: "" })).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("a registry that cannot be reached is said, with the remedy, and nothing seems installed", async () => {
  await layOut({
    dependencies: { "tiny-dep": "1.0.0" },
    packages: { "node_modules/tiny-dep": { version: "1.0.0" } },
  });
  const run = await install({ npm_config_cache: join(folder, "cache") });
  expect(run.code).toBe(1);
  expect(run.stderr.trimEnd().split("\n").at(-1)).toMatch(/^The network does not answer/);
  expect((await install({ PATH: "" })).code).toBe(1);
});

test("a lock file that does not go with package.json is said, with the remedy", async () => {
  await layOut();
  await mkdir(join(folder, "dep"));
  await writeFile(join(folder, "dep", "package.json"), '{"name":"dep","version":"1.0.0"}');
  await writeFile(
    join(folder, "package.json"),
    '{"name":"tiny","version":"1.0.0","dependencies":{"dep":"file:dep"}}',
  );
  const run = await install({ LC_ALL: "fr_FR.UTF-8" });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain("ne vont pas ensemble. Remède");
});

// A test that runs as root cannot make npm fail for want of rights: these are npm's messages.
test.each([
  ["npm error code ENOSPC\nnpm error syscall write", "The disk is full"],
  ["npm error code EACCES\nnpm error path /srv/x", 'sudo chown -R "$USER" "/srv/x"'],
  ["npm error code EINTEGRITY", "npm cache verify"],
  ["npm error code E404", "npm config get registry"],
  ["npm error code EWHATEVER", "run `npm ci` to see why"],
])("npm's %j is explained", async (words, sentence) => {
  await layOut();
  await standIn(join(folder, "bin", "npm"), `printf '%s\\n' '${words}' >&2; exit 1`);
  const run = await install({ PATH: `${join(folder, "bin")}:/usr/bin:/bin` });
  expect(run.code).toBe(1);
  expect(run.stderr.trimEnd().split("\n").at(-1)).toContain(sentence);
});

test.each([
  ["npm/6.14.4 node/v10.19.0 linux x64"],
  // Debian 12: it says that there is no lock file.
  ["npm/9.2.0 node/v18.20.4 linux x64 workspaces/false"],
  // It leaves packages out without a word.
  ["npm/10.9.9 node/v18.20.4 linux x64 workspaces/false"],
])("%s, which cannot install what the lock file names, is said to be too old", async (agent) => {
  await layOut();
  const run = await install({ npm_config_user_agent: agent });
  expect(run).toMatchObject({ code: 1 });
  expect(run.stderr).toContain("npm is too old");
  // The same where no npm script started it.
  await standIn(join(folder, "bin", "npm"), `echo '${agent}'`);
  const PATH = `${join(folder, "bin")}:/usr/bin:/bin`;
  const alone = await install({ PATH, npm_config_user_agent: "", npm_execpath: "" });
  expect(alone).toMatchObject({ code: 1 });
  expect(alone.stderr).toContain("npm is too old");
});

test.each([
  ["is missing", undefined, "does not run there"],
  ["is another version", "echo v20.0.0", "it is v20.0.0 there"],
])("a Node of the project's own that %s is said, with the remedy", async (_, script, sentence) => {
  const packages = { "node_modules/node": { version: "26.10.0" } };
  await layOut({ dependencies: { node: "26.10.0" }, packages });
  await noteInstalled(packages);
  if (script !== undefined) await standIn(join(folder, "node_modules", ".bin", "node"), script);
  const run = await install();
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(sentence);
  expect(run.stderr).toContain("npm rebuild node");
});
