import fc from "fast-check";
import { expect, test } from "vitest";
import {
  offsetsIn,
  offsetText,
  type Settings,
  withCadence,
  withPresent,
  withSensor,
} from "./measuring.ts";

const settings: Settings = { every: 60_000, sensors: { sds011: { label: "north" } } };

test("changing one thing leaves the others", () => {
  expect(withCadence(settings, "300000")).toEqual({ ...settings, every: 300_000 });
  expect(withCadence(settings, "")).toEqual({ sensors: settings.sensors });
  expect(withSensor(settings, "bme280", { label: "roof" }).sensors).toEqual({
    sds011: { label: "north" },
    bme280: { label: "roof" },
  });
  expect(withSensor(settings, "sds011", {})).toEqual({ every: 60_000 });
});

test("a cadence that somebody set otherwise stays among the choices", () => {
  expect(withPresent([60_000, 300_000], 90_000)).toEqual([60_000, 90_000, 300_000]);
  expect(withPresent([60_000], undefined)).toEqual([60_000]);
});

test.each([
  ["-1,5", { pm2_5: -1.5 }],
  ["−1.5", { pm2_5: -1.5 }],
  ["+0,3", { pm2_5: 0.3 }],
  ["1000", { pm2_5: 1000 }],
  ["", {}],
  ["0", {}],
])("a correction of « %s » is taken", (text, value) => {
  expect(offsetsIn(["pm2_5"], () => text)).toEqual({ ok: true, value });
});

test.each(["1001", "-1000,1", "1e3", "NaN", "Infinity", "12 µg", "--1", "0x10", "1.2.3"])(
  "a correction of « %s » is refused at its field",
  (text) => {
    expect(offsetsIn(["pm2_5"], () => text)).toEqual({
      ok: false,
      faults: [{ field: "offset-pm2_5", text: "offset" }],
    });
  },
);

test("what a field shows is read as the same correction", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.constantFrom<"," | ".">(",", "."),
      (thousandths, mark) => {
        const value = thousandths / 1000;
        expect(offsetsIn(["pm2_5"], () => offsetText(value, mark))).toEqual({
          ok: true,
          value: value === 0 ? {} : { pm2_5: value },
        });
      },
    ),
  );
});
