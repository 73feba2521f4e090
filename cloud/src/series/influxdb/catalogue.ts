import type { Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Latest } from "../newness.ts";
import type { SeriesKey, Variant } from "../store.ts";
import { seriesOfLine, unwritableName } from "./lines.ts";

/** What was decided about a point: the value that counts, or null for a point that is left out. */
export interface Decided {
  readonly value: number | null;
  readonly decided: number;
}

/** A series, with what is known of it without asking the server. */
export interface Series extends SeriesKey {
  /** What each of its lines begins with. */
  readonly line: string;
  /** Whether the server was asked for its newest points, or cannot have any; else the rest says nothing yet. */
  isLoaded: boolean;
  /** No point comes after this instant, but for those that are ahead of time. */
  newest: number;
  /** Points far after their arrival, of a clock that is ahead, all lie between these, both included. */
  ahead: { readonly first: number; readonly last: number } | undefined;
  latest: Latest | undefined;
  /** Whether the newest value is not simply that of the last instant, and is kept beside. */
  keepsLatest: boolean;
  choices: Map<number, Decided> | undefined;
}

interface OfSensor {
  readonly origin: Origin;
  readonly variant: Variant;
  readonly byQuantity: Map<QuantityName, Series>;
}

interface OfStation {
  readonly all: Series[];
  readonly sensors: Map<string, OfSensor[]>;
}

export interface Catalogue {
  stations(): readonly string[];
  of(station: string): readonly Series[];
  ofSensor(
    station: string,
    sensor: string,
    origin: Origin,
    variant: Variant,
  ): ReadonlyMap<QuantityName, Series> | undefined;
  find(key: SeriesKey): Series | undefined;
  /** The series of this name, made when there is none. Throws the reason when none can have it. */
  make(key: SeriesKey): Series;
  /** The same for a series that the server has. */
  put(key: SeriesKey): Series;
}

/** Our own clock may be behind, and a station's somewhat ahead. */
const AHEAD_MS = 86_400_000;

/** Whether the series has no point at this instant for certain. */
export const isNew = ({ isLoaded, newest, ahead }: Series, at: number): boolean =>
  isLoaded && at > newest && (ahead === undefined || at < ahead.first || at > ahead.last);

/** Notes that the series may have a point at this instant. */
export const noteInstant = (series: Series, at: number, received: number): void => {
  if (at <= received + AHEAD_MS) series.newest = Math.max(series.newest, at);
  else {
    const { first = at, last = at } = series.ahead ?? {};
    series.ahead = { first: Math.min(first, at), last: Math.max(last, at) };
  }
};

export const keyOf = ({ station, sensor, quantity, origin, variant }: SeriesKey): SeriesKey => ({
  station,
  sensor,
  quantity,
  origin,
  variant,
});

export class UnwritableName extends Error {}

export const createCatalogue = (): Catalogue => {
  const stations = new Map<string, OfStation>();

  const ofSensor: Catalogue["ofSensor"] = (station, sensor, origin, variant) =>
    stations
      .get(station)
      ?.sensors.get(sensor)
      ?.find((one) => one.origin === origin && one.variant === variant)?.byQuantity;

  const make = (key: SeriesKey, isLoaded: boolean): Series => {
    const { station, sensor, quantity, origin, variant } = key;
    const known = ofSensor(station, sensor, origin, variant)?.get(quantity);
    if (known !== undefined) return known;
    const lack = unwritableName(key);
    if (lack !== undefined) throw new UnwritableName(lack);
    const series: Series = {
      ...keyOf(key),
      line: seriesOfLine(key),
      isLoaded,
      newest: Number.NEGATIVE_INFINITY,
      ahead: undefined,
      latest: undefined,
      keepsLatest: false,
      choices: undefined,
    };
    const inStation: OfStation = stations.get(station) ?? { all: [], sensors: new Map() };
    stations.set(station, inStation);
    inStation.all.push(series);
    const kinds = inStation.sensors.get(sensor) ?? [];
    inStation.sensors.set(sensor, kinds);
    let kind = kinds.find((one) => one.origin === origin && one.variant === variant);
    if (kind === undefined) {
      kind = { origin, variant, byQuantity: new Map() };
      kinds.push(kind);
    }
    kind.byQuantity.set(quantity, series);
    return series;
  };

  return {
    stations: () => [...stations.keys()],
    of: (station) => stations.get(station)?.all ?? [],
    ofSensor,
    find: (key) => ofSensor(key.station, key.sensor, key.origin, key.variant)?.get(key.quantity),
    make: (key) => make(key, true),
    put: (key) => make(key, false),
  };
};
