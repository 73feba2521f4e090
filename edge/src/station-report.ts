import type { Line } from "@datacityzen/hardware/wire/line";
import type { Rejected } from "@datacityzen/hardware/wire/status";

/** What the station writes down about its sensors, and the publisher sends with the status. */
export interface StationReport {
  countRejected(sensor: string, reason: string): void;
  /** A reading, or one of its values, was given with this flag. */
  countFlagged(sensor: string, flag: string): void;
  setLines(lines: readonly Line[]): void;
  /** Frames refused and values left out since the start, by sensor and reason. */
  rejected(): Rejected;
  /** Readings given with a flag since the start, by sensor and flag. */
  flagged(): Rejected;
  /** What arrives from each source. */
  lines(): readonly Line[];
}

export const createStationReport = (): StationReport => {
  const rejected: Record<string, Record<string, number>> = {};
  const flagged: Record<string, Record<string, number>> = {};
  const count = (counts: typeof rejected, sensor: string, reason: string) => {
    counts[sensor] = { ...counts[sensor], [reason]: (counts[sensor]?.[reason] ?? 0) + 1 };
  };
  let lines: readonly Line[] = [];
  return {
    countRejected: (sensor, reason) => count(rejected, sensor, reason),
    countFlagged: (sensor, flag) => count(flagged, sensor, flag),
    setLines(next) {
      lines = next;
    },
    rejected: () => rejected,
    flagged: () => flagged,
    lines: () => lines,
  };
};
