import { type Flag, unpackFlags } from "@datacityzen/hardware/flags";
import type { Latest } from "../newness.ts";
import type { LatestValue } from "../store.ts";
import type { Choices } from "./choices.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

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
  /** The catalogue's list: another one when a series began. */
  readonly all: readonly Series[];
  /** How much had been decided. */
  readonly decided: number;
  readonly raw: readonly Series[];
  /** One for each raw series; undefined before it has a point. */
  readonly answered: (Answered | undefined)[];
  values: readonly LatestValue[];
}

const noFlags: readonly Flag[] = Object.freeze([]);

/** Points are changed in place, as they come, and nobody says so. */
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

  const ofStation = (station: string, all: readonly Series[]): OfStation => {
    const known = byStation.get(station);
    if (known?.all === all && known.decided === choices.size()) return known;
    const raw = all.filter(({ variant }) => variant === "raw");
    const begun = { all, decided: choices.size(), raw, answered: [], values: [] };
    byStation.set(station, begun);
    return begun;
  };

  return {
    of(station) {
      const all = catalogue.of(station);
      if (all.length === 0) return undefined;
      const found = ofStation(station, all);
      const { raw, answered } = found;
      let isChanged = false;
      for (let place = 0; place < raw.length; place++) {
        const series = raw[place] as Series;
        const { latest } = series;
        const before = answered[place];
        if (latest === undefined || (before !== undefined && isSame(before.kept, latest))) continue;
        answered[place] = answer(series, latest);
        isChanged = true;
      }
      if (isChanged) found.values = answered.flatMap((one) => (one === undefined ? [] : one.value));
      return raw.length === 0 ? undefined : found.values;
    },
  };
};
