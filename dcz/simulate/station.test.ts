import { originOf } from "@datacityzen/hardware/flags";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { Hello } from "@datacityzen/hardware/wire/hello";
import fc from "fast-check";
import { expect, test } from "vitest";
import { simulateStation } from "./station.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 3, 1);

const seed = fc.nat(1_000_000);
const index = fc.nat(20_000);
const instant = fc.integer({ min: Date.UTC(2020), max: Date.UTC(2050) });

/** All values of a quantity, one an hour, over some days. */
const series = (station: ReturnType<typeof simulateStation>, name: QuantityName, days = 60) =>
  Array.from({ length: 24 * days }, (_, hour) => {
    const merged = station
      .readings(START + hour * HOUR_MS)
      .map(({ values }) => values[name])
      .find((value) => value !== undefined);
    if (merged === undefined) throw new Error(`no ${name}`);
    return merged;
  });

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

const correlation = (xs: readonly number[], ys: readonly number[]) => {
  const [mx, my] = [mean(xs), mean(ys)];
  const products = xs.map((x, at) => (x - mx) * ((ys[at] ?? 0) - my));
  const spread = (values: readonly number[], middle: number) =>
    Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return mean(products) / (spread(xs, mx) * spread(ys, my));
};

const atHour = (values: readonly number[], hour: number) =>
  mean(values.filter((_, at) => at % 24 === hour));

test("the same seed, station and instant give the same readings, another gives others", () => {
  fc.assert(
    fc.property(seed, index, instant, (region, number, at) => {
      const once = simulateStation(region, number).readings(at);
      expect(simulateStation(region, number).readings(at)).toEqual(once);
      expect(simulateStation(region + 1, number).readings(at)).not.toEqual(once);
    }),
  );
});

test("what a station says is valid on the wire and plausible", () => {
  fc.assert(
    fc.property(seed, index, instant, (region, number, at) => {
      const station = simulateStation(region, number);
      const readings = station.readings(at);
      Batch.parse({ boot: "a1b2c3d4", seq: 0, clock: "ntp", readings });
      const hello = Hello.parse(station.hello(10_000));
      expect(readings.map(({ sensor }) => sensor)).toEqual(hello.sensors.map(({ id }) => id));
      for (const { flags = [] } of readings) expect(originOf(flags)).toBe("simulated");
      for (const { values } of readings)
        for (const [name, value] of Object.entries(values)) {
          const [low, high] = quantities[QuantityName.parse(name)].plausible;
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
        }
    }),
  );
});

test("afternoons are warmer and drier than the end of the night, nights are quieter than days", () => {
  const station = simulateStation(7, 3);
  const [temperature, humidity, laeq] = (["temperature", "humidity", "laeq"] as const).map((name) =>
    series(station, name),
  );
  if (!temperature || !humidity || !laeq) throw new Error("three series");
  expect(atHour(temperature, 14)).toBeGreaterThan(atHour(temperature, 3) + 3);
  expect(atHour(humidity, 14)).toBeLessThan(atHour(humidity, 3) - 10);
  expect(atHour(laeq, 8)).toBeGreaterThan(atHour(laeq, 2) + 4);
  expect(correlation(temperature, humidity)).toBeLessThan(-0.2);
});

test("stations of one region see the same weather, those of another do not", () => {
  const pressure = series(simulateStation(7, 0), "pressure");
  expect(correlation(pressure, series(simulateStation(7, 1), "pressure"))).toBeGreaterThan(0.95);
  expect(correlation(pressure, series(simulateStation(8, 0), "pressure"))).toBeLessThan(0.6);
});

test("fine particles are part of the coarser ones, and droplets are flagged", () => {
  const station = simulateStation(7, 0);
  const moments = Array.from({ length: 24 * 60 }, (_, hour) =>
    station.readings(START + hour * HOUR_MS),
  );
  for (const [particles, climate] of moments) {
    const { pm2_5 = 0, pm10 = 0 } = particles?.values ?? {};
    expect(pm10).toBeGreaterThan(pm2_5 - 0.9);
    const humidity = climate?.values.humidity ?? 0;
    if (humidity > 75) expect(particles?.flags).toEqual(["simulated", "humid"]);
    if (humidity < 65) expect(particles?.flags).toEqual(["simulated"]);
  }
});

test("neighbouring minutes are close, as the air changes slowly", () => {
  const station = simulateStation(7, 0);
  for (let minute = 0; minute < DAY_MS / 60_000; minute++) {
    const [before, after] = [0, 1].map(
      (step) => station.readings(START + (minute + step) * 60_000)[1]?.values.temperature ?? 0,
    );
    expect(Math.abs((after ?? 0) - (before ?? 0))).toBeLessThan(0.4);
  }
});
