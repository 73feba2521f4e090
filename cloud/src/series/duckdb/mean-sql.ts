import type { Averaging } from "@datacityzen/hardware/quantities";

/**
 * The SQL that sums `value` up as a quantity's averaging demands. Any finite values have a finite
 * mean: one absurd value of a broken sensor must not hide the others from whoever asks.
 */
export const meanSql = (averaging: Averaging): string => {
  switch (averaging) {
    case "arithmetic":
      // Dividing by a power of two costs no digit, and keeps the sum in what a double can hold.
      return "avg(value / pow(2, 64)) * pow(2, 64)";
    case "energetic":
      // Leq = 10·log10(mean(10^(L/10))), IEC 61672-1.
      // No power of 300 bels overflows; a mean beyond them is at least between the extremes.
      return "greatest(min(value), least(max(value), 10 * log10(avg(pow(10, greatest(-300, least(300, value / 10)))))))";
    case "circular":
      // The angle of the mean unit vector, from 0 up to 360 degrees.
      return "(degrees(atan2(avg(sin(radians(value))), avg(cos(radians(value))))) + 360) % 360";
    case "maximum":
      return "max(value)";
    case "minimum":
      return "min(value)";
    default:
      return averaging satisfies never;
  }
};
