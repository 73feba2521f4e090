import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, type DayBlock, HOUR_MS, packBlock, unpackBlock, withHours } from "./day-block.ts";
import { ROW, widthOf } from "./sums-row.ts";

const DAY = 20_783;
const NAME = { series: 7, day: DAY };

/** Numbers of all sizes: whole, with digits, and any. */
const number = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -300, max: 300 }),
  fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  fc.integer({ min: -90_000, max: 90_000 }).map((tenths) => tenths / 10),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const block = (quantity: QuantityName): fc.Arbitrary<DayBlock> => {
  const width = widthOf(quantities[quantity].averaging);
  const row = fc.record({
    count: fc.integer({ min: 0, max: 4000 }),
    offsets: fc.tuple(
      fc.oneof(
        fc.integer({ min: 0, max: 59 }).map((minute) => minute * 60_000),
        fc.nat(HOUR_MS - 1),
      ),
      fc.nat(HOUR_MS - 1),
    ),
    numbers: fc.array(number, { minLength: width, maxLength: width }),
  });
  return fc.array(fc.option(row), { minLength: 24, maxLength: 24 }).map((hours) => {
    const rows: number[] = [];
    let bits = 0;
    for (const [hour, found] of hours.entries()) {
      if (found === null) continue;
      bits |= 1 << hour;
      const start = DAY * DAY_MS + hour * HOUR_MS;
      const { count, offsets, numbers } = found;
      const own = [...numbers];
      own[ROW.count] = count;
      own[ROW.leastAt] = count === 0 ? 0 : start + offsets[0];
      own[ROW.greatestAt] = count === 0 ? 0 : start + offsets[1];
      rows.push(...own);
    }
    return { hours: bits, rows: new Float64Array(rows) };
  });
};

test.each(["pm2_5", "laeq", "wind_direction", "pressure"] as const)(
  "a block of %s is read back number by number, and never under another name or damaged",
  (quantity) => {
    fc.assert(
      fc.property(block(quantity), fc.nat(), (written, place) => {
        const bytes = packBlock(written, NAME, quantity);
        const read = unpackBlock(bytes, NAME, quantity);
        expect(read?.hours).toBe(written.hours);
        const width = widthOf(quantities[quantity].averaging);
        for (const [place, number] of written.rows.entries()) {
          // -0 is read as 0, and squares to a billionth.
          const lost = place % width === ROW.squares ? Math.abs(number) * 1e-9 : 0;
          expect(Math.abs((read?.rows[place] ?? Number.NaN) - number)).toBeLessThanOrEqual(lost);
        }
        expect(read?.rows).toHaveLength(written.rows.length);
        expect(unpackBlock(bytes, { ...NAME, day: DAY + 1 }, quantity)).toBeUndefined();
        expect(unpackBlock(bytes, { ...NAME, series: 8 }, quantity)).toBeUndefined();
        const damaged = Uint8Array.from(bytes);
        const index = place % bytes.length;
        damaged[index] = (damaged[index] ?? 0) ^ 0x20;
        expect(unpackBlock(damaged, NAME, quantity)).toBeUndefined();
        expect(unpackBlock(bytes.subarray(0, index), NAME, quantity)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  },
);

test("hours that are added come after those that a block has", () => {
  const width = widthOf("arithmetic");
  const rowsOf = (...counts: number[]) => {
    const rows = new Float64Array(counts.length * width);
    for (const [place, count] of counts.entries()) rows[place * width] = count;
    return rows;
  };
  const morning = { hours: 0b101, rows: rowsOf(11, 33) };
  expect(withHours(morning, { hours: 0b1000, rows: rowsOf(44) })).toEqual({
    hours: 0b1101,
    rows: rowsOf(11, 33, 44),
  });
});
