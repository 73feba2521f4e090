import type { SoundLevels } from "@datacityzen/hardware/framing/sound-levels";
import type { Microphone } from "@datacityzen/hardware/sensor";
import { cascadeOf, filterInPlace } from "./biquad.ts";
import { weightingA, weightingC } from "./frequency-weighting.ts";
import { thirdOctaveBank } from "./third-octave-bank.ts";
import { type TimeWeighting, timeWeighted } from "./time-weighting.ts";
import { looksWindy } from "./wind.ts";

export const sampleRates = [48_000, 44_100] as const;
export type SampleRate = (typeof sampleRates)[number];

export interface SoundLevelMeterOptions {
  readonly microphone: Microphone;
  readonly sampleHz: SampleRate;
  /** Of the extremes LAmax and LAmin. */
  readonly timeWeighting: TimeWeighting;
  /** What a calibrator has shown to be missing, in dB; added to each level. */
  readonly offset: number;
}

/** Turns samples into the levels of whole seconds; the samples themselves are forgotten. */
export interface SoundLevelMeter {
  /** Samples from -1 to 1 (full scale); gives the levels of the seconds that they complete. */
  push(samples: Float64Array): SoundLevels[];
}

/** The filters have settled: a second for LAeq and the fast weighting, five of its time constants for the slow one. */
const SETTLING_SECONDS = { fast: 2, slow: 6 } as const;
/** Parts of a second that are filtered at a time. */
const BLOCKS_PER_SECOND = 10;
/** A converter's highest and lowest code, by 16 bits or more. */
const CLIPPED = 1 - 2 ** -14;
/** A single sample may be full by chance. */
const LEAST_CLIPPED = 3;

export const createSoundLevelMeter = ({
  microphone,
  sampleHz,
  timeWeighting,
  offset,
}: SoundLevelMeterOptions): SoundLevelMeter => {
  const longest = sampleHz / BLOCKS_PER_SECOND;
  const block = new Float64Array(longest);
  const scratch = new Float64Array(longest);
  const a = cascadeOf(weightingA(sampleHz));
  const c = cascadeOf(weightingC(sampleHz));
  const bank = thirdOctaveBank(sampleHz, longest);
  const weighted = timeWeighted(timeWeighting, sampleHz);
  // A sine of full scale has a mean square of one half.
  const levelOf = (meanSquare: number): number =>
    94 - microphone.sensitivity + offset + 10 * Math.log10(2 * meanSquare);

  let filled = 0;
  let blocks = 0;
  let settling: number = SETTLING_SECONDS[timeWeighting];
  let [sum, squares, squaresA, squaresC] = [0, 0, 0, 0];
  let clipped = 0;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  const addSquares = (): number => {
    let total = 0;
    for (let at = 0; at < longest; at++) total += (scratch[at] as number) ** 2;
    return total;
  };

  const takeBlock = (): void => {
    for (let at = 0; at < longest; at++) {
      const sample = block[at] as number;
      sum += sample;
      squares += sample * sample;
      if (sample < least) least = sample;
      if (sample > most) most = sample;
      if (sample >= CLIPPED || sample <= -CLIPPED) clipped += 1;
    }
    bank.push(block, longest);
    scratch.set(block);
    filterInPlace(c, scratch, longest);
    squaresC += addSquares();
    scratch.set(block);
    filterInPlace(a, scratch, longest);
    squaresA += addSquares();
    weighted.push(scratch, longest);
  };

  const closeSecond = (): SoundLevels => {
    const { lowest, highest } = weighted.take();
    // Microphones of this kind rest at some offset, which is no sound.
    const variance = squares / sampleHz - (sum / sampleHz) ** 2;
    const bands = bank.take().map(levelOf);
    const levels: SoundLevels = {
      laeq: levelOf(squaresA / sampleHz),
      lamin: levelOf(lowest),
      lamax: levelOf(highest),
      lceq: levelOf(squaresC / sampleHz),
      lzeq: levelOf(Math.max(variance, 0)),
      bands,
      isDead: least === most,
      isClipped: clipped >= LEAST_CLIPPED,
      isWindy: looksWindy(bands),
    };
    [sum, squares, squaresA, squaresC, clipped] = [0, 0, 0, 0, 0];
    [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    return levels;
  };

  return {
    push(samples) {
      const seconds: SoundLevels[] = [];
      for (let at = 0; at < samples.length; ) {
        const room = Math.min(longest - filled, samples.length - at);
        block.set(samples.subarray(at, at + room), filled);
        filled += room;
        at += room;
        if (filled < longest) break;
        filled = 0;
        takeBlock();
        blocks += 1;
        if (blocks < BLOCKS_PER_SECOND) continue;
        blocks = 0;
        const levels = closeSecond();
        if (settling > 0) settling -= 1;
        else seconds.push(levels);
      }
      return seconds;
    },
  };
};
