import { describe, expect, test } from "vitest";
import { bytesOf, hexOf, joined } from "../bytes.ts";
import { sum } from "../checksums.ts";
import { followSensor } from "../follow-sensor.ts";
import { modbusFrame } from "../framing/modbus.ts";
import { withCrcs } from "../framing/transactions.ts";
import { createDeframer } from "../framing.ts";
import type { Decoded, Sensor } from "../sensor.ts";
import { sensors } from "../sensors.ts";

/** What the frames in `bytes` mean to `sensor`, one after the other. */
const follow = (sensor: Sensor, ...bytes: readonly Uint8Array[]): Decoded[] => {
  const { decode } = followSensor(sensor);
  const deframer = createDeframer(sensor.framing);
  return bytes
    .flatMap((one) => [...deframer.push(one), ...deframer.end()])
    .flatMap((piece) => (piece.ok ? [decode(piece.frame)] : []));
};
const only = (sensor: Sensor, bytes: Uint8Array | string): Decoded | undefined =>
  follow(sensor, typeof bytes === "string" ? bytesOf(bytes) : bytes)[0];

const plantower = (...words: readonly number[]): Uint8Array => {
  const content = Uint8Array.of(
    ...[0x42, 0x4d, 0, 2 * words.length + 2],
    ...words.flatMap((word) => [word >>> 8, word & 0xff]),
  );
  const check = sum(content, 0, content.length);
  return joined(content, Uint8Array.of(check >>> 8, check & 0xff));
};
const floats = (...values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [index, value] of values.entries()) view.setFloat32(4 * index, value);
  return withCrcs(
    values.flatMap((_, index) => [view.getUint16(4 * index), view.getUint16(4 * index + 2)]),
  );
};
const warming = { ok: false, reason: "warming_up" };

describe("a sensor that measures nothing gives no zeros", () => {
  test.each<[string, Sensor, Uint8Array]>([
    ["SPS30 on I²C", sensors["sps30-i2c"], bytesOf("00 00 81".repeat(20))],
    ["SPS30 on UART", sensors.sps30, bytesOf(`7E 00 03 00 28 ${"00".repeat(40)} D4 7E`)],
    ["SPS30 in integers", sensors.sps30, bytesOf(`7E 00 03 00 14 ${"00".repeat(20)} E8 7E`)],
    ["SEN5x", sensors.sen5x, withCrcs(Array<number>(8).fill(0))],
    ["SCD4x", sensors.scd4x, withCrcs([0, 0, 0])],
    ["SCD30", sensors.scd30, floats(0, 0, 0)],
    ["PMS5003", sensors.pmsx003, plantower(...Array<number>(12).fill(0), 0x9700)],
    ["PMS3003", sensors.pms3003, plantower(...Array<number>(9).fill(0))],
    ["HPMA115C0", sensors.hpma115c0, bytesOf(`40 0D 04 ${"00".repeat(12)} AF`)],
    ["HPMA115S0", sensors.hpma115s0, bytesOf("40 05 04 00 00 00 00 B7")],
  ])("%s", (_name, sensor, frame) => {
    expect(only(sensor, frame)).toEqual(warming);
  });

  test("SHT3x and SHT4x on a bus that is held low, or open", () => {
    for (const sensor of [sensors.sht3x, sensors.sht4x])
      for (const word of [0, 0xffff])
        expect(only(sensor, withCrcs([word, word]))).toEqual({ ok: false, reason: "unknown" });
  });

  test("SPS30 never says zero in truth, even after real frames", () => {
    const real = floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 0.5);
    expect(follow(sensors["sps30-i2c"], real, bytesOf("00 00 81".repeat(20)))[1]).toEqual(warming);
  });

  test("OPC-N3 without its laser", () => {
    const histogram = new Uint8Array(86);
    histogram.set([0xf4, 0x01, 0x30, 0x02], 52);
    expect(sensors.opcn3.decode(histogram)).toEqual(warming);
  });
});

