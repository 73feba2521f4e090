import { expect, test } from "vitest";
import { newIdentifier } from "./identifiers.ts";

test("identifiers sort in the order in which they were made, within a millisecond too", () => {
  const made = Array.from({ length: 10_000 }, newIdentifier);
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
  expect(made[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
