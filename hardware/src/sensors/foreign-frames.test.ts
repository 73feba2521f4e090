import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, hexOf } from "../bytes.ts";
import { withCrcs } from "../framing/transactions.ts";
import { createDeframer } from "../framing.ts";
import type { Decoded, Sensor } from "../sensor.ts";
import { sensors } from "../sensors.ts";
import {
  big,
  community,
  crcFloats,
  type Frame,
  honeywell,
  json,
  nova,
  plantower,
  repeated,
  shdlc,
  singles,
  winsen,
} from "./made-frames.fixture.ts";

// Sensors and their siblings in any air, read as each other.

/** Whatever another sensor said before, so that zeros may be the truth. */
const read = (sensor: Sensor, frame: Frame): Decoded | undefined => {
  const deframer = createDeframer(sensor.framing);
  const [piece] = [...deframer.push(frame), ...deframer.end()];
  return piece?.ok === true ? sensor.decode(piece.frame, { hasMeasured: true }) : undefined;
};

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const whole = (min: number, max: number) => fc.integer({ min, max });
const two = (value: number) => Math.round(value) & 0xffff;

/** Clean air to thick smoke: µg/m³, then particles in 0.1 L, each size a part of the one before. */
const air = fc
  .record({
    pm2_5: between(1, 400),
    shares: fc.tuple(between(0.5, 0.75), between(1, 1.5), between(90, 150)),
    falls: fc.tuple(
      ...[0.25, 0.1, 0.05, 0.1, 0.01].map((least, index) =>
        between(least, [0.35, 0.25, 0.3, 0.6, 0.6][index] ?? 1),
      ),
    ),
  })
  .map(({ pm2_5, shares: [fine, coarse, number], falls }) => {
    const masses = [pm2_5 * fine, pm2_5, pm2_5 * coarse].map(Math.floor);
    const counts = [Math.floor(pm2_5 * number)];
    for (const fall of falls) counts.push(Math.floor((counts.at(-1) ?? 0) * fall));
    return { masses, counts };
  });
const climate = fc.record({ temperature: between(-15, 45), humidity: between(10, 100) });
const version = whole(0x80, 0x99).map((upper) => upper << 8);

const pms5003 = fc
  .tuple(air, version)
  .map(([{ masses, counts }, last]) => plantower(...masses, ...masses, ...counts, last));
const pms5003t = fc
  .tuple(air, climate)
  .map(([{ masses, counts }, { temperature, humidity }]) =>
    plantower(
      ...masses,
      ...masses,
      ...counts.slice(0, 4),
      two(10 * temperature),
      two(10 * humidity),
      0x9a00,
    ),
  );
/** Winsen's frame of the same length: the masses in the second triple, all else reserved. */
const zh06 = air.map(({ masses }) => plantower(0, 0, 0, ...masses, ...repeated(7, 0)));
const zh03b = air.map(({ masses: [pm1 = 0, pm2_5 = 0, pm10 = 0] }) =>
  winsen(pm2_5, ...big([pm10, pm1])),
);
const hpmaS0 = air.map(({ masses: [, pm2_5 = 0, pm10 = 0] }) =>
  plantower(0, pm2_5, pm10, ...repeated(10, 0)),
);
const hpmaC0 = air.map(({ masses: [pm1 = 0, pm2_5 = 0, pm10 = 0] }) =>
  plantower(pm1, pm2_5, pm10, pm10, ...repeated(9, 0)),
);
const hpmaAnswer = air.map(({ masses: [, pm2_5 = 0, pm10 = 0] }) => honeywell(pm2_5, pm10));
const sps30 = air.map(({ masses: [pm1 = 0, pm2_5 = 0, pm10 = 0], counts: [all = 0] }) => [
  ...[pm1, pm2_5, pm10, pm10],
  ...[0.7, 0.9, 0.95, 0.98, 1].map((share) => (share * all) / 100),
  0.5,
]);
const sen5x = fc.tuple(air, climate).map(
  ([
    {
      masses: [pm1 = 0, pm2_5 = 0, pm10 = 0],
    },
    { temperature, humidity },
  ]) => [
    ...[pm1, pm2_5, pm10, pm10].map((mass) => 10 * mass),
    ...[two(100 * humidity), two(200 * temperature), 420, 10],
  ],
);
/** Sensirion's formaldehyde cell: three words, like an SCD4x. */
const sfa30 = fc
  .tuple(whole(0, 1000), climate)
  .map(([formaldehyde, { temperature, humidity }]) =>
    withCrcs([formaldehyde, two(100 * humidity), two(200 * temperature)]),
  );

