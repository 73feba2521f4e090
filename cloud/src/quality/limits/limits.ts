import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Source, Words } from "../indices/table.ts";

/** What a limit is for: the law's limit, a target, or a level at which people are told. */
export type LimitKind =
  | "limit value"
  | "target value"
  | "information threshold"
  | "alert threshold";

export type LimitPeriod =
  | "1 h"
  | "3 consecutive h"
  | "day: mean"
  | "day: maximum of 8 h means"
  | "year: mean";

/** One number of the law. A value is above it when it is greater; equal is not above. */
export interface Limit {
  readonly quantity: QuantityName;
  readonly kind: LimitKind;
  readonly period: LimitPeriod;
  /** In the quantity's own unit. */
  readonly level: number;
  /** How often in a year a value may be above it; undefined for "never". */
  readonly allowed?: { readonly times: number; readonly per: "year" | "year, mean of 3 years" };
  readonly note?: Words;
}

export interface LimitTable {
  readonly key: string;
  readonly name: Words;
  readonly valid: { readonly from: string; readonly until?: string };
  readonly sources: readonly Source[];
  readonly limits: readonly Limit[];
}

const limit = (
  quantity: QuantityName,
  period: LimitPeriod,
  level: number,
  times?: number,
): Limit => ({
  quantity,
  kind: "limit value",
  period,
  level,
  ...(times === undefined ? {} : { allowed: { times, per: "year" } }),
});

const threshold = (
  kind: "information threshold" | "alert threshold",
  quantity: QuantityName,
  period: LimitPeriod,
  level: number,
  note?: Words,
): Limit => ({ quantity, kind, period, level, ...(note === undefined ? {} : { note }) });

/** Of the pollutants that stations measure; benzene, lead and others are in the directives too. */
export const eu2008: LimitTable = {
  key: "eu-2008",
  name: { fr: "directive 2008/50/CE", en: "Directive 2008/50/EC" },
  valid: { from: "2010-06-11", until: "2030-01-01" },
  sources: [
    {
      title: "Directive 2008/50/EC, annexes VII, XI, XII and XIV",
      url: "https://eur-lex.europa.eu/eli/dir/2008/50/oj",
    },
  ],
  limits: [
    limit("so2", "1 h", 350, 24),
    limit("so2", "day: mean", 125, 3),
    limit("no2", "1 h", 200, 18),
    limit("no2", "year: mean", 40),
    limit("co", "day: maximum of 8 h means", 10),
    limit("pm10", "day: mean", 50, 35),
    limit("pm10", "year: mean", 40),
    limit("pm2_5", "year: mean", 25),
    {
      quantity: "o3",
      kind: "target value",
      period: "day: maximum of 8 h means",
      level: 120,
      allowed: { times: 25, per: "year, mean of 3 years" },
    },
    threshold("information threshold", "o3", "1 h", 180),
    threshold("alert threshold", "o3", "1 h", 240),
    threshold("alert threshold", "so2", "3 consecutive h", 500),
    threshold("alert threshold", "no2", "3 consecutive h", 400),
  ],
};

const hoursInARow: Words = {
  fr: "chacune des trois heures consécutives",
  en: "each of three consecutive hours",
};
const daysInARow: Words = {
  fr: "pendant trois jours consécutifs au plus",
  en: "over three consecutive days or fewer",
};

