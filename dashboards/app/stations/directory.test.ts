import { expect, test } from "vitest";
import { pageOf } from "./directory.ts";

const letters = [..."abcdefg"];

test("a list is cut into pages, the last of which may be short", () => {
  expect(pageOf(letters, null, 3)).toEqual({ items: ["a", "b", "c"], page: 1, pages: 3 });
  expect(pageOf(letters, "3", 3)).toEqual({ items: ["g"], page: 3, pages: 3 });
});

test.each([
  ["-2", 1],
  ["0", 1],
  ["99", 3],
  ["Infinity", 3],
  ["two", 1],
])("page %j of a list of three pages is page %i", (asked, page) => {
  expect(pageOf(letters, asked, 3).page).toBe(page);
});

test("an empty list has one page", () => {
  expect(pageOf([], "7", 3)).toEqual({ items: [], page: 1, pages: 1 });
});
