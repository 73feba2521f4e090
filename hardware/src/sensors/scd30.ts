import { bytesOf, joined, single, viewOf } from "../bytes.ts";
import { withCrcs, wordReplies, wordsOf } from "../framing/transactions.ts";
import type { Decoded, Sensor, Source } from "../sensor.ts";
import { pins } from "./pins.ts";
import { LEAST_CO2 } from "./relations.ts";

/** Values of three 32-bit floats, most significant byte first: CO₂, temperature, humidity. */
export const decodeScd30Floats = (data: Uint8Array): Decoded => {
  const view = viewOf(data);
  const [co2, temperature, humidity] = [single(view, 0), single(view, 4), single(view, 8)];
  // No number at all, or zero: what the part says of a cell that has not measured.
  const lacksCo2 = !Number.isFinite(co2) || co2 === 0;
  if (!lacksCo2 && !(co2 >= LEAST_CO2 && co2 <= 40_000))
    return { ok: false, reason: "out_of_range" };
  const isClimate = temperature >= -40 && temperature <= 85 && humidity > 0 && humidity <= 100;
  const climate = isClimate ? { temperature, humidity } : {};
  if (lacksCo2) {
    if (isClimate) return { ok: true, values: climate };
    return { ok: false, reason: co2 === 0 ? "warming_up" : "out_of_range" };
  }
  return { ok: true, values: { co2, ...climate } };
};

/** What its two buses have in common. */
export const scd30Source: Source = {
  document: "Sensirion, SCD30 data sheet 1.0 (May 2020)",
  at: "page 2 on (chapter 1, specifications), page 5 (chapter 3, pins)",
  gives: [
    "range",
    "accuracy",
    "limits",
    "warm-up",
    "response",
    "pace",
    "life",
    "supply",
    "logic level",
    "pins",
  ],
};

/** What the part is, on whichever interface. */
export const scd30Body = {
  maker: "Sensirion",
  measures: [
    {
      quantity: "co2",
      range: [0, 40_000],
      accuracy: [{ within: [400, 10_000], absolute: 30, relative: 0.03, combined: "sum" }],
      resolution: 1,
      caution:
        "its self-calibration takes the lowest value of a week for 400 ppm: it needs fresh air",
    },
    {
      quantity: "temperature",
      range: [-40, 70],
      accuracy: [{ within: [0, 50], absolute: 0.4 }],
      resolution: 0.01,
      caution: "warmed by its own lamp unless a temperature offset is set",
    },
    {
      quantity: "humidity",
      range: [0, 100],
      accuracy: [{ within: [0, 100], absolute: 3 }],
      resolution: 0.01,
    },
  ],
  limits: { humidity: [0, 95], temperature: [0, 50] },
  warmUpMs: 120_000,
  responseMs: 20_000,
  everyMs: 2000,
  lifeHours: 131_400,
  supply: { volts: [3.3, 5.5], milliamps: 75 },
  logicVolts: 3.3,
  serial: "command",
  integrity: "checksum",
} as const satisfies Partial<Sensor>;

const whole = (value: number, low: number, high: number, what: string): number => {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${what} must be a whole number from ${low} to ${high}, not ${value}`);
  return value;
};

const commands = {
  /** Air pressure in hPa (700 to 1400), by which it corrects CO₂; 0 when it is not known. */
  start: (pressure = 0) =>
    joined(
      bytesOf("00 10"),
      withCrcs([pressure === 0 ? 0 : whole(pressure, 700, 1400, "a pressure in hPa")]),
    ),
  stop: bytesOf("01 04"),
  isReady: bytesOf("02 02"),
  read: bytesOf("03 00"),
  setInterval: (seconds: number) =>
    joined(bytesOf("46 00"), withCrcs([whole(seconds, 2, 1800, "an interval in seconds")])),
  selfCalibration: (state: "on" | "off") =>
    joined(bytesOf("53 06"), withCrcs([state === "on" ? 1 : 0])),
  /** Tells it the true CO₂ of the air that it stands in. */
  calibrate: (ppm: number) =>
    joined(bytesOf("52 04"), withCrcs([whole(ppm, 400, 2000, "a reference in ppm")])),
  firmware: bytesOf("D1 00"),
  reset: bytesOf("D3 04"),
};

/** Sensirion SCD30 on I²C: infrared CO₂, temperature, humidity. */
export const scd30: Sensor<typeof commands> = {
  ...scd30Body,
  model: "scd30",
  name: "SCD30",
  pins: pins(
    "VDD > 3.3 V",
    "GND > ground",
    "TX/SCL > SCL",
    "RX/SDA > SDA",
    "SEL > free, or ground",
    "RDY, PWM > free",
  ),
  bus: { kind: "i2c", addresses: [0x61], maximumHz: 100_000 },
  framing: wordReplies(6),
  decode: (frame) =>
    frame.length === 18 ? decodeScd30Floats(wordsOf(frame)) : { ok: false, reason: "foreign" },
  dialogue: {
    start: [{ send: commands.start(), waitMs: 30 }],
    read: [{ send: commands.read, waitMs: 4, replyBytes: 18 }],
    sleep: [{ send: commands.stop, waitMs: 30 }],
    wake: [{ send: commands.start(), waitMs: 30 }],
  },
  selfCalibration: {
    on: [{ send: commands.selfCalibration("on"), waitMs: 10 }],
    off: [{ send: commands.selfCalibration("off"), waitMs: 10 }],
  },
  commands,
  cautions: [
    "It stretches the clock for 12 ms, once a day for 150 ms: the Raspberry Pi's own I²C does not bear that; use Modbus, or a software bus at 50 kHz.",
  ],
  sources: [
    scd30Source,
    {
      document: "Sensirion, SCD30 Interface Description v0.91 and v0.94 (June 2019)",
      at: "section 1.1 (I²C) and 1.4 (commands), page 2 on",
      gives: ["bus", "frame", "commands"],
    },
  ],
};
