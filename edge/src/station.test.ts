import type { Sensor } from "@datacityzen/hardware/sensor";
import { sensors } from "@datacityzen/hardware/sensors";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { Port, PortEvent } from "./ports/port.ts";
import { openSensorCare } from "./sensor-care.ts";
import type { Source } from "./source.ts";
import { startStation } from "./station.ts";
import { createStationReport } from "./station-report.ts";

const MINUTE = 60_000;
/** A whole minute of 2026. */
const T = 1_790_000_040_000;

/** An SDS011 frame by the rule of its protocol. */
const sds011 = (pm2_5: number, serial: readonly [number, number]): Uint8Array => {
  const tenths = Math.round(pm2_5 * 10);
  const data = [tenths & 0xff, tenths >> 8, tenths & 0xff, tenths >> 8, ...serial];
  const sum = data.reduce((total, byte) => total + byte, 0) & 0xff;
  return Uint8Array.of(0xaa, 0xc0, ...data, sum, 0xab);
};

const bytes = (at: number, frame: Uint8Array): PortEvent => ({ kind: "bytes", at, bytes: frame });

/** A port that tells what the test has written down, then stays silent until it is closed. */
const scripted = (events: readonly PortEvent[]) => {
  const told: Uint8Array[] = [];
  const end = Promise.withResolvers<void>();
  const allRead = Promise.withResolvers<void>();
  const port: Port = {
    events: (async function* () {
      yield* events;
      allRead.resolve();
      await end.promise;
    })(),
    write: async (frame) => {
      told.push(frame);
      return { ok: true };
    },
    close: async () => end.resolve(),
  };
  return { port, told, allRead: allRead.promise };
};

const source = (sensor: Sensor, port: Port, more: Partial<Source> = {}): Source => ({
  sensor,
  path: "/dev/ttyUSB0",
  port,
  place: 1,
  warmUpMs: 0,
  flags: [],
  ...more,
});

/** Runs a station over what its ports tell and stops it. */
const run = async (
  scripts: readonly (readonly PortEvent[])[],
  sources: (ports: Port[]) => Source[],
  options: Partial<Parameters<typeof startStation>[0]> = {},
) => {
  const ports = scripts.map(scripted);
  const batches: (readonly Reading[])[] = [];
  const hellos: Hello["sensors"][] = [];
  const report = createStationReport();
  const station = startStation({
    sources: sources(ports.map(({ port }) => port)),
    settings: { everyMs: MINUTE },
    report,
    clock: { monotonic: () => T, now: () => T, utcOf: (stamp) => stamp, onSatelliteTime: () => {} },
    onReadings: (readings) => batches.push(readings),
    onSensors: (known) => hellos.push(known),
    onLines: () => {},
    log: pino({ level: "silent" }),
    ...options,
  });
  await Promise.all(ports.map(({ allRead }) => allRead));
  await station.stop();
  return {
    ...{ batches, hellos, rejected: report.rejected(), flagged: report.flagged() },
    told: ports.map(({ told }) => told),
  };
};

test("sensors that close an interval together are published together, each with its own flags", async () => {
  const { batches, hellos } = await run(
    [
      [{ kind: "opened", at: T }, bytes(T + 1, sds011(5, [0x58, 0xd9]))],
      [{ kind: "opened", at: T }, bytes(T + 2, sds011(7, [0x01, 0x02]))],
    ],
    ([first, second]) => [
      source(sensors.sds011, first as Port, { flags: ["replayed"] }),
      source(sensors.sds011, second as Port, { place: 2, warmUpMs: 30_000 }),
    ],
  );
  expect(batches).toEqual([
    [
      { at: T, sensor: "sds011-58d9", values: { pm2_5: 5, pm10: 5 }, flags: ["replayed"] },
      { at: T, sensor: "sds011-0102", values: { pm2_5: 7, pm10: 7 }, flags: ["warming_up"] },
    ],
  ]);
  expect(hellos.map((known) => known.map(({ id }) => id))).toEqual([
    ["sds011-58d9"],
    ["sds011-58d9", "sds011-0102"],
  ]);
  expect(hellos.at(-1)?.[1]).toEqual({
    id: "sds011-0102",
    model: "sds011",
    serial: "0102",
    every: MINUTE,
  });
});

