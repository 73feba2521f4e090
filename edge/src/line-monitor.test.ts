import { readFile } from "node:fs/promises";
import { seeded } from "@datacityzen/hardware/fuzz/run";
import { describeLine } from "@datacityzen/hardware/line-texts";
import type { Sensor } from "@datacityzen/hardware/sensor";
import { sensors } from "@datacityzen/hardware/sensors";
import { Line, LineAdvice } from "@datacityzen/hardware/wire/line";
import { expect, test } from "vitest";
import { readCapture } from "./capture.ts";
import { createLineMonitor, describeLines, type LineMonitor } from "./line-monitor.ts";
import type { PortEvent } from "./ports/port.ts";
import { readSensor } from "./sensor-reader.ts";

const folder = new URL("../../hardware/captures/", import.meta.url);
const framesOf = async (sensor: Sensor) =>
  (await readCapture(folder, sensor.model))?.frames.map(({ bytes }) => bytes) ?? [];

const random = seeded(1);
/** The same in every run: in others one in a hundred would hold the head of a frame, and be a damaged one. */
const noiseOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, () => Math.floor(random() * 256));

/** Lets a line of `sensor` bring one chunk a second. */
const bring = async (sensor: Sensor, chunks: readonly Uint8Array[], everyMs = 60_000) => {
  const monitor = createLineMonitor({ sensor, everyMs, now: 0 });
  const events: PortEvent[] = [
    { kind: "opened", at: 0 },
    ...chunks.map((bytes, second) => ({ kind: "bytes", at: 1000 * second, bytes }) as const),
  ];
  const tapped = async function* (): AsyncGenerator<PortEvent, void> {
    for (const event of events) {
      monitor.onPortEvent(event);
      yield event;
    }
  };
  for await (const event of readSensor(sensor, tapped())) monitor.onSensorEvent(event);
  return monitor;
};

const lineOf = (sensor: Sensor, monitor: LineMonitor, now: number) =>
  describeLines(
    [{ port: "/dev/ttyUSB0", model: sensor.model, view: monitor.look(now) }],
    (stamp) => 1_790_000_000_000 + stamp,
  )[0];

test("frames of an SDS011 on a port set to PMSx003 are named within 30 s", async () => {
  const monitor = await bring(sensors.pmsx003, (await framesOf(sensors.sds011)).slice(0, 10));
  const line = lineOf(sensors.pmsx003, monitor, 10_000);
  expect(Line.parse(line)).toMatchObject({
    state: "unreadable",
    bytes: 100,
    likely: ["sds011"],
    advice: "other_sensor",
  });
  expect(line && describeLine(line, "en")).toBe(
    '/dev/ttyUSB0 (PMS1003 / PMS5003 / PMS7003 / PMSA003): what arrives speaks like SDS011. Put "sds011@/dev/ttyUSB0" into SENSORS, or plug in the sensor that is expected.',
  );
});

/** A frame of a Plantower sensor: thirteen words. */
const plantower = (...words: readonly number[]) => {
  const head = [0x42, 0x4d, 0, 28, ...words.flatMap((word) => [word >> 8, word & 0xff])];
  const check = head.reduce((sum, byte) => sum + byte, 0);
  return Uint8Array.of(...head, check >> 8, check & 0xff);
};
const sds011 = (pm2_5: number, pm10: number) => {
  const body = [pm2_5 & 0xff, pm2_5 >> 8, pm10 & 0xff, pm10 >> 8, 0x58, 0xd9];
  const check = body.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return Uint8Array.of(0xaa, 0xc0, ...body, check, 0xab);
};

test("an SDS011 whose values are odd, with a damaged frame between, is named all the same", async () => {
  const odd = Array.from({ length: 12 }, (_, second) =>
    second % 2 === 0 ? sds011(310 + second, 100) : sds011(20, 20_000 + second),
  );
  const damaged = sds011(31, 100).with(3, 0x77);
  const monitor = await bring(sensors.pmsx003, [...odd.slice(0, 6), damaged, ...odd.slice(6)]);
  expect(monitor.look(13_000)).toMatchObject({
    state: "unreadable",
    likely: ["sds011"],
    advice: "other_sensor",
  });
});

test.each([
  [sensors.sds011, sds011(310, 100)],
  [sensors.pmsx003, plantower(9, 8, 7, 9, 8, 7, 900, 300, 100, 50, 20, 10, 0x9700)],
])("odd values of the $model that is expected are no other sensor's", async (sensor, frame) => {
  const monitor = await bring(
    sensor,
    Array.from({ length: 12 }, () => frame),
  );
  expect(monitor.look(13_000)).not.toHaveProperty("likely");
});

