import { bytesOf, viewOf } from "../bytes.ts";
import { wordReplies, wordsOf } from "../framing/transactions.ts";
import type { QuantityName, Values } from "../quantities.ts";
import type { Decoded, Measure, Sensor, Source } from "../sensor.ts";
import { pins } from "./pins.ts";
import { isConsistent, masses } from "./relations.ts";

interface Field {
  readonly quantity: QuantityName;
  readonly divisor: number;
  readonly signed: boolean;
  /** Beyond, the word is no measurement. */
  readonly bounds: readonly [low: number, high: number];
}

const MASS = [0, 6553.3] as const;
/** An index is 0 as long as the part has nothing to compare with. */
const INDEX = [0.1, 500] as const;

const fields: readonly Field[] = [
  { quantity: "pm1", divisor: 10, signed: false, bounds: MASS },
  { quantity: "pm2_5", divisor: 10, signed: false, bounds: MASS },
  { quantity: "pm4", divisor: 10, signed: false, bounds: MASS },
  { quantity: "pm10", divisor: 10, signed: false, bounds: MASS },
  { quantity: "humidity", divisor: 100, signed: true, bounds: [0.01, 100] },
  { quantity: "temperature", divisor: 200, signed: true, bounds: [-40, 85] },
  { quantity: "voc_index", divisor: 10, signed: true, bounds: INDEX },
  { quantity: "nox_index", divisor: 10, signed: true, bounds: INDEX },
];

/**
 * Values of the eight words that both interfaces give. A figure that the part does not know (or
 * has no cell for: NOx in a SEN54) is FFFF, or 7FFF where it is signed, and is left out; FFFE is a
 * counter that has run to its end. A signed FFFF is a value: -0.005 °C.
 */
export const decodeSen5xWords = (data: Uint8Array): Decoded => {
  const view = viewOf(data);
  // Nothing is measured yet: air without humidity, at 0 °C, without a particle, is nowhere.
  if (data.every((byte) => byte === 0)) return { ok: false, reason: "warming_up" };
  const known = fields.flatMap(({ quantity, divisor, signed, bounds }, index) => {
    const word = view.getUint16(2 * index);
    if (signed ? word === 0x7fff : word >= 0xfffe) return [];
    const value = (signed ? view.getInt16(2 * index) : word) / divisor;
    return value < bounds[0] || value > bounds[1] ? [] : [[quantity, value] as const];
  });
  if (known.length === 0) return { ok: false, reason: "unknown" };
  const values: Values = Object.fromEntries(known);
  return isConsistent(values, masses)
    ? { ok: true, values }
    : { ok: false, reason: "inconsistent" };
};

const mass = (quantity: QuantityName): Measure => ({
  quantity,
  range: [0, 1000],
  accuracy: [
    { within: [0, 100], absolute: 5, relative: 0.05, combined: "sum" },
    { within: [100, 1000], relative: 0.1 },
  ],
  resolution: 0.1,
});

/** The part sees no particle of these sizes well: it computes them from the smaller ones. */
const extrapolatedMass = (quantity: QuantityName): Measure => ({
  quantity,
  range: [0, 1000],
  // No page of the data sheet was at hand for the accuracy of these two.
  resolution: 0.1,
  caution: "computed from smaller particles by an assumed size distribution",
});

/** What its two buses have in common. */
export const sen5xSources: readonly Source[] = [
  {
    document: "Sensirion, SEN5x data sheet version 2 (March 2022)",
    at: "chapter 2 (page 5 on: specifications of each signal)",
    gives: ["range", "accuracy", "limits", "warm-up", "response", "pace", "life"],
    unchecked:
      "these come from drivers and shops, which say nothing of the accuracy of PM4 and PM10",
  },
  {
    document: "Sensirion, SEN5x data sheet version 2 (March 2022)",
    at: "chapters 3 and 4 (page 10 on: electrical, connector)",
    gives: ["supply", "logic level", "pins"],
  },
];

/** What the part is, on whichever interface. */
export const sen5xBody = {
  maker: "Sensirion",
  measures: [
    mass("pm1"),
    mass("pm2_5"),
    extrapolatedMass("pm4"),
    extrapolatedMass("pm10"),
    {
      quantity: "humidity",
      range: [0, 100],
      accuracy: [{ within: [30, 70], absolute: 4.5 }],
      resolution: 0.01,
    },
    {
      quantity: "temperature",
      range: [-10, 50],
      accuracy: [{ within: [15, 30], absolute: 0.45 }],
      resolution: 0.005,
    },
    {
      quantity: "voc_index",
      range: [1, 500],
      resolution: 0.1,
      caution: "relative to the last day's air (100 is its average), no concentration",
    },
    {
      quantity: "nox_index",
      range: [1, 500],
      resolution: 0.1,
      caution: "relative to the last day's air (1 is its rest), no concentration; SEN55 only",
    },
  ],
  limits: { humidity: [0, 90], temperature: [-10, 50] },
  warmUpMs: 60_000,
  responseMs: 60_000,
  everyMs: 1000,
  lifeHours: 87_600,
  supply: { volts: [4.5, 5.5], milliamps: 110 },
  logicVolts: 3.3,
  serial: "command",
  integrity: "checksum",
} as const satisfies Partial<Sensor>;

const commands = {
  start: bytesOf("00 21"),
  stop: bytesOf("01 04"),
  isReady: bytesOf("02 02"),
  read: bytesOf("03 C4"),
  cleanFan: bytesOf("56 07"),
  serial: bytesOf("D0 33"),
  status: bytesOf("D2 06"),
  reset: bytesOf("D3 04"),
};

/** Sensirion SEN54 and SEN55 (SEN50 without the last four) on I²C: particles, climate, gas indices. */
export const sen5x: Sensor<typeof commands> = {
  ...sen5xBody,
  model: "sen5x",
  name: "SEN50 / SEN54 / SEN55",
  aliases: ["sen50", "sen54", "sen55"],
  pins: pins(
    "1 VDD > 5 V",
    "2 GND > ground",
    "3 SDA > SDA",
    "4 SCL > SCL",
    "5 SEL > ground, before the power comes",
    "6 NC > free",
  ),
  bus: { kind: "i2c", addresses: [0x69], maximumHz: 100_000 },
  framing: wordReplies(8),
  decode: (frame) =>
    frame.length === 24 ? decodeSen5xWords(wordsOf(frame)) : { ok: false, reason: "foreign" },
  dialogue: {
    start: [{ send: commands.start, waitMs: 50 }],
    read: [{ send: commands.read, waitMs: 20, replyBytes: 24 }],
    sleep: [{ send: commands.stop, waitMs: 200 }],
    wake: [{ send: commands.start, waitMs: 50 }],
    serial: [{ send: commands.serial, waitMs: 20, replyBytes: 48 }],
  },
  commands,
  cautions: [
    "Pin SEL must be at ground before the power comes.",
    "It has no own clock of days: its gas indices begin anew at each start.",
  ],
  sources: [
    ...sen5xSources,
    {
      document: "Sensirion, SEN5x data sheet version 2 (March 2022)",
      at: "chapters 5 and 6 (page 13 on: operation over I²C)",
      gives: ["bus", "frame", "commands"],
    },
  ],
};
