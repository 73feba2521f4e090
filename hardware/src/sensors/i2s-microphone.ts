import { viewOf } from "../bytes.ts";
import { fixedReplies } from "../framing/transactions.ts";
import type { Decoded, Sensor } from "../sensor.ts";

const FULL_SCALE = 2 ** 31;
/** One level in 100 ms at 48 kHz would be 4800 samples; a shorter block tells no low tone. */
const FEWEST_SAMPLES = 48;
const LONGEST_BLOCK = 1 << 20;

/** Digital microphones whose level follows from their sensitivity: 94 dB SPL at 1 kHz. */
export interface Microphone {
  /** Level of the output at 94 dB SPL, in dB below a sine of full scale. */
  readonly sensitivity: number;
  /** ± dB, from part to part. */
  readonly tolerance: number;
  /** dB(A) below 94 dB SPL at which it hears only itself. */
  readonly signalToNoise: number;
  /** dB SPL at which it distorts by 10 %. */
  readonly overload: number;
}

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

/** What such microphones have in common, as a sensor. */
export const i2sMicrophone = (
  microphone: Microphone,
): Pick<
  Sensor,
  "measures" | "warmUpMs" | "responseMs" | "everyMs" | "serial" | "integrity" | "framing" | "decode"
> => ({
  measures: [
    {
      quantity: "lzeq",
      range: [94 - microphone.signalToNoise, microphone.overload],
      accuracy: [{ within: [35, 100], absolute: microphone.tolerance }],
      resolution: 0.1,
      caution: `hears itself at ${94 - microphone.signalToNoise} dB(A); A-weighting and LAeq are computed from its samples`,
    },
  ],
  warmUpMs: 100,
  responseMs: 0,
  everyMs: 100,
  serial: "none",
  integrity: "none",
  framing: {
    cut: (bytes) =>
      bytes.length % 4 === 0 && bytes.length <= LONGEST_BLOCK
        ? fixedReplies([bytes.length], () => true).cut(bytes)
        : [{ ok: false, reason: "length", bytes }],
  },
  decode: (frame) => levelOf(microphone, frame),
});
