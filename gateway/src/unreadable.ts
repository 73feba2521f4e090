/** Stations that sent what nobody can read. */
export interface Unreadable {
  readonly note: (station: string) => void;
  /** Those that did so in the last 24 hours, the last heard first. */
  readonly all: () => readonly {
    readonly station: string;
    readonly count: number;
    readonly last: number;
  }[];
}

const rememberedMs = 86_400_000;
const mostStations = 100;

/** Counts messages on topics of readings that are no batch; they go to the cloud's quarantine all the same. */
export const createUnreadable = (now: () => number): Unreadable => {
  const byStation = new Map<string, { readonly count: number; readonly last: number }>();
  return {
    note: (station) => {
      const count = (byStation.get(station)?.count ?? 0) + 1;
      byStation.delete(station);
      byStation.set(station, { count, last: now() });
      if (byStation.size > mostStations) byStation.delete(byStation.keys().next().value ?? "");
    },
    all: () =>
      [...byStation]
        .filter(([, { last }]) => Math.abs(now() - last) < rememberedMs)
        .map(([station, one]) => ({ station, ...one }))
        .reverse(),
  };
};
