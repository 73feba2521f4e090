import type { Averaging } from "@datacityzen/hardware/quantities";

/** A figure that stands for `count` readings. */
interface Weighted {
  readonly mean: number;
  readonly count: number;
}

/**
 * The figure for all readings together, or undefined for none. Sound levels average as energies
 * (IEC 61672-1), directions as vectors: of parts whose own spread is not known, by their counts.
 */
export const combine = (averaging: Averaging, parts: readonly Weighted[]): number | undefined => {
  const present = parts.filter(({ count }) => count > 0);
  if (present.length === 0) return undefined;
  switch (averaging) {
    case "arithmetic":
      return weightedMean(present);
    case "energetic": {
      // Relative to the loudest, so that no power overflows.
      const loudest = Math.max(...present.map(({ mean }) => mean));
      const energies = present.map(({ mean, count }) => ({
        mean: 10 ** ((mean - loudest) / 10),
        count,
      }));
      return loudest + 10 * Math.log10(weightedMean(energies));
    }
    case "circular":
      return direction(present);
    case "maximum":
      return Math.max(...present.map(({ mean }) => mean));
    case "minimum":
      return Math.min(...present.map(({ mean }) => mean));
    default:
      return averaging satisfies never;
  }
};

const direction = (parts: readonly Weighted[]): number => {
  const along = (axis: (radians: number) => number) =>
    weightedMean(parts.map(({ mean, count }) => ({ mean: axis((mean * Math.PI) / 180), count })));
  const degrees = (Math.atan2(along(Math.sin), along(Math.cos)) * 180) / Math.PI;
  return (degrees + 360) % 360;
};

const weightedMean = (parts: readonly Weighted[]): number => {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return parts.reduce((sum, { mean, count }) => sum + mean * (count / total), 0);
};
