import { viewOf } from "../bytes.ts";
import { uncheckedReplies } from "../framing/transactions.ts";
import type { TransactionFraming } from "../framing.ts";
import type { Values } from "../quantities.ts";
import type { DecodeContext, Decoded, Measure, Sensor } from "../sensor.ts";
import { i2cPins } from "./pins.ts";

/** What an analogue-digital converter says when its oversampling is set to "skipped". */
const SKIPPED_20 = 0x80000;
const SKIPPED_16 = 0x8000;

/**
 * Bosch's formulas in floating point (BME280 data sheet, appendix 8.1; BMP280, section 3.12).
 * `coefficients`: registers 88 to A1 and E1 to E7, in this order, 33 bytes; the first 24 suffice for
 * temperature and pressure. `raw`: registers F7 on, pressure, temperature and, of a BME280, humidity.
 */
export const compensate = (coefficients: Uint8Array, raw: Uint8Array): Values => {
  const c = viewOf(coefficients);
  const view = viewOf(raw);
  const adc20 = (offset: number) =>
    (view.getUint16(offset) << 4) | (view.getUint8(offset + 2) >>> 4);
  const rawPressure = adc20(0);
  const rawTemperature = adc20(3);
  if (rawTemperature === SKIPPED_20) return {};

  const t1 = c.getUint16(0, true);
  const t2 = c.getInt16(2, true);
  const t3 = c.getInt16(4, true);
  const fine =
    (rawTemperature / 16_384 - t1 / 1024) * t2 + (rawTemperature / 131_072 - t1 / 8192) ** 2 * t3;
  const temperature = fine / 5120;

  const pressure = rawPressure === SKIPPED_20 ? undefined : pressureOf(c, rawPressure, fine);
  const rawHumidity = raw.length >= 8 ? view.getUint16(6) : SKIPPED_16;
  const humidity =
    rawHumidity === SKIPPED_16 || isEnd(rawHumidity) || coefficients.length < 33
      ? undefined
      : humidityOf(c, rawHumidity, fine);
  return {
    temperature,
    ...(pressure === undefined ? {} : { pressure }),
    ...(humidity === undefined ? {} : { humidity }),
  };
};

/** In hPa. */
const pressureOf = (c: DataView, raw: number, fine: number): number | undefined => {
  const p = (index: number) => c.getInt16(6 + 2 * (index - 1), true);
  const half = fine / 2 - 64_000;
  const slope = (half * half * p(6)) / 32_768 + half * p(5) * 2;
  const offset = slope / 4 + p(4) * 65_536;
  const scale = ((p(3) * half * half) / 524_288 + p(2) * half) / 524_288;
  const divisor = (1 + scale / 32_768) * c.getUint16(6, true);
  if (divisor === 0) return undefined;
  const first = ((1_048_576 - raw - offset / 4096) * 6250) / divisor;
  const second = (p(9) * first * first) / 2_147_483_648 + (first * p(8)) / 32_768;
  return (first + (second + p(7)) / 16) / 100;
};

const humidityOf = (c: DataView, raw: number, fine: number): number => {
  const h1 = c.getUint8(25);
  const h2 = c.getInt16(26, true);
  const h3 = c.getUint8(28);
  // H4 and H5 are of 12 bits and share register E5.
  const h4 = (c.getInt8(29) << 4) | (c.getUint8(30) & 0x0f);
  const h5 = (c.getInt8(31) << 4) | (c.getUint8(30) >>> 4);
  const h6 = c.getInt8(32);
  const above = fine - 76_800;
  const scaled =
    (raw - (h4 * 64 + (h5 / 16_384) * above)) *
    ((h2 / 65_536) * (1 + (h6 / 67_108_864) * above * (1 + (h3 / 67_108_864) * above)));
  return Math.min(100, Math.max(0, scaled * (1 - (h1 * scaled) / 524_288)));
};

/** All bits of a register the same: a converter at its stop, which the formula would crop to 0 or 100 %. */
const isEnd = (raw: number): boolean => raw === 0 || raw === 0xffff;

interface Layout {
  readonly coefficients: number;
  readonly raw: number;
}

/** Raw registers alone, or with the coefficients before them, as a capture keeps them together. */
export const boschReplies = ({ coefficients, raw }: Layout): TransactionFraming =>
  uncheckedReplies([coefficients + raw, raw]);

export const decodeBosch = (
  { coefficients, raw }: Layout,
  frame: Uint8Array,
  { calibration }: DecodeContext = {},
): Decoded => {
  const together = frame.length === coefficients + raw;
  if (!together && frame.length !== raw) return { ok: false, reason: "foreign" };
  const known = together ? frame.subarray(0, coefficients) : calibration;
  if (known === undefined || known.length < coefficients)
    return { ok: false, reason: "calibration_missing" };
  const registers = together ? frame.subarray(coefficients) : frame;
  // No coefficient T1 or P1 is zero; a bus without a part reads all ones or all zeros.
  const dead = known.every((byte) => byte === 0xff) || viewOf(known).getUint16(0, true) === 0;
  if (dead) return { ok: false, reason: "foreign" };
  const values = compensate(known, registers);
  const { temperature, pressure } = values;
  if (temperature === undefined) return { ok: false, reason: "unknown" };
  const sane =
    temperature >= -40 &&
    temperature <= 85 &&
    (pressure === undefined || (pressure >= 300 && pressure <= 1100));
  return sane ? { ok: true, values } : { ok: false, reason: "out_of_range" };
};

/** What the BME280 and the BMP280 have in common. */
export const boschBody = {
  maker: "Bosch Sensortec",
  bus: { kind: "i2c", addresses: [0x76, 0x77], maximumHz: 3_400_000 },
  limits: { temperature: [-40, 85] },
  warmUpMs: 2,
  responseMs: 1000,
  everyMs: 1000,
  supply: { volts: [1.71, 3.6], milliamps: 0.7 },
  pins: i2cPins("3.3 V"),
  logicVolts: 3.6,
  serial: "none",
  integrity: "none",
} as const satisfies Partial<Sensor>;

export const boschTemperature: Measure = {
  quantity: "temperature",
  range: [-40, 85],
  accuracy: [{ within: [0, 65], absolute: 1 }],
  resolution: 0.01,
  caution: "the part's own, somewhat above the air's when it is read often",
};

export const boschPressure = (resolution: number): Measure => ({
  quantity: "pressure",
  range: [300, 1100],
  accuracy: [{ within: [300, 1100], absolute: 1 }],
  resolution,
  caution: "at the station's height, not reduced to sea level",
});
