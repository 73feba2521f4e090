import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { type RecipeChoice, uncertaintyOf } from "../quality/choices.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { atmo, eaqi } from "../quality/indices/classes.ts";
import { isGas } from "../quality/indices/gas-volume.ts";
import { type Averaged, averageOf, highestOf } from "../quality/indices/hours.ts";
import { type Concentration, judge, scaleWords } from "../quality/indices/judge.ts";
import { newestOf, type Pollutant, pollutants, type Words } from "../quality/indices/table.ts";
import { who } from "../quality/limits/who.ts";
import { laeqOf } from "../quality/noise/levels.ts";
import type { DayOfHours } from "./means.ts";
import { type Noise, noiseOf } from "./noise.ts";
import { type Pollen, pollenOf } from "./pollen.ts";
import { type Trend, trendOf } from "./trend.ts";
import {
  type Band,
  bandAnswer,
  type Unknown,
  unknownWords,
  wordsOfAir,
  wordsOfBand,
} from "./words.ts";

export interface NewestValue {
  readonly quantity: QuantityName;
  readonly sensor: string;
  readonly value: number;
  readonly at: number;
}

/** What is judged: one station's series of one origin. */
export interface StationFacts {
  /** The end of the last whole hour. */
  readonly end: number;
  /** Of each quantity the newest value. */
  readonly newest: readonly NewestValue[];
  /** Of each quantity the hours that stand for it. */
  readonly days: ReadonlyMap<QuantityName, DayOfHours>;
  /** The recipe of a corrected series, with its uncertainty. */
  readonly choiceOf: (day: DayOfHours) => RecipeChoice | undefined;
  readonly isMeasured: boolean;
  readonly zone: string;
}

/** One of the last hours must have a value: what was good in the morning says nothing of the evening. */
const FRESH_HOURS = 3;

const eaqiTable = newestOf(eaqi);

const isFresh = ({ hours }: DayOfHours): boolean =>
  hours.slice(-FRESH_HOURS).some((value) => value !== undefined);

export interface JudgedQuantity {
  readonly quantity: QuantityName;
  readonly latest: { readonly value: number; readonly at: number } | null;
  readonly hour: { readonly value: number; readonly from: number; readonly to: number } | null;
  readonly mean: {
    readonly value: number | null;
    readonly statistic: "mean" | "highest_hour";
    readonly from: number;
    readonly to: number;
    readonly completeness: number;
    readonly recipe: string | null;
    readonly recipes: readonly string[];
  } | null;
  readonly trend: Trend | null;
  /** Means of the last 24 whole hours, the oldest first; null where there are too few values. */
  readonly hours: readonly (number | null)[];
  readonly level: number | null;
  readonly band: string | null;
  readonly words: Words | null;
  readonly guideline: {
    readonly name: Words;
    readonly value: number;
    readonly period: string;
    readonly source: string;
    readonly url: string;
    /** Null: not known. */
    readonly above: boolean | null;
  } | null;
}

export interface JudgedAir {
  readonly table: "atmo";
  readonly level: number | null;
  readonly band: string | null;
  /** Its name, as the table has it. */
  readonly name: Words | null;
  readonly words: Words;
  /** What the level may be called. */
  readonly called: Words | null;
  readonly quantity: Pollutant | null;
  readonly fromParticlesOnly: boolean;
  readonly missing: readonly Pollutant[];
  readonly unknown: Unknown | null;
  readonly from: number;
  readonly to: number;
  /** The last whole hour, on the European index of 2024, which judges hours. */
  readonly hour:
    | (Band & { readonly table: "eaqi2024"; readonly from: number; readonly to: number })
    | null;
}

export interface Sure {
  readonly key: "good" | "fair" | "weak" | "not_measured" | "unknown";
  readonly words: Words;
  readonly hours: number;
  readonly of: number;
  readonly corrected: boolean | null;
  /** One standard deviation, of the quantity that decides. */
  readonly uncertainty: number | null;
}

export interface JudgedStation {
  readonly air: JudgedAir;
  readonly quantities: readonly JudgedQuantity[];
  readonly noise: Noise | null;
  readonly pollen: Pollen | null;
  readonly sure: Sure;
}

const isPollutant = (quantity: QuantityName): quantity is Pollutant =>
  (pollutants as readonly QuantityName[]).includes(quantity);

