import { rmSync } from "node:fs";
import { join } from "node:path";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { Hello } from "@datacityzen/hardware/wire/hello";
import { Status } from "@datacityzen/hardware/wire/status";
import { expect, onTestFinished, test } from "vitest";

import { countingSensor, startBroker, startEdge, temporaryFolder } from "./edge-process.fixture.ts";
import { openPseudoTerminal } from "./ports/pseudo-terminal.ts";
import { openSpool } from "./spool.ts";

test("replayed sensors become batches at the broker; SIGTERM ends it cleanly", async () => {
  const broker = await startBroker();
  const { edge, lines, errors, ended } = startEdge({
    STATION_ID: "test-station",
    KIT: "test-kit",
    SENSORS: "sds011@replay,pmsx003@replay",
    SAMPLE_EVERY: "PT0.5S",
    REPLAY_FACTOR: "200",
    BACKFILL: "PT1M",
    GATEWAY_MQTT_URL: broker.url,
  });
  const batches = () => broker.heard("readings").map((batch) => Batch.parse(batch));
  const live = () => batches().filter(({ readings }) => readings.length === 2);
  await expect.poll(() => live().length, { timeout: 30_000 }).toBeGreaterThan(2);
  await expect
    .poll(() => batches().flatMap(({ readings }) => readings).length, { timeout: 30_000 })
    .toBeGreaterThan(2 * 120);
  edge.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(errors()).toBe("");

  expect(lines).toContainEqual(
    expect.objectContaining({ name: "edge", msg: "ready", station: "test-station" }),
  );
  const readings = batches().flatMap((batch) => batch.readings);
  expect(new Set(readings.map(({ sensor }) => sensor))).toEqual(
    new Set(["sds011-58d9", "pmsx003"]),
  );
  for (const { at, flags } of readings) {
    expect(at % 500).toBe(0);
    expect(flags).toContain("replayed");
  }
  // Backfilled and live readings tile time: no point is told twice.
  const points = readings.map(({ sensor, at }) => `${sensor} ${at}`);
  expect(new Set(points).size).toBe(points.length);
  const seqs = batches().map(({ seq }) => seq);
  expect(seqs.toSorted((a, b) => a - b)).toEqual([...seqs.keys()]);
  expect(new Set(batches().map(({ boot }) => boot)).size).toBe(1);

  const hello = Hello.parse(broker.heard("hello").at(-1));
  expect(hello.kit).toBe("test-kit");
  expect(hello.sensors).toContainEqual({
    id: "sds011-58d9",
    model: "sds011",
    serial: "58d9",
    every: 500,
  });
  const status = broker.heard("status").map((said) => Status.parse(said));
  expect(status.at(0)?.state).toBe("online");
  expect(status.at(-1)).toMatchObject({ state: "offline", health: { waiting: 0, dropped: 0 } });
});

test("wrong settings end it with a sentence for each and exit code 2", async () => {
  const { errors, ended, lines } = startEdge({ SAMPLE_EVERY: "soon", REPLAY_FACTOR: "0" });
  expect(await ended).toEqual([2, null]);
  expect(errors().split("\n")).toEqual([
    'SAMPLE_EVERY must be an ISO 8601 duration such as "PT1M", not "soon".',
    'REPLAY_FACTOR must be a number from 0.1 to 1000, not "0".',
    "",
  ]);
  expect(lines).toEqual([]);
});

test("without a gateway it still stops within five seconds", async () => {
  const { edge, lines, ended } = startEdge({
    SENSORS: "sds011@replay",
    SAMPLE_EVERY: "PT0.1S",
    REPLAY_FACTOR: "200",
    GATEWAY_MQTT_URL: "mqtt://127.0.0.1:1",
  });
  await expect
    .poll(() => lines.some(({ msg }) => msg === "sensor found"), { timeout: 30_000 })
    .toBe(true);
  const begun = performance.now();
  edge.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(lines).toContainEqual(expect.objectContaining({ msg: "not connected" }));
});

