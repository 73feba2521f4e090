import fc from "fast-check";
import { expect, test } from "vitest";
import { compareRanks, cursorOf, rankOf, readCursor, type Sort, sorts } from "./order.ts";
import { row, shown } from "./rows.fixture.ts";
import type { ShownRow } from "./rows.ts";

const all = [
  shown(row("a", 0, 0), null),
  shown(row("b", 0, 0), 3, 20),
  shown(row("c", 0, 0), 5, 70),
  shown(row("d", 0, 0), 3, 25),
];
const metres: { readonly [station: string]: number } = { a: 30, b: 20, c: 10 };
const names = (sort: Sort) =>
  all
    .map((one) => rankOf(one, sort, metres[one.row.station]))
    .toSorted(compareRanks)
    .map(({ station }) => station)
    .join("");

test("the worst stand first, what is unknown last, whichever way they are sorted", () => {
  expect(names("high")).toBe("cdba");
  expect(names("low")).toBe("bdca");
  expect(names("name")).toBe("abcd");
});

test("the nearest stand first, what has no place last", () => {
  expect(names("distance")).toBe("cbad");
});

test("a cursor is the rank that it was made of", () => {
  const Shown = fc
    .record({
      level: fc.option(fc.integer({ min: 1, max: 6 })),
      value: fc.option(fc.integer({ min: -400, max: 100_000 }).map((tenths) => tenths / 10)),
      metres: fc.option(fc.integer({ min: 0, max: 20_000_000 }), { nil: undefined }),
    })
    .map(({ level, value, metres: far }) => [shown(row("a-1", 0, 0), level, value), far] as const);
  fc.assert(
    fc.property(
      Shown,
      fc.constantFrom(...sorts),
      ([one, far]: readonly [ShownRow, number | undefined], sort) => {
        const rank = rankOf(one, sort, far);
        expect(compareRanks(readCursor(cursorOf(rank)), rank)).toBe(0);
      },
    ),
  );
  expect(() => readCursor("~")).toThrow("of the page before");
});