/** As the ATMO index wants it: particles by the mean of a day, gases by its highest hour. */
const figureOf = (quantity: QuantityName, { hours }: DayOfHours): Averaged =>
  isPollutant(quantity) && isGas(quantity) && quantity !== "co"
    ? highestOf(hours)
    : averageOf(hours);

const lastHour = ({ hours }: DayOfHours): number | undefined => hours.at(-1);

/** WHO's level of a day, or of 8 hours of ozone; of the last 24 hours here. */
const guidelineOf = (quantity: QuantityName, day: DayOfHours): JudgedQuantity["guideline"] => {
  if (!isPollutant(quantity)) return null;
  const scale = who.shortTerm[quantity];
  const level = scale.levels[0]?.[1];
  const [source] = who.sources;
  if (level === undefined || source === undefined) return null;
  const runs = day.hours.flatMap((_, index) =>
    index < 7 ? [] : (averageOf(day.hours.slice(index - 7, index + 1)).value ?? []),
  );
  const value =
    quantity === "o3"
      ? averageOf(day.hours).value === undefined || runs.length === 0
        ? undefined
        : Math.max(...runs)
      : averageOf(day.hours).value;
  return {
    name: who.name,
    value: level,
    period: scale.period,
    source: source.title,
    url: source.url,
    above: value === undefined ? null : value > level,
  };
};

const rounded = (value: number, quantity: QuantityName): number =>
  Number(value.toFixed(quantities[quantity].digits + 1));

const concentrations = (
  days: ReadonlyMap<QuantityName, DayOfHours>,
  figure: (quantity: Pollutant, day: DayOfHours) => number | undefined,
): { [pollutant in Pollutant]?: Concentration } =>
  Object.fromEntries(
    pollutants.flatMap((quantity) => {
      const day = days.get(quantity);
      const value = day === undefined ? undefined : figure(quantity, day);
      return value === undefined ? [] : [[quantity, { value }]];
    }),
  );

const hourOf = ({ days, end }: StationFacts): JudgedAir["hour"] => {
  const found = judge(eaqiTable, {
    concentrations: concentrations(days, (_, day) => lastHour(day)),
  });
  if (found.band === null) return null;
  return { table: "eaqi2024", ...bandAnswer(found.band), from: end - HOUR_MS, to: end };
};

const airOf = (facts: StationFacts): JudgedAir => {
  const { days, end } = facts;
  const found = judge(atmo, {
    concentrations: concentrations(days, (quantity, day) =>
      isFresh(day) ? figureOf(quantity, day).value : undefined,
    ),
  });
  const known = found.parts.filter(({ band }) => band !== null).map(({ quantity }) => quantity);
  const ofAtmo = pollutants.filter((quantity) => quantity !== "co");
  const having = ofAtmo.flatMap((quantity) => days.get(quantity) ?? []);
  const present = Math.max(0, ...having.map((day) => day.present));
  const unknown = (): Unknown => {
    const newest = facts.newest.filter(({ quantity }) =>
      (ofAtmo as QuantityName[]).includes(quantity),
    );
    if (newest.length === 0) return { key: "no_sensor" };
    if (newest.every(({ at }) => at < end - FRESH_HOURS * HOUR_MS)) return { key: "old" };
    return { key: "too_few_hours", hours: present, of: 18 };
  };
  const why = found.band === null ? unknown() : null;
  return {
    table: "atmo",
    level: found.band?.rank ?? null,
    band: found.band?.key ?? null,
    name: found.band?.name ?? null,
    words: found.band === null ? unknownWords(why as Unknown) : wordsOfAir(found.band),
    called: scaleWords(atmo, known),
    quantity: found.quantity,
    fromParticlesOnly: known.length > 0 && known.every((quantity) => !isGas(quantity)),
    missing: found.missing,
    unknown: why,
    from: end - 24 * HOUR_MS,
    to: end,
    hour: hourOf(facts),
  };
};

