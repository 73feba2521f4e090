import { smooth, uniform } from "./noise.ts";
import type { Asked } from "./sensors.ts";

/** Levels of one interval, dB(A). */
export interface Levels {
  readonly laeq: number;
  readonly lamin: number;
  readonly lamax: number;
}

const energy = (level: number): number => 10 ** (level / 10);
const level = (sum: number): number => 10 * Math.log10(sum);

/**
 * How far the loudest second lies above the mean of an interval: in half of all intervals of 10 s of a day in a town
 * 1 dB, of 60 s 3 dB, in one of twenty 4 and 9 (a day of LAeq in seconds of the project noisemonitor).
 */
const excess = (everyMs: number, chance: number, most: number): number => {
  const middle = Math.max(0.5, 1 + 1.12 * Math.log(everyMs / 10_000));
  return Math.min(most, 0.1 + middle * -Math.log2(1 - chance));
};

/**
 * A street by the hour: 70 dB(A) by day beside an avenue and 50 in a garden; nights are 8 dB quieter beside
 * the first, up to 15 where few cars pass (limit values and maps of noise: 68 Lden, 62 Ln for roads, arrêté of 4
 * April 2006). At night single cars are heard; wind in the leaves, rain on the box and people add their energy.
 */
export const levelsAt = ({
  seed,
  index,
  at,
  everyMs,
  moment: { weather, rhythm },
  place,
  effects,
}: Asked): Levels => {
  const minutes = at / 60_000;
  const quiet = 33 + 5 * place.urban + 4 * uniform(seed, index, 31);
  const cars = 50 + 20 * place.street + 3 * place.urban;
  const passing = Math.max(0, smooth(minutes / 1.2, seed, 32, index) - 0.6) * (1 - rhythm.traffic);
  const wind = weather.wind + effects.wind;
  const base = level(
    energy(quiet) +
      energy(cars) * rhythm.traffic ** 0.9 +
      energy(cars - 6) * passing +
      energy(46 + 8 * place.urban) * rhythm.voices +
      energy(20 + 3.2 * Math.min(wind, 14)) +
      (weather.rain + effects.rain) * energy(40),
  );
  const laeq = level(
    energy(
      base +
        1.3 * smooth(minutes / 2, seed, 33, index) +
        1.6 * (uniform(at, seed, index, 34) - 0.5),
    ) + effects.noise,
  );
  const thunder = effects.thunder > uniform(at, seed, 35) ? 14 : 0;
  return {
    laeq: laeq + thunder / 4,
    lamax: laeq + thunder + excess(everyMs, uniform(at, seed, index, 36), 24),
    lamin: Math.max(28, laeq - excess(everyMs, uniform(at, seed, index, 37), laeq - 28)),
  };
};
