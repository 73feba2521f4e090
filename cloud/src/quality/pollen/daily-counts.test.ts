import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { createValueSeries } from "../value-series.ts";
import { dailyCounts, dateOfDay, type ZoneAt } from "./daily-counts.ts";

const numRuns = Math.max(10, (100 * inject("propertyPercent")) / 100);
const HOUR = 3_600_000;

const countsOf = (rows: readonly (readonly [number, number])[], zone: string | ZoneAt) => {
  const values = createValueSeries();
  for (const [at, value] of rows) values.add(at, value);
  const zoneAt = typeof zone === "string" ? () => zone : zone;
  return [...dailyCounts(values.ordered().values, zoneAt)].map(
    ([day, count]) => [dateOfDay(day), count] as const,
  );
};

/** One value each hour, which says the local day that it is of. */
const hourly = (from: string, hours: number, valueAt: (at: number) => number) =>
  Array.from({ length: hours }, (_, index) => {
    const at = Date.parse(from) + index * HOUR;
    return [at, valueAt(at)] as const;
  });

test.each([
  ["Europe/Paris", "2026-03-28T23:00:00Z", 23, "2026-03-29"],
  ["Europe/Paris", "2026-10-24T22:00:00Z", 25, "2026-10-25"],
  // Midnight itself is skipped, or comes twice.
  ["America/Santiago", "2026-09-06T04:00:00Z", 23, "2026-09-06"],
  ["America/Santiago", "2026-04-04T03:00:00Z", 25, "2026-04-04"],
  ["Indian/Reunion", "2026-03-28T20:00:00Z", 24, "2026-03-29"],
])(
  "in %s a day from %s of %d hours is one day, and the hours beside are not of it",
  (zone, from, hours, date) => {
    const start = Date.parse(from);
    const rows = hourly(new Date(start - HOUR).toISOString(), hours + 2, (at) =>
      at < start ? 1000 : at >= start + hours * HOUR ? 2000 : 40,
    );
    expect(countsOf(rows, zone).map(([day, count]) => [day, count])).toEqual([
      [expect.any(String), 1000],
      [date, 40],
      [expect.any(String), 2000],
    ]);
  },
);

test("a row without a value makes no day, and a zero makes one", () => {
  const noon = (day: number) => Date.UTC(2026, 4, day, 12);
  expect(
    countsOf(
      [
        [noon(1), 0],
        [noon(2), Number.NaN],
        [noon(3), 3],
        [noon(3) + HOUR, Number.NaN],
      ],
      "UTC",
    ),
  ).toEqual([
    ["2026-05-01", 0],
    ["2026-05-03", 3],
  ]);
});

test("every row is of exactly one day: that of its zone's calendar", () => {
  const zones = ["Europe/Paris", "America/Guadeloupe", "Asia/Kolkata", "Pacific/Apia"];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.uniqueArray(fc.integer({ min: Date.UTC(2011, 11, 28), max: Date.UTC(2012, 11, 31) }), {
        minLength: 1,
        maxLength: 60,
      }),
      (zone, instants) => {
        const expected = new Map<string, number>();
        for (const at of instants.toSorted((one, other) => one - other)) {
          const day = Temporal.Instant.fromEpochMilliseconds(at)
            .toZonedDateTimeISO(zone)
            .toPlainDate()
            .toString();
          expected.set(day, (expected.get(day) ?? 0) + 1);
        }
        const found = countsOf(
          instants.map((at) => [at, 7] as const),
          zone,
        );
        expect(found).toEqual([...expected.keys()].map((day) => [day, 7]));
      },
    ),
    { numRuns },
  );
});

test("a counter that moved keeps the days of where it was", () => {
  const moved = Date.parse("2026-06-03T22:00:00Z");
  const zoneAt = (at: number) => (at < moved ? "Europe/Paris" : "Indian/Reunion");
  const rows = hourly("2026-06-01T22:00:00Z", 4 * 24, (at) => (at < moved ? 10 : 20));
  expect(countsOf(rows, zoneAt)).toEqual([
    ["2026-06-02", 10],
    ["2026-06-03", 10],
    // From two in the morning of Réunion on.
    ["2026-06-04", 20],
    ["2026-06-05", 20],
    ["2026-06-06", 20],
  ]);
  // To the west the same day comes again: its rows are of one day.
  const west = (at: number) => (at < moved ? "Indian/Reunion" : "America/Cayenne");
  const rowsWest = hourly("2026-06-03T20:00:00Z", 34, (at) => (at < moved ? 10 : 20));
  expect(countsOf(rowsWest, west)).toEqual([
    ["2026-06-04", Number(((2 * 10 + 29 * 20) / 31).toFixed(9))],
    ["2026-06-05", 20],
  ]);
});
