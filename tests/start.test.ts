import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterEach, expect, test } from "vitest";
import { removeFolder } from "./folders.ts";
import { freePort, root } from "./processes.ts";

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<[code: number | null]>;
}

const started: Started[] = [];
const folders: string[] = [];

/** `npm start` without npm: the same program, on ports of its own. */
const startAll = async (environment: { [variable: string]: string } = {}) => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-start-"));
  folders.push(folder);
  const variables = [
    "HTTP_PORT",
    "MQTT_PORT",
    "GATEWAY_PORT",
    "GATEWAY_MQTT_PORT",
    "DASHBOARDS_PORT",
  ];
  const ports = Object.fromEntries(
    await Promise.all(variables.map(async (name) => [name, String(await freePort())] as const)),
  );
  const child = spawn(process.execPath, [join(root, "dcz.ts"), "start"], {
    cwd: root,
    env: {
      ...{ ...process.env, DATA_DIR: folder, LANG: "en_GB.UTF-8" },
      // The week of invented stations is drawn in one test alone.
      ...{ DEMO: "off", ...ports, ...environment },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      written += text;
    });
  const run = { child, output: () => written, exited: once(child, "exit") as Started["exited"] };
  started.push(run);
  return { ...run, folder, ports, http: `http://127.0.0.1:${ports.HTTP_PORT}` };
};

afterEach(async () => {
  for (const { child, exited } of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await exited;
  }
  for (const folder of folders.splice(0)) await removeFolder(folder);
});

interface Latest {
  readonly values: readonly { sensor: string; quantity: string; at: string; flags: string[] }[];
}

const latest = async (http: string): Promise<Latest> => {
  const answer = await fetch(`${http}/api/v1/stations/workshop/latest`);
  return answer.ok ? ((await answer.json()) as Latest) : { values: [] };
};

/** Processes whose parent is `pid`, as Linux lists them. */
const childrenOf = async (pid: number): Promise<{ pid: number; command: string }[]> => {
  const found = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    if (parent !== pid) continue;
    const command = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
    found.push({ pid: Number(entry), command: command.replaceAll("\0", " ") });
  }
  return found;
};

const withinAMinute = { timeout: 60_000, interval: 250 };