describe("is refused in any air, though its checksum is right", () => {
  test.each<[string, fc.Arbitrary<Frame>, readonly Sensor[]]>([
    ["a PMS5003", pms5003, [sensors.pms5003t, sensors.pms5003s]],
    [
      "a Plantower",
      fc.oneof(pms5003, pms5003t),
      [sensors.hpma115s0, sensors.hpma115c0, sensors.pms5003st, sensors.pms3003],
    ],
    [
      "a ZH06",
      zh06.filter((frame) => frame.some((byte, at) => at > 3 && at < 30 && byte > 0)),
      [sensors.pmsx003, sensors.pms5003s, sensors.pms5003t, sensors.hpma115s0, sensors.hpma115c0],
    ],
    ["a ZH03B that was asked", zh03b, [sensors.mhz19b, sensors.mhz19c]],
    ["an HPMA115S0", hpmaS0, [sensors.pmsx003, sensors.pms5003s, sensors.pms5003t]],
    ["an HPMA115S0's answer", hpmaAnswer, [sensors.hpma115c0, sensors.pmsx003]],
    [
      "an HPMA115C0",
      hpmaC0.filter((frame) => frame[11] !== 0 || frame[10] !== 0),
      [sensors.pmsx003, sensors.pms5003s, sensors.pms5003t, sensors.hpma115s0],
    ],
    ["an SPS30", sps30.map((figures) => shdlc(singles(figures))), [sensors["sen5x-uart"]]],
    [
      "an SPS30 on I²C",
      sps30.map((figures) => crcFloats(...figures)),
      [
        sensors.sen5x,
        sensors.scd4x,
        sensors.sht3x,
        sensors.bmp280,
        sensors.bme280,
        sensors.sen0232,
      ],
    ],
    ["a SEN5x", sen5x.map((words) => shdlc(big(words))), [sensors.sps30]],
    [
      "a SEN5x on I²C",
      sen5x.map(withCrcs),
      [sensors["sps30-i2c"], sensors.sht3x, sensors.sht4x, sensors.sen0232, sensors.bmp280],
    ],
    ["an SFA30", sfa30, [sensors.scd4x]],
  ])("%s", (_what, frames, others) => {
    fc.assert(
      fc.property(frames, (frame) => {
        for (const sensor of others)
          expect(read(sensor, frame)?.ok ?? false, `${hexOf(frame)} as ${sensor.model}`).toBe(
            false,
          );
      }),
    );
  });
});

test("a PMS5003T in hot and dry dust is believed: its version tells it from counters", () => {
  const frame = plantower(
    150,
    300,
    500,
    150,
    300,
    500,
    40_000,
    12_000,
    2500,
    500,
    380,
    120,
    0x9a00,
  );
  expect(read(sensors.pms5003t, frame)).toMatchObject({
    ok: true,
    values: { temperature: 38, humidity: 12 },
  });
});

test("an SCD4x in frost is no formaldehyde cell", () => {
  const ticks = (value: number, low: number, span: number) =>
    Math.round(((value - low) / span) * 65_535);
  const frame = withCrcs([520, ticks(-19, -45, 175), ticks(70, 0, 100)]);
  expect(read(sensors.scd4x, frame)).toMatchObject({ ok: true, values: { co2: 520 } });
});

test.each([
  "toString",
  "constructor",
  "__proto__",
  "hasOwnProperty",
  "SDS_toString",
  "DNMS_valueOf",
])("airRohr: a value that is called %s is nobody's", (name) => {
  const frame = community({ SDS_P1: "12.3", SDS_P2: "7.1" });
  const [head, rest] = [Buffer.from(frame).toString().slice(0, -2), "]}"];
  const body = `${head},{"value_type":"${name}","value":"5"}${rest}`;
  expect(read(sensors.airrohr, Buffer.from(body))).toMatchObject({
    ok: true,
    values: { pm10: 12.3, pm2_5: 7.1 },
  });
});

test("airRohr: a value that is said twice, and not the same, is none", () => {
  const body = (...values: readonly string[]) =>
    json({
      sensordatavalues: [
        ...values.map((value) => ({ value_type: "SDS_P1", value })),
        { value_type: "SDS_P2", value: "7.1" },
        { value_type: "BME280_temperature", value: "20" },
      ],
    });
  expect(read(sensors.airrohr, body("12.3", "99"))).toMatchObject({
    parts: [{ model: "bme280", values: { temperature: 20 } }],
  });
  expect(read(sensors.airrohr, body("12.3", "12.3"))).toMatchObject({
    values: { pm10: 12.3, pm2_5: 7.1, temperature: 20 },
  });
});

test("AirGradient: only counted channels become parts", () => {
  const body = {
    pm02: 7,
    channels: { 1: { pm02: 8 }, "a b/#+": { pm02: 3 }, constructor: { pm02: 4 } },
  };
  const decoded = read(sensors.airgradient, json(body));
  expect(decoded?.ok === true && decoded.parts?.map(({ model }) => model)).toEqual(["pms5003t-1"]);
});

test("an SDS011 speaks with no other sensor's head", () => {
  for (const sensor of Object.values<Sensor>(sensors))
    if (sensor.model !== "sds011" && sensor.integrity === "checksum")
      expect(read(sensor, nova(70, 120))?.ok ?? false, sensor.model).toBe(false);
  expect(read(sensors.sds011, bytesOf("AA C0 D4 04 3A 0A A1 60 1D AB"))?.ok).toBe(true);
});