/** Information and alert thresholds: annex I, section 4, tables A and B. */
export const eu2030: LimitTable = {
  key: "eu-2024",
  name: {
    fr: "directive (UE) 2024/2881, à partir de 2030",
    en: "Directive (EU) 2024/2881, from 2030 on",
  },
  valid: { from: "2030-01-01" },
  sources: [
    {
      title: "Directive (EU) 2024/2881, annex I, sections 1, 2 and 4",
      url: "https://eur-lex.europa.eu/eli/dir/2024/2881/oj",
    },
  ],
  limits: [
    limit("pm2_5", "day: mean", 25, 18),
    limit("pm2_5", "year: mean", 10),
    limit("pm10", "day: mean", 45, 18),
    limit("pm10", "year: mean", 20),
    limit("no2", "1 h", 200, 3),
    limit("no2", "day: mean", 50, 18),
    limit("no2", "year: mean", 20),
    limit("so2", "1 h", 350, 3),
    limit("so2", "day: mean", 50, 18),
    limit("so2", "year: mean", 20),
    limit("co", "day: maximum of 8 h means", 10),
    limit("co", "day: mean", 4, 18),
    {
      quantity: "o3",
      kind: "target value",
      period: "day: maximum of 8 h means",
      level: 120,
      allowed: { times: 18, per: "year, mean of 3 years" },
    },
    threshold("alert threshold", "so2", "3 consecutive h", 350, hoursInARow),
    threshold("alert threshold", "no2", "3 consecutive h", 200, hoursInARow),
    threshold("alert threshold", "pm2_5", "day: mean", 50, daysInARow),
    threshold("alert threshold", "pm10", "day: mean", 90, daysInARow),
    threshold("alert threshold", "o3", "1 h", 240),
    threshold("information threshold", "so2", "1 h", 275),
    threshold("information threshold", "no2", "1 h", 150),
    threshold("information threshold", "pm2_5", "day: mean", 50),
    threshold("information threshold", "pm10", "day: mean", 90),
    threshold("information threshold", "o3", "1 h", 180),
  ],
};

const persistence: Words = {
  fr: "ou 200 si le seuil d'information est dépassé la veille et le jour même et que les prévisions le font craindre pour le lendemain",
  en: "or 200 when the information threshold was passed the day before and the same day, and is expected to be the next day",
};

/** Code de l'environnement, article R221-1: what a prefect acts upon. */
export const france: LimitTable = {
  key: "fr-2010",
  name: {
    fr: "seuils français d'information et d'alerte",
    en: "French information and alert thresholds",
  },
  valid: { from: "2010-10-24" },
  sources: [
    {
      title: "Code de l'environnement, article R221-1 (décret n° 2010-1250 du 21 octobre 2010)",
      url: "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000022964539",
    },
  ],
  limits: [
    threshold("information threshold", "no2", "1 h", 200),
    threshold("alert threshold", "no2", "3 consecutive h", 400, persistence),
    threshold("information threshold", "pm10", "day: mean", 50),
    threshold("alert threshold", "pm10", "day: mean", 80),
    threshold("information threshold", "so2", "1 h", 300),
    threshold("alert threshold", "so2", "3 consecutive h", 500),
    threshold("information threshold", "o3", "1 h", 180),
    threshold("alert threshold", "o3", "1 h", 240, {
      fr: "protection de la population",
      en: "protection of the whole population",
    }),
    threshold("alert threshold", "o3", "3 consecutive h", 240, {
      fr: "mesures d'urgence, premier seuil",
      en: "emergency measures, first level",
    }),
    threshold("alert threshold", "o3", "3 consecutive h", 300, {
      fr: "mesures d'urgence, deuxième seuil",
      en: "emergency measures, second level",
    }),
    threshold("alert threshold", "o3", "1 h", 360, {
      fr: "mesures d'urgence, troisième seuil",
      en: "emergency measures, third level",
    }),
  ],
};

export const limitTables = [eu2008, eu2030, france] as const satisfies readonly LimitTable[];

/** Whether the table is in force on a day ("2026-11-27"). */
export const isInForce = ({ valid }: LimitTable, day: string): boolean =>
  valid.from <= day && (valid.until === undefined || day < valid.until);

/** The limits of a quantity and a period that a value is above; none for a value that is unknown. */
export const limitsBelow = (
  table: LimitTable,
  quantity: QuantityName,
  period: LimitPeriod,
  value: number | undefined,
): readonly Limit[] =>
  value === undefined
    ? []
    : table.limits.filter(
        (each) => each.quantity === quantity && each.period === period && value > each.level,
      );
