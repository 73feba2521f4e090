import { viewOf } from "../bytes.ts";
import type { Flag } from "../flags.ts";
import { lengthOfLevels, levelsOfLine, type SoundLevels } from "../framing/sound-levels.ts";
import { fixedReplies } from "../framing/transactions.ts";
import type { Framed } from "../framing.ts";
import { bandLevels } from "../quantities/sound.ts";
import type { QuantityName, Values } from "../quantities.ts";
import type { Decoded, Measure, Microphone, Sensor, ValueFlags } from "../sensor.ts";

const FULL_SCALE = 2 ** 31;
/** One level in 100 ms at 48 kHz would be 4800 samples; a shorter block tells no low tone. */
const FEWEST_SAMPLES = 48;
const LONGEST_BLOCK = 1 << 20;
/** At so many dB above its own noise, half of what a microphone tells is that noise. */
const HALF_NOISE = 3;

const floorOf = ({ signalToNoise }: Microphone): number => 94 - signalToNoise;

/**
 * Unweighted level of a block of samples: 32 bits, least significant byte first, one channel, as
 * the I²S driver of a Raspberry Pi hands them over (24 bits in the upper ones).
 */
const levelOf = ({ sensitivity, overload }: Microphone, frame: Uint8Array): Decoded => {
  const count = Math.floor(frame.length / 4);
  if (count < FEWEST_SAMPLES || frame.length % 4 !== 0) return { ok: false, reason: "foreign" };
  const view = viewOf(frame);
  const first = view.getInt32(0, true);
  let moves = false;
  let mean = 0;
  for (let index = 0; index < count; index++) {
    const sample = view.getInt32(4 * index, true);
    mean += sample / count;
    moves ||= sample !== first;
  }
  // No sample differs from the others: the data wire is dead.
  if (!moves) return { ok: false, reason: "error_code" };
  let power = 0;
  // Microphones of this kind rest at some offset, which is no sound.
  for (let index = 0; index < count; index++)
    power += ((view.getInt32(4 * index, true) - mean) / FULL_SCALE) ** 2 / count;
  // A sine of full scale has a mean square of one half.
  const lzeq = 94 - sensitivity + 10 * Math.log10(2 * power);
  return lzeq > overload + 3 || lzeq < 0
    ? { ok: false, reason: "out_of_range" }
    : { ok: true, values: { lzeq } };
};

/** A second's levels, as the station's own meter has computed them from the samples (edge/src/sound). */
const valuesOf = (microphone: Microphone, levels: SoundLevels): Decoded => {
  // No sample differs from the others: the data wire is dead.
  if (levels.isDead) return { ok: false, reason: "error_code" };
  const { laeq, lamin, lamax, lceq, lzeq, bands } = levels;
  if (lzeq > microphone.overload + 3 || laeq <= 0) return { ok: false, reason: "out_of_range" };
  if (lamin > lamax) return { ok: false, reason: "inconsistent" };
  const values: Values = {
    ...{ laeq, lamin, lamax, lceq, lzeq },
    ...Object.fromEntries(bandLevels.map((name, place) => [name, bands[place]])),
  };
  const names = Object.keys(values) as QuantityName[];
  const ofAll: Flag[] = [
    ...(levels.isClipped ? (["clipped"] as const) : []),
    ...(levels.isWindy ? (["windy"] as const) : []),
  ];
  const floor = floorOf(microphone) + HALF_NOISE;
  const value_flags: ValueFlags = Object.fromEntries(
    names.flatMap((name) => {
      const isQuiet = name.startsWith("la") && (values[name] ?? floor) < floor;
      const flags: Flag[] = isQuiet ? [...ofAll, "below_noise_floor"] : ofAll;
      return flags.length === 0 ? [] : [[name, flags]];
    }),
  );
  return Object.keys(value_flags).length === 0
    ? { ok: true, values }
    : { ok: true, values, value_flags };
};

/** Lines of levels, one after the other. */
const cutLevels = (bytes: Uint8Array): Framed[] => {
  const pieces: Framed[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOfLevels(bytes.subarray(at));
    if (length === 0) return [...pieces, { ok: false, reason: "checksum", bytes: bytes.slice(at) }];
    pieces.push({ ok: true, frame: bytes.slice(at, at + length) });
    at += length;
  }
  return pieces;
};

/** What such microphones have in common, as a sensor. */
export const i2sMicrophone = (
  microphone: Microphone,
): Pick<
  Sensor,
  | "measures"
  | "warmUpMs"
  | "responseMs"
  | "everyMs"
  | "serial"
  | "integrity"
  | "framing"
  | "microphone"
  | "exceeded"
  | "decode"
> => {
  const { overload, tolerance } = microphone;
  const level = (quantity: QuantityName, caution?: string): Measure => ({
    quantity,
    range: [floorOf(microphone), overload],
    accuracy: [{ within: [35, 100], absolute: tolerance }],
    resolution: 0.1,
    ...(caution === undefined ? {} : { caution }),
  });
  const exceeded = "of the LAeq of whole seconds: nothing finer is kept";
  return {
    measures: [
      level("laeq", `hears itself at ${floorOf(microphone)} dB(A)`),
      level("lamin", "with the time weighting that MICROPHONE_TIME_WEIGHTING names"),
      level("lamax", "with the time weighting that MICROPHONE_TIME_WEIGHTING names"),
      level("l10", exceeded),
      level("l50", exceeded),
      level("l90", exceeded),
      level("lceq"),
      level("lzeq"),
      ...bandLevels.map(
        (quantity): Measure => ({ quantity, range: [0, overload], resolution: 0.1 }),
      ),
    ],
    warmUpMs: 100,
    responseMs: 0,
    everyMs: 1000,
    serial: "none",
    integrity: "none",
    framing: {
      cut(bytes) {
        if (lengthOfLevels(bytes) > 0) return cutLevels(bytes);
        return bytes.length % 4 === 0 && bytes.length <= LONGEST_BLOCK
          ? fixedReplies([bytes.length], () => true).cut(bytes)
          : [{ ok: false, reason: "length", bytes }];
      },
    },
    microphone,
    exceeded: { of: "laeq", shares: { l10: 10, l50: 50, l90: 90 } },
    decode(frame) {
      const levels = levelsOfLine(frame);
      return levels === undefined ? levelOf(microphone, frame) : valuesOf(microphone, levels);
    },
  };
};
