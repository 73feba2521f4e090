import { describe, expect, test } from "vitest";
import type { Sensor } from "../sensor.ts";
import { airgradient } from "./airgradient.ts";
import { airrohr } from "./airrohr.ts";

const decode = (sensor: Sensor, body: unknown) =>
  sensor.decode(new TextEncoder().encode(JSON.stringify(body)));
const values = (entries: Readonly<Record<string, string>>) => ({
  sensordatavalues: Object.entries(entries).map(([value_type, value]) => ({ value_type, value })),
});

describe("airRohr", () => {
  test("P1 is PM10, P2 is PM2.5, and pressure comes in pascal", () => {
    const decoded = decode(
      airrohr,
      values({ SDS_P1: "20", SDS_P2: "10", BME280_pressure: "99870.5" }),
    );
    expect(decoded).toMatchObject({
      ok: true,
      values: { pm10: 20, pm2_5: 10, pressure: 998.705 },
      parts: [
        { model: "sds011", values: { pm10: 20, pm2_5: 10 } },
        { model: "bme280", values: { pressure: 998.705 } },
      ],
    });
  });

  test("two sensors of one quantity are both told, and the better one's value is taken", () => {
    const decoded = decode(
      airrohr,
      values({
        temperature: "23.1",
        humidity: "41",
        BME280_temperature: "21.3",
        SDS_P2: "9",
        SPS30_P2: "7",
      }),
    );
    if (!decoded.ok) throw new Error(decoded.reason);
    expect(decoded.values).toEqual({ temperature: 21.3, humidity: 41, pm2_5: 7 });
    expect(decoded.parts?.map(({ model }) => model)).toEqual([
      "sps30",
      "sds011",
      "bme280",
      "dht22",
    ]);
  });

  test("a sentinel is no value, and one degree below zero is no sentinel", () => {
    const decoded = decode(
      airrohr,
      values({
        temperature: "-1.00",
        humidity: "-1.00",
        SDS_P1: "-1.00",
        SDS_P2: "nan",
        signal: "-1",
      }),
    );
    expect(decoded).toMatchObject({ ok: true, values: { temperature: -1, signal_strength: -1 } });
    expect(decode(airrohr, values({ temperature: "-128.00", SDS_P1: "" }))).toEqual({
      ok: false,
      reason: "unknown",
    });
  });

  test("values without a prefix, as they are pushed to Sensor.Community, are the DHT22's alone", () => {
    expect(decode(airrohr, values({ GPS_lat: "44.8", XYZ_P1: "3", samples: "1" }))).toEqual({
      ok: false,
      reason: "unknown",
    });
  });
});

describe("AirGradient", () => {
  test("counts come for a tenth of a litre", () => {
    const decoded = decode(airgradient, { serialno: "AB12", pm003Count: 442, pm005Count: 120 });
    expect(decoded).toEqual({
      ok: true,
      serial: "ab12",
      values: { n_above_0_3: 4.42, n_above_0_5: 1.2 },
    });
  });

  test("two channels are distinguished, beside their mean", () => {
    const decoded = decode(airgradient, {
      serialno: "ab12",
      pm02: 7,
      channels: { 1: { pm02: 6 }, 2: { pm02: 8 } },
    });
    expect(decoded).toMatchObject({
      ok: true,
      values: { pm2_5: 7 },
      parts: [
        { model: "pms5003t-1", values: { pm2_5: 6 } },
        { model: "pms5003t-2", values: { pm2_5: 8 } },
      ],
    });
  });

  test("what the monitor corrected is left aside", () => {
    expect(decode(airgradient, { pm02: 7, pm02Compensated: 5, atmpCompensated: 20 })).toEqual({
      ok: true,
      values: { pm2_5: 7 },
    });
  });
});

test.each([airrohr, airgradient])("$model refuses what is not its own", (sensor) => {
  for (const body of [[], 7, "text", null, {}, { sensordatavalues: 3 }])
    expect(decode(sensor, body)).toEqual({ ok: false, reason: "foreign" });
  expect(sensor.decode(Uint8Array.of(0x7b, 0xff))).toEqual({ ok: false, reason: "foreign" });
});
