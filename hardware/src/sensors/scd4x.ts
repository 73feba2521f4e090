import { bytesOf, joined, viewOf } from "../bytes.ts";
import { withCrcs, wordReplies, wordsOf } from "../framing/transactions.ts";
import type { Sensor } from "../sensor.ts";
import { areLongerReplies } from "./longer-replies.ts";
import { i2cPins } from "./pins.ts";
import { LEAST_CO2 } from "./relations.ts";
import { climateOfTicks } from "./ticks.ts";

const commands = {
  start: bytesOf("21 B1"),
  /** One value in 30 s, for a battery. */
  startSaving: bytesOf("21 AC"),
  stop: bytesOf("3F 86"),
  isReady: bytesOf("E4 B8"),
  read: bytesOf("EC 05"),
  selfCalibration: (state: "on" | "off") =>
    joined(bytesOf("24 16"), withCrcs([state === "on" ? 1 : 0])),
  /** Tells it the true CO₂ of the air that it stands in. */
  calibrate: (ppm: number) => {
    if (!Number.isInteger(ppm) || ppm < 400 || ppm > 2000)
      throw new RangeError(`a reference is whole ppm from 400 to 2000, not ${ppm}`);
    return joined(bytesOf("36 2F"), withCrcs([ppm]));
  },
  /** Air pressure in hPa, by which it corrects CO₂. */
  setPressure: (hectopascals: number) => {
    if (!Number.isInteger(hectopascals) || hectopascals < 700 || hectopascals > 1200)
      throw new RangeError(`a pressure is whole hPa from 700 to 1200, not ${hectopascals}`);
    return joined(bytesOf("E0 00"), withCrcs([hectopascals]));
  },
  serial: bytesOf("36 82"),
};

/**
 * An SFA30 says three words as well: formaldehyde, humidity in hundredths, temperature in two hundredths. Read here,
 * they would be colder than -18 °C, and drier or wetter than air that an SCD4x has warmed.
 */
const isFormaldehydeCell = (view: DataView): boolean => {
  const humidity = view.getUint16(2) / 100;
  const temperature = view.getInt16(4) / 200;
  return humidity > 0 && humidity <= 100 && temperature >= -20 && temperature <= 60;
};

/** Sensirion SCD40 and SCD41: photoacoustic CO₂, temperature, humidity. */
export const scd4x: Sensor<typeof commands> = {
  model: "scd4x",
  name: "SCD40 / SCD41",
  maker: "Sensirion",
  aliases: ["scd40", "scd41", "scd43"],
  bus: { kind: "i2c", addresses: [0x62], maximumHz: 100_000 },
  measures: [
    {
      quantity: "co2",
      range: [0, 40_000],
      accuracy: [
        { within: [400, 2000], absolute: 50, relative: 0.05, combined: "sum" },
        { within: [2000, 5000], absolute: 40, relative: 0.05, combined: "sum" },
      ],
      resolution: 1,
      caution:
        "its self-calibration takes the lowest value of a week for 400 ppm: it needs fresh air",
    },
    {
      quantity: "temperature",
      range: [-10, 60],
      accuracy: [{ within: [15, 35], absolute: 0.8 }],
      resolution: 0.01,
      caution: "warmed by itself by some 4 °C; the preset offset assumes free air",
    },
    {
      quantity: "humidity",
      range: [0, 100],
      accuracy: [{ within: [20, 65], absolute: 6 }],
      resolution: 0.01,
    },
  ],
  limits: { humidity: [0, 95], temperature: [-10, 60] },
  warmUpMs: 60_000,
  responseMs: 60_000,
  everyMs: 5000,
  lifeHours: 87_600,
  supply: { volts: [2.4, 5.5], milliamps: 205 },
  pins: i2cPins("3.3 V"),
  logicVolts: 5.5,
  serial: "command",
  integrity: "checksum",
  framing: wordReplies(3, areLongerReplies),
  decode(frame) {
    if (frame.length !== 9) return { ok: false, reason: "foreign" };
    const view = viewOf(wordsOf(frame));
    if (isFormaldehydeCell(view)) return { ok: false, reason: "foreign" };
    const word = view.getUint16(0);
    // All bits set is no measurement, as zero is none.
    const co2 = word === 0xffff ? 0 : word;
    if (co2 !== 0 && (co2 < LEAST_CO2 || co2 > 40_000))
      return { ok: false, reason: "out_of_range" };
    const climate = climateOfTicks(view.getUint16(2), view.getUint16(4));
    // The first readings after a start lack CO₂, or all three.
    if (co2 === 0)
      return climate === undefined
        ? { ok: false, reason: word === 0 ? "warming_up" : "out_of_range" }
        : { ok: true, values: climate };
    return { ok: true, values: { co2, ...climate } };
  },
  dialogue: {
    start: [{ send: commands.start, waitMs: 5000 }],
    read: [{ send: commands.read, waitMs: 1, replyBytes: 9 }],
    sleep: [{ send: commands.stop, waitMs: 500 }],
    wake: [{ send: commands.start, waitMs: 5000 }],
    serial: [{ send: commands.serial, waitMs: 1, replyBytes: 9 }],
  },
  selfCalibration: {
    on: [{ send: commands.selfCalibration("on"), waitMs: 10 }],
    off: [{ send: commands.selfCalibration("off"), waitMs: 10 }],
  },
  commands,
  cautions: [
    "While it measures it hears only a few commands: stop it, and wait 500 ms, before any other.",
  ],
  sources: [
    {
      document: "Sensirion, SCD4x data sheet 1.3 (September 2022)",
      at: "page 3 (chapter 1, sensor performance)",
      gives: ["range", "accuracy", "warm-up", "response", "life"],
    },
    {
      document: "Sensirion, SCD4x data sheet 1.3 (September 2022)",
      at: "pages 4 to 6 (chapter 2, specifications)",
      gives: ["limits", "supply", "logic level", "pins"],
    },
    {
      document: "Sensirion, SCD4x data sheet 1.3 (September 2022)",
      at: "page 7 on (chapter 3, digital interface)",
      gives: ["bus", "frame", "commands", "pace"],
    },
  ],
};