test("random bytes are noise within 30 s", async () => {
  const monitor = await bring(
    sensors.sds011,
    Array.from({ length: 25 }, () => noiseOf(3)),
  );
  expect(monitor.look(25_000)).toMatchObject({ state: "unreadable", advice: "noise", bytes: 75 });
});

test("a damaged line says so, and a good frame ends it", async () => {
  const frames = await framesOf(sensors.sds011);
  const spoiled = frames.slice(0, 10).map((frame) => frame.with(3, (frame[3] ?? 0) ^ 0x55));
  const monitor = await bring(sensors.sds011, spoiled);
  expect(monitor.look(12_000)).toMatchObject({ state: "unreadable", advice: "damaged_frames" });
  const mended = await bring(sensors.sds011, [...spoiled, ...frames.slice(0, 2)]);
  expect(mended.look(12_000)).toMatchObject({ state: "speaking" });
  expect(mended.look(12_000).advice).toBeUndefined();
});

test("nothing at all is waited for as long as the sensor may be silent", async () => {
  const sds011 = await bring(sensors.sds011, []);
  expect(sds011.look(10_000).advice).toBeUndefined();
  expect(sds011.look(25_000)).toMatchObject({
    state: "waiting",
    advice: "wait",
    withinMs: 1_800_000,
  });
  expect(sds011.look(1_800_000)).toMatchObject({ state: "silent", advice: "check_wires" });
  const pms = await bring(sensors.pmsx003, []);
  expect(pms.look(25_000)).toMatchObject({ state: "silent", advice: "check_wires" });
  const s8 = await bring(sensors.s8, []);
  expect(s8.look(25_000)).toMatchObject({ state: "silent", advice: "check_question" });
});

test("a sensor that spoke and stops is waited for, then silent; what follows noise is silence again", async () => {
  const monitor = await bring(sensors.pmsx003, (await framesOf(sensors.pmsx003)).slice(0, 5));
  expect(monitor.look(5000).state).toBe("speaking");
  expect(monitor.look(40_000)).toMatchObject({ state: "silent", since: 40_000 });
  const noisy = await bring(sensors.pmsx003, [noiseOf(40)]);
  expect(noisy.look(15_000).state).toBe("unreadable");
  expect(noisy.look(40_000).state).toBe("silent");
});

test("a port that is lost says why", async () => {
  const monitor = createLineMonitor({ sensor: sensors.sds011, everyMs: 60_000, now: 0 });
  monitor.onPortEvent({ kind: "lost", at: 1, reason: "denied", detail: "" });
  expect(monitor.look(2)).toMatchObject({ state: "closed", advice: "port_denied" });
});

test("two sensors on each other's ports are swapped", async () => {
  const one = await bring(sensors.pmsx003, (await framesOf(sensors.sds011)).slice(0, 10));
  const other = await bring(sensors.sds011, (await framesOf(sensors.pmsx003)).slice(0, 10));
  const lines = describeLines(
    [
      { port: "/dev/a", model: "pmsx003", view: one.look(10_000) },
      { port: "/dev/b", model: "sds011", view: other.look(10_000) },
    ],
    (stamp) => stamp,
  );
  expect(lines).toMatchObject([
    { advice: "swapped_ports", other: "/dev/b", likely: ["sds011"] },
    { advice: "swapped_ports", other: "/dev/a", likely: expect.arrayContaining(["pmsx003"]) },
  ]);
});

test("a sensor that answers without a measurement says so", async () => {
  const still = Buffer.from("aac0000000000102" + "03ab", "hex");
  const monitor = await bring(
    sensors.sds011,
    Array.from({ length: 60 }, () => still),
  );
  expect(monitor.look(59_000)).toMatchObject({ state: "speaking", advice: "no_value" });
});

test("every piece of advice is a sentence in both languages, and stands in docs/wire.md", async () => {
  const page = await readFile(new URL("../../docs/wire.md", import.meta.url), "utf8");
  for (const advice of LineAdvice.options) {
    const line = { port: "/dev/a", model: "sds011", state: "waiting", bytes: 0, advice } as const;
    for (const language of ["fr", "en"] as const)
      expect(describeLine(line, language)).toMatch(/^\/dev\/a .{20,}[.?]$/);
    expect(page).toContain(`\`${advice}\``);
  }
});
