import { describe, expect, test } from "vitest";
import { bytesOf } from "../bytes.ts";
import { followSensor } from "../follow-sensor.ts";
import { withCrcs } from "../framing/transactions.ts";
import { createDeframer } from "../framing.ts";
import type { Decoded, Sensor } from "../sensor.ts";
import { sensors } from "../sensors.ts";

/** What one frame means to a sensor, whatever door it comes through. */
const read = (sensor: Sensor, bytes: Uint8Array): Decoded | undefined => {
  const deframer = createDeframer(sensor.framing);
  const [piece] = [...deframer.push(bytes), ...deframer.end()];
  return piece?.ok === true ? followSensor(sensor).decode(piece.frame) : undefined;
};
/** 32-bit floats in words, each with its CRC. */
const floats = (...values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [index, value] of values.entries()) view.setFloat32(4 * index, value);
  return withCrcs(
    values.flatMap((_, index) => [view.getUint16(4 * index), view.getUint16(4 * index + 2)]),
  );
};
const refused = (reason: string) => ({ ok: false, reason });

describe("numbers that no instrument computes are no values", () => {
  /** A small whole number, read as a float: 1e-40 and the like. */
  const whole = (count: number) => floats(...Array<number>(count).fill(1e-40));

  test.each<[string, Sensor, number]>([
    ["DNMS", sensors.dnms, 3],
    ["SPS30", sensors["sps30-i2c"], 10],
    ["SCD30", sensors.scd30, 3],
  ])("whole numbers in the place of floats: %s", (_name, sensor, count) => {
    expect(read(sensor, whole(count))).toEqual(refused("out_of_range"));
  });

  test("a level below what any microphone hears, over I²C and from our own meter", () => {
    expect(read(sensors.dnms, floats(3, 2, 4))).toEqual(refused("out_of_range"));
    const line = "$PDCZN,A,8,003.0,002.0,004.0,-";
    const sum = [...line.slice(1)].reduce((all, letter) => all ^ letter.charCodeAt(0), 0);
    const sentence = `${line}*${sum.toString(16).toUpperCase().padStart(2, "0")}\r\n`;
    expect(read(sensors["dcz-noise-meter"], Buffer.from(sentence))).toEqual(
      refused("out_of_range"),
    );
  });

  test("an SPS30's particles have a size that it can see", () => {
    const frame = floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 1e-20);
    expect(read(sensors["sps30-i2c"], frame)).toEqual(refused("inconsistent"));
  });

  test("a BME280's humidity at its converter's stop is no 100 %", () => {
    const coefficients =
      "70 6b 43 67 18 fc 7d 8e 43 d6 d0 0b 27 0b 8c 00 f9 ff 8c 3c f8 c6 70 17 00 4b 6a 01 00 13 29 03 1e";
    const decoded = read(sensors.bme280, bytesOf(`${coefficients} 65 5a c0 7e ed 00 ff ff`));
    expect(decoded).toMatchObject({ ok: true, values: { temperature: expect.closeTo(25.08, 2) } });
    expect(decoded?.ok === true && decoded.values.humidity).toBeUndefined();
  });
});

describe("CO₂ that is marked as absent leaves the climate beside it", () => {
  test("SCD4x: all bits set", () => {
    const decoded = read(sensors.scd4x, withCrcs([0xffff, 0x6667, 0x5eb9]));
    expect(decoded).toMatchObject({ ok: true, values: { temperature: expect.closeTo(25, 1) } });
    expect(decoded?.ok === true && decoded.values.co2).toBeUndefined();
  });
  test.each([Number.POSITIVE_INFINITY, Number.NaN])("SCD30: %d", (co2) => {
    const values = { temperature: 21, humidity: 45 };
    expect(read(sensors.scd30, floats(co2, 21, 45))).toEqual({ ok: true, values });
  });
  test("below any air it is no absence: the frame is another sensor's, or its calibration is lost", () => {
    expect(read(sensors.scd4x, withCrcs([100, 0x6667, 0x5eb9]))).toEqual(refused("out_of_range"));
    expect(read(sensors.scd30, floats(100, 21, 45))).toEqual(refused("out_of_range"));
  });
});

