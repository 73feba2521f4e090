import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, joined } from "../bytes.ts";
import { bme280 } from "./bme280.ts";
import { bmp280 } from "./bmp280.ts";

/** Coefficients of Bosch's worked example, and customary ones for humidity. */
const example = {
  t: [27_504, 26_435, -1000] as const,
  p: [36_477, -10_685, 3024, 2855, 140, -7, 15_500, -14_600, 6000] as const,
  h: { h1: 75, h2: 362, h3: 0, h4: 313, h5: 50, h6: 30 },
};

const le16 = (word: number) => [word & 0xff, (word >> 8) & 0xff];
const adc20 = (raw: number) => [(raw >> 12) & 0xff, (raw >> 4) & 0xff, (raw & 0xf) << 4];

const coefficients = (h: typeof example.h): Uint8Array =>
  Uint8Array.from([
    ...[...example.t, ...example.p].flatMap(le16),
    ...[0, h.h1, ...le16(h.h2), h.h3],
    ...[(h.h4 >> 4) & 0xff, (h.h4 & 0xf) | ((h.h5 & 0xf) << 4), (h.h5 >> 4) & 0xff, h.h6 & 0xff],
  ]);

/** Bosch's 32-bit formula for temperature (section 4.2.3), in 0.01 °C, with its t_fine. */
const integerTemperature = (raw: number) => {
  const [t1, t2, t3] = example.t;
  const first = (((raw >> 3) - (t1 << 1)) * t2) >> 11;
  const apart = (raw >> 4) - t1;
  const second = (((apart * apart) >> 12) * t3) >> 14;
  const fine = first + second;
  return { fine, hundredths: (fine * 5 + 128) >> 8 };
};

/** Bosch's 64-bit formula for pressure (section 4.2.3), in Pa. */
const integerPressure = (raw: number, fine: number): number => {
  const [p1, p2, p3, p4, p5, p6, p7, p8, p9] = example.p.map(BigInt) as bigint[] & { length: 9 };
  const n = (value: bigint | undefined) => value ?? 0n;
  let var1 = BigInt(fine) - 128_000n;
  let var2 = var1 * var1 * n(p6);
  var2 += (var1 * n(p5)) << 17n;
  var2 += n(p4) << 35n;
  var1 = ((var1 * var1 * n(p3)) >> 8n) + ((var1 * n(p2)) << 12n);
  var1 = (((1n << 47n) + var1) * n(p1)) >> 33n;
  let pressure = 1_048_576n - BigInt(raw);
  pressure = (((pressure << 31n) - var2) * 3125n) / var1;
  var1 = (n(p9) * (pressure >> 13n) * (pressure >> 13n)) >> 25n;
  var2 = (n(p8) * pressure) >> 19n;
  pressure = ((pressure + var1 + var2) >> 8n) + (n(p7) << 4n);
  return Number(pressure) / 256;
};

/** Bosch's 32-bit formula for humidity (section 4.2.3), in %. */
const integerHumidity = (raw: number, fine: number, h: typeof example.h): number => {
  const [h1, h2, h3, h4, h5, h6] = [h.h1, h.h2, h.h3, h.h4, h.h5, h.h6].map(BigInt) as bigint[];
  const n = (value: bigint | undefined) => value ?? 0n;
  let v = BigInt(fine) - 76_800n;
  const left = ((BigInt(raw) << 14n) - (n(h4) << 20n) - n(h5) * v + 16_384n) >> 15n;
  const inner = (((v * n(h6)) >> 10n) * (((v * n(h3)) >> 11n) + 32_768n)) >> 10n;
  v = left * (((inner + 2_097_152n) * n(h2) + 8192n) >> 14n);
  v -= ((((v >> 15n) * (v >> 15n)) >> 7n) * n(h1)) >> 4n;
  const clamped = v < 0n ? 0n : v > 419_430_400n ? 419_430_400n : v;
  return Number(clamped >> 12n) / 1024;
};