test("a sensor that a JSON file describes is read from its port like a built-in one", async () => {
  const broker = await startBroker();
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.reason);
  const { terminal } = opened;
  const described = new URL("../../hardware/declared-sensors/sds011.json", import.meta.url);
  const { errors } = startEdge({
    STATION_ID: "test-station",
    SENSORS: `${described.pathname}@${terminal.path}`,
    SAMPLE_EVERY: "PT0.5S",
    GATEWAY_MQTT_URL: broker.url,
  });
  const speak = setInterval(() => terminal.write(Buffer.from("aac00900090058d943ab", "hex")), 100);
  onTestFinished(() => {
    clearInterval(speak);
    terminal.unplug();
  });
  await expect
    .poll(() => broker.heard("hello").map((hello) => Hello.parse(hello).sensors), {
      timeout: 30_000,
    })
    .toContainEqual([{ id: "my-sds011-58d9", model: "my-sds011", serial: "58d9", every: 500 }]);
  expect(errors()).toBe("");
});

test("a described sensor whose file is missing ends it with a sentence", async () => {
  const { errors, ended } = startEdge({ SENSORS: "nowhere/mine.json@/dev/ttyUSB0" });
  expect(await ended).toEqual([1, null]);
  expect(errors()).toContain("nowhere/mine.json");
});

test("frames of another sensor are reported within 30 s, in the log and in the status", async () => {
  const broker = await startBroker();
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.reason);
  const { terminal } = opened;
  const { lines } = startEdge({
    STATION_ID: "test-station",
    SENSORS: `pmsx003@${terminal.path}`,
    GATEWAY_MQTT_URL: broker.url,
  });
  const speak = setInterval(() => terminal.write(Buffer.from("aac00900090058d943ab", "hex")), 500);
  onTestFinished(() => {
    clearInterval(speak);
    terminal.unplug();
  });
  await expect
    .poll(() => broker.heard("status").map((status) => Status.parse(status).health?.lines?.[0]), {
      timeout: 30_000,
    })
    .toContainEqual(
      expect.objectContaining({
        port: terminal.path,
        state: "unreadable",
        likely: ["sds011"],
        advice: "other_sensor",
      }),
    );
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 40,
      port: terminal.path,
      msg: expect.stringContaining(`Put "sds011@${terminal.path}" into SENSORS`),
    }),
  );
}, 120_000);

test("what waits survives a kill -9; a station without STATION_ID keeps the name that it drew", async () => {
  const folder = temporaryFolder();
  const environment = { DATA_DIR: folder, SENSORS: "sds011@replay", SAMPLE_EVERY: "PT0.5S" };
  const offline = { ...environment, REPLAY_FACTOR: "200", GATEWAY_MQTT_URL: "mqtt://127.0.0.1:1" };
  // A clean stop writes what waits; a killed run finds it again, and so does the next.
  const first = startEdge({ ...offline, BACKFILL: "PT1H" });
  await expect
    .poll(() => first.lines.some(({ msg }) => msg === "sensor found"), { timeout: 30_000 })
    .toBe(true);
  first.edge.kill("SIGTERM");
  expect(await first.ended).toEqual([0, null]);
  const ready = (lines: Record<string, unknown>[]) => lines.find(({ msg }) => msg === "ready");
  const name = String(ready(first.lines)?.station);
  expect(name).toMatch(/^station-[0-9a-hjkmnp-tv-z]{16}$/);
  const second = startEdge(offline);
  await expect.poll(() => ready(second.lines), { timeout: 30_000 }).toBeDefined();
  second.edge.kill("SIGKILL");
  await second.ended;
  const broker = await startBroker(name);
  startEdge({ ...environment, SENSORS: "sds011@/dev/nowhere", GATEWAY_MQTT_URL: broker.url });
  await expect
    .poll(() => broker.heard("readings").flatMap((batch) => Batch.parse(batch).readings), {
      timeout: 30_000,
    })
    .not.toEqual([]);
  const batches = broker.heard("readings").map((batch) => Batch.parse(batch));
  expect(new Set(batches.map(({ boot }) => boot)).size).toBe(1);
  // A real sensor is configured now: what was replayed still says so.
  for (const { flags } of batches.flatMap(({ readings }) => readings))
    expect(flags).toContain("replayed");
}, 120_000);

