import { bandLevels } from "@datacityzen/hardware/quantities/sound";
import { type Cascade, cascadeOf, filterInPlace } from "./biquad.ts";
import { type HalvedRate, halveRate } from "./halve-rate.ts";
import { thirdOctaveFilter } from "./third-octave-filter.ts";

/** Bands from 25 Hz to 16 kHz; the index of each counts from that of 1 kHz. */
const INDEX_OF_25_HZ = -16;
const BANDS_PER_OCTAVE = 3;

/** Squares of a band's signal since the last time. */
export interface ThirdOctaveBank {
  /** Filters the first `length` samples. */
  push(samples: Float64Array, length: number): void;
  /** Mean square of each band, lowest first, since the last call. */
  take(): number[];
}

interface Band {
  readonly place: number;
  readonly cascade: Cascade;
  sum: number;
}

/** Three bands that are filtered at one rate, and what brings the samples to it. */
interface Octave {
  readonly halved: HalvedRate | undefined;
  readonly samples: Float64Array;
  readonly bands: Band[];
  count: number;
}

/** The rate at which a band is filtered is halved with each octave: all nine cost no more than two. */
export const thirdOctaveBank = (sampleHz: number, longestBlock: number): ThirdOctaveBank => {
  const octaves: Octave[] = [];
  for (
    let top = bandLevels.length - 1, halvings = 0;
    top >= 0;
    top -= BANDS_PER_OCTAVE, halvings++
  ) {
    const places = Array.from({ length: BANDS_PER_OCTAVE }, (_, below) => top - below);
    const length = Math.ceil(longestBlock / 2 ** halvings) + 1;
    octaves.push({
      halved: halvings === 0 ? undefined : halveRate(2 * length),
      samples: new Float64Array(length),
      bands: places
        .filter((place) => place >= 0)
        .map((place) => ({
          place,
          cascade: cascadeOf(thirdOctaveFilter(place + INDEX_OF_25_HZ, sampleHz / 2 ** halvings)),
          sum: 0,
        })),
      count: 0,
    });
  }
  const scratch = new Float64Array(longestBlock);

  return {
    push(given, givenLength) {
      let [samples, length] = [given, givenLength];
      for (const octave of octaves) {
        if (octave.halved !== undefined) {
          length = octave.halved.push(samples, length, octave.samples);
          samples = octave.samples;
        }
        octave.count += length;
        for (const band of octave.bands) {
          scratch.set(samples.subarray(0, length));
          filterInPlace(band.cascade, scratch, length);
          for (let at = 0; at < length; at++) band.sum += (scratch[at] as number) ** 2;
        }
      }
    },
    take() {
      const squares: number[] = [];
      for (const octave of octaves) {
        for (const band of octave.bands) {
          squares[band.place] = octave.count === 0 ? 0 : band.sum / octave.count;
          band.sum = 0;
        }
        octave.count = 0;
      }
      return squares;
    },
  };
};
