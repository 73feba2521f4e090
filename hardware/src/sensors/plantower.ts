import { bytesOf, viewOf } from "../bytes.ts";
import type { QuantityName, Values } from "../quantities.ts";
import type { DecodeContext, Decoded, Measure, Sensor, Source } from "../sensor.ts";
import { pins } from "./pins.ts";
import { countsAbove, factoryMasses, isConsistent, masses } from "./relations.ts";

/** What the models that obey commands are told; the PMS3003 obeys pins only. */
export const plantowerCommands = {
  /** The sensor speaks by itself: every 2.3 s, or every 200 to 800 ms when the air changes fast. */
  report: bytesOf("42 4D E1 00 01 01 71"),
  answer: bytesOf("42 4D E1 00 00 01 70"),
  read: bytesOf("42 4D E2 00 00 01 71"),
  sleep: bytesOf("42 4D E4 00 00 01 73"),
  wake: bytesOf("42 4D E4 00 01 01 74"),
};
export type PlantowerCommands = typeof plantowerCommands;

export const plantowerDialogue = {
  start: [{ send: plantowerCommands.wake, waitMs: 1000 }, { send: plantowerCommands.report }],
  sleep: [{ send: plantowerCommands.sleep }],
  wake: [{ send: plantowerCommands.wake, waitMs: 1000 }],
};

/** What all share: optics, fan and laser are of one family. */
export const plantowerBody = {
  maker: "Plantower",
  bus: { kind: "uart", baudRate: 9600 },
  limits: { humidity: [0, 99], temperature: [-10, 60] },
  warmUpMs: 30_000,
  responseMs: 10_000,
  everyMs: 2300,
  duty: { onMs: 60_000, everyMs: 300_000 },
  lifeHours: 8000,
  supply: { volts: [4.5, 5.5], milliamps: 100 },
  pins: pins(
    "1 VCC > 5 V",
    "2 GND > ground",
    "3 SET > free (high: awake)",
    "4 RX > TX",
    "5 TX > RX",
    "6 RESET > free",
    "7 NC > free",
    "8 NC > free",
  ),
  logicVolts: 3.3,
  serial: "none",
  integrity: "checksum",
} as const satisfies Partial<Sensor>;

/** Of what all share; the frame is each model's own. */
export const plantowerSources: readonly Source[] = [
  {
    document: "Plantower, PMS5003 series data manual V2.3 (2016-06-01)",
    at: "page 3, technical index",
    gives: ["range", "accuracy", "limits", "response", "supply"],
  },
  {
    document: "Plantower, PMS5003 series data manual V2.3 (2016-06-01)",
    at: "pin definition, and circuit attentions (30 s after waking, levels of 3.3 V, intervals of 200 to 800 ms and 2.3 s)",
    gives: ["warm-up", "pace", "logic level", "pins", "bus"],
  },
  {
    document: "ESPHome, documentation of pmsx003",
    at: "the laser lasts some 8000 hours; the maker states a mean time to failure of 3 years",
    gives: ["life"],
  },
  {
    document: "DataCityZen",
    at: "the dust kit's choice: a minute of work in five spares the laser, and lasts longer than the warm-up",
    gives: ["duty"],
  },
];

const mass = (quantity: QuantityName, caution: string): Measure => ({
  quantity,
  range: [0, 1000],
  accuracy: [
    { within: [0, 100], absolute: 10 },
    { within: [100, 500], relative: 0.1 },
  ],
  resolution: 1,
  caution,
});

const factory = "factory calibration (CF=1), the input of published corrections";
const humid = "reads high in humid air and low in some batches: correct it before comparing";

export const massMeasures: readonly Measure[] = [
  mass("pm1_cf1", factory),
  mass("pm2_5_cf1", factory),
  mass("pm10_cf1", factory),
  mass("pm1", humid),
  mass("pm2_5", humid),
  mass("pm10", "computed from what is below 2.5 µm: coarse dust is hardly seen"),
];

const counted = [
  "n_above_0_3",
  "n_above_0_5",
  "n_above_1",
  "n_above_2_5",
  "n_above_5",
  "n_above_10",
] as const satisfies readonly QuantityName[];

