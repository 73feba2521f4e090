import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Environment } from "../air/answer.ts";
import type { StationAir } from "../air/station-airs.ts";
import { eaqi } from "../quality/indices/classes.ts";
import { judge } from "../quality/indices/judge.ts";
import { newestOf, type Pollutant, pollutants } from "../quality/indices/table.ts";
import { AIR, type Choice } from "./choice.ts";

const hourly = newestOf(eaqi);

/** What is shown of a station: null is unknown, which is never good. */
export interface Figure {
  readonly value: number | null;
  readonly level: number | null;
}
const UNKNOWN: Figure = { value: null, level: null };

/** A station on the map, for an hour. What it shows was public when it was made. */
export interface Row {
  readonly station: string;
  /** What its host calls it; `station` otherwise. */
  readonly name: string;
  /** The point that everybody may know; undefined for a station without a place. */
  readonly point: { readonly lat: number; readonly lon: number } | undefined;
  readonly territory: string | undefined;
  readonly environment: Environment | null;
  readonly origin: StationAir["origin"];
  readonly state: StationAir["state"];
  readonly sure: StationAir["sure"]["key"];
  readonly air: { readonly value: number | null; readonly mean: number | null };
  readonly figures: ReadonlyMap<QuantityName, { readonly value: Figure; readonly mean: Figure }>;
  /** Of which places and hidden times it was made: another text, another row. */
  readonly seenAs: string;
}

const isPollutant = (quantity: QuantityName): quantity is Pollutant =>
  (pollutants as readonly QuantityName[]).includes(quantity);

/** An hour on the European index of 2024, which judges hours. */
const hourLevel = (quantity: QuantityName, value: number): number | null =>
  isPollutant(quantity)
    ? (judge(hourly, { concentrations: { [quantity]: { value } } }).band?.rank ?? null)
    : null;

export const rowOf = (
  { record, name, origin, state, place, air, quantities, sure }: StationAir,
  environment: Environment | null,
  seenAs: string,
): Row => ({
  ...{ station: record.id, name },
  point: place === undefined ? undefined : { lat: place.lat, lon: place.lon },
  territory: place?.territory,
  ...{ environment, origin, state, seenAs },
  sure: sure.key,
  air: { value: air.hour?.level ?? null, mean: air.level },
  figures: new Map(
    quantities.flatMap(({ quantity, hour, mean, level }) =>
      hour === null && mean === null
        ? []
        : [
            [
              quantity,
              {
                value:
                  hour === null
                    ? UNKNOWN
                    : { value: hour.value, level: hourLevel(quantity, hour.value) },
                mean: { value: mean?.value ?? null, level },
              },
            ],
          ],
    ),
  ),
});

/** What a row shows; undefined when the station does not measure it at all. */
export const figureOf = (
  { air, figures }: Row,
  { quantity, kind }: Pick<Choice, "quantity" | "kind">,
): Figure | undefined =>
  quantity === AIR ? { value: null, level: air[kind] } : figures.get(quantity)?.[kind];

export const fitsQuality = ({ origin, sure }: Row, quality: Choice["quality"]): boolean =>
  quality === "all" ||
  (quality === "measured" ? origin === "measured" : sure === "good" || sure === "fair");

export interface ShownRow {
  readonly row: Row;
  readonly figure: Figure;
}

/** What a map and its list show: of the index every station, of a quantity those that measure it. */
export const shownOf = (
  rows: readonly Row[],
  choice: Pick<Choice, "quantity" | "kind" | "quality">,
): ShownRow[] =>
  rows.flatMap((row) => {
    const figure = figureOf(row, choice);
    return figure === undefined || !fitsQuality(row, choice.quality) ? [] : [{ row, figure }];
  });
