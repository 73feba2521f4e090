import { expect, test } from "vitest";
import { createCache } from "./cache.ts";

test("a cache keeps what was of use last, as much as it has room for", () => {
  const cache = createCache<string>(10, ({ length }) => length);
  cache.put(1, "aaaa");
  cache.put(2, "bbbb");
  expect(cache.get(1)).toBe("aaaa");
  cache.put(3, "cccc");
  expect([1, 2, 3].map((number) => cache.get(number))).toEqual(["aaaa", undefined, "cccc"]);
  cache.put(1, "aa");
  cache.put(4, "dddd");
  expect([1, 3, 4].map((number) => cache.get(number))).toEqual(["aa", "cccc", "dddd"]);
  cache.delete(3);
  cache.put(5, "eeee");
  expect([1, 3, 4, 5].map((number) => cache.get(number))).toEqual([
    "aa",
    undefined,
    "dddd",
    "eeee",
  ]);
  cache.put(6, "more than there is room for");
  expect([1, 4, 5, 6].map((number) => cache.get(number))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
