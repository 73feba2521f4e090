import type { Averaging } from "@datacityzen/hardware/quantities";

/** The SQL that sums `value` up as a quantity's averaging demands. */
export const meanSql = (averaging: Averaging): string => {
  switch (averaging) {
    case "arithmetic":
      return "avg(value)";
    case "energetic":
      // Leq = 10·log10(mean(10^(L/10))), IEC 61672-1.
      return "10 * log10(avg(pow(10, value / 10)))";
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