test("Bosch's worked example gives 25.08 °C and 1006.53 hPa", () => {
  const frame = joined(
    coefficients(example.h).subarray(0, 24),
    Uint8Array.from([...adc20(415_148), ...adc20(519_888)]),
  );
  const decoded = bmp280.decode(frame);
  if (!decoded.ok) throw new Error(decoded.reason);
  expect(decoded.values.temperature).toBeCloseTo(25.08, 2);
  expect(decoded.values.pressure).toBeCloseTo(1006.5327, 3);
  expect(integerTemperature(519_888)).toEqual({ fine: 128_422, hundredths: 2508 });
});

test("the floating formulas agree with Bosch's integer ones over the whole range", () => {
  const humidities = fc.record({
    h1: fc.integer({ min: 60, max: 90 }),
    h2: fc.integer({ min: 340, max: 390 }),
    h3: fc.integer({ min: 0, max: 3 }),
    h4: fc.integer({ min: 270, max: 350 }),
    h5: fc.integer({ min: -60, max: 60 }),
    h6: fc.integer({ min: 20, max: 40 }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 350_000, max: 640_000 }),
      fc.integer({ min: 300_000, max: 600_000 }),
      fc.integer({ min: 20_000, max: 45_000 }),
      humidities,
      (rawTemperature, rawPressure, rawHumidity, h) => {
        const decoded = bme280.decode(
          Uint8Array.from([
            ...adc20(rawPressure),
            ...adc20(rawTemperature),
            ...[rawHumidity >> 8, rawHumidity & 0xff],
          ]),
          { calibration: coefficients(h) },
        );
        const { fine, hundredths } = integerTemperature(rawTemperature);
        if (!decoded.ok) {
          // Beyond what the part can be in.
          const pressure = integerPressure(rawPressure, fine) / 100;
          const outside =
            Math.abs(hundredths / 100 - 22.5) > 62.4 || pressure < 301 || pressure > 1099;
          expect(decoded.reason).toBe("out_of_range");
          expect(outside).toBe(true);
          return;
        }
        const { temperature, pressure, humidity } = decoded.values;
        expect(Math.abs((temperature ?? 0) - hundredths / 100)).toBeLessThan(0.011);
        expect(Math.abs((pressure ?? 0) - integerPressure(rawPressure, fine) / 100)).toBeLessThan(
          0.03,
        );
        expect(Math.abs((humidity ?? 0) - integerHumidity(rawHumidity, fine, h))).toBeLessThan(
          0.05,
        );
      },
    ),
  );
});

describe("raw registers", () => {
  const raw = Uint8Array.from([...adc20(415_148), ...adc20(519_888), 0x69, 0x78]);

  test("without coefficients they mean nothing", () => {
    expect(bme280.decode(raw)).toEqual({ ok: false, reason: "calibration_missing" });
    expect(bme280.decode(raw, { calibration: new Uint8Array(5) })).toEqual({
      ok: false,
      reason: "calibration_missing",
    });
  });

  test("coefficients may come with them, or before", () => {
    const calibration = coefficients(example.h);
    const before = bme280.decode(raw, { calibration });
    expect(before.ok).toBe(true);
    expect(bme280.decode(joined(calibration, raw))).toEqual(before);
  });

  test("a bus without a part is no sensor", () => {
    expect(bme280.decode(new Uint8Array(41).fill(0xff))).toEqual({ ok: false, reason: "foreign" });
    expect(bme280.decode(new Uint8Array(41))).toEqual({ ok: false, reason: "foreign" });
  });

  test("what was skipped is left out, and nothing is made of a skipped temperature", () => {
    const calibration = coefficients(example.h);
    const skipped = bytesOf("80 00 00");
    const decoded = bme280.decode(
      joined(skipped, Uint8Array.from(adc20(519_888)), bytesOf("80 00")),
      { calibration },
    );
    expect(decoded).toMatchObject({ ok: true });
    if (decoded.ok) expect(Object.keys(decoded.values)).toEqual(["temperature"]);
    expect(
      bme280.decode(joined(raw.subarray(0, 3), skipped, raw.subarray(6)), { calibration }),
    ).toEqual({ ok: false, reason: "unknown" });
  });
});
