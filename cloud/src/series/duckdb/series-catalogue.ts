import type { Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { DuckDBConnection } from "@duckdb/node-api";
import { byName } from "../by-name.ts";
import type { Latest } from "../newness.ts";
import type { SeriesKey, Variant } from "../store.ts";
import {
  createKnownInstants,
  createRoomForRuns,
  type KnownInstants,
  type Run,
} from "./known-instants.ts";

/** How often something of a station changed that its newest values show. */
export interface StationChanges {
  count: number;
}

/** A series: one quantity of one sensor of one station, of one origin and variant. */
export interface Series extends SeriesKey {
  readonly id: number;
  /** Of its sensor, of its origin and variant: the least of its series' ids, which began first. */
  readonly sensorNumber: number;
  /** Whether the table of series has it for good. */
  stored: boolean;
  /** Where there is certainly no point yet, among those handed to the store, durable or not. */
  readonly known: KnownInstants;
  /** The newest durable point; undefined before there is one. It is changed in place, and counted in `changes`. */
  latest: { -readonly [field in keyof Latest]: Latest[field] } | undefined;
  /** Of all series of its station. */
  readonly changes: StationChanges;
  /** Whether it stands in the catalogue's list of changed ones. */
  isChanged: boolean;
}

export interface SeriesCatalogue {
  /** The series, or undefined when nothing of it was ever handed in. */
  find(key: SeriesKey): Series | undefined;
  add(key: SeriesKey): Series;
  byId(id: number): Series | undefined;
  all(): Series[];
  size(): number;
  /** Notes that the series has points that its summary does not tell of. */
  noteChanged(series: Series): void;
  /** Those that were noted since the last time. */
  takeChanged(): Series[];
  /** By name; the same list until a series begins. */
  of(station: string): readonly Series[];
  /** A sensor's series of one origin and variant; undefined when it has none. */
  ofSensor(station: string, sensor: SensorKey): ReadonlyMap<QuantityName, Series> | undefined;
}

export type SensorKey = Pick<SeriesKey, "sensor" | "origin" | "variant">;

/** Most series are measured and raw: their names stay short. */
const nameOf = ({ sensor, origin, variant }: SensorKey): string =>
  origin === "measured" && variant === "raw" ? sensor : `${sensor}/${origin}/${variant}`;

const none: readonly Series[] = Object.freeze([]);

/** Every series with its newest point, in memory: 20 000 stations of ten quantities are some 50 MB. */
export const loadSeriesCatalogue = async (
  connection: DuckDBConnection,
): Promise<SeriesCatalogue> => {
  /** By station, then by sensor with its origin and variant. */
  const byStation = new Map<string, Map<string, Map<QuantityName, Series>>>();
  const byId = new Map<number, Series>();
  let lastId = 0;

  let changed: Series[] = [];
  /** The series of a station in order, as they were asked for. */
  const inOrder = new Map<string, readonly Series[]>();

  const changes = new Map<string, StationChanges>();
  const changesOf = (station: string): StationChanges => {
    const known = changes.get(station) ?? { count: 0 };
    changes.set(station, known);
    return known;
  };

  const put = (begun: Omit<Series, "sensorNumber">): Series => {
    lastId = Math.max(lastId, begun.id);
    let ofStation = byStation.get(begun.station);
    if (ofStation === undefined) {
      ofStation = new Map();
      byStation.set(begun.station, ofStation);
    }
    const name = nameOf(begun);
    let ofSensor = ofStation.get(name);
    if (ofSensor === undefined) {
      ofSensor = new Map();
      ofStation.set(name, ofSensor);
    }
    const [first = begun] = ofSensor.values();
    const series: Series = Object.assign(begun, { sensorNumber: first.id });
    ofSensor.set(series.quantity, series);
    inOrder.delete(series.station);
    series.changes.count += 1;
    byId.set(series.id, series);
    return series;
  };

  const room = createRoomForRuns();
  const rows = await connection.runAndReadAll(`
    SELECT id, station, sensor, quantity, origin, variant,
           oldest::DOUBLE, newest::DOUBLE, step::DOUBLE, instant::DOUBLE, received::DOUBLE, value, flags
    FROM series LEFT JOIN series_summary ON series_summary.series = series.id
    ORDER BY id`);
  for (const row of rows.getRows()) {
    const [id, station, sensor, quantity, origin, variant, ...summary] = row;
    const [from, until, step, at, received, value, flags] = summary as number[];
    const isEmpty = from === null;
    put({
      id: Number(id),
      stored: true,
      station: String(station),
      sensor: String(sensor),
      quantity: quantity as QuantityName,
      origin: origin as Origin,
      variant: variant as Variant,
      known: createKnownInstants(isEmpty ? undefined : ({ from, until, step } as Run), room),
      latest: isEmpty ? undefined : ({ at, received, value, flags } as Latest),
      changes: changesOf(String(station)),
      isChanged: false,
    });
  }

  const ofSensor = (station: string, key: SensorKey) => byStation.get(station)?.get(nameOf(key));

  return {
    find: (key) => ofSensor(key.station, key)?.get(key.quantity),
    ofSensor,
    add: ({ station, sensor, quantity, origin, variant }) =>
      put({
        id: lastId + 1,
        stored: false,
        station,
        sensor,
        quantity,
        origin,
        variant,
        known: createKnownInstants(undefined, room),
        latest: undefined,
        changes: changesOf(station),
        isChanged: false,
      }),
    byId: (id) => byId.get(id),
    all: () => [...byId.values()],
    size: () => byId.size,
    noteChanged(series) {
      if (series.isChanged) return;
      series.isChanged = true;
      changed.push(series);
    },
    takeChanged() {
      const taken = changed;
      changed = [];
      for (const series of taken) series.isChanged = false;
      return taken;
    },
    of(station) {
      const known = inOrder.get(station);
      if (known !== undefined) return known;
      const sensors = byStation.get(station);
      if (sensors === undefined) return none;
      const sorted = [...sensors.values()].flatMap((some) => [...some.values()]).sort(byName);
      inOrder.set(station, sorted);
      return sorted;
    },
  };
};
