import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { expect, onTestFinished } from "vitest";
import {
  countingSensor,
  startBroker,
  startEdge,
  temporaryFolder,
} from "../../edge/src/edge-process.fixture.ts";
import { freePort } from "../processes.ts";
import { program, root, testWith } from "../real.ts";
import { type Fault, makeFaultyDisk } from "./faulty-disk.ts";

const STATION_ID = "test-station";
const away = "mqtt://127.0.0.1:1";
const patient = { timeout: 60_000 };
const MINUTE = 60_000;

type Edge = ReturnType<typeof startEdge>;

const isReady = ({ lines }: Edge) => lines.some(({ msg }) => msg === "ready");
const words = ({ lines }: Edge) => lines.map(({ msg }) => String(msg)).join("\n");

const batchesAt = (broker: Awaited<ReturnType<typeof startBroker>>): Batch[] =>
  broker
    .heard("readings")
    .map((batch) => Batch.parse(batch))
    .toSorted((one, other) => one.seq - other.seq);

/** A busy machine may let the emulated sensor miss an interval; what was measured is numbered without a gap. */
const expectWithoutGap = (batches: readonly Batch[]) =>
  expect(batches.map(({ seq }) => seq)).toEqual([...batches.keys()]);

/** What a station that starts with this folder still knows of the past. */
const readAgain = async (dataDir: string): Promise<Batch[]> => {
  const broker = await startBroker();
  const edge = startEdge({
    ...{ STATION_ID, DATA_DIR: dataDir, SENSORS: "sds011@/dev/nowhere" },
    GATEWAY_MQTT_URL: broker.url,
  });
  const waiting = () => edge.lines.findLast(({ msg }) => msg === "connected")?.waiting;
  await expect.poll(waiting, patient).toBeDefined();
  await expect.poll(() => broker.heard("readings").length, patient).toBe(Number(waiting()));
  edge.edge.kill("SIGTERM");
  await edge.ended;
  return batchesAt(broker);
};

/** A station whose gateway is away, on a disk that shows what a cut of power would leave. */
const startOnDisk = async (every: string) => {
  const folder = temporaryFolder();
  const library = join(folder, "power.so");
  const source = join(import.meta.dirname, "power.c");
  execFileSync("gcc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl", "-pthread"]);
  const live = join(folder, "live");
  const synchronised = join(folder, "synchronised", "edge");
  mkdirSync(synchronised, { recursive: true });
  const edge = startEdge({
    ...{ LD_PRELOAD: library, POWER_PATH: join(live, "edge"), POWER_SHADOW: synchronised },
    ...{ STATION_ID, DATA_DIR: live, GATEWAY_MQTT_URL: away, SAMPLE_EVERY: every },
    SENSORS: `sds011@${(await countingSensor()).path}`,
  });
  await expect.poll(() => isReady(edge), patient).toBe(true);
  const syncs = () =>
    readFileSync(join(synchronised, "fsyncs"), "utf8").match(/spool/g)?.length ?? 0;
  return { edge, live, atPowerCut: join(synchronised, ".."), syncs };
};

testWith(
  [program("gcc")],
  "a kill -9 and a cut of power cost at most a publishing interval or a minute, with one fsync a minute",
  async () => {
    const stations = await Promise.all(
      [
        { every: "PT1S", everyMs: 1000 },
        { every: "PT1M", everyMs: MINUTE },
      ].map(async (one) => ({ ...one, ...(await startOnDisk(one.every)) })),
    );
    const began = Date.now();
    const syncsBefore = stations.map(({ syncs }) => syncs());
    // Just after the second whole minute: the moment at which a write that comes late costs most.
    await wait(2 * MINUTE - (began % MINUTE) + 4000);
    const killedAt = Date.now();
    for (const [index, { edge, syncs }] of stations.entries()) {
      edge.edge.kill("SIGKILL");
      await edge.ended;
      expect(syncs() - (syncsBefore[index] ?? 0)).toBeLessThanOrEqual(
        1 + Math.ceil((killedAt - began) / MINUTE),
      );
    }
    for (const { everyMs, live, atPowerCut } of stations)
      for (const left of [live, atPowerCut]) {
        const batches = await readAgain(left);
        expectWithoutGap(batches);
        const until = (batches.at(-1)?.readings[0]?.at ?? 0) + everyMs;
        expect(killedAt - until).toBeLessThanOrEqual(MINUTE);
      }
  },
);

const faults: readonly (Pick<Fault, "call" | "error"> & { readonly remedy: RegExp })[] = [
  { call: "write", error: "ENOSPC", remedy: /the disk is full: make room/ },
  { call: "write", error: "EROFS", remedy: /cannot be kept on disk/ },
  { call: "fsync", error: "EIO", remedy: /the disk reports errors/ },
];

for (const { remedy, ...fault } of faults)
  testWith(
    [program("gcc")],
    `a disk whose ${fault.call} fails with ${fault.error} is told, and measuring goes on`,
    async () => {
      const port = await freePort();
      const disk = makeFaultyDisk(temporaryFolder(), {
        ...{ ...fault, path: "spool-", nth: 1, lasting: true },
      });
      const edge = startEdge({
        ...{ ...disk.environment, STATION_ID, SAMPLE_EVERY: "PT1S" },
        SENSORS: `sds011@${(await countingSensor()).path}`,
        GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${port}`,
      });
      await expect.poll(() => isReady(edge), patient).toBe(true);
      disk.arm();
      await expect.poll(() => words(edge), patient).toMatch(remedy);
      expect(words(edge)).toContain("Measuring goes on.");
      await expectWholeWithout(port);
    },
  );

/** A gateway that comes back gets every interval, though none could be kept on disk. */
const expectWholeWithout = async (port: number) => {
  const broker = await startBroker(STATION_ID, port);
  await expect.poll(() => batchesAt(broker).length, patient).toBeGreaterThan(4);
  expectWithoutGap(batchesAt(broker));
};

testWith([root], "a disk that can only be read is told, and measuring goes on", async () => {
  const disk = temporaryFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
  onTestFinished(() => void execFileSync("umount", ["-l", disk]));
  const port = await freePort();
  const environment = {
    ...{ DATA_DIR: disk, SAMPLE_EVERY: "PT1S", GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${port}` },
    SENSORS: `sds011@${(await countingSensor()).path}`,
  };
  // At its first start it draws its name; from then on the disk is read alone.
  const first = startEdge(environment);
  await expect.poll(() => isReady(first), patient).toBe(true);
  const name = String(first.lines.find(({ msg }) => msg === "ready")?.station);
  first.edge.kill("SIGKILL");
  await first.ended;
  execFileSync("mount", ["-o", "remount,ro", disk]);

  const edge = startEdge(environment);
  await expect.poll(() => isReady(edge), patient).toBe(true);
  expect(words(edge)).toContain("The folder cannot be written");
  const broker = await startBroker(name, port);
  await expect.poll(() => batchesAt(broker).length, patient).toBeGreaterThan(2);
});

testWith([], "a spool of garbage is told and put aside, and measuring goes on", async () => {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, "edge"));
  writeFileSync(join(dataDir, "edge", `spool-${STATION_ID}.sqlite`), "x".repeat(9000));
  const broker = await startBroker();
  const edge = startEdge({
    ...{ STATION_ID, DATA_DIR: dataDir, SAMPLE_EVERY: "PT1S", GATEWAY_MQTT_URL: broker.url },
    SENSORS: `sds011@${(await countingSensor()).path}`,
  });
  await expect.poll(() => batchesAt(broker).length, patient).toBeGreaterThan(2);
  expect(words(edge)).toContain("was damaged: it was put aside");
});