describe("a true zero is a value", () => {
  test("of a PMS3003, told by its version", () => {
    const zero = bytesOf(`42 4d 00 14 ${"00".repeat(16)} 00 51 00 f4`);
    const real = plantower(13, 21, 26, 12, 19, 25, 0, 0, 0x51);
    const values = { pm1: 0, pm2_5: 0, pm10: 0, pm1_cf1: 0, pm2_5_cf1: 0, pm10_cf1: 0 };
    expect(follow(sensors.pms3003, real, zero)[1]).toEqual({ ok: true, values });
    expect(only(sensors.pms3003, zero)).toEqual({ ok: true, values });
  });

  test.each<[string, Sensor, Uint8Array, Uint8Array, object]>([
    [
      "HPMA115C0",
      sensors.hpma115c0,
      bytesOf("40 0d 04 00 03 00 04 00 04 00 04 00 00 00 00 a0"),
      bytesOf(`40 0D 04 ${"00".repeat(12)} AF`),
      { pm1: 0, pm2_5: 0, pm4: 0, pm10: 0 },
    ],
    [
      "HPMA115S0",
      sensors.hpma115s0,
      bytesOf("40 05 04 00 30 00 31 56"),
      bytesOf("40 05 04 00 00 00 00 B7"),
      { pm2_5: 0, pm10: 0 },
    ],
    [
      "PMS5003",
      sensors.pmsx003,
      plantower(1, 2, 2, 1, 2, 2, 300, 90, 10, 1, 0, 0, 0x9700),
      plantower(...Array<number>(12).fill(0), 0x9700),
      { pm10: 0, n_above_0_3: 0 },
    ],
  ])("of an %s, after real frames and not before", (_name, sensor, real, zero, values) => {
    expect(follow(sensor, zero, real, zero)).toMatchObject([
      warming,
      { ok: true },
      { ok: true, values },
    ]);
  });

  test("is none again after the sensor was woken", () => {
    const { decode, powered } = followSensor(sensors.hpma115s0);
    decode(bytesOf("40 05 04 00 30 00 31 56"));
    expect(decode(bytesOf("40 05 04 00 00 00 00 B7"))).toMatchObject({ ok: true });
    powered();
    expect(decode(bytesOf("40 05 04 00 00 00 00 B7"))).toEqual(warming);
  });
});

describe("a frame of another sensor is refused, though its checksum is right", () => {
  test.each<[string, Sensor, string]>([
    ["ZH03B as MH-Z19B", sensors.mhz19b, "FF 86 00 85 00 96 00 65 FA"],
    ["ZH03B in bad air as MH-Z19B", sensors.mhz19b, "FF 86 01 90 01 C2 01 2C F9"],
    ["WZ-S (formaldehyde) as MH-Z19B", sensors.mhz19b, "FF 86 00 2A 00 00 00 20 30"],
    ["MH-Z19B below any air", sensors.mhz19b, "FF 86 00 85 42 00 00 00 B3"],
    [
      "ZH03B that speaks by itself as PMS3003",
      sensors.pms3003,
      "42 4d 00 14 00 00 00 00 00 00 00 65 00 85 00 96 00 00 00 00 00 00 02 23",
    ],
    [
      "PMS5003T as HPMA115S0",
      sensors.hpma115s0,
      "42 4d 00 1c 00 17 00 27 00 29 00 16 00 23 00 29 10 08 04 a9 01 16 00 0c 00 d4 00 e0 9a 00 04 aa",
    ],
    [
      "HPMA115S0 as PMSx003",
      sensors.pmsx003,
      "42 4d 00 1c 00 00 00 30 00 31 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 0c",
    ],
    [
      "PMS5003 as HPMA115S0",
      sensors.hpma115s0,
      "42 4d 00 1c 00 00 00 08 00 08 00 00 00 08 00 08 00 d2 00 46 00 2d 00 1e 00 00 00 00 97 00 02 c5",
    ],
    [
      "PMS5003 as HPMA115C0",
      sensors.hpma115c0,
      "42 4d 00 1c 00 00 00 08 00 08 00 00 00 08 00 08 00 d2 00 46 00 2d 00 1e 00 00 00 00 97 00 02 c5",
    ],
    [
      "PMS5003 as PMS5003S",
      sensors.pms5003s,
      "42 4d 00 1c 00 00 00 08 00 08 00 00 00 08 00 08 00 d2 00 46 00 2d 00 1e 00 00 00 00 97 00 02 c5",
    ],
    [
      "PMS5003 as PMS5003T",
      sensors.pms5003t,
      "42 4d 00 1c 00 00 00 08 00 08 00 00 00 08 00 08 00 d2 00 46 00 2d 00 1e 00 00 00 00 97 00 02 c5",
    ],
    ["S8 below any air", sensors.s8, hexOf(modbusFrame(0xfe, 0x04, 2, 0x00, 0x85))],
  ])("%s", (_what, sensor, frame) => {
    expect(only(sensor, frame)).toMatchObject({ ok: false });
  });

  test("PMS5003T as PMSx003: a climate is no counter", () => {
    const climate = plantower(5, 8, 9, 5, 8, 9, 900, 250, 40, 4, 215, 450, 0x9700);
    expect(only(sensors.pms5003t, climate)).toMatchObject({
      ok: true,
      values: { temperature: 21.5, humidity: 45 },
    });
    expect(only(sensors.pmsx003, climate)).toEqual({ ok: false, reason: "inconsistent" });
  });

  test("DNMS as SCD30", () => {
    expect(only(sensors.scd30, floats(54.7, 41.2, 78.9))).toMatchObject({ ok: false });
  });

  test.each<[string, Sensor, Uint8Array]>([
    ["SDS011 with PM2.5 above PM10", sensors.sds011, bytesOf("AA C0 3A 0A D4 04 A1 60 1D AB")],
    [
      "PMS with PM1 above PM10",
      sensors.pmsx003,
      plantower(9, 8, 8, 9, 8, 8, 300, 90, 10, 1, 0, 0, 0),
    ],
    [
      "PMS with more large particles than small",
      sensors.pmsx003,
      plantower(1, 2, 3, 1, 2, 3, 300, 90, 100, 1, 0, 0, 0),
    ],
    ["SPS30 with PM4 above PM10", sensors["sps30-i2c"], floats(1, 2, 5, 4, 5, 6, 7, 8, 9, 0.5)],
    ["SPS30 with falling counts", sensors["sps30-i2c"], floats(1, 2, 3, 4, 5, 6, 7, 8, 7, 0.5)],
    ["SEN5x with PM1 above PM2.5", sensors.sen5x, withCrcs([90, 88, 90, 91, 4428, 4772, 420, 10])],
    ["HPMA with PM2.5 above PM10", sensors.hpma115s0, bytesOf("40 05 04 00 31 00 30 56")],
  ])("%s contradicts itself", (_what, sensor, frame) => {
    expect(only(sensor, frame)).toEqual({ ok: false, reason: "inconsistent" });
  });
});

