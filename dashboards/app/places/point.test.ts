import fc from "fast-check";
import { expect, test } from "vitest";
import { readPoint, writePoint } from "./point.ts";

test("a point is read with points or commas, and with whatever stands between", () => {
  const bordeaux = { lat: 44.8378, lon: -0.5792 };
  for (const typed of [
    "44.8378, -0.5792",
    "44,8378 -0,5792",
    " 44.8378;-0.5792 ",
    "44.8378,-0.5792",
    "44,8378, -0,5792",
    "44.8378° -0.5792°",
  ])
    expect(readPoint(typed), typed).toEqual(bordeaux);
  expect(readPoint("45 1")).toEqual({ lat: 45, lon: 1 });
});

test("what is no point on Earth is none", () => {
  for (const typed of ["", "44.8", "91 0", "0 181", "rue Haute 12", "44.8 -0.5 3", "1e2 3"])
    expect(readPoint(typed), typed).toBeUndefined();
});

test("a point that was written is read as it was", () => {
  const degrees = (most: number) =>
    fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((one) => one / 1e6 + 0);
  fc.assert(
    fc.property(degrees(90), degrees(180), (lat, lon) => {
      fc.pre([lat, lon].every((one) => !String(one).includes("e")));
      expect(readPoint(writePoint({ lat, lon }))).toEqual({ lat, lon });
    }),
  );
});