describe("airRohr's JSON", () => {
  const decode = (entries: Readonly<Record<string, unknown>>) =>
    sensors.airrohr.decode(
      Buffer.from(
        JSON.stringify({
          sensordatavalues: [
            { value_type: "signal", value: "-60" },
            ...Object.entries(entries).map(([value_type, value]) => ({ value_type, value })),
          ],
        }),
      ),
    );
  const models = (decoded: Decoded) =>
    decoded.ok ? decoded.parts?.map(({ model }) => model) : decoded.reason;

  test.each([
    ["a DNMS that hears nothing", { DNMS_noise_LAeq: "0.00", DNMS_noise_LA_max: "0.00" }],
    ["a DHT22 that answers with zeros", { temperature: "0.0", humidity: "0.0" }],
    ["a BME280 without humidity", { BME280_temperature: "21", BME280_humidity: "0.00" }],
    ["a BMP180 without pressure", { BMP_temperature: "21", BMP_pressure: "0" }],
    ["hexadecimal figures", { SDS_P1: "0x10", SDS_P2: "0x0F" }],
    ["a comma for a point", { SDS_P1: "12,3", SDS_P2: "7,1" }],
  ])("%s gives nothing, and the others live", (_what, entries) => {
    expect(models(decode(entries))).toEqual(["airrohr"]);
  });

  test("mass without a particle is given, and flagged", () => {
    const decoded = decode({ SPS30_P1: "3", SPS30_P2: "3", SPS30_N10: "0", SPS30_TS: "0.5" });
    expect(decoded).toMatchObject({
      values: { pm10: 3, pm2_5: 3 },
      value_flags: { pm10: ["implausible"], pm2_5: ["implausible"] },
    });
  });
});

test("an AirGradient's mass without a particle is given, and flagged", () => {
  const body = { serialno: "84fce6", pm02: 5, pm003Count: 0, rco2: 420 };
  expect(sensors.airgradient.decode(Buffer.from(JSON.stringify(body)))).toMatchObject({
    values: { pm2_5: 5, co2: 420 },
    value_flags: { pm2_5: ["implausible"] },
  });
});

describe("AirGradient's JSON", () => {
  const decode = (text: string) => read(sensors.airgradient, Buffer.from(text));
  const figures = (decoded: Decoded | undefined) =>
    decoded?.ok === true ? decoded.values : decoded?.reason;

  test.each([
    ["a temperature that no air has", '"atmp":-144.7,"rhum":100'],
    ["all bits of the temperature set", '"atmp":130,"rhum":52'],
    ["a power-on value", '"atmp":85,"rhum":52'],
    ["all bits of the humidity set", '"atmp":21,"rhum":655.35'],
    ["a humidity that a driver writes for none", '"atmp":21,"rhum":-1'],
  ])("%s: the climate is dropped whole, the others live", (_what, climate) => {
    expect(figures(decode(`{"serialno":"84fce6","pm02":7,"rco2":420,${climate}}`))).toEqual({
      pm2_5: 7,
      co2: 420,
    });
  });

  test("a counter that has run to its end is none, and casts no doubt on the others", () => {
    expect(decode('{"serialno":"84fce6","pm01":5,"pm02":6553.5,"pm10":9}')).toEqual({
      ok: true,
      serial: "84fce6",
      values: { pm1: 5, pm10: 9 },
    });
  });

  test.each(["nan", "NaN", "-nan", "inf", "-Infinity"])(
    "%s in the place of one number, which is no JSON, loses that number only",
    (none) => {
      const text = `{"serialno":"84fce6","pm02":${none},"rco2":420,"model":"nan inf \\" NaN"}`;
      expect(figures(decode(text))).toEqual({ co2: 420 });
    },
  );

  test("zeros of all parts are nothing; without particles, air of 420 ppm is clean", () => {
    const zeros = '"pm01":0,"pm02":0,"pm10":0,"pm003Count":0,"atmp":0,"rhum":0';
    expect(figures(decode(`{"serialno":"84fce6",${zeros},"rco2":0,"wifi":-52}`))).toBe("unknown");
    expect(figures(decode(`{"serialno":"84fce6","pm02":0,"rco2":420}`))).toEqual({
      pm2_5: 0,
      co2: 420,
    });
  });
});

test("airRohr: a bare nan loses the sensor that said it, and no other", () => {
  const text =
    '{"sensordatavalues":[{"value_type":"SDS_P1","value":nan},{"value_type":"BME280_temperature","value":"21"}]}';
  expect(read(sensors.airrohr, Buffer.from(text))).toMatchObject({
    ok: true,
    values: { temperature: 21 },
  });
});

test("an HPMA115C0's answer with one byte too many is foreign, though its sum is right", () => {
  const good = "40 0D 04 00 03 00 04 00 04 00 04 00 00 00 00 A0";
  expect(read(sensors.hpma115c0, bytesOf(good))).toMatchObject({ ok: true, values: { pm1: 3 } });
  const shifted = bytesOf("40 0D 04 00 03 00 A0 04 00 04 00 04 00 00 00 00");
  expect(read(sensors.hpma115c0, shifted)).toEqual(refused("foreign"));
});