describe("saturation and absence are no values", () => {
  const sen5x = (...words: readonly number[]) => only(sensors.sen5x, withCrcs(words));

  test("of a SEN5x: masses at FFFE and FFFF, signed figures at 7FFF only", () => {
    expect(sen5x(0xfffe, 0xfffe, 0xffff, 0xffff, 4428, 0xffff, 0x7fff, 0x7fff)).toEqual({
      ok: true,
      values: { humidity: 44.28, temperature: -0.005 },
    });
    expect(sen5x(82, 88, 90, 0xfffe, 0xffff, 0x8000, 0, 0xffff)).toEqual({
      ok: true,
      values: { pm1: 8.2, pm2_5: 8.8, pm4: 9 },
    });
    expect(sen5x(0xfffe, 0xfffe, 0xfffe, 0xfffe, 0x7fff, 0x7fff, 0x7fff, 0x7fff)).toEqual({
      ok: false,
      reason: "unknown",
    });
  });

  test("of a Plantower: a counter that ran to its end", () => {
    const decoded = only(
      sensors.pmsx003,
      plantower(900, 0xffff, 0xffff, 600, 800, 900, 0xffff, 60_000, 9000, 900, 90, 9, 0x9700),
    );
    expect(decoded).toMatchObject({
      ok: true,
      values: { pm1_cf1: 900, pm10: 900, n_above_0_5: 600 },
    });
    expect(decoded?.ok && Object.keys(decoded.values)).not.toContain("n_above_0_3");
    expect(decoded?.ok && Object.keys(decoded.values)).not.toContain("pm10_cf1");
  });

  test("of every sensor: all bits set give no value at all, or one that can be", () => {
    for (const [sensor, frame] of [
      [sensors.scd4x, withCrcs([0xffff, 0xffff, 0xffff])],
      [sensors["sps30-i2c"], withCrcs(Array<number>(20).fill(0xffff))],
      [sensors.scd30, withCrcs(Array<number>(6).fill(0xffff))],
      [sensors.dnms, withCrcs(Array<number>(6).fill(0xffff))],
      [sensors.sds011, bytesOf("AA C0 FF FF FF FF A1 60 FD AB")],
      [sensors.mhz19b, bytesOf("FF 86 FF FF FF FF FF FF 80")],
      [sensors.dht22, bytesOf("FF FF FF FF FC")],
      [sensors.bme280, new Uint8Array(41).fill(0xff)],
      [sensors.hpma115s0, bytesOf("40 05 04 FF FF FF FF BB")],
    ] as const)
      expect(only(sensor, frame)).toMatchObject({ ok: false });
  });
});

