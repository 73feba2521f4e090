import { likelyMistake } from "@datacityzen/hardware/plausibility";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { type Buckets, gridStart, type Point } from "../store.ts";
import { ALL, block, HOUR, keyOf, pm, type SubjectOfTest, T0 } from "./subject.ts";

/** The values of an interval, by its beginning; undefined for one between no two edges. */
const startOf = (at: number, buckets: Buckets): number | undefined =>
  "every" in buckets
    ? gridStart(at, buckets.every)
    : buckets.edges
        .slice(0, -1)
        .findLast((edge) => edge <= at && at < (buckets.edges.at(-1) ?? at));

/** The least and the greatest value of intervals, as a chart draws them. */
export const describeExtremes = (subject: SubjectOfTest): void => {
  const { append, selected } = subject;

  test("of each interval the least and the greatest value are those that reading all points finds", async () => {
    const values = fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.constantFrom(9999, 65_535));
    const points = fc.uniqueArray(
      fc.record({
        at: fc.integer({ min: 0, max: 5 * HOUR }),
        tenths: values,
        isSecond: fc.boolean(),
      }),
      { selector: ({ at }) => at, minLength: 1, maxLength: 40 },
    );
    const buckets = fc.oneof(
      fc.integer({ min: 1000, max: 3 * HOUR }).map((every) => ({ every })),
      fc
        .uniqueArray(fc.integer({ min: -HOUR, max: 6 * HOUR }), { minLength: 2, maxLength: 6 })
        .map((edges) => ({ edges: edges.toSorted((a, b) => a - b).map((edge) => T0 + edge) })),
    );
    let number = 0;
    await fc.assert(
      fc.asyncProperty(points, buckets, async (some, intervals) => {
        number += 1;
        const station = `ex-${number}`;
        await append(
          block(
            station,
            some.map(({ at, tenths, isSecond }) =>
              pm(T0 + at, tenths / 10, isSecond ? "pmsx003" : undefined),
            ),
          ),
        );
        const range = { from: T0 + HOUR / 2, until: T0 + 5 * HOUR };
        const asked = selected(station, "pm2_5", range);
        const read = await subject.store().read(asked);
        const expected = read.flatMap(({ points: all, ...key }) => {
          const byStart = Map.groupBy(all, ({ at }) => startOf(at, intervals));
          byStart.delete(undefined);
          const found = [...byStart].flatMap(([from, ofInterval]) => {
            const good = ofInterval
              .map(({ value }) => value)
              .filter((value) => likelyMistake("pm2_5", value) === undefined);
            const [least, greatest] = [Math.min(...good), Math.max(...good)];
            return good.length === 0 ? [] : [{ from, count: ofInterval.length, least, greatest }];
          });
          return found.length === 0 ? [] : [{ ...key, points: found }];
        });
        const extremes = await subject.store().extremes({ ...asked, buckets: intervals });
        const shown = extremes.map(({ points: all, ...key }) => ({
          ...key,
          points: all.map(({ from, count, minimum, maximum }) => ({
            ...{ from, count, least: minimum.value, greatest: maximum.value },
          })),
        }));
        expect(shown).toEqual(expected);
        const known = (sensor: string, { at, value }: Pick<Point, "at" | "value">) =>
          read.some(
            (series) =>
              series.sensor === sensor &&
              series.points.some((point) => point.at === at && point.value === value),
          );
        for (const { sensor, points: all } of extremes)
          for (const { minimum, maximum } of all)
            expect([known(sensor, minimum), known(sensor, maximum)]).toEqual([true, true]);
      }),
      { numRuns: Math.ceil((40 * inject("propertyPercent")) / 100) },
    );
  });

  test("an extreme that a person corrected or left out is none", async () => {
    await append(block("ab", [pm(T0, 5), pm(T0 + 1, 90), pm(T0 + 2, 1), pm(T0 + 3, 7)]));
    const decided = { decided: T0, by: "administrator" };
    await subject.store().choose([
      { ...keyOf("ab"), at: T0 + 1, value: 9, ...decided },
      { ...keyOf("ab"), at: T0 + 2, value: null, ...decided },
    ]);
    const [series] = await subject
      .store()
      .extremes({ ...selected("ab", "pm2_5", ALL), buckets: { every: 10_000 } });
    expect(series?.points).toEqual([
      {
        ...{ from: T0, until: T0 + 10_000, count: 3 },
        minimum: { value: 5, at: T0 },
        maximum: { value: 9, at: T0 + 1 },
      },
    ]);
  });
};
