import type { Line } from "@datacityzen/hardware/wire/line";
import type { Rejected } from "@datacityzen/hardware/wire/status";

/** What the station writes down about its sensors, and the publisher sends with the status. */
export interface StationReport {
  countRejected(sensor: string, reason: string): void;
  setLines(lines: readonly Line[]): void;
  /** Frames refused and values left out since the start, by sensor and reason. */
  rejected(): Rejected;
  /** What arrives from each source. */
  lines(): readonly Line[];
}

export const createStationReport = (): StationReport => {
  const rejected: Record<string, Record<string, number>> = {};
  let lines: readonly Line[] = [];
  return {
    countRejected(sensor, reason) {
      rejected[sensor] = { ...rejected[sensor], [reason]: (rejected[sensor]?.[reason] ?? 0) + 1 };
    },
    setLines(next) {
      lines = next;
    },
    rejected: () => rejected,
    lines: () => lines,
  };
};