describe("CO₂ 0 beside a good climate", () => {
  test("leaves the climate", () => {
    expect(only(sensors.scd4x, withCrcs([0, 0x6667, 0x5eb9]))).toMatchObject({
      ok: true,
      values: { temperature: expect.closeTo(25, 1), humidity: expect.closeTo(37, 1) },
    });
    const scd30 = only(sensors.scd30, floats(0, 27.2, 48.8));
    expect(scd30).toEqual({ ok: true, values: { temperature: 27.2, humidity: 48.8 } });
  });
  test("and a good CO₂ beside a climate that is none leaves the CO₂", () => {
    expect(only(sensors.scd4x, withCrcs([500, 0xffff, 0xffff]))).toEqual({
      ok: true,
      values: { co2: 500 },
    });
    expect(only(sensors.scd30, floats(439, 0, 0))).toEqual({ ok: true, values: { co2: 439 } });
  });
});

describe("a DHT22 below zero", () => {
  test.each([
    ["02 33 FF F7 2B", -0.9, 56.3],
    ["01 80 FF 4C CC", -18, 38.4],
    ["02 92 80 65 79", -10.1, 65.8],
    ["02 92 80 00 14", 0, 65.8],
    ["02 92 81 90 A5", -40, 65.8],
    ["02 92 FE 70 02", -40, 65.8],
    ["02 8c 01 5f ee", 35.1, 65.2],
  ])("%s is %d °C", (frame, temperature, humidity) => {
    expect(only(sensors.dht22, frame)).toEqual({ ok: true, values: { temperature, humidity } });
  });
  test.each(["02 92 81 91 A6", "02 92 FE 6F 01"])("%s is colder than it can measure", (frame) => {
    expect(only(sensors.dht22, frame)).toEqual({ ok: false, reason: "out_of_range" });
  });
});

describe("airRohr's JSON", () => {
  const decode = (entries: readonly (readonly [string, unknown])[], more = {}) =>
    sensors.airrohr.decode(
      new TextEncoder().encode(
        JSON.stringify({
          ...more,
          sensordatavalues: entries.map(([value_type, value]) => ({ value_type, value })),
        }),
      ),
    );
  const sds = [
    ["SDS_P1", "12.30"],
    ["SDS_P2", "7.10"],
  ] as const;

  test("of a BME280 without a measurement keeps nothing of its part, and the others", () => {
    const decoded = decode([
      ...sds,
      ["BME280_temperature", "-144.70"],
      ["BME280_pressure", "65226"],
      ["BME280_humidity", "100.00"],
      ["signal", "-67"],
    ]);
    expect(decoded).toMatchObject({
      ok: true,
      values: { pm10: 12.3, pm2_5: 7.1, signal_strength: -67 },
    });
    expect(decoded.ok && Object.keys(decoded.values).sort()).toEqual([
      "pm10",
      "pm2_5",
      "signal_strength",
    ]);
  });

  test("of a PPD42NS gives numbers in a cubic centimetre, and no masses", () => {
    const ppd = [
      ["durP1", "1000"],
      ["ratioP1", "0.41"],
      ["P1", "213.23"],
      ["durP2", "200"],
      ["ratioP2", "0.08"],
      ["P2", "42.12"],
    ] as const;
    const values = { n_above_1: expect.closeTo(0.753, 3), n_above_2_5: expect.closeTo(0.1487, 3) };
    expect(decode(ppd)).toEqual({ ok: true, values, parts: [{ model: "ppd42ns", values }] });
    const bare = [
      ["P1", "213.23"],
      ["P2", "42.12"],
    ] as const;
    expect(decode(bare, { pin: "5" })).toMatchObject({ parts: [{ model: "ppd42ns" }] });
    expect(decode(bare, { sensor: { pin: 5 } })).toMatchObject({ parts: [{ model: "ppd42ns" }] });
    expect(decode(bare)).toMatchObject({
      values: { pm10: 213.23, pm2_5: 42.12 },
      parts: [{ model: "sds011" }],
    });
  });

  test.each([null, "nan", "", {}, [], true, "1e999"])(
    "with %j loses the sensor that said it, and no other",
    (value) => {
      const decoded = decode([...sds, ["BME280_temperature", "21.3"], ["BME280_pressure", value]]);
      expect(decoded).toMatchObject({ ok: true, values: { pm10: 12.3, pm2_5: 7.1 } });
      expect(decoded.ok && decoded.parts?.map(({ model }) => model)).toEqual(["sds011"]);
    },
  );

  test("with an entry that is none keeps the others", () => {
    const body = {
      sensordatavalues: [null, 5, { value_type: "SDS_P1", value: "9" }, { value: 3 }],
    };
    const decoded = sensors.airrohr.decode(new TextEncoder().encode(JSON.stringify(body)));
    expect(decoded).toMatchObject({ ok: true, values: { pm10: 9 } });
  });

  test("of means that contradict each other is flagged, and given", () => {
    expect(
      decode([
        ["SDS_P1", "7.10"],
        ["SDS_P2", "7.30"],
      ]),
    ).toMatchObject({
      ok: true,
      values: { pm10: 7.1, pm2_5: 7.3 },
      value_flags: { pm10: ["implausible"], pm2_5: ["implausible"] },
    });
  });

  test("of an SDS011 that lost its start command is no clean air", () => {
    expect(
      decode([
        ["SDS_P1", "0.00"],
        ["SDS_P2", "0.00"],
        ["temperature", "4"],
        ["humidity", "80"],
      ]),
    ).toMatchObject({
      parts: [{ model: "dht22" }],
    });
  });
});

