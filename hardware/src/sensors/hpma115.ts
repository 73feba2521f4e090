import { bytesOf, viewOf } from "../bytes.ts";
import { sum } from "../checksums.ts";
import { plantowerFraming } from "../framing/plantower.ts";
import type { Match, StreamFraming } from "../framing.ts";
import type { QuantityName, Values } from "../quantities.ts";
import type { DecodeContext, Decoded, Measure, Sensor, Source } from "../sensor.ts";
import { isConsistent, masses } from "./relations.ts";

const autoSent = plantowerFraming(0x1c);

/** `40 length 04 …data… checksum`: what the part answers to "read"; all bytes together sum up to zero. */
const answer = (bytes: Uint8Array, dataLength: number): Match => {
  const head = [0x40, dataLength, 0x04];
  const shown = Math.min(3, bytes.length);
  if (head.slice(0, shown).some((byte, index) => bytes[index] !== byte)) return { kind: "none" };
  if (bytes.length < 3) return { kind: "more" };
  const length = dataLength + 3;
  if (bytes.length < length) return { kind: "more", headed: true };
  if ((sum(bytes, 0, length) & 0xff) !== 0) return { kind: "none", reason: "checksum", length };
  return { kind: "frame", length };
};

/** An answer whose length byte is `dataLength`, or a frame of 32 bytes that the part sends by itself. */
export const hpmaFraming =
  (dataLength: number): StreamFraming =>
  (bytes) =>
    bytes[0] === 0x42 ? autoSent(bytes) : answer(bytes, dataLength);

export const hpmaCommands = {
  read: bytesOf("68 01 04 93"),
  start: bytesOf("68 01 01 96"),
  stop: bytesOf("68 01 02 95"),
  /** The part speaks once a second by itself; it does so after power. */
  report: bytesOf("68 01 40 57"),
  answer: bytesOf("68 01 20 77"),
  /** The user's own factor in per cent, 30 to 200; 100 when it leaves the factory. */
  setFactor: (percent: number) => {
    if (!Number.isInteger(percent) || percent < 30 || percent > 200)
      throw new RangeError(`a factor is a whole percentage from 30 to 200, not ${percent}`);
    const bytes = Uint8Array.of(0x68, 0x02, 0x08, percent, 0);
    bytes[4] = -sum(bytes, 0, 4) & 0xff;
    return bytes;
  },
};

export const hpmaBody = {
  maker: "Honeywell",
  bus: { kind: "uart", baudRate: 9600 },
  limits: { humidity: [0, 95], temperature: [-20, 70] },
  warmUpMs: 15_000,
  responseMs: 6000,
  everyMs: 1000,
  lifeHours: 87_600,
  supply: { volts: [4.8, 5.2], milliamps: 80 },
  logicVolts: 3.3,
  serial: "none",
  integrity: "checksum",
  dialogue: {
    start: [
      { send: hpmaCommands.start, waitMs: 100 },
      { send: hpmaCommands.report, waitMs: 100 },
    ],
    sleep: [{ send: hpmaCommands.stop, waitMs: 100 }],
    wake: [{ send: hpmaCommands.start, waitMs: 100 }],
  },
  commands: hpmaCommands,
  cautions: ["Its data pins bear 3.3 V only: 5 V destroys it."],
} as const satisfies Partial<Sensor>;

const SHEET = "Honeywell, HPM series data sheet 32322550 issue F";

/** The versions differ in where the data sheet has their commands and their frame. */
export const hpmaSources = (at: {
  readonly commands: string;
  readonly frame: string;
}): readonly Source[] => [
  {
    document: SHEET,
    at: "page 1 (features)",
    gives: ["range", "accuracy", "response", "life"],
  },
  { document: SHEET, at: at.commands, gives: ["commands"] },
  { document: SHEET, at: at.frame, gives: ["frame", "bus"] },
  {
    document: SHEET,
    at: "tables 1 to 3",
    gives: ["limits", "supply", "logic level", "pins"],
    unchecked: "these come from ESPHome and PyPMS",
  },
  {
    document: "PyPMS, docs/sensors/Honeywell.md",
    at: "warm-up of 15 s; one frame in a second",
    gives: ["warm-up", "pace"],
  },
];

export const hpmaPm2_5: Measure = {
  quantity: "pm2_5",
  range: [0, 1000],
  accuracy: [
    { within: [0, 100], absolute: 15 },
    { within: [100, 1000], relative: 0.15 },
  ],
  resolution: 1,
};

/** The maker promises its ± 15 % of PM2.5 alone. */
export const hpmaComputed = (quantity: QuantityName): Measure => ({
  quantity,
  range: [0, 1000],
  resolution: 1,
  caution: "computed from PM2.5",
});

/** `words`: the quantity of each 16-bit word, in order; undefined where a word means nothing. */
export const decodeHpma = (
  frame: Uint8Array,
  words: readonly (QuantityName | undefined)[],
  offset: number,
  { hasMeasured = false }: DecodeContext = {},
): Decoded => {
  const view = viewOf(frame);
  if (hasMoreWords(view, offset, words.length)) return { ok: false, reason: "foreign" };
  const known = words.flatMap((quantity, index) =>
    quantity === undefined ? [] : [[quantity, view.getUint16(offset + 2 * index)] as const],
  );
  // The maker says nothing of zeros: before the first measurement they are what the fan brings,
  // afterwards the truth of clean air.
  if (known.every(([, value]) => value === 0) && !hasMeasured)
    return { ok: false, reason: "warming_up" };
  if (known.some(([, value]) => value > BEYOND)) return { ok: false, reason: "out_of_range" };
  const values: Values = Object.fromEntries(known);
  return isConsistent(values, masses)
    ? { ok: true, values }
    : { ok: false, reason: "inconsistent" };
};

/** Ten times the range: bytes that are no measurement. */
const BEYOND = 10_000;

/**
 * The maker reserves all words after the masses (tables 5 to 7), and they are zero. A Plantower or a Winsen ZH06,
 * whose frames have the same length, and the sibling with four masses have figures there; so has a frame with one
 * byte too many, which eight bits of sum let through once in 256 times.
 */
const hasMoreWords = (view: DataView, offset: number, count: number): boolean => {
  const checkBytes = offset === IN_ANSWER ? 1 : 2;
  for (let at = offset + 2 * count; at < view.byteLength - checkBytes; at++)
    if (view.getUint8(at) !== 0) return true;
  return false;
};

/** Where the first word stands in an answer; in what the part sends by itself it is one byte later. */
const IN_ANSWER = 3;