const quantityOf = (facts: StationFacts, quantity: QuantityName): JudgedQuantity => {
  const { end, days, newest } = facts;
  const latest = newest.find((one) => one.quantity === quantity);
  const day = days.get(quantity);
  const found = {
    quantity,
    latest: latest === undefined ? null : { value: latest.value, at: latest.at },
  };
  if (day === undefined || day.present === 0)
    return {
      ...found,
      ...{ hour: null, mean: null, trend: null, hours: [], level: null, band: null, words: null },
      guideline: day === undefined ? null : guidelineOf(quantity, day),
    };
  const figure = quantity === "laeq" ? energyMean(day.hours) : figureOf(quantity, day);
  const hour = lastHour(day);
  const part =
    isPollutant(quantity) && figure.value !== undefined && isFresh(day)
      ? judge(atmo, { concentrations: { [quantity]: { value: figure.value } } }).band
      : null;
  return {
    ...found,
    hour:
      hour === undefined ? null : { value: rounded(hour, quantity), from: end - HOUR_MS, to: end },
    mean: {
      value: figure.value === undefined ? null : rounded(figure.value, quantity),
      statistic:
        isPollutant(quantity) && isGas(quantity) && quantity !== "co" ? "highest_hour" : "mean",
      from: end - 24 * HOUR_MS,
      to: end,
      completeness: figure.count / figure.expected,
      recipe: day.variant === "raw" ? null : day.variant,
      recipes: day.recipes,
    },
    trend: isFresh(day) ? trendOf(quantity, day.hours) : null,
    hours: day.hours.map((value) => (value === undefined ? null : rounded(value, quantity))),
    level: part?.rank ?? null,
    band: part?.key ?? null,
    words: part === null ? null : wordsOfBand(part),
    guideline: guidelineOf(quantity, day),
  };
};

/** As complete as an arithmetic mean must be. */
const energyMean = (hours: readonly (number | undefined)[]): Averaged => {
  const averaged = averageOf(hours);
  const levels = hours.filter((level) => level !== undefined);
  return averaged.value === undefined ? averaged : { ...averaged, value: laeqOf(levels) };
};

const sureOf = ({ days, isMeasured, choiceOf }: StationFacts, air: JudgedAir): Sure => {
  const day = air.quantity === null ? undefined : days.get(air.quantity);
  const hours = day?.present ?? 0;
  const corrected = day === undefined ? null : day.variant !== "raw";
  const choice = day === undefined || !corrected ? undefined : choiceOf(day);
  const value = day === undefined ? undefined : averageOf(day.hours).value;
  const uncertainty =
    choice === undefined || value === undefined
      ? null
      : Number(uncertaintyOf(choice, value).toFixed(1));
  const figures = { hours, of: 24, corrected, uncertainty };
  if (!isMeasured)
    return {
      key: "not_measured",
      words: {
        fr: "Données simulées ou rejouées : personne ne les a mesurées ici et maintenant.",
        en: "Simulated or replayed data: nobody measured them here and now.",
      },
      ...figures,
    };
  if (day === undefined)
    return {
      key: "unknown",
      words: { fr: "On ne sait pas.", en: "Not known." },
      ...figures,
    };
  const isWeak = corrected === false && !isGas(air.quantity as Pollutant);
  const fr = `${hours} heures sur 24`;
  const en = `${hours} of 24 hours`;
  if (isWeak)
    return {
      key: "weak",
      words: {
        fr: `Peu sûr : ${fr}, valeurs brutes du capteur, que l'humidité peut gonfler.`,
        en: `Not very sure: ${en}, raw values of the sensor, which damp air may raise.`,
      },
      ...figures,
    };
  const range = (text: string) => (uncertainty === null ? "" : text);
  const unit = quantities[air.quantity as Pollutant].unitSymbol;
  const how =
    choice?.calibration === undefined
      ? { fr: "corrigé de l'humidité", en: "corrected for humidity" }
      : { fr: "capteur étalonné", en: "calibrated sensor" };
  return hours >= 22
    ? {
        key: "good",
        words: {
          fr: `Assez sûr : ${fr}${range(`, ${how.fr}, à ± ${String(uncertainty).replace(".", ",")} ${unit} près`)}.`,
          en: `Fairly sure: ${en}${range(`, ${how.en}, within ± ${uncertainty} ${unit}`)}.`,
        },
        ...figures,
      }
    : {
        key: "fair",
        words: {
          fr: `Moyennement sûr : ${fr} seulement.`,
          en: `Moderately sure: only ${en}.`,
        },
        ...figures,
      };
};

/** What everybody may know of a station's air, noise and pollen now, by the tables that are in force. */
export const judgeStation = (facts: StationFacts): JudgedStation => {
  const air = airOf(facts);
  const names = new Set(facts.newest.map(({ quantity }) => quantity));
  return {
    air,
    quantities: [...names].map((quantity) => quantityOf(facts, quantity)),
    noise: noiseOf(facts),
    pollen: pollenOf(facts),
    sure: sureOf(facts, air),
  };
};
