import { airrohr } from "@datacityzen/hardware/sensors/airrohr";
import { expect, test } from "vitest";
import type { LatestOfStation, LatestValue } from "../store/latest.ts";
import { airrohrData, airrohrStation } from "./airrohr.ts";
import { noon } from "./view.fixture.ts";

const value = (
  sensor: string,
  quantity: LatestValue["quantity"],
  number: number,
  more: Partial<LatestValue> = {},
): LatestValue => ({
  ...{ sensor, quantity, at: noon - 60_000, received: noon - 34_000, value: number, flags: [] },
  ...more,
});

const street: LatestOfStation = {
  station: "street",
  values: [
    value("sds011-58d9", "pm2_5", 5.3),
    value("sds011-58d9", "pm10", 9.1),
    value("bme280", "temperature", -0.5),
    value("bme280", "humidity", 81.2),
    value("bme280", "pressure", 1013.25),
    value("dnms", "laeq", 48.6),
    value("edge", "signal_strength", -61),
  ],
};

test("values bear the firmware's names, in its units, and the age is in seconds", () => {
  expect(airrohrData(street, "1.2.3", noon)).toEqual({
    software_version: "DataCityZen-1.2.3",
    age: "34",
    sensordatavalues: [
      { value_type: "SDS_P2", value: "5.30" },
      { value_type: "SDS_P1", value: "9.10" },
      { value_type: "BME280_temperature", value: "-0.50" },
      { value_type: "BME280_humidity", value: "81.20" },
      { value_type: "BME280_pressure", value: "101325.00" },
      { value_type: "DNMS_noise_LAeq", value: "48.60" },
      { value_type: "signal", value: "-61.00" },
    ],
  });
});

test("what reads an airRohr reads the same values from a gateway", () => {
  const body = Buffer.from(JSON.stringify(airrohrData(street, "1.2.3", noon)));
  const decoded = airrohr.decode(body);
  expect(decoded).toMatchObject({
    ok: true,
    values: {
      ...{ pm2_5: 5.3, pm10: 9.1, temperature: -0.5, humidity: 81.2, pressure: 1013.25 },
      ...{ laeq: 48.6, signal_strength: -61 },
    },
  });
});

test("what no instrument gives, or the firmware has no name for, is left out; of twins the newest stands", () => {
  const station = {
    station: "street",
    values: [
      value("sds011-a", "pm10", 1),
      value("sds011-b", "pm10", 2, { at: noon }),
      value("sds011-c", "pm10", 3),
      value("bme280", "temperature", 3000, { flags: ["implausible"] }),
      value("unheard-of", "pm10", 4),
    ],
  };
  expect(airrohrData(station, "1", noon).sensordatavalues).toEqual([
    { value_type: "SDS_P1", value: "2.00" },
  ]);
});

test("without a name, the station that measured last answers; without a station, nothing is measured", () => {
  const older = {
    station: "shed",
    values: [value("sds011", "pm10", 1, { received: noon - 90_000 })],
  };
  expect(airrohrStation([older, street], undefined)?.station).toBe("street");
  expect(airrohrStation([older, street], "shed")?.station).toBe("shed");
  expect(airrohrStation([older, street], "elsewhere")).toBeUndefined();
  expect(airrohrData(undefined, "1", noon)).toEqual({
    ...{ software_version: "DataCityZen-1", age: "", sensordatavalues: [] },
  });
});
