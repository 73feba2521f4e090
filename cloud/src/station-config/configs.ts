import type { StationConfig } from "@datacityzen/hardware/wire/station-config";

/** What stations are told, answered at once: as the records said it when they were read last. */
export interface StationConfigs {
  /** Of a station, as its topic has it; nothing when it was never told anything. */
  of(station: string): string | undefined;
  /** Reads all again, or that of one station, and tells of those that are new. */
  refresh(station?: string): Promise<void>;
}

interface Named {
  readonly name: string;
  readonly config: StationConfig;
}

export const createStationConfigs = (
  read: (station?: string) => Promise<readonly Named[]>,
  onChanged: (station: string, config: string) => void,
): StationConfigs => {
  let byStation = new Map<string, string>();
  /** A reading that began earlier never overwrites one that began later. */
  let turn: Promise<unknown> = Promise.resolve();
  const take = (found: readonly Named[]): void => {
    const before = byStation;
    byStation = new Map(found.map(({ name, config }) => [name, JSON.stringify(config)]));
    for (const [name, config] of byStation)
      if (before.get(name) !== config) onChanged(name, config);
  };
  const takeOne = (station: string, [found]: readonly Named[]): void => {
    if (found === undefined) return void byStation.delete(station);
    const config = JSON.stringify(found.config);
    if (byStation.get(station) === config) return;
    byStation.set(station, config);
    onChanged(station, config);
  };
  return {
    of: (station) => byStation.get(station),
    refresh: (station) => {
      const done = turn.then(async () => {
        const found = await read(station);
        if (station === undefined) take(found);
        else takeOne(station, found);
      });
      turn = done.catch(() => undefined);
      return done;
    },
  };
};
