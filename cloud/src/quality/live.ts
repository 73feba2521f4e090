import type { EventBus } from "../events/bus.ts";
import type { SeriesStore } from "../series/store.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { createHumidities, type Humidities, rawReadingsOf, reprocess } from "./reprocess.ts";
import { hasRecipe, reprocessingOf, type StationParts } from "./station-parts.ts";
import { writeReprocessed } from "./write-reprocessed.ts";

export interface LiveParts extends StationParts {
  readonly events: EventBus;
  readonly series: Pick<SeriesStore, "append" | "choose">;
  readonly stations: Pick<StationDirectory, "atHand">;
  readonly now: () => number;
}

/** Stations whose newest humidity is remembered: more than one process carries. */
const MOST_STATIONS = 40_000;
/** What waits to be reprocessed is left out beyond this: the day's job makes it later. */
const MOST_WAITING = 5_000;

/**
 * Makes better values as readings are committed. What comes late, with a humidity that is not the newest
 * any more, is left to the day's job: it alone sees all.
 */
export const reprocessLive = ({ events, series, stations, now, ...parts }: LiveParts): void => {
  const ofStation = new Map<string, Humidities>();
  events.subscribe("readings.committed", {
    name: "reprocessing",
    most: MOST_WAITING,
    handle({ station, readings }) {
      const record = stations.atHand(station);
      if (record === undefined || !hasRecipe(record, parts.calibrations)) return;
      let humidities = ofStation.get(station);
      if (humidities === undefined) {
        if (ofStation.size >= MOST_STATIONS) ofStation.clear();
        humidities = createHumidities();
        ofStation.set(station, humidities);
      }
      const raw = rawReadingsOf(readings);
      const first = raw[0]?.at;
      // A backlog: its own humidities are all that is known of then.
      const known =
        first !== undefined && humidities.isPast(first) ? createHumidities() : humidities;
      const made = reprocess(raw, reprocessingOf(record, parts), known);
      if (made.length === 0) return;
      return writeReprocessed(series, station, made, now()).then(() => undefined);
    },
  });
};