/** The first `sizes` of the six counters. */
export const countMeasures = (sizes: 4 | 6): readonly Measure[] =>
  counted.slice(0, sizes).map((quantity) => ({
    quantity,
    range: [0, 655.35],
    resolution: 0.01,
    caution: "every particle larger than the size, not only those between two sizes",
  }));

export const environmentMeasures: readonly Measure[] = [
  {
    quantity: "temperature",
    range: [-10, 50],
    accuracy: [{ absolute: 0.5 }],
    resolution: 0.1,
    caution: "measured inside the sensor, warmer than the air around",
  },
  {
    quantity: "humidity",
    range: [0, 99],
    accuracy: [{ absolute: 2 }],
    resolution: 0.1,
    caution: "measured inside the sensor, drier than the air around",
  },
];

const weighed = [...factoryMasses, "pm1", "pm2_5", "pm10"] as const;
/** All bits of a counter set: it has counted as far as it can, and nobody knows how much more. */
const SATURATED = 0xffff;

/** What a word says in tenths, or nothing where no climate is like that: another model sent the frame. */
export const climateOf = (temperature: number, humidity: number): Values | "foreign" => {
  const values = { temperature: signed16(temperature) / 10, humidity: humidity / 10 };
  const isClimate =
    values.temperature >= -40 &&
    values.temperature <= 85 &&
    values.humidity >= 1 &&
    values.humidity <= 100;
  return isClimate ? values : "foreign";
};

/**
 * Masses (words 0 to 5) and `sizes` counters (from word 6) of a checked data frame. `rest` adds
 * what a model sends besides, from the words after.
 */
export const decodePlantower = (
  frame: Uint8Array,
  expected: {
    readonly length: number;
    readonly sizes: 0 | 4 | 6;
    /** Offset of the byte in which the sensor reports its own failure. */
    readonly errorAt?: number;
    readonly rest?: (word: (index: number) => number) => Values | "foreign";
  },
  { hasMeasured = false }: DecodeContext = {},
): Decoded => {
  if (frame.length !== expected.length)
    return { ok: false, reason: frame.length === 8 ? "reply" : "foreign" };
  if (expected.errorAt !== undefined && frame[expected.errorAt] !== 0)
    return { ok: false, reason: "error_code" };
  const view = viewOf(frame);
  const word = (index: number) => view.getUint16(4 + 2 * index, false);
  const all = [...weighed, ...counted.slice(0, expected.sizes)];
  const words = all.map((_, index) => word(index));
  // The first frames after power or wake hold nothing: the fan has not brought any air yet. A frame
  // without counters tells a true zero by its version, which those first frames lack (PyPMS).
  const isEmpty = expected.sizes > 0 || word(8) === 0;
  if (words.every((value) => value === 0) && isEmpty && !hasMeasured)
    return { ok: false, reason: "warming_up" };
  const values: Values = Object.fromEntries(
    all.flatMap((name, index) => {
      const value = words[index] ?? 0;
      if (value === SATURATED) return [];
      // Counts are given for 0.1 L of air: 100 of them are one per cubic centimetre.
      return [[name, index < weighed.length ? value : value / 100]];
    }),
  );
  if (Object.keys(values).length === 0) return { ok: false, reason: "unknown" };
  if (!isConsistent(values, masses, factoryMasses, countsAbove))
    return { ok: false, reason: "inconsistent" };
  // Mass without a single particle of the smallest size: a frame of another maker (HPMA115).
  if (values.n_above_0_3 === 0 && ((values.pm10 ?? 0) > 0 || (values.pm10_cf1 ?? 0) > 0))
    return { ok: false, reason: "inconsistent" };
  // Both triples are of one measurement. A Winsen ZH03B, ZH06 sends a PMS3003's frame with zeros for
  // the first (its manual: reserved) and its masses in the second.
  if ((values.pm10 ?? 0) > 0 && factoryMasses.every((name) => values[name] === 0))
    return { ok: false, reason: "foreign" };
  const rest = expected.rest?.(word);
  if (rest === "foreign") return { ok: false, reason: "foreign" };
  return { ok: true, values: { ...values, ...rest } };
};

export const signed16 = (word: number): number => ((word & 0x8000) === 0 ? word : word - 0x10000);
