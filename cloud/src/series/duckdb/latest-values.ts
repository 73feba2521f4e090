import { type Flag, unpackFlags } from "@datacityzen/hardware/flags";
import type { Latest } from "../newness.ts";
import type { LatestValue } from "../store.ts";
import type { Choices } from "./choices.ts";
import type { Series, SeriesCatalogue, StationChanges } from "./series-catalogue.ts";

/** The newest values of stations, as they are answered: made once for each change, not for each question. */
export interface LatestValues {
  /** By sensor and quantity; undefined for a station that has no raw series. */
  of(station: string): readonly LatestValue[] | undefined;
}

/** What was answered of a series, and what was kept of it then. */
interface Answered {
  readonly kept: Readonly<Latest>;
  readonly value: LatestValue;
}

interface OfStation {
  readonly changes: StationChanges;
  /** When it was looked at last: changes of the station, and decisions of all. */
  seen: number;
  decided: number;
  readonly bySeries: Map<Series, Answered>;
  values: readonly LatestValue[] | undefined;
}

const noFlags: readonly Flag[] = Object.freeze([]);

const isSame = (kept: Readonly<Latest>, latest: Readonly<Latest>): boolean =>
  kept.at === latest.at &&
  kept.value === latest.value &&
  kept.flags === latest.flags &&
  kept.received === latest.received;

export const createLatestValues = (catalogue: SeriesCatalogue, choices: Choices): LatestValues => {
  const byStation = new Map<string, OfStation>();

  const answer = (series: Series, { at, received, value, flags }: Latest): Answered => {
    const { station, sensor, quantity, origin, variant } = series;
    const chosen = choices.of(series.id)?.get(at);
    const key = { station, sensor, quantity, origin, variant };
    const point = { at, received, flags: flags === 0 ? noFlags : unpackFlags(flags) };
    return {
      kept: { at, received, value, flags },
      value:
        chosen === undefined || chosen === null
          ? { ...key, ...point, value }
          : { ...key, ...point, value: chosen, first: value },
    };
  };

  /** The values of a station of which something changed; those of the other series are as they were. */
  const lookAt = (station: string, found: OfStation): void => {
    if (found.decided !== choices.size()) found.bySeries.clear();
    found.seen = found.changes.count;
    found.decided = choices.size();
    const raw = catalogue.of(station).filter(({ variant }) => variant === "raw");
    const values: LatestValue[] = [];
    for (const series of raw) {
      const { latest } = series;
      if (latest === undefined) continue;
      let known = found.bySeries.get(series);
      if (known === undefined || !isSame(known.kept, latest)) {
        known = answer(series, latest);
        found.bySeries.set(series, known);
      }
      values.push(known.value);
    }
    found.values = raw.length === 0 ? undefined : values;
  };

  const begin = (station: string): OfStation | undefined => {
    const [first] = catalogue.of(station);
    if (first === undefined) return undefined;
    const { changes } = first;
    const begun = { changes, seen: -1, decided: -1, bySeries: new Map(), values: undefined };
    byStation.set(station, begun);
    return begun;
  };

  return {
    of(station) {
      const found = byStation.get(station) ?? begin(station);
      if (found === undefined) return undefined;
      if (found.seen !== found.changes.count || found.decided !== choices.size())
        lookAt(station, found);
      return found.values;
    },
  };
};
