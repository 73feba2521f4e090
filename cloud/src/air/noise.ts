import { HOUR_MS } from "../quality/durations.ts";
import type { Words } from "../quality/indices/table.ts";
import { judgeNoise, noiseLevelTables } from "../quality/noise/guidelines.ts";
import { type NoisePeriod, noiseDayAt, noiseHours, noisePeriods } from "../quality/noise/hours.ts";
import { laeqOf, ldenOf } from "../quality/noise/levels.ts";
import type { StationFacts } from "./judge-station.ts";

export interface Noise {
  /** LAeq of the last whole hour. */
  readonly hour: { readonly value: number; readonly from: number; readonly to: number } | null;
  readonly latest: { readonly value: number; readonly at: number } | null;
  /** Which part of the day that hour is, by the French hours. */
  readonly period: NoisePeriod;
  /** Of the last 24 hours; null while a period lacks more than a quarter of its hours. */
  readonly lden: number | null;
  readonly lnight: number | null;
  /** 1: below WHO's level for roads; 2: from there on; 3: above the limit of French maps. */
  readonly level: 1 | 2 | 3 | null;
  readonly band: "below_guideline" | "above_guideline" | "above_limit" | null;
  readonly words: Words;
  readonly guideline: { readonly name: Words; readonly value: number; readonly source: string };
}

const PART = 0.75;
const oneDigit = (value: number): number => Number(value.toFixed(1));

const bands = {
  below_guideline: {
    level: 1,
    fr: "sous le niveau que l'OMS conseille pour le bruit routier",
    en: "below the level that WHO advises for road noise",
  },
  above_guideline: {
    level: 2,
    fr: "au-dessus du niveau que l'OMS conseille pour le bruit routier",
    en: "above the level that WHO advises for road noise",
  },
  above_limit: {
    level: 3,
    fr: "au-dessus de la valeur limite des cartes de bruit françaises",
    en: "above the limit value of the French noise maps",
  },
} as const;

/**
 * The tables judge levels of a year; the last 24 hours say something of them, and do not decide. The noise of a
 * station is judged as that of a road, since no station says what makes it.
 */
export const noiseOf = ({ end, days, newest, zone }: StationFacts): Noise | null => {
  const newestLevel = newest.find(({ quantity }) => quantity === "laeq");
  const day = days.get("laeq");
  if (newestLevel === undefined) return null;
  const periodAt = (hour: number): NoisePeriod =>
    noiseDayAt(hour, zone, noiseHours.fr).stretches.find(
      ({ from, until }) => hour >= from && hour < until,
    )?.period ?? "night";
  const hours = day?.hours ?? [];
  const byPeriod = new Map<NoisePeriod, (number | undefined)[]>();
  for (const [index, level] of hours.entries()) {
    const period = periodAt(end - (hours.length - index) * HOUR_MS);
    byPeriod.set(period, [...(byPeriod.get(period) ?? []), level]);
  }
  const levelOf = (period: NoisePeriod): number | undefined => {
    const all = byPeriod.get(period) ?? [];
    const levels = all.filter((level) => level !== undefined);
    return all.length > 0 && levels.length >= PART * all.length ? laeqOf(levels) : undefined;
  };
  const levels = Object.fromEntries(noisePeriods.map((period) => [period, levelOf(period)])) as {
    [period in NoisePeriod]: number | undefined;
  };
  const lden = ldenOf(levels, noiseHours.fr);
  const lnight = levels.night;
  const isAbove = (key: "who2018" | "frenchMaps") =>
    judgeNoise(noiseLevelTables[key], { lden }, "road").some(
      ({ indicator, exceeded }) => indicator === "lden" && exceeded === true,
    );
  const band =
    lden === undefined
      ? null
      : isAbove("frenchMaps")
        ? "above_limit"
        : isAbove("who2018")
          ? "above_guideline"
          : "below_guideline";
  const last = hours.at(-1);
  const rule = noiseLevelTables.who2018.rules[0];
  return {
    hour: last === undefined ? null : { value: oneDigit(last), from: end - HOUR_MS, to: end },
    latest: { value: newestLevel.value, at: newestLevel.at },
    period: periodAt(end - HOUR_MS),
    lden: lden === undefined ? null : oneDigit(lden),
    lnight: lnight === undefined ? null : oneDigit(lnight),
    level: band === null ? null : bands[band].level,
    band,
    words:
      band === null
        ? {
            fr: "Il faut un jour, un soir et une nuit pour dire plus du bruit.",
            en: "It takes a day, an evening and a night to say more of the noise.",
          }
        : {
            fr: `Sur 24 h, ${bands[band].fr}.`,
            en: `Over 24 hours, ${bands[band].en}.`,
          },
    guideline: {
      name: noiseLevelTables.who2018.title,
      value: rule.level,
      source: noiseLevelTables.who2018.source,
    },
  };
};
