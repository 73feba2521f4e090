import { thirdOctaves } from "@datacityzen/hardware/quantities/sound";

/** Wind that matters: the sum of the bands from 25 to 160 Hz, in dB. */
const LEAST_LEVEL = 60;
/** By how much these bands are above those from 250 Hz to 1 kHz, in dB. */
const LEAST_EXCESS = 15;
/** Strasberg found −23 dB a decade; traffic and machines are flat or rise up to 63 or 80 Hz. */
const STEEPEST_OF_SOUND = -12;
/** A band that stands out of the fall is a tone: an engine that idles, a fan. */
const MOST_RISE = 3;

const frequencies = thirdOctaves.map(Number);
const between = (low: number, high: number): readonly number[] =>
  frequencies.flatMap((hertz, place) => (hertz >= low && hertz <= high ? [place] : []));
const lowBands = between(25, 160);
const middleBands = between(250, 1000);

const sumOf = (levels: readonly number[], places: readonly number[]): number =>
  10 * Math.log10(places.reduce((sum, place) => sum + 10 ** ((levels[place] ?? 0) / 10), 0));

/** dB a decade, by least squares. */
const slopeOf = (levels: readonly number[], places: readonly number[]): number => {
  const points = places.map((place) => [Math.log10(frequencies[place] ?? 1), levels[place] ?? 0]);
  const mean = (axis: 0 | 1) =>
    points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  let [above, below] = [0, 0];
  for (const [px = 0, py = 0] of points) {
    above += (px - x) * (py - y);
    below += (px - x) ** 2;
  }
  return above / below;
};

/**
 * Whether a second's spectrum looks like wind on the microphone: turbulence gives much at low
 * frequencies, which falls smoothly. From third-octave levels, lowest first.
 * M. Strasberg, "Dimensional analysis of windscreen noise", J. Acoust. Soc. Am. 83 (1988), 544–548.
 */
export const looksWindy = (levels: readonly number[]): boolean => {
  const low = sumOf(levels, lowBands);
  if (low < LEAST_LEVEL || low - sumOf(levels, middleBands) < LEAST_EXCESS) return false;
  if (slopeOf(levels, lowBands) > STEEPEST_OF_SOUND) return false;
  return lowBands.every(
    (place, index) => index === 0 || (levels[place] ?? 0) - (levels[place - 1] ?? 0) <= MOST_RISE,
  );
};