test("a sensor put in the place of another is not mixed with it", async () => {
  const { batches } = await run(
    [
      [
        bytes(T, sds011(5, [0x58, 0xd9])),
        { kind: "lost", at: T + 1, reason: "unplugged", detail: "" },
        { kind: "opened", at: T + 2 },
        bytes(T + 3, sds011(50, [0x01, 0x02])),
      ],
    ],
    ([port]) => [source(sensors.sds011, port as Port)],
  );
  expect(batches.flat().map(({ sensor, values }) => [sensor, values.pm2_5])).toEqual([
    ["sds011-58d9", 5],
    ["sds011-0102", 50],
  ]);
});

test("refused frames are counted by sensor and reason; a frame that an unplug cut off is one", async () => {
  const frame = sds011(5, [0x58, 0xd9]);
  const spoiled = frame.with(4, 99);
  const { rejected, batches } = await run(
    [
      [
        bytes(T, frame),
        bytes(T + 1, spoiled),
        bytes(T + 2, frame),
        bytes(T + 3, frame.subarray(0, 6)),
        { kind: "lost", at: T + 4, reason: "unplugged", detail: "" },
        // The answer to a command is no fault.
        bytes(T + 5, Uint8Array.of(0xaa, 0xc5, 6, 1, 1, 0, 0xa1, 0x60, 0x09, 0xab)),
      ],
    ],
    ([port]) => [source(sensors.sds011, port as Port)],
  );
  const reasons = rejected["sds011-58d9"] ?? {};
  expect(Object.keys(rejected)).toEqual(["sds011-58d9"]);
  expect(reasons.checksum).toBe(1);
  expect(reasons.truncated).toBe(1);
  expect(reasons.reply).toBeUndefined();
  expect(batches.flat()).toHaveLength(1);
});

test("a warm-up is counted by the clock that nobody sets", async () => {
  const { batches } = await run(
    [
      [
        { kind: "opened", at: T },
        bytes(T + 29_999, sds011(80, [0x58, 0xd9])),
        { kind: "lost", at: T + 30_000, reason: "unplugged", detail: "" },
        { kind: "opened", at: T + 40_000 },
        bytes(T + 69_999, sds011(60, [0x58, 0xd9])),
        bytes(T + 150_000, sds011(5, [0x58, 0xd9])),
      ],
    ],
    ([port]) => [source(sensors.sds011, port as Port, { warmUpMs: 30_000 })],
  );
  expect(batches.flat().map(({ values, flags }) => [values.pm2_5, flags])).toEqual([
    [80, ["warming_up"]],
    [60, ["warming_up"]],
    [5, undefined],
  ]);
});

test("values left out of a mean are counted by sensor and reason", async () => {
  const absent: Sensor = {
    ...sensors.sds011,
    decode: (frame) => {
      const decoded = sensors.sds011.decode(frame);
      return decoded.ok && decoded.values.pm2_5 === 9
        ? { ...decoded, values: { pm2_5: 6553.4 } }
        : decoded;
    },
  };
  const { batches, rejected } = await run(
    [[bytes(T, sds011(5, [1, 2])), bytes(T + 1, sds011(9, [1, 2]))]],
    ([port]) => [source(absent, port as Port)],
  );
  expect(batches.flat()).toMatchObject([
    { values: { pm2_5: 5 }, value_flags: { pm2_5: ["implausible"] } },
  ]);
  expect(rejected).toEqual({ "sds011-0102": { value_absent: 1 } });
});

test("a sensor gets its commands each time its port opens", async () => {
  const start = Uint8Array.of(0x01);
  const obedient: Sensor = { ...sensors.sds011, dialogue: { start: [{ send: start }] } };
  const { told } = await run(
    [
      [
        { kind: "opened", at: T },
        { kind: "lost", at: T + 1, reason: "unplugged", detail: "" },
        { kind: "opened", at: T + 2 },
      ],
    ],
    ([port]) => [source(obedient, port as Port)],
  );
  expect(told).toEqual([[start, start]]);
});

const SERIAL = [0x58, 0xd9] as const;
const opened = { kind: "opened", at: T } as const;
/** As many frames, a second apart. */
const seconds = (count: number, frame: (index: number) => Uint8Array): PortEvent[] =>
  Array.from({ length: count }, (_, index) => bytes(T + 1000 * index, frame(index)));

