import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { Batch } from "@datacityzen/hardware/wire/batch";
import fc from "fast-check";
import { expect, test } from "vitest";
import { HOUR_MS } from "./clock.ts";
import { askedEpisode } from "./episodes/calendar.ts";
import { episodeKinds } from "./episodes/episode.ts";
import { centreOf, distance } from "./places.ts";
import { createRegion } from "./region.ts";
import { stationOf } from "./station.ts";
import { relativeHumidity, weatherAt } from "./weather.ts";

const seeds = fc.nat(1_000_000);
const indices = fc.nat(20_000);
const instants = fc.integer({ min: Date.UTC(2020), max: Date.UTC(2050) });

/** A region in which every kind of episode is under way. */
const busyRegion = (seed: number, at: number) => {
  const { lon } = centreOf(seed);
  const asked = episodeKinds.map((kind) => askedEpisode(seed, lon, kind, at - HOUR_MS / 4));
  return createRegion(seed, { asked });
};

const valuesAt = (seed: number, index: number, at: number) => {
  const readings = stationOf(busyRegion(seed, at), index).readings(at);
  return {
    readings,
    values: Object.assign({}, ...readings.map(({ values }) => values)) as {
      readonly [name in QuantityName]?: number;
    },
  };
};

test("values are consistent in any weather and episode, with the digits and bounds of their quantities", () => {
  fc.assert(
    fc.property(seeds, indices, instants, (seed, index, at) => {
      const { readings, values } = valuesAt(seed, index, at);
      Batch.parse({ boot: "a1b2c3d4", seq: 0, clock: "ntp", readings });
      for (const reading of readings) expect(reading.flags).toContain("simulated");
      for (const [name, value] of Object.entries(values)) {
        const { digits, plausible } = quantities[name as QuantityName];
        expect(value).toBe(Number(value.toFixed(digits)));
        expect(value).toBeGreaterThanOrEqual(plausible[0]);
        expect(value).toBeLessThanOrEqual(plausible[1]);
      }
      const rising = (...names: QuantityName[]) => {
        const there = names.flatMap((name) => values[name] ?? []);
        expect(there).toEqual(there.toSorted((one, other) => one - other));
      };
      rising("pm1", "pm2_5", "pm4", "pm10");
      rising("lamin", "laeq", "lamax");
      for (const taxon of ["pollen_corylus", "pollen_poaceae"] as const)
        expect(values[taxon] ?? 0).toBeLessThanOrEqual((values.pollen_total ?? 0) + 1);
    }),
  );
});

test("humidity follows from the temperature of the box and the dew point of the region", () => {
  fc.assert(
    fc.property(seeds, indices, instants, (seed, index, at) => {
      const station = stationOf(createRegion(seed, { drawsOwn: false }), index);
      const reading = station.readings(at).find(({ values }) => values.humidity !== undefined);
      const { temperature = 0, humidity = 0 } = reading?.values ?? {};
      const { dewPoint } = weatherAt(seed, at, centreOf(seed).lon);
      // 0.4 °C more or less of dew point, 0.05 of rounding; a sensor that is stuck says what was before.
      const low = relativeHumidity(temperature + 0.1, dewPoint - 0.45);
      const high = relativeHumidity(temperature - 0.1, dewPoint + 0.45);
      if (humidity < low - 0.1 || humidity > high + 0.1) {
        const before = station.readings(at - HOUR_MS / 12);
        const stuck = before.find(({ values }) => values.humidity === humidity);
        expect(stuck, `${humidity} is not within ${low} to ${high}`).toBeDefined();
      }
    }),
  );
});

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const correlation = (xs: readonly number[], ys: readonly number[]) => {
  const [mx, my] = [mean(xs), mean(ys)];
  const deviation = (values: readonly number[], middle: number) =>
    Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return (
    mean(xs.map((x, at) => (x - mx) * ((ys[at] ?? 0) - my))) /
    (deviation(xs, mx) * deviation(ys, my))
  );
};

const WINTER = Date.UTC(2026, 0, 5);
const SUMMER = Date.UTC(2026, 6, 6);
/** Monday to Friday for four weeks, by the hour. */
const workingHours = (from: number) =>
  Array.from({ length: 28 * 24 }, (_, hour) => from + hour * HOUR_MS).filter(
    (at) => ![0, 6].includes(new Date(at).getUTCDay()),
  );
