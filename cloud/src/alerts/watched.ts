import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import { HOUR_MS } from "../quality/durations.ts";
import type { ForecastSubject } from "../quality/forecasts/forecast.ts";
import { pollutants, type Words } from "../quality/indices/table.ts";
import { commonNameOf, taxonKeys } from "../quality/pollen/taxa.ts";

/** Mean of the last hour, renewed each five minutes. */
const hourly = [...pollutants, "pm1", "co2", "laeq", "temperature", "humidity"] as const;
/** Mean of the last 24 hours, as pages tell it: of gases the highest hour. Renewed each hour. */
const daily = [...pollutants, "laeq"] as const;
/** The next day, as somebody has forecast it; `pollen` is the level over all taxa. */
const forecast = [
  "atmo",
  "eaqi2024",
  "pollen",
  ...taxonKeys.map((taxon) => `pollen_${taxon}` as const),
] as const satisfies readonly ForecastSubject[];

/**
 * What can be watched, by the name under which it is kept: `pm2_5:hour`, `pm2_5:day`; `atmo`, the level 1 to 6 of the
 * last 24 hours on the ATMO scale; `eaqi2024`, that of the last hour on the European index; `pollen_betula`, the level
 * 0 to 4 of a taxon; `atmo:tomorrow`, `pollen_betula:tomorrow`, what is forecast of the next day.
 */
export const watchedNames = [
  "atmo",
  "eaqi2024",
  ...hourly.map((quantity) => `${quantity}:hour` as const),
  ...daily.map((quantity) => `${quantity}:day` as const),
  ...taxonKeys.map((taxon) => `pollen_${taxon}` as const),
  ...forecast.map((subject) => `${subject}:tomorrow` as const),
] as const;
export type WatchedName = (typeof watchedNames)[number];

/**
 * `hour`: each five minutes, of the 60 minutes before. `day`: at each whole hour, of the 24 hours before. `tomorrow`: a
 * forecast, which is judged once for each day that it is made for.
 */
export const paces = ["hour", "day", "tomorrow"] as const;
export type Pace = (typeof paces)[number];

export interface Watched {
  readonly name: WatchedName;
  readonly pace: Pace;
  readonly kind: "quantity" | "index" | "pollen";
  /** Of quantities and pollen; an index is made of several. */
  readonly quantity?: QuantityName;
  readonly taxon?: Taxon;
  /** What is forecast, where it is a forecast. */
  readonly forecast?: ForecastSubject;
  /** What a figure is counted in: "µg/m³"; empty for levels. */
  readonly unit: string;
  readonly digits: number;
  /** The lowest and the highest threshold that makes sense. */
  readonly bounds: readonly [number, number];
  readonly title: Words;
  /** What is read on a locked screen: it says nothing of anybody. */
  readonly short: Words;
}

const DAY_MS = 24 * HOUR_MS;
/** The time over which a value is averaged. */
export const periodMs: { readonly [pace in Pace]: number } = {
  ...{ hour: HOUR_MS, day: DAY_MS, tomorrow: DAY_MS },
};
/** Values are judged at instants of this grid. */
export const stepMs: { readonly [pace in Exclude<Pace, "tomorrow">]: number } = {
  ...{ hour: 300_000, day: HOUR_MS },
};
/**
 * Nothing is known for so long: this is said. A day's figure that is not known lacks hours already; a forecast that
 * nobody has made is none.
 */
export const blindMs: { readonly [pace in Pace]: number } = {
  ...{ hour: 2 * HOUR_MS, day: 0, tomorrow: Number.POSITIVE_INFINITY },
};
/** What was crossed longer ago when it is found out is no warning any more; a forecast is none once its day is over. */
export const tooOldMs = (pace: Pace): number =>
  periodMs[pace] + (pace === "tomorrow" ? 0 : HOUR_MS);

const shortOf = (quantity: QuantityName | ForecastSubject | undefined): Words => {
  if (quantity === "laeq") return { fr: "info bruit", en: "noise update" };
  if (quantity === "temperature" || quantity === "humidity")
    return { fr: "info météo", en: "weather update" };
  return quantity?.startsWith("pollen")
    ? { fr: "info pollens", en: "pollen update" }
    : { fr: "info air", en: "air update" };
};

const watchedForecast = (name: WatchedName, subject: ForecastSubject): Watched => {
  const about = { name, pace: "tomorrow", forecast: subject, unit: "", digits: 0 } as const;
  if (subject === "atmo" || subject === "eaqi2024")
    return {
      ...{ ...about, kind: "index", bounds: [2, 6], short: shortOf(undefined) },
      title:
        subject === "atmo"
          ? {
              fr: "Qualité de l'air prévue pour le lendemain (échelle ATMO)",
              en: "Air quality forecast for the next day (ATMO scale)",
            }
          : {
              fr: "Qualité de l'air prévue pour le lendemain (indice européen)",
              en: "Air quality forecast for the next day (European index)",
            },
    };
  const ofPollen = { ...about, kind: "pollen", bounds: [1, 4], short: shortOf(subject) } as const;
  if (!subject.startsWith("pollen_"))
    return {
      ...ofPollen,
      title: { fr: "Pollens prévus pour le lendemain", en: "Pollen forecast for the next day" },
    };
  const taxon = subject.slice("pollen_".length) as Taxon;
  const common = commonNameOf(taxon);
  return {
    ...{ ...ofPollen, taxon },
    title: {
      fr: `Pollens prévus pour le lendemain\u00a0: ${common.fr}`,
      en: `Pollen forecast for the next day: ${common.en}`,
    },
  };
};

const watchedQuantity = (name: WatchedName, quantity: QuantityName, pace: Pace): Watched => {
  const { name: title, unitSymbol, digits, plausible } = quantities[quantity];
  return {
    ...{ name, pace, kind: "quantity", quantity, unit: unitSymbol, digits },
    bounds: [plausible[0], plausible[1]],
    title,
    short: shortOf(quantity),
  };
};

const make = (name: WatchedName): Watched => {
  if (name === "atmo")
    return {
      ...{ name, pace: "day", kind: "index", unit: "", digits: 0, bounds: [2, 6] },
      title: { fr: "Qualité de l'air sur 24 heures", en: "Air quality over 24 hours" },
      short: shortOf(undefined),
    };
  if (name === "eaqi2024")
    return {
      ...{ name, pace: "hour", kind: "index", unit: "", digits: 0, bounds: [2, 6] },
      title: { fr: "Qualité de l'air de l'heure", en: "Air quality of the hour" },
      short: shortOf(undefined),
    };
  const [quantity, pace] = name.split(":") as [QuantityName, Pace | undefined];
  if (pace === "tomorrow") return watchedForecast(name, quantity as ForecastSubject);
  if (pace !== undefined) return watchedQuantity(name, quantity, pace);
  const taxon = quantity.slice("pollen_".length) as Taxon;
  const common = commonNameOf(taxon);
  return {
    ...{ name, pace: "day", kind: "pollen", quantity, taxon, unit: "", digits: 0, bounds: [1, 4] },
    title: { fr: `Pollens : ${common.fr}`, en: `Pollen: ${common.en}` },
    short: shortOf(quantity),
  };
};

const byName: ReadonlyMap<string, Watched> = new Map(
  watchedNames.map((name) => [name, make(name)]),
);

/** Undefined for a name that nothing has any more. */
export const watchedOf = (name: string): Watched | undefined => byName.get(name);
