import type { Calibration } from "./calibration.ts";

/** Which lines are and were in force, answered at once: as the records said it when they were read last. */
export interface Calibrations {
  /** Of a station; none while the records were never read. */
  of(station: string): readonly Calibration[];
  /** Reads all again, or those of one station. */
  refresh(station?: string): Promise<void>;
}

export const createCalibrations = (
  read: (station?: string) => Promise<readonly Calibration[]>,
): Calibrations => {
  let byStation = new Map<string, readonly Calibration[]>();
  /** A reading that began earlier never overwrites one that began later. */
  let turn: Promise<unknown> = Promise.resolve();
  return {
    of: (station) => byStation.get(station) ?? [],
    refresh: (station) => {
      const done = turn.then(async () => {
        const found = await read(station);
        if (station === undefined)
          byStation = Map.groupBy(found, (one) => one.station) as typeof byStation;
        else if (found.length === 0) byStation.delete(station);
        else byStation.set(station, found);
      });
      turn = done.catch(() => undefined);
      return done;
    },
  };
};
