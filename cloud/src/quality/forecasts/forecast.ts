import * as z from "zod";
import { atmo, eaqi } from "../indices/classes.ts";
import type { Words } from "../indices/table.ts";
import { type PollenScale, pollenScales } from "../pollen/scales.ts";
import { taxonKeys } from "../pollen/taxa.ts";

/** Indices of air; `pollen`, the level of a day over all taxa; `pollen_betula`, that of one. */
export const forecastSubjects = [
  "atmo",
  "eaqi2024",
  "usaqi",
  "pollen",
  ...taxonKeys.map((taxon) => `pollen_${taxon}` as const),
] as const;
export const ForecastSubject = z.enum(forecastSubjects);
export type ForecastSubject = z.infer<typeof ForecastSubject>;

/**
 * How the value of a pollen forecast is to be read: `grains`, grains/m³, or the levels of a scale, which are counted
 * as it counts them. An index of air has a scale of its own.
 */
export const pollenForecastScales = ["grains", "atmo-france", "raep", "meteoswiss"] as const;
export const PollenForecastScale = z.enum(pollenForecastScales);
export type PollenForecastScale = z.infer<typeof PollenForecastScale>;

/** Who forecasts. */
export const ForecastSource = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,31}$/)
  .meta({ description: "Who forecasts, in small letters: atmo-france, cams" });

/** So many are imported by one request. */
export const MOST_FORECASTS = 2000;

/** What a day is expected to be at a place, as somebody who forecasts said it at an instant. */
export interface Forecast {
  /** Who says so. */
  readonly source: string;
  /** Exactly one of both: the id of a territory, the name of a station. */
  readonly territory: string | null;
  readonly station: string | null;
  readonly subject: ForecastSubject;
  /** The local day that is meant, YYYY-MM-DD. */
  readonly day: string;
  readonly value: number;
  /** Null for an index of air. */
  readonly scale: PollenForecastScale | null;
  readonly issued: Date;
}

const MOST_GRAINS = 100_000;

/** The lowest and the highest level. A scale of four classes that begin above 0 has 0 for none. */
const levelsOf = (scale: Exclude<PollenForecastScale, "grains">): readonly [number, number] => {
  const names = Object.keys(pollenScales[scale].classes);
  const numbers = names.map(Number);
  return numbers.some(Number.isNaN)
    ? [0, names.length]
    : [Math.min(...numbers), Math.max(...numbers)];
};

/** The lowest and the highest value that a forecast may have; whole numbers but for grains. */
export const forecastBounds = (
  subject: ForecastSubject,
  scale: PollenForecastScale | null,
): readonly [number, number] => {
  if (subject === "usaqi") return [0, 500];
  if (subject === "atmo" || subject === "eaqi2024") return [1, 6];
  return scale === null || scale === "grains" ? [0, MOST_GRAINS] : levelsOf(scale);
};

/** Why a value is none of its subject; undefined for one that is. */
export const faultOf = ({
  subject,
  scale,
  value,
}: Pick<Forecast, "subject" | "scale" | "value">): string | undefined => {
  const isPollen = subject.startsWith("pollen");
  if (isPollen !== (scale !== null))
    return isPollen
      ? `"${subject}" needs a "scale": ${pollenForecastScales.join(", ")}`
      : `"${subject}" has its own scale: leave "scale" out`;
  if (subject === "pollen" && scale === "grains")
    return `"pollen" is a level over all taxa: grains are of one taxon`;
  const [lowest, highest] = forecastBounds(subject, scale);
  const isLevel = scale !== "grains";
  return value >= lowest && value <= highest && (!isLevel || Number.isInteger(value))
    ? undefined
    : `"value" of ${subject} must be a ${isLevel ? "whole number" : "number"} from ${lowest} to ${highest}`;
};

/** The words of a level as its scale has them; undefined for figures. */
export const wordsOfForecast = ({
  subject,
  scale,
  value,
}: Pick<Forecast, "subject" | "scale" | "value">): Words | undefined => {
  if (subject === "atmo") return atmo.bands[value - 1]?.name;
  if (subject === "eaqi2024") return eaqi[0].bands[value - 1]?.name;
  if (scale === null || scale === "grains") return undefined;
  const { classes }: PollenScale = pollenScales[scale];
  if (scale !== "meteoswiss") return classes[String(value)];
  return value === 0 ? { fr: "nul", en: "none" } : Object.values(classes)[value - 1];
};

/** Where a forecast is asked for: a station, and the territories in which it lies, the smallest first. */
export interface ForecastPlace {
  readonly station?: string | undefined;
  readonly territories: readonly string[];
}

/**
 * What is forecast for a place: of the station itself where there is such a forecast, else of the smallest territory
 * that has one. Of `forecasts`, the newest of each place.
 */
export const forecastAt = <F extends Pick<Forecast, "station" | "territory" | "issued">>(
  forecasts: readonly F[],
  { station, territories }: ForecastPlace,
): F | undefined => {
  const newest = (found: readonly F[]): F | undefined =>
    found.toSorted((one, other) => other.issued.getTime() - one.issued.getTime())[0];
  const own =
    station === undefined
      ? undefined
      : newest(forecasts.filter((forecast) => forecast.station === station));
  if (own !== undefined) return own;
  for (const territory of territories) {
    const there = newest(forecasts.filter((forecast) => forecast.territory === territory));
    if (there !== undefined) return there;
  }
  return undefined;
};

export const dayAfter = (day: string, days: number): string =>
  Temporal.PlainDate.from(day).add({ days }).toString();

/** The day that people have in a zone at an instant, YYYY-MM-DD: `dayAfter(localDay(zone, now), 1)` is their tomorrow. */
export const localDay = (zone: string, at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