/** By the hour of the day, UTC. */
const course = (name: QuantityName, index: number, from: number, seed = 5): number[] => {
  const station = stationOf(createRegion(seed, { drawsOwn: false }), index);
  const sums = Array.from({ length: 24 }, () => [] as number[]);
  for (const at of workingHours(from))
    for (const { values } of station.readings(at)) {
      const value = values[name];
      if (value !== undefined) sums[new Date(at).getUTCHours()]?.push(value);
    }
  return sums.map(mean);
};
const at = (values: readonly number[], hour: number) => values[hour] ?? Number.NaN;

test("neighbours agree, and the less the farther they are apart", () => {
  const region = createRegion(5, { drawsOwn: false });
  const days = Array.from({ length: 60 * 24 }, (_, hour) => WINTER + hour * HOUR_MS);
  // Boxes of one kind that are well: 8 has gases, 9 counts pollen.
  const series = (index: number) =>
    days.map((moment) => stationOf(region, index).readings(moment)[0]?.values.pm2_5 ?? 0);
  const home = series(0);
  const middle = (indices: readonly number[]) =>
    indices
      .map((index) => correlation(home, series(index)))
      .toSorted((one, other) => one - other)[1] ?? 0;
  const near = [1, 2, 3];
  const far = [18_000, 19_000, 19_500];
  for (const [index, reach] of [...near.map((i) => [i, 3000]), ...far.map((i) => [i, 1e6])])
    expect(distance(stationOf(region, index ?? 0).place, stationOf(region, 0).place)).toBeLessThan(
      reach ?? 0,
    );
  expect(middle(near)).toBeGreaterThan(0.9);
  expect(middle(far)).toBeLessThan(middle(near) - 0.01);
  expect(middle(far)).toBeGreaterThan(0.5);
});

test("nitrogen dioxide has the rush hours, ozone the afternoon, and each lacks where the other is", () => {
  const [no2, o3] = [course("no2", 8, WINTER), course("o3", 8, WINTER)];
  // 8 on the clock is 7 UTC.
  expect(at(no2, 7)).toBeGreaterThan(1.6 * at(no2, 2));
  expect(at(no2, 17)).toBeGreaterThan(1.4 * at(no2, 2));
  expect(at(no2, 12)).toBeLessThan(at(no2, 7));
  expect(at(o3, 7)).toBeLessThan(at(o3, 3) - 5);
  const summer = course("o3", 8, SUMMER);
  expect(at(summer, 14)).toBeGreaterThan(at(summer, 3) + 15);
  expect(at(summer, 14)).toBeGreaterThan(at(o3, 14) + 25);
});

test("wood smokes on winter evenings and not in summer", () => {
  const [winter, summer] = [course("pm2_5", 0, WINTER), course("pm2_5", 0, SUMMER)];
  expect(at(winter, 20)).toBeGreaterThan(1.15 * at(winter, 14));
  expect(at(summer, 20)).toBeLessThan(1.1 * at(summer, 14));
  expect(mean(winter)).toBeGreaterThan(1.2 * mean(summer));
});

test("streets are 6 to 18 dB quieter at three in the night than by day", () => {
  for (const index of [0, 1, 2, 6, 8]) {
    const levels = course("laeq", index, SUMMER);
    const difference = at(levels, 15) - at(levels, 1);
    expect(difference).toBeGreaterThan(5);
    expect(difference).toBeLessThan(18);
  }
});

test("grasses flower in June, hazel in February, and nothing in November", () => {
  const mostOf = (name: QuantityName, from: number) => Math.max(...course(name, 9, from));
  expect(mostOf("pollen_poaceae", Date.UTC(2026, 4, 25))).toBeGreaterThan(15);
  expect(mostOf("pollen_corylus", Date.UTC(2026, 1, 2))).toBeGreaterThan(5);
  expect(mostOf("pollen_poaceae", Date.UTC(2026, 1, 2))).toBeLessThan(1);
  expect(mostOf("pollen_total", Date.UTC(2026, 10, 2))).toBeLessThan(3);
});

test("sensors fail seldom: a spike in some thousand readings, a value that stays in one of a hundred", () => {
  const region = createRegion(5, { drawsOwn: false });
  let [spikes, stuck, all] = [0, 0, 0];
  for (let index = 0; index < 200; index += 1) {
    const station = stationOf(region, index);
    let before = "";
    for (let hour = 0; hour < 24; hour += 1) {
      const reading = station.readings(WINTER + hour * HOUR_MS)[0];
      if (reading === undefined) continue;
      const text = JSON.stringify(reading.values);
      if (text === before) stuck += 1;
      if ((reading.values.pm2_5 ?? 0) > 120) spikes += 1;
      before = text;
      all += 1;
    }
  }
  expect(stuck / all).toBeLessThan(0.03);
  expect(spikes / all).toBeLessThan(0.005);
});
