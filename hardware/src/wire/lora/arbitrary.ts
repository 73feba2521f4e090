import fc from "fast-check";
import { type Flag, flags } from "../../flags.ts";
import type { Reading } from "../batch.ts";
import { columns, MAX_VALUE } from "./profile.ts";

/** Batches as a node could have them: walks with leaps, gaps, flags, irregular instants. */
export interface Collected {
  readonly readings: readonly Reading[];
  readonly every: number;
  readonly sent: number;
}

const EPOCH = 1_760_000_400_000;

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -30, max: 30 }) },
  { weight: 2, arbitrary: fc.integer({ min: -2000, max: 2000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -MAX_VALUE, max: MAX_VALUE }) },
);

const row = fc.record({
  moves: fc.tuple(...columns.map(() => fc.option(value, { freq: 8 }))),
  skip: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 100_000 })),
  flags: fc.oneof(
    { weight: 9, arbitrary: fc.constant<Flag[]>([]) },
    fc.uniqueArray(fc.constantFrom(...(Object.keys(flags) as (keyof typeof flags)[]))),
  ),
});

/** One sensor each quantity keeps flags apart; all values are exact at the profile's digits. */
export const collected: fc.Arbitrary<Collected> = fc
  .record({
    rows: fc.array(row, { minLength: 1, maxLength: 70 }),
    period: fc.oneof(fc.constantFrom(60, 300, 3600), fc.integer({ min: 1, max: 131_071 })),
    late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000_000 })),
    offset: fc.constantFrom(0, 1000, 12_345),
  })
  .map(({ rows, period, late, offset }) => {
    const every = period * 1000;
    const start = Math.ceil(EPOCH / every) * every + offset;
    const walk = columns.map(({ centre }) => centre as number);
    let at = start;
    const readings = rows.flatMap(({ moves, skip, flags: names }) => {
      at += every + skip * 1000;
      return columns.flatMap(({ quantity }, index): Reading[] => {
        const move = moves[index];
        if (move === null || move === undefined) return [];
        const moved = (walk[index] ?? 0) + move;
        walk[index] = Math.max(-MAX_VALUE, Math.min(MAX_VALUE, moved));
        const reading: Reading = {
          at,
          sensor: quantity.replace("_", "-"),
          values: { [quantity]: (walk[index] ?? 0) / 10 },
        };
        return [names.length > 0 ? { ...reading, flags: names } : reading];
      });
    });
    return { readings, every, sent: at + every + late * 1000 };
  });

/** The registration that gives `collected` readings their sensors back. */
export const sensors = Object.fromEntries(
  columns.map(({ quantity }) => [quantity, quantity.replace("_", "-")]),
);
