import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createValueSeries } from "../value-series.ts";
import { type NoiseHoursKey, noiseHours } from "./hours.ts";
import { noiseReport } from "./indicators.ts";
import { laeqOf } from "./levels.ts";

const HOUR = 3_600_000;
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

const reportOf = (
  rows: Iterable<readonly [at: number, level: number]>,
  { hours = "fr", zone = "Europe/Paris" }: { hours?: NoiseHoursKey; zone?: string } = {},
) => {
  const series = createValueSeries();
  for (const [instant, level] of rows) series.add(instant, level);
  return noiseReport(series.ordered().values, { hours: noiseHours[hours], zone });
};

/** One value each `stepMs` from `from` until `until`. */
const every = (stepMs: number, from: number, until: number, levelAt: (hour: number) => number) =>
  Array.from({ length: Math.ceil((until - from) / stepMs) }, (_, index) => {
    const instant = from + index * stepMs;
    return [instant, levelAt((instant - from) / HOUR)] as const;
  });

/**
 * A second of each minute of a day in a city; the expected figures were computed apart from this
 * program, with math.fsum and the type 7 quantile written out (fixtures/NOTICE says whose the day is).
 */
describe("a recorded day", async () => {
  const text = await readFile(
    new URL("fixtures/laeq-one-day-each-minute.csv", import.meta.url),
    "utf8",
  );
  const rows = text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [time = "", level = ""] = line.split(",");
      return [at(`${time.replace(" ", "T")}Z`), Number(level)] as const;
    });

  test.each([
    ["fr", 49.3996677, 53.0843404, 46.7303668, 54.882295],
    ["eu", 49.7190576, 53.0391993, 45.8209535, 54.4765976],
  ] as const)("with the hours of %s", (hours, lday, levening, lnight, lden) => {
    const report = reportOf(rows, { hours, zone: "UTC" });
    const expected = {
      laeq: 49.6904272,
      lday,
      levening,
      lnight,
      lden,
      l10: 52.085907,
      l50: 47.085907,
      l90: 42.885907,
    };
    for (const [name, value] of Object.entries(expected))
      expect(report[name as keyof typeof expected], name).toBeCloseTo(value, 6);
    expect(report).toMatchObject({ count: 1441, expected: 1441, coverage: 1, stepMs: 60_000 });
  });
});

test("each local day has its own figures, by the hours of its zone", () => {
  // 60 dB by day, 55 in the evening, 50 by night: Lden is 60, in Paris and nowhere else.
  const levelAt = (hour: number) => (hour < 6 || hour >= 22 ? 50 : hour < 18 ? 60 : 55);
  const rows = every(60_000, at("2026-06-14T22:00:00Z"), at("2026-06-16T22:00:00Z"), (hour) =>
    levelAt(hour % 24),
  );
  const { days, ...whole } = reportOf(rows);
  expect(days.map(({ date }) => date)).toEqual(["2026-06-15", "2026-06-16"]);
  for (const figures of [whole, ...days]) {
    expect(figures).toMatchObject({ lday: 60, levening: 55, lnight: 50, coverage: 1, missing: [] });
    expect(figures.lden).toBeCloseTo(60, 10);
  }
  expect(reportOf(rows, { zone: "UTC" }).days.map(({ date }) => date)).toEqual([
    "2026-06-14",
    "2026-06-15",
    "2026-06-16",
  ]);
});

