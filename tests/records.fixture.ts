import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { removeFolder } from "./folders.ts";
import { type Environment, type Running, root, startProcess } from "./processes.ts";
import type { Need } from "./real.ts";
import { killProcesses } from "./records-kill/server-processes.ts";

/** PostgreSQL as Debian packs it. */
export const debianPrograms = globSync("/usr/lib/postgresql/*/bin").toSorted().at(-1) ?? "";

export const debian: Need = {
  what: "Debian's postgresql",
  present: debianPrograms !== "" && existsSync(join(debianPrograms, "postgres")),
};

/** A data folder of the test's own; whatever PostgreSQL still runs on it ends with the test. */
export const dataFolder = async (name = ""): Promise<string> => {
  const folder = join(await mkdtemp(join(tmpdir(), "dcz-records-")), name);
  onTestFinished(async () => {
    await killProcesses(folder);
    await removeFolder(folder);
  });
  return folder;
};

/** A cloud of its own ports on a folder. */
export const startCloud = (folder: string, more: Environment = {}): Running => {
  const cloud = startProcess("cloud/src/main.ts", {
    DATA_DIR: folder,
    HTTP_PORT: "0",
    MQTT_PORT: "0",
    DASHBOARDS_URL: "http://127.0.0.1:9",
    ...more,
  });
  onTestFinished(() => cloud.end("SIGKILL").then(() => undefined));
  return cloud;
};

export const askAdministrator = async (
  cloud: string,
  folder: string,
  path: string,
  options: RequestInit = {},
): Promise<Response> => {
  const token = (await readFile(join(folder, "cloud", "admin-token"), "utf8")).trim();
  const headers = { ...options.headers, authorization: `Bearer ${token}` };
  return fetch(`${cloud}${path}`, { ...options, headers });
};

/** What the administrator sees of the records' state. */
export const recordsOf = async (
  cloud: string,
  folder: string,
): Promise<{ records: string; recordsFault?: string }> =>
  (await (await askAdministrator(cloud, folder, "/api/v1/health")).json()) as never;

export const dcz = (words: readonly string[], environment: Environment) => {
  const run = spawnSync(process.execPath, [join(root, "dcz.ts"), ...words], {
    cwd: root,
    env: { ...process.env, LANG: "en_GB.UTF-8", ...environment },
    encoding: "utf8",
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
};
