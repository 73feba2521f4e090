import { expect, test } from "vitest";
import { airtimeMs } from "./airtime.ts";

test.each([
  // The Things Network's own figure, and those of docs/lora.md's table.
  [8, 7, 56.576],
  [24, 7, 82.2],
  [51, 9, 390.1],
  [51, 10, 698.4],
  [12, 12, 1482.8],
  [51, 12, 2793.5],
] as const)("%i bytes at factor %i take %d ms of the air", (bytes, factor, ms) => {
  expect(airtimeMs(bytes, factor)).toBeCloseTo(ms, 0);
});
