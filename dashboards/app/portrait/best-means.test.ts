import { expect, test } from "vitest";
import type { Series } from "../api/answers.ts";
import { bestMeans } from "./best-means.ts";

const days = (...means: readonly (readonly [day: string, mean: number | null])[]) =>
  ({
    quantity: "pm2_5",
    series: [
      {
        ...{ sensor: "sds", origin: "measured" },
        points: means.map(([at, mean]) => ({ at, mean, count: mean === null ? 0 : 10 })),
      },
    ],
  }) as unknown as Series;

test("a calibration counts from when it was in force, the model's correction before it", () => {
  const model = days(["2026-11-01", 10], ["2026-11-02", 11], ["2026-11-03", 12]);
  const line = days(["2026-11-02", null], ["2026-11-03", 7]);
  expect(bestMeans([line, model])).toEqual(
    days(["2026-11-01", 10], ["2026-11-02", 11], ["2026-11-03", 7]),
  );
  expect(bestMeans([model])).toEqual(model);
  expect(bestMeans([])).toBeUndefined();
  expect(bestMeans([days(), model])).toEqual(model);
});
