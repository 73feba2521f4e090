import { expect, test } from "vitest";
import { withinNames } from "./names.ts";

const limits = { sensorsOfStation: 2, seriesOfStation: 3 };
const reading = (sensor: string, values: object) => ({ at: 1, sensor, values }) as never;
const key = (sensor: string, quantity: string) =>
  ({ sensor, quantity, origin: "measured" }) as never;

test("readings whose series exist stay as they are", () => {
  const readings = [reading("a", { pm2_5: 1, pm10: 2 })];
  const known = [key("a", "pm2_5"), key("a", "pm10"), key("b", "pm10")];
  expect(withinNames(known, readings, limits)).toEqual({ readings, beyond: [] });
  expect(withinNames(known, readings, limits).readings).toBe(readings);
});

test("values that would begin too many series are separated from the others", () => {
  const readings = [reading("a", { pm2_5: 1, pm10: 2 }), reading("b", { pm2_5: 3, pm10: 4 })];
  expect(withinNames([], readings, limits)).toEqual({
    readings: [reading("a", { pm2_5: 1, pm10: 2 }), reading("b", { pm2_5: 3 })],
    beyond: [reading("b", { pm10: 4 })],
  });
});

test("too many sensors are refused though there is room for series", () => {
  const readings = [reading("c", { pm2_5: 1 })];
  const known = [key("a", "pm2_5"), key("b", "pm2_5")];
  expect(withinNames(known, readings, limits)).toEqual({ readings: [], beyond: readings });
});

test("a reading of which nothing may begin is passed on as it is, not copied: a flood has tens of thousands of values", () => {
  const flood = Array.from({ length: 500 }, (_, index) =>
    reading(`s-${index}`, { pm2_5: 1, pm10: 2, temperature: 3 }),
  );
  const { readings, beyond } = withinNames([key("a", "pm2_5"), key("b", "pm2_5")], flood, limits);
  expect(readings).toEqual([]);
  expect(beyond).toHaveLength(flood.length);
  expect(beyond.every((one, index) => one === flood[index])).toBe(true);

  const full = [reading("a", { pm10: 2, temperature: 3 })];
  const known = [key("a", "pm2_5"), key("b", "pm2_5"), key("b", "pm10")];
  expect(withinNames(known, full, limits).beyond[0]).toBe(full[0]);
});