test("an interval tells what else came on its sensor's line, and it is counted by flag", async () => {
  const good = sds011(5, SERIAL);
  const { batches, flagged } = await run(
    [
      [opened, ...seconds(20, (index) => (index % 4 === 3 ? good.with(4, 99) : good))],
      [opened, ...seconds(50, (index) => sds011(5 + index / 10, [1, 2]))],
    ],
    ([noisy, calm]) => [
      source(sensors.sds011, noisy as Port, { sampleMs: 1000 }),
      source(sensors.sds011, calm as Port, { sampleMs: 1000, place: 2 }),
    ],
  );
  expect(batches.flat()).toMatchObject([
    { sensor: "sds011-58d9", flags: ["line_noise", "incomplete"] },
    { sensor: "sds011-0102", values: { pm10: expect.closeTo(7.45, 2) } },
  ]);
  expect(batches.flat()[1]?.flags).toBeUndefined();
  expect(flagged).toEqual({ "sds011-58d9": { line_noise: 1, incomplete: 1 } });
});

test("a frame in which a sensor tells its own fault is told of the values beside it", async () => {
  const plantower = (error: number): Uint8Array => {
    const frame = Uint8Array.from(
      Buffer.from(
        "424d001c0000000800080000000800 0800d20046002d001e00000000970002c5".replace(" ", ""),
        "hex",
      ),
    );
    frame[29] = error;
    const sum = frame.subarray(0, 30).reduce((total, byte) => total + byte, 0);
    return frame.with(30, sum >> 8).with(31, sum & 0xff);
  };
  const { batches, rejected } = await run(
    [[opened, ...seconds(10, (index) => plantower(index === 4 ? 2 : 0))]],
    ([port]) => [source(sensors.pmsx003, port as Port)],
  );
  expect(batches.flat()).toMatchObject([{ sensor: "pmsx003", flags: ["sensor_fault"] }]);
  expect(rejected.pmsx003).toEqual({ error_code: 1 });
});

test("two sensors with one serial number are never one series", async () => {
  const { batches } = await run(
    [
      [opened, bytes(T + 1, sds011(5, SERIAL))],
      [opened, bytes(T + 2, sds011(50, SERIAL))],
    ],
    ([first, second]) => [
      source(sensors.sds011, first as Port),
      source(sensors.sds011, second as Port, { place: 2 }),
    ],
  );
  expect(batches.flat()).toMatchObject([
    { sensor: "sds011-58d9", values: { pm2_5: 5 } },
    { sensor: "sds011-58d9-2", values: { pm2_5: 50 }, flags: ["duplicate"] },
  ]);
});

test("values of a box whose supply is too low are told so", async () => {
  const { batches } = await run(
    [[opened, bytes(T + 1, sds011(5, SERIAL))]],
    ([port]) => [source(sensors.sds011, port as Port)],
    { isPowerLow: () => true },
  );
  expect(batches.flat()).toMatchObject([{ flags: ["supply"] }]);
});

test("a fan that is due is cleaned, and what it blows is told as warming up", async () => {
  const sps30 = Buffer.from(
    "7e0003002840b9c67f41036c8b411e4ae24123aa92420c5b7c422efdba4238cab3423ab2c9423afde93f4a1025d67e",
    "hex",
  );
  const blown = Buffer.from(
    "7e0003002840df03da417d3162ae41279e32412c107d5e42307d5ed34255c04c425e0908425fa28a425fe4433f40fa1fff7e",
    "hex",
  );
  const care = openSensorCare();
  care.cleaned("sps30", T - 8 * 86_400_000);
  const { told, batches } = await run(
    [[opened, bytes(T + 1000, sps30), bytes(T + 9000, blown), bytes(T + 70_000, blown)]],
    ([port]) => [source(sensors.sps30, port as Port)],
    { care },
  );
  const cleanFan = Buffer.from("7e005600a97e", "hex");
  expect(told[0]?.filter((one) => cleanFan.equals(one))).toHaveLength(1);
  // Ten seconds of it are left out beside what was measured before.
  expect(batches.flat().map(({ at, values }) => [at - T, values.pm1])).toEqual([
    [0, 5.81],
    [MINUTE, 6.97],
  ]);
  expect(care.isCleaningDue("sps30", sensors.sps30.cleaning, T + 100_000)).toBe(false);
  expect(care.hours("sps30")).toBeCloseTo(8 / 3600, 6);
});
