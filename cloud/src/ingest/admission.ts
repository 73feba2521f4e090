import { createClockWatch } from "../quarantine/limits.ts";
import type { SeriesStore } from "../series/store.ts";
import type { StationDirectory } from "../stations/directory.ts";
import type { StationLimits } from "../stations/limits.ts";

export interface AdmissionParts {
  readonly stations: StationDirectory;
  readonly series: SeriesStore;
  readonly now: () => number;
  /** Milliseconds that really passed, from some start: by a clock that nobody sets. */
  readonly elapsed: () => number;
  readonly limits: StationLimits;
  /** Stations were forgotten, with all that they said of themselves. */
  readonly onForgotten?: (stations: readonly string[]) => void;
}

/** Those that are looked at when a place is sought, and how often one is. */
const LOOKED_AT = 200;
const LOOK_EVERY_MS = 60_000;
/** Whoever is there is heard within so long after a start, at which our clock may be wrong. */
const SETTLED_MS = 3_600_000;

/**
 * Whether a station that is not known yet may be added: undefined, or why not. When there are too many,
 * those that were not heard for the longest time are forgotten; what they measured stays, and who comes
 * back is known again.
 */
export const createAdmission = ({
  stations,
  series,
  now,
  elapsed,
  limits,
  onForgotten = () => undefined,
}: AdmissionParts) => {
  const started = elapsed();
  let looked = Number.NEGATIVE_INFINITY;
  const clockMoved = createClockWatch(now, elapsed);
  /** By how much our clock was set since the start: stations did not grow older by that. */
  let moved = 0;

  const forgetUnheard = async (): Promise<void> => {
    if (elapsed() - looked < LOOK_EVERY_MS) return;
    looked = elapsed();
    moved += clockMoved();
    if (looked - started < SETTLED_MS) return;
    const before = now() - moved - limits.unheardMs;
    const candidates = stations.longestUnheard(LOOKED_AT);
    const latest = await series.latest(candidates);
    const records = await Promise.all(candidates.map((id) => stations.find(id)));
    const unheard = records.flatMap((record) => {
      if (record === undefined) return [];
      const { id, firstSeen, statusReceived = 0 } = record;
      const received = (latest.get(id) ?? []).map((value) => value.received);
      return Math.max(firstSeen, statusReceived, ...received) < before ? [id] : [];
    });
    await stations.forget(unheard);
    onForgotten(unheard);
  };

  /** Makes room where there is none. */
  const seekRoom = async (station: string, sender: string): Promise<string | undefined> => {
    if (stations.lacksRoom(station, sender) === "total") await forgetUnheard();
    switch (stations.lacksRoom(station, sender)) {
      case "sender":
        return `"${sender}" has brought ${limits.stationsOfSender} stations already: a sender may bring no more`;
      case "total":
        return `this cloud knows ${limits.stations} stations already, and takes no new one`;
      default:
        return undefined;
    }
  };

  /** Nearly every message comes from a station that is known: there is nothing to wait for. */
  return (station: string, sender: string): Promise<string | undefined> | undefined =>
    stations.lacksRoom(station, sender) === undefined ? undefined : seekRoom(station, sender);
};
