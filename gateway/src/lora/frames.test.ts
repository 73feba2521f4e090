import type { Reading } from "@datacityzen/hardware/wire/batch";
import { decodeLora } from "@datacityzen/hardware/wire/lora";
import { expect, test } from "vitest";
import { today } from "../store/store.fixture.ts";
import { airtimeMs } from "./airtime.ts";
import { type Frame, frameOfHour } from "./frames.ts";

const now = today + 3_720_000;
const plenty = { spreadingFactor: 9, airtimeMs: 10_000, now } as const;

const every = (stepMs: number): Reading[] =>
  Array.from({ length: 3_600_000 / stepMs }, (_, index) => [
    {
      ...{ at: today + index * stepMs, sensor: "sds011-58d9" },
      values: { pm2_5: (80 + index) / 10, pm10: (140 + index) / 10 },
    },
    { at: today + index * stepMs + 400, sensor: "bme280", values: { temperature: 11.5 } },
  ]).flat();

const read = (frame: Frame | "nothing" | undefined) => {
  if (frame === undefined || frame === "nothing") throw new Error(String(frame));
  const decoded = decodeLora(frame.bytes, { received: now });
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.readings;
};

test("an hour at five minutes goes whole, to the digit and the second", () => {
  const frame = frameOfHour(every(300_000), "ntp", plenty);
  expect(frame).toMatchObject({ leftOut: 0 });
  const readings = read(frame);
  expect(readings).toHaveLength(12);
  expect(readings[3]).toEqual({
    ...{ at: today + 900_000, sensor: "lora-node" },
    values: { pm2_5: 8.3, pm10: 14.3, temperature: 11.5 },
  });
});

const jump = ({ values }: Reading): Reading["values"] =>
  values.pm2_5 === undefined ? {} : { pm2_5: values.pm2_5 + 40 };

test("an hour at a minute does not fit: its means go, marked, and what that costs is counted", () => {
  const restless = every(60_000).map(
    (reading, index): Reading =>
      index % 4 < 2 ? reading : { ...reading, values: { ...reading.values, ...jump(reading) } },
  );
  const frame = frameOfHour(restless, "ntp", plenty);
  expect(frame).toMatchObject({ leftOut: 118 });
  expect(read(frame)).toEqual([
    {
      ...{ at: today, sensor: "lora-node", flags: ["hourly_mean"] },
      // 80 + 0 … 59 tenths, every second one 40 µg/m³ more.
      values: { pm2_5: 31, pm10: 17, temperature: 11.5 },
    },
  ]);
});

test("a frame never takes more airtime than there is", () => {
  for (const spreadingFactor of [7, 10, 12] as const)
    for (const airtime of [30, 300, 1200, 2500, 5000]) {
      const options = { spreadingFactor, airtimeMs: airtime, now };
      const frame = frameOfHour(every(300_000), "ntp", options);
      if (frame === undefined) expect(airtime).toBeLessThan(2500);
      else if (frame !== "nothing")
        expect(airtimeMs(frame.bytes.length, spreadingFactor)).toBeLessThanOrEqual(airtime);
    }
});

test("of two sensors of a quantity one is sent, and what the frame has no place for is left out", () => {
  const readings: Reading[] = [
    { at: today, sensor: "scd41-2", values: { co2: 612, temperature: 20.1 } },
    { at: today, sensor: "bme280", values: { temperature: 19.8 } },
    { at: today, sensor: "no2-b43f", values: { no2: 14 } },
  ];
  const frame = frameOfHour(readings, "free", plenty);
  expect(read(frame)).toMatchObject([{ values: { temperature: 19.8 } }]);
  expect(frame).toMatchObject({ leftOut: 2 });
  expect(frameOfHour(readings.slice(2), "ntp", plenty)).toBe("nothing");
});

test("a replay is not sent in the name of what was measured", () => {
  const readings: Reading[] = [
    { at: today, sensor: "bme280", values: { temperature: 19.8 } },
    { at: today + 60_000, sensor: "bme280", values: { temperature: 5 }, flags: ["replayed"] },
  ];
  expect(read(frameOfHour(readings, "ntp", plenty))).toHaveLength(1);
});