test("an AirGradient's absent figures are left out, and contradictions flagged", () => {
  const body = {
    serialno: "84fce6",
    pm01: 9,
    pm02: 5,
    pm10: 6,
    rco2: 0,
    atmp: 21.4,
    rhum: 0,
    pm003Count: 65_535,
    tvocIndex: -1,
  };
  expect(sensors.airgradient.decode(new TextEncoder().encode(JSON.stringify(body)))).toEqual({
    ok: true,
    serial: "84fce6",
    values: { pm1: 9, pm2_5: 5, pm10: 6, temperature: 21.4 },
    value_flags: { pm1: ["implausible"], pm2_5: ["implausible"] },
  });
});

describe("what data sheets say", () => {
  const { inmp441, ics43434, s8, mhz19b, mhz19c, dht22, hpma115c0 } = sensors;
  test("INMP441: ±3 dB, 1.62 to 3.63 V, up to 2.5 mA", () => {
    expect(inmp441.measures[0]?.accuracy?.[0]?.absolute).toBe(3);
    expect(inmp441.supply).toEqual({ volts: [1.62, 3.63], milliamps: 2.5 });
    expect(inmp441.cautions?.join(" ")).toContain("± 3 dB");
    expect(ics43434.measures[0]?.accuracy?.[0]?.absolute).toBe(1);
  });
  test("AM2302: 3.3 to 5.5 V, and up to 20 s until the temperature has followed", () => {
    expect(dht22.supply.volts).toEqual([3.3, 5.5]);
    expect(dht22.responseMs).toBe(20_000);
  });
  test("HPMA115C0: ±15 µg/m³ or ±15 % of PM2.5, and nothing of what is computed from it", () => {
    const stated = hpma115c0.measures.filter(({ accuracy }) => accuracy !== undefined);
    expect(stated.map(({ quantity }) => quantity)).toEqual(["pm2_5"]);
  });
  test("S8: up to 85 % of humidity", () => {
    expect(s8.limits?.humidity).toEqual([0, 85]);
  });
  test("MH-Z19C: 5.0 ± 0.1 V, one minute, ±(50 ppm + 5 %), from 400 ppm", () => {
    expect(mhz19c.supply.volts).toEqual([4.9, 5.1]);
    expect(mhz19c.warmUpMs).toBe(60_000);
    expect(mhz19c.measures[0]).toMatchObject({
      range: [400, 5000],
      accuracy: [{ absolute: 50, relative: 0.05, combined: "sum" }],
    });
    expect(mhz19b).toMatchObject({ warmUpMs: 180_000, supply: { volts: [4.5, 5.5] } });
  });
});
