import { cleaned } from "../indices/table.ts";
import type { Line } from "./slopes.ts";

/** How a series agrees with a reference, made one pair at a time. */
export interface Agreement {
  /** `x`: the sensor; `y`: the reference. */
  add(x: number, y: number): void;
  figures(): Figures | undefined;
  /** Undefined with fewer than three pairs, or when the sensor always says the same. */
  line(): FittedLine | undefined;
}

export interface Figures {
  readonly n: number;
  /** Mean of sensor minus reference. */
  readonly bias: number;
  /** Root of the mean of (sensor − reference)². */
  readonly rmse: number;
  /** Mean of |sensor − reference|. */
  readonly mae: number;
  /** Square of Pearson's correlation; null when one of them always says the same. */
  readonly r2: number | null;
}

/** reference = intercept + slope × sensor, by ordinary least squares. */
export interface FittedLine extends Line {
  readonly n: number;
  readonly slopeError: number;
  readonly interceptError: number;
  readonly r2: number | null;
  /** Root of the mean of squared residuals about the line. */
  readonly rmse: number;
  /** The same line when both have errors of equal size (orthogonal regression); undefined when there is none. */
  readonly orthogonal: Line | undefined;
}

/** Means and co-moments by Welford's recurrence: sums of squares of large numbers would lose their digits. */
export const createAgreement = (): Agreement => {
  let [n, meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  let [difference, squares, absolute] = [0, 0, 0];
  const r2 = (): number | null =>
    xx > 0 && yy > 0 ? cleaned(Math.min(1, (xy * xy) / (xx * yy))) : null;
  return {
    add: (x, y) => {
      n += 1;
      const [dx, dy] = [x - meanX, y - meanY];
      meanX += dx / n;
      meanY += dy / n;
      xx += dx * (x - meanX);
      yy += dy * (y - meanY);
      xy += dx * (y - meanY);
      difference += x - y;
      squares += (x - y) ** 2;
      absolute += Math.abs(x - y);
    },
    figures: () =>
      n === 0
        ? undefined
        : {
            n,
            bias: cleaned(difference / n),
            rmse: cleaned(Math.sqrt(squares / n)),
            mae: cleaned(absolute / n),
            r2: r2(),
          },
    line: () => {
      if (n < 3 || !(xx > 0)) return undefined;
      const slope = xy / xx;
      const intercept = meanY - slope * meanX;
      const residual = Math.max(0, yy - slope * xy);
      const variance = residual / (n - 2);
      const turned = (yy - xx + Math.sqrt((yy - xx) ** 2 + 4 * xy * xy)) / (2 * xy);
      return {
        n,
        slope: cleaned(slope),
        intercept: cleaned(intercept),
        slopeError: cleaned(Math.sqrt(variance / xx)),
        interceptError: cleaned(Math.sqrt(variance * (1 / n + meanX ** 2 / xx))),
        r2: r2(),
        rmse: cleaned(Math.sqrt(residual / n)),
        orthogonal:
          xy === 0
            ? undefined
            : { slope: cleaned(turned), intercept: cleaned(meanY - turned * meanX) },
      };
    },
  };
};
