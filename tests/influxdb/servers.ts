import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { InfluxAddress } from "../../cloud/src/series/influxdb/server.ts";
import { removeFolder } from "../folders.ts";
import { freePort, root } from "../processes.ts";
import type { Need } from "../real.ts";

/** A real InfluxDB in a folder of its own, on a port of its own. */
export interface RunningInflux {
  /** A fresh database or bucket of it. */
  address(): Promise<InfluxAddress>;
  readonly url: string;
  /** Kills it as a cut of power would, and waits for its end. */
  kill(): Promise<void>;
  /** Starts it again on what it left, at the same address. */
  start(): Promise<void>;
  /** The process's own number, for measurements. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface Flavour {
  readonly name: string;
  readonly need: Need;
  open(): Promise<RunningInflux>;
}

const TOKEN = "a-token-of-the-tests";
const ORGANISATION = "tests";

/** Debian's package installs it there. */
const debians = "/usr/bin/influxd";

/** Where `.ci/build-influxd` leaves it. */
const built =
  process.env.INFLUXD_2 ??
  join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
    "datacityzen/influxd-2.7.11/influxd",
  );

/** In CI it is being built meanwhile; the same script waits for that, and does the rest. */
if (process.env.REQUIRE_REAL === "1" && !existsSync(built))
  spawnSync(join(root, ".ci/build-influxd"), { stdio: ["ignore", "ignore", "inherit"] });

const isVersion1 = (): boolean =>
  existsSync(debians) &&
  /v?1\.\d/.test(spawnSync(debians, ["version"], { encoding: "utf8" }).stdout ?? "");

const isUp = (url: string): Promise<boolean> =>
  fetch(`${url}/ping`).then(
    ({ status }) => status === 204,
    () => false,
  );

const open = async (
  command: (folder: string, port: number) => Promise<readonly [string, readonly string[]]>,
  prepare: (url: string) => Promise<void>,
  address: (url: string, database: string) => Promise<InfluxAddress>,
): Promise<RunningInflux> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-influxdb-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [program, parameters] = await command(folder, port);
  let child: ChildProcess | undefined;
  let databases = 0;
  const start = async () => {
    const started = spawn(program, parameters, {
      cwd: folder,
      stdio: ["ignore", "ignore", "ignore"],
      env: { ...process.env, HOME: folder },
    });
    child = started;
    const ended = once(started, "exit").then(([code]) => {
      throw new Error(`${program} ended with ${code} before it listened`);
    });
    ended.catch(() => undefined);
    const until = Date.now() + 60_000;
    const listening = async () => {
      while (!(await isUp(url))) {
        if (Date.now() > until) throw new Error(`${program} does not listen`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await Promise.race([listening(), ended]);
  };
  const end = async (signal: NodeJS.Signals) => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill(signal);
    await ended;
  };
  await start();
  await prepare(url);
  return {
    url,
    address: () => address(url, `series-${databases++}`),
    kill: () => end("SIGKILL"),
    start,
    pid: () => child?.pid,
    async stop() {
      await end("SIGKILL");
      await removeFolder(folder);
    },
  };
};

export const influx1: Flavour = {
  name: "InfluxDB 1 (Debian's)",
  need: { what: "InfluxDB 1 (Debian's package influxdb)", present: isVersion1() },
  open: () =>
    open(
      async (folder, port) => {
        const file = join(folder, "influxdb.conf");
        await writeFile(
          file,
          `reporting-disabled = true
bind-address = "127.0.0.1:${await freePort()}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
[monitor]
  store-enabled = false
`,
        );
        return [debians, ["-config", file]];
      },
      async () => undefined,
      async (url, database) => ({ url, database }),
    ),
};

interface Setup {
  readonly org: { readonly id: string };
}

/** Asks the API of InfluxDB 2 as its administrator. */
export const askInflux2 = async (url: string, path: string, body?: object): Promise<unknown> => {
  const answer = await fetch(`${url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Token ${TOKEN}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

const openInflux2 = async (): Promise<RunningInflux> => {
  let organisation = "";
  return open(
    async (folder, port) => [
      built,
      [
        ...["--bolt-path", join(folder, "influxd.bolt")],
        ...["--engine-path", join(folder, "engine")],
        ...["--sqlite-path", join(folder, "influxd.sqlite")],
        ...["--http-bind-address", `127.0.0.1:${port}`],
        "--reporting-disabled",
      ],
    ],
    async (url) => {
      const { org } = (await askInflux2(url, "/api/v2/setup", {
        username: "tests",
        password: "a-password-of-the-tests",
        org: ORGANISATION,
        bucket: "first",
        token: TOKEN,
      })) as Setup;
      organisation = org.id;
    },
    async (url, database) => {
      await askInflux2(url, "/api/v2/buckets", {
        orgID: organisation,
        name: database,
        retentionRules: [],
      });
      return { url, database, organisation: ORGANISATION, token: TOKEN };
    },
  );
};

export const influx2: Flavour = {
  name: "InfluxDB 2.7",
  need: { what: "InfluxDB 2.7 (.ci/build-influxd)", present: existsSync(built) },
  open: openInflux2,
};

export const flavours = [influx1, influx2];
