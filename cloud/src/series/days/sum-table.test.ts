import type { QuantityName } from "@datacityzen/hardware/quantities";
import { quantities } from "@datacityzen/hardware/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, type DayBlock, HOUR_MS } from "./day-block.ts";
import { createDayColumns } from "./hour-columns.ts";
import { createSumTable } from "./sum-table.ts";
import { ROW, scaleOf, widthOf } from "./sums-row.ts";

const DAY = 20_783;
const START = DAY * DAY_MS;

interface Hour {
  readonly hour: number;
  readonly values: readonly number[];
  readonly leftOut: number;
  readonly flags: number;
}

/** One block, as the points of its hours give it. */
const blockOf = (quantity: QuantityName, hours: readonly Hour[]): DayBlock => {
  const width = widthOf(quantities[quantity].averaging);
  const scale = scaleOf(quantity);
  const rows = new Float64Array(hours.length * width);
  let bits = 0;
  for (const [row, { hour, values, leftOut, flags }] of hours.entries()) {
    const at = row * width;
    bits |= 1 << hour;
    rows[at + ROW.count] = values.length;
    rows[at + ROW.leftOut] = leftOut;
    rows[at + ROW.flags] = flags;
    if (values.length === 0) continue;
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const instant = (value: number) => START + hour * HOUR_MS + values.indexOf(value) * 1000;
    const [least, greatest] = [Math.min(...values), Math.max(...values)];
    for (const value of values) {
      const whole = Math.round(value * scale);
      rows[at + ROW.whole] = (rows[at + ROW.whole] ?? 0) + whole;
      rows[at + ROW.rest] = (rows[at + ROW.rest] ?? 0) + value - whole / scale;
      rows[at + ROW.squares] = (rows[at + ROW.squares] ?? 0) + (value - mean) ** 2;
      if (width > ROW.first)
        rows[at + ROW.first] = (rows[at + ROW.first] ?? 0) + 10 ** (value / 10);
      if (width > ROW.degrees) rows[at + ROW.degrees] = 1 << (Math.abs(Math.round(value)) % 30);
    }
    rows.set([least, instant(least), greatest, instant(greatest)], at + ROW.least);
  }
  return { hours: bits, rows };
};

const hours: fc.Arbitrary<Hour[]> = fc
  .uniqueArray(
    fc.record({
      hour: fc.integer({ min: 0, max: 23 }),
      values: fc.array(
        fc.oneof(
          fc.integer({ min: -300, max: 900 }).map((tenths) => tenths / 10),
          fc.constant(12.345_678),
        ),
        { maxLength: 6 },
      ),
      leftOut: fc.constantFrom(0, 0, 0, 2),
      flags: fc.constantFrom(0, 0, 8, 4),
    }),
    { selector: ({ hour }) => hour, maxLength: 24 },
  )
  .map((some) =>
    some
      .map((one) => (one.values.length === 0 ? { ...one, leftOut: 1 } : one))
      .toSorted((one, other) => one.hour - other.hour),
  );

test.each<QuantityName>(["pm2_5", "laeq", "wind_direction", "pressure"])(
  "hours of %s that stand in columns add up as rows do, whatever came before them",
  (quantity) => {
    fc.assert(
      fc.property(
        fc.array(hours, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 30 }),
        (all, ofBucket) => {
          const width = widthOf(quantities[quantity].averaging);
          const ofHour = Int32Array.from({ length: 24 }, (_, hour) =>
            hour === 5 ? -1 : Math.floor(hour / ofBucket),
          );
          const options = { quantity, places: 2, first: 0, last: 24 };
          const [byColumns, byRows] = [createSumTable(options), createSumTable(options)];
          // Too many for room to be kept for each.
          const sparse = createSumTable({ ...options, last: 10 ** 9 });
          const columns = createDayColumns(quantity, DAY, 1);
          for (const [series, some] of all.entries()) columns.put(series, blockOf(quantity, some));
          for (const [series, some] of all.entries()) {
            const place = series % 2;
            const slot = columns.slotOf(series) ?? Number.NaN;
            for (const table of [byColumns, sparse])
              table.addHours(place, {
                ...{ columns: columns.columns, start: START, slot, ofHour, firstHour: 0 },
              });
            const { rows } = blockOf(quantity, some);
            expect(columns.blockOf(series)?.rows).toEqual(rows);
            for (const [row, { hour }] of some.entries()) {
              const bucket = ofHour[hour] ?? -1;
              if (bucket !== -1) byRows.add(place, bucket, rows, row * width);
            }
          }
          const bounds = (bucket: number) => ({ at: bucket, until: bucket + 1 });
          for (const place of [0, 1]) {
            const expected = byRows.points(place, bounds).map(({ sums, ...rest }) => ({
              ...rest,
              sums: { ...sums, squares: expect.closeTo(sums.squares, 6) },
            }));
            expect(byColumns.points(place, bounds)).toEqual(expected);
            expect(sparse.points(place, bounds)).toEqual(expected);
          }
        },
      ),
    );
  },
);
