import { expect, test } from "vitest";
import { createValueSeries } from "../value-series.ts";
import { dailyCounts, dateOfDay, dayNumberOf } from "./daily-counts.ts";
import { pollenReport } from "./report.ts";
import { pollenScales } from "./scales.ts";
import { ruleNamed } from "./seasons.ts";

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

const valuesOf = (rows: readonly (readonly [string, number])[]) => {
  const series = createValueSeries();
  for (const [text, value] of rows) series.add(at(text), value);
  return series.ordered().values;
};

test("days over each bound reach it, and days in each class end before the next", () => {
  const counts = [0, 1, 19, 20, 49, 50, 149, 150, 856];
  const values = valuesOf(
    counts.map((count, index) => [`2025-05-${10 + index}T00:00:00Z`, count] as const),
  );
  const rule = ruleNamed("eaaci");
  if (rule === undefined) throw new Error("no rule");
  const report = pollenReport(values, {
    taxon: "poaceae",
    scale: pollenScales.meteoswiss,
    rule,
    zoneAt: () => "UTC",
  });
  expect(report.classes).toEqual([
    { class: "low", from: 1, above: 8, days: 2 },
    { class: "moderate", from: 20, above: 6, days: 2 },
    { class: "high", from: 50, above: 4, days: 2 },
    { class: "very_high", from: 150, above: 2, days: 2 },
  ]);
  expect(report).toMatchObject({ days: 9, sum: 1294, max: { at: "2025-05-18", value: 856 } });
});

test("of a day with several values the mean is taken, and a day without is none", () => {
  const values = valuesOf([
    ["2025-05-01T21:30:00Z", 10],
    ["2025-05-01T22:30:00Z", 20],
    ["2025-05-02T10:30:00Z", 40],
    ["2025-05-03T10:30:00Z", Number.NaN],
    ["2025-05-04T10:30:00Z", 0],
  ]);
  // 22:30 UTC is the second of May in Paris.
  expect(
    [...dailyCounts(values, () => "Europe/Paris")].map(([day, count]) => [dateOfDay(day), count]),
  ).toEqual([
    ["2025-05-01", 10],
    ["2025-05-02", 30],
    ["2025-05-04", 0],
  ]);
});

test("a mean that is a bound reaches it", () => {
  const hours = Array.from({ length: 24 }, (_, hour) => hour).map((hour) => {
    const text = `2025-05-01T${String(hour).padStart(2, "0")}:00:00Z`;
    return [text, 50 + (hour % 2 === 0 ? 0.1 : -0.1)] as const;
  });
  expect([...dailyCounts(valuesOf(hours), () => "UTC").values()]).toEqual([50]);
});

test("the highest of equal days is the first", () => {
  const values = valuesOf([
    ["2025-05-01T00:00:00Z", 7],
    ["2025-05-02T00:00:00Z", 7],
  ]);
  const rule = ruleNamed("95");
  if (rule === undefined) throw new Error("no rule");
  const options = { taxon: "olea", scale: pollenScales.raep, rule, zoneAt: () => "UTC" } as const;
  expect(pollenReport(values, options)).toMatchObject({
    max: { at: "2025-05-01", value: 7 },
    bounds: { known: false, why: "unpublished" },
    classes: [],
  });
});

test("numbers of days and dates are each other's", () => {
  for (const date of ["1969-12-31", "1970-01-01", "2024-02-29", "2100-03-01"])
    expect(dateOfDay(dayNumberOf(Temporal.PlainDate.from(date)))).toBe(date);
});