test.each([
  ["2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23],
  ["2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25],
])(
  "a day from %s until %s has %d hours, and its Lden the weights of any day",
  (from, until, hours) => {
    const levelAt = (instant: number) => {
      const hour =
        Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO("Europe/Paris").hour;
      return hour < 6 || hour >= 22 ? 50 : hour < 18 ? 60 : 55;
    };
    const rows = every(60_000, at(from), at(until), (hour) => levelAt(at(from) + hour * HOUR));
    const { days } = reportOf(rows);
    expect(days).toMatchObject([{ count: hours * 60, expected: hours * 60, coverage: 1 }]);
    expect(days[0]?.lden).toBeCloseTo(60, 10);
    expect(days[0]?.periods.night.expected).toBe((hours - 16) * 60);
  },
);

test("a period without a value leaves Lden unknown, and says which", () => {
  const day = at("2026-06-14T22:00:00Z");
  const { lden, lday, levening, lnight, missing, days } = reportOf(
    every(60_000, day + 7 * HOUR, day + 17 * HOUR, () => 60),
  );
  expect({ lday, levening, lnight, lden }).toEqual({
    lday: 60,
    levening: undefined,
    lnight: undefined,
    lden: undefined,
  });
  expect(missing).toEqual(["evening", "night"]);
  expect(days[0]).toMatchObject({ expected: 1440, count: 600, coverage: 600 / 1440 });
  expect(days[0]?.periods).toEqual({
    day: { count: 600, expected: 720, coverage: 600 / 720 },
    evening: { count: 0, expected: 240, coverage: 0 },
    night: { count: 0, expected: 480, coverage: 0 },
  });
});

test("coverage counts the values that are there, from the first row to the last", () => {
  const day = at("2026-06-14T22:00:00Z");
  const rows = every(1000, day, day + HOUR, () => 50).map(([instant, level], index) =>
    index % 4 === 0 ? ([instant, Number.NaN] as const) : ([instant, level] as const),
  );
  expect(reportOf(rows)).toMatchObject({ count: 2700, expected: 3600, coverage: 0.75, laeq: 50 });
  // An hour that is not in the file at all.
  const gap = [
    ...every(1000, day, day + HOUR, () => 50),
    ...every(1000, day + 2 * HOUR, day + 3 * HOUR, () => 50),
  ];
  expect(reportOf(gap)).toMatchObject({ count: 7200, expected: 10_800, coverage: 7200 / 10_800 });
});

test("days that lie in a gap are not among the days", () => {
  const rows = [
    [at("2026-01-01T12:00:00Z"), 50],
    [at("2026-03-01T12:00:00Z"), 60],
  ] as const;
  expect(reportOf(rows).days.map(({ date }) => date)).toEqual(["2026-01-01", "2026-03-01"]);
});

test("expected values of each period are those of its hours, over years and changes of the clock", () => {
  const hour = (instant: number) =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO("Europe/Paris").hour;
  for (const days of [1, 2, 3, 400]) {
    const from = at("2026-03-20T09:00:00Z");
    const until = from + days * 24 * HOUR;
    const rows = every(HOUR, from, until, () => 50);
    const { periods, expected } = reportOf(rows);
    expect(expected).toBe(days * 24);
    const nights = rows.filter(([instant]) => hour(instant) < 6 || hour(instant) >= 22).length;
    const evenings = rows.filter(([instant]) => hour(instant) >= 18 && hour(instant) < 22).length;
    expect(periods.night).toMatchObject({ count: nights, expected: nights });
    expect(periods.evening).toMatchObject({ count: evenings, expected: evenings });
    expect(periods.day.coverage).toBe(1);
  }
});

test("one wrong year makes no million days", () => {
  const rows = [
    [at("0001-03-01T12:00:00Z"), 50],
    [at("2025-03-01T12:00:00Z"), 60],
    [at("9999-03-01T12:00:00Z"), 60],
  ] as const;
  expect(reportOf(rows).days).toHaveLength(3);
});

test("one value is its own mean, and no step is known", () => {
  const report = reportOf([[at("2026-06-15T12:00:00Z"), 44]]);
  expect(report).toMatchObject({ laeq: 44, l10: 44, l50: 44, l90: 44, count: 1, lden: undefined });
  expect(report).toMatchObject({ stepMs: undefined, expected: undefined, coverage: undefined });
  expect(report.days).toHaveLength(1);
});

test("nothing gives nothing", () => {
  expect(reportOf([])).toMatchObject({
    laeq: undefined,
    lden: undefined,
    l50: undefined,
    count: 0,
    coverage: undefined,
    days: [],
    missing: ["day", "evening", "night"],
  });
});

test("the whole is the energetic mean of all values, whatever the days and their order", () => {
  const row = fc.tuple(
    fc.integer({ min: 0, max: 6 * 24 * 60 }),
    fc.double({ min: 0, max: 140, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: ([minute]) => minute, minLength: 2 }),
      fc.constantFrom("fr", "eu"),
      (minutes, hours) => {
        const rows = minutes.map(
          ([minute, level]) => [at("2026-10-23T22:00:00Z") + minute * 60_000, level] as const,
        );
        const report = reportOf(rows, { hours });
        const naive = laeqOf(rows.map(([, level]) => level)) ?? Number.NaN;
        expect(report.laeq).toBeCloseTo(naive, 8);
        expect(report.count).toBe(rows.length);
        expect(report.days.reduce((count, day) => count + day.count, 0)).toBe(rows.length);
        const nights = rows.filter(([instant]) => {
          const { hour } =
            Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO("Europe/Paris");
          return hour >= noiseHours[hours].starts.night || hour < noiseHours[hours].starts.day;
        });
        const lnight = laeqOf(nights.map(([, level]) => level));
        if (lnight === undefined) expect(report.lnight).toBeUndefined();
        else expect(report.lnight).toBeCloseTo(lnight, 8);
        for (const { coverage = 0 } of [report, ...report.days]) {
          expect(coverage).toBeGreaterThanOrEqual(0);
          expect(coverage).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});