test("one command: real frames arrive as readings on the page, and one signal stops it all", async () => {
  const { child, output, exited, folder, http, ports } = await startAll({ DEMO: "auto" });
  // Frames of the captures, through a pseudo serial port, gateway and cloud.
  await expect
    .poll(async () => (await latest(http)).values.map(({ sensor }) => sensor), withinAMinute)
    .toEqual(expect.arrayContaining(["sds011-58d9", "pmsx003"]));
  const first = (await latest(http)).values;
  expect(first.every(({ flags }) => flags.includes("replayed"))).toBe(true);
  await expect
    .poll(async () => (await latest(http)).values[0]?.at, withinAMinute)
    .not.toBe(first[0]?.at);

  // The past day is there, marked as replayed, and complete.
  await expect
    .poll(async () => {
      const answer = await fetch(
        `${http}/api/v1/series/means?station=workshop&quantity=pm2_5&sensor=sds011-58d9&every=PT1H`,
      );
      const { series } = (await answer.json()) as {
        series: { points: { count: number; expected: number }[] }[];
      };
      // The first hour is cut where the backfill began, the last one is not over.
      const whole = series[0]?.points.slice(1, -1) ?? [];
      return whole.length >= 22 && whole.every(({ count, expected }) => count === expected);
    }, withinAMinute)
    .toBe(true);

  // A small invented territory lives beside it, and every page says what it is.
  await expect
    .poll(async () => {
      const answer = await fetch(`${http}/api/v1/stations?origin=simulated`);
      const { stations } = (await answer.json()) as { stations: { title?: string }[] };
      return stations.filter(({ title }) => title !== undefined).length;
    }, withinAMinute)
    .toBe(12);

  // The address is printed when all is ready, the pages too: the first start builds them, beside the readings.
  await expect.poll(output, withinAMinute).toContain(http);
  const page = await fetch(`${http}/stations/workshop`, { headers: { "accept-language": "en" } });
  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain("µg/m³");
  expect(text).toContain('class="demonstration-banner"');
  await expect
    .poll(async () => (await fetch(`${http}/stations`)).text())
    .toContain("L&#x27;atelier");
  // Once is enough on a phone.
  const home = await (await fetch(`${http}/`)).text();
  expect(home).toContain('class="demonstration-banner"');
  expect(home).not.toContain('class="verdict-origin"');
  const place = `${http}/?place=fr-commune-00001`;
  expect(await (await fetch(place)).text()).toContain("/stations/demo-");

  // Who wants to be told of a station reads its name as everybody says it.
  expect(await (await fetch(`${http}/alerts?station=demo-ecole-jules-ferry`)).text()).toContain(
    "École Jules-Ferry",
  );

  for (const page of ["how?quantity=pm2_5", "trust", "pollen"])
    expect(await (await fetch(`${http}/stations/demo-ecole-jules-ferry/${page}`)).text()).toMatch(
      /<strong>[^<]*École Jules-Ferry/,
    );

  // A real sensor is plugged in: from its first reading on the demonstration has left the home page.
  const station = await mqtt.connectAsync(`mqtt://127.0.0.1:${ports.GATEWAY_MQTT_PORT}`);
  const reading = { at: Date.now() - 1000, sensor: "sds011", values: { pm2_5: 7, pm10: 9 } };
  await station.publishAsync(
    "dcz/1/balcon/readings",
    JSON.stringify({ boot: "realreal", seq: 0, clock: "ntp", readings: [reading] }),
    { qos: 1 },
  );
  await station.endAsync();
  /** A page without its style sheets, which name what is not there too. */
  const told = async (address: string) =>
    (await (await fetch(address)).text()).replaceAll(/<style.*?<\/style>/gs, "");
  await expect
    .poll(() => told(`${http}/`), withinAMinute)
    .not.toMatch(/demonstration-banner|week-told|\/stations\/demo-/);
  expect(await told(place)).not.toMatch(/demonstration-banner|week-told|\/stations\/demo-/);
  expect(await told(`${http}/stations/demo-ecole-jules-ferry`)).toContain("demonstration-banner");
  const local = await fetch(`http://127.0.0.1:${ports.GATEWAY_PORT}/`);
  expect(await local.text()).toContain("workshop");
  // No terminal: what is written here may be a journal that others read, so the link waits in its file alone.
  const link = join(folder, "cloud/first-administrator");
  expect((await stat(link)).mode & 0o777).toBe(0o600);
  expect(output()).not.toContain("token=");

  const children = await childrenOf(child.pid as number);
  expect(children.length).toBeGreaterThanOrEqual(5);
  const before = performance.now();
  child.kill("SIGTERM");
  expect((await exited)[0]).toBe(0);
  expect(performance.now() - before).toBeLessThan(5000);
  for (const { pid } of children) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("a process that is killed comes back, and readings go on", async () => {
  const { child, http, output } = await startAll();
  await expect
    .poll(
      async () => (await latest(http).catch(() => ({ values: [] }))).values.length,
      withinAMinute,
    )
    .toBeGreaterThan(0);
  const cloud = (await childrenOf(child.pid as number)).find(({ command }) =>
    command.includes("cloud/src/main.ts"),
  );
  const at = Date.parse((await latest(http)).values[0]?.at ?? "");
  process.kill(cloud?.pid as number, "SIGKILL");
  await expect
    .poll(
      async () =>
        Date.parse((await latest(http).catch(() => ({ values: [] }))).values[0]?.at ?? ""),
      withinAMinute,
    )
    .toBeGreaterThan(at);
  expect(output()).toContain("cloud");
});

test("a wrong variable stops the start with a sentence that names it", async () => {
  const { exited, output } = await startAll({ HTTP_PORT: "eighty" });
  expect((await exited)[0]).toBe(2);
  expect(output()).toMatch(/HTTP_PORT .*"eighty"/);
});

test("for a port in use the error names the variable to change", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
  const { port } = occupant.address() as { port: number };
  const { exited, output } = await startAll({ MQTT_PORT: String(port) });
  expect((await exited)[0]).toBe(1);
  expect(output().trim().split("\n").at(-1)).toMatch(new RegExp(`${port}.*MQTT_PORT`));
  occupant.close();
});
