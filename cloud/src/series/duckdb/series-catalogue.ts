import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Point } from "../store.ts";

/** A series: one quantity of one sensor of one station. */
export interface Series {
  readonly id: number;
  readonly station: string;
  readonly sensor: string;
  readonly quantity: QuantityName;
  /** The newest instant that was handed to the store, durable or not. */
  newest: number;
  /** The newest durable point. */
  latest: Omit<Point, "flags"> & { readonly flags: number };
}

export interface SeriesCatalogue {
  /** The series, or undefined when nothing of it was ever handed in. */
  find(station: string, sensor: string, quantity: QuantityName): Series | undefined;
  add(station: string, sensor: string, quantity: QuantityName): Series;
  of(station: string): readonly Series[];
  stations(): readonly string[];
}

const NEVER = { at: Number.NEGATIVE_INFINITY, received: 0, value: Number.NaN, flags: 0 };

/** Every series with its newest point, in memory: 20 000 stations of ten quantities are some 50 MB. */
export const loadSeriesCatalogue = async (
  connection: DuckDBConnection,
): Promise<SeriesCatalogue> => {
  const byStation = new Map<string, Map<string, Series>>();
  let lastId = 0;

  const put = (series: Series): Series => {
    lastId = Math.max(lastId, series.id);
    let ofStation = byStation.get(series.station);
    if (ofStation === undefined) {
      ofStation = new Map();
      byStation.set(series.station, ofStation);
    }
    ofStation.set(`${series.sensor}/${series.quantity}`, series);
    return series;
  };

  const rows = await connection.runAndReadAll(`
    SELECT series.id, station, sensor, quantity, newest, received, value, flags
    FROM series LEFT JOIN (
      SELECT series AS id, max(instant) AS newest, arg_max(received, instant) AS received,
             arg_max(value, instant) AS value, arg_max(flags, instant) AS flags
      FROM point GROUP BY series
    ) AS last ON last.id = series.id
    ORDER BY series.id`);
  for (const [id, station, sensor, quantity, newest, received, value, flags] of rows.getRows()) {
    const latest =
      newest === null
        ? NEVER
        : {
            at: Number(newest),
            received: Number(received),
            value: Number(value),
            flags: Number(flags),
          };
    put({
      id: Number(id),
      station: String(station),
      sensor: String(sensor),
      quantity: quantity as QuantityName,
      newest: latest.at,
      latest,
    });
  }

  return {
    find: (station, sensor, quantity) => byStation.get(station)?.get(`${sensor}/${quantity}`),
    add: (station, sensor, quantity) =>
      put({ id: lastId + 1, station, sensor, quantity, newest: NEVER.at, latest: NEVER }),
    of: (station) => [...(byStation.get(station)?.values() ?? [])],
    stations: () => [...byStation.keys()],
  };
};
