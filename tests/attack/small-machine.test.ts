import { expect, test } from "vitest";
import { parseMemory } from "./small-machine.ts";

test("amounts of memory", () => {
  expect(parseMemory("1G")).toBe(1024 ** 3);
  expect(parseMemory("768m")).toBe(768 * 1024 ** 2);
  for (const text of ["1", "G", "1.5G", "-1G", "1T", ""]) expect(parseMemory(text)).toBeUndefined();
});