test("a second station of one name and folder ends with a sentence", async () => {
  const environment = {
    DATA_DIR: temporaryFolder(),
    STATION_ID: "test-station",
    SENSORS: "sds011@/dev/nowhere",
    GATEWAY_MQTT_URL: "mqtt://127.0.0.1:1",
  };
  const first = startEdge(environment);
  await expect
    .poll(() => first.lines.some(({ msg }) => msg === "ready"), { timeout: 30_000 })
    .toBe(true);
  const second = startEdge(environment);
  expect(await second.ended).toEqual([1, null]);
  expect(second.errors()).toContain('Another station named "test-station" runs');
});

test("a spool that was deleted is reported in the log and in the status", async () => {
  const broker = await startBroker();
  const DATA_DIR = temporaryFolder();
  const path = join(DATA_DIR, "edge", "spool-test-station.sqlite");
  const opened = openSpool(path, 0);
  if (!opened.ok) throw new Error(opened.detail);
  const payload = Buffer.from("{}");
  opened.spool.write({
    add: [0, 1, 2].map((seq) => ({ boot: "k3v9x0qz", seq, payload })),
    remove: [],
  });
  opened.spool.close();
  rmSync(path);
  const { lines } = startEdge({
    ...{ STATION_ID: "test-station", DATA_DIR, SENSORS: "sds011@replay" },
    GATEWAY_MQTT_URL: broker.url,
  });
  await expect
    .poll(() => broker.heard("status").map((said) => Status.parse(said).health?.lost), {
      timeout: 30_000,
    })
    .toContain(3);
  expect(lines).toContainEqual(expect.objectContaining({ level: 50, lost: 3 }));
});

test("cadence, label and offset come from the cloud over the broker; what may not is refused and told", async () => {
  const broker = await startBroker();
  const DATA_DIR = temporaryFolder();
  const environment = {
    ...{ STATION_ID: "test-station", DATA_DIR, SAMPLE_EVERY: "PT1S" },
    ...{ SENSORS: `sds011@${(await countingSensor()).path}`, GATEWAY_MQTT_URL: broker.url },
  };
  const { edge, ended } = startEdge(environment);
  const hello = () =>
    Hello.parse(broker.heard("hello").at(-1) ?? { kit: "none yet", sensors: [], software: {} });
  const patient = { timeout: 40_000 };
  await expect.poll(() => hello().sensors.map(({ every }) => every), patient).toEqual([1000]);
  const id = "sds011-58d9";
  const config = {
    version: 4,
    every: 2000,
    sensors: { [id]: { label: "côté nord", offsets: { pm2_5: 500 } } },
  };
  broker.say("config", config);
  await expect.poll(hello, patient).toMatchObject({
    config: { version: 4, state: "trial" },
    sensors: [{ id, every: 2000, label: "côté nord" }],
  });
  const readings = () => broker.heard("readings").flatMap((one) => Batch.parse(one).readings);
  const slow = () => readings().filter(({ values }) => Number(values.pm2_5) > 500);
  await expect.poll(() => slow().length, patient).toBeGreaterThan(3);
  // The correction holds at once, the cadence from its next start on: two intervals of a second may lie between.
  for (const { at } of slow().slice(2)) expect(at % 2000).toBe(0);
  for (const { values } of slow()) expect(Number(values.pm10)).toBeLessThan(500);
  expect(new Set(readings().map(({ at }) => at)).size).toBe(readings().length);

  broker.say("config", { ...config, version: 5, sensors: { [id]: { path: "/dev/ttyUSB9" } } });
  await expect
    .poll(() => hello().config, patient)
    .toEqual({
      version: 5,
      state: "refused",
      detail: expect.stringContaining("path"),
    });
  edge.kill("SIGKILL");
  await ended;
  // After a restart the one on trial is in force, and the retained refusal comes again.
  const again = startEdge(environment);
  await expect
    .poll(() => again.lines.some(({ msg }) => msg === "sensor found"), patient)
    .toBe(true);
  await expect.poll(hello, patient).toMatchObject({
    config: { version: 5, state: "refused" },
    sensors: [{ id, every: 2000, label: "côté nord" }],
  });
});
