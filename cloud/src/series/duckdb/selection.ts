import type { Selection } from "../store.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/** What an answer says of a series. */
export const keyOf = ({ station, sensor, quantity, origin, variant }: Series) => ({
  station,
  sensor,
  quantity,
  origin,
  variant,
});

/** The series that a selection names, those of a station one after the other. */
export type Select = (selection: Selection) => readonly Series[];

export const createSelect =
  (catalogue: SeriesCatalogue): Select =>
  ({ stations, quantities: wanted, ...rest }) => {
    const { sensors, origins, variant = "raw" } = rest;
    const chosen: Series[] = [];
    // Those of a station are in order.
    for (const station of [...new Set(stations)].sort())
      for (const series of catalogue.of(station))
        if (
          wanted.includes(series.quantity) &&
          series.variant === variant &&
          (sensors === undefined || sensors.includes(series.sensor)) &&
          (origins === undefined || origins.includes(series.origin))
        )
          chosen.push(series);
    return chosen;
  };
