import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { AirOfStation, AirTables } from "../api/answers.ts";
import type { Level } from "../design/level.ts";
import type { Language } from "../i18n/language.ts";
import { typeset } from "../i18n/typography.ts";
import { mainQuantities } from "./quantity.ts";

interface Words {
  readonly fr: string;
  readonly en: string;
}

export interface Advice {
  readonly general: string;
  /** Absent where it says the same. */
  readonly sensitive?: string;
  readonly note: string;
  readonly source: { readonly title: string; readonly url: string };
  /** The day on which somebody read the source. */
  readonly asOf: string;
}

export interface Guideline {
  readonly value: number;
  readonly source: { readonly title: string; readonly url?: string };
  readonly period: "day" | "eightHours" | "year";
  /** Null: not known. */
  readonly above: boolean | null;
}

/** What a station's page says first, with all words in one language. */
export interface Headline {
  readonly quantity: QuantityName;
  /** The time that the figure stands for; `day` of gases is their highest hour. */
  readonly over: "day" | "highestHour" | "hour" | "now";
  /** Undefined: not known, which is never good. */
  readonly value: number | undefined;
  /** Of the six of the air; what is no air has none. */
  readonly level?: Level;
  readonly band?: string;
  readonly sentence?: string;
  readonly trend: "rising" | "falling" | "steady" | null;
  readonly guideline?: Guideline;
  /** What the level may be called, and how sure it is. */
  readonly notes: readonly string[];
  readonly advice?: Advice;
}

type Judged = AirOfStation["quantities"][number];

/** Particles first: what most of our stations measure. */
const pollutants: readonly QuantityName[] = ["pm2_5", "pm10", "no2", "o3", "so2"];

interface Asked {
  readonly language: Language;
  readonly tables: AirTables;
}

/**
 * The one figure of a station: of what decides its air, else of its noise, else of what people ask about first. The
 * last 24 hours where there are enough of them, else the last hour; nothing is said of a newest value alone.
 */
export const headlineOf = (here: AirOfStation, asked: Asked): Headline | undefined => {
  const air = airHeadline(here, asked);
  if (air !== undefined) return air;
  if (here.noise !== null) return noiseHeadline(here.noise, here, asked);
  const judged = mainQuantities
    .map((name) => here.quantities.find(({ quantity }) => quantity === name))
    .find((one) => one !== undefined);
  if (judged === undefined) return undefined;
  const value = judged.hour?.value ?? judged.latest?.value;
  return {
    ...{ quantity: judged.quantity, over: judged.hour === null ? "now" : "hour", value },
    ...{ trend: judged.trend, notes: [] },
  };
};

const airHeadline = (here: AirOfStation, { language, tables }: Asked): Headline | undefined => {
  const say = (words: Words) => typeset(language, words[language]);
  const { air, quantities: all } = here;
  const find = (name: string | undefined) => all.find(({ quantity }) => quantity === name);
  const judged = find(air.quantity ?? pollutants.find((name) => find(name) !== undefined));
  if (judged === undefined) return undefined;
  const isDay = air.level !== null;
  const told = isDay ? air : air.hour;
  const level = (told?.level ?? null) as Level;
  const figure = isDay ? judged.mean?.value : judged.hour?.value;
  return {
    quantity: judged.quantity,
    over: isDay ? (judged.mean?.statistic === "mean" ? "day" : "highestHour") : "hour",
    value: figure ?? undefined,
    level,
    ...(told?.name == null ? {} : { band: say(told.name) }),
    sentence: say(told === null ? air.words : told.words),
    trend: judged.trend,
    ...(judged.guideline === null || !isDay ? {} : { guideline: guidelineOf(judged.guideline) }),
    notes: [
      ...(isDay || told === null ? [] : [say(air.words)]),
      ...(air.called === null ? [] : [sentenceOf(say(air.called))]),
      // Of what nobody measured there is nothing to be sure of: the page says above what it is.
      ...(here.origin === "measured" ? [say(here.sure.words)] : []),
    ],
    ...adviceOf(level, tables, say),
  };
};

const sentenceOf = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

const guidelineOf = ({
  value,
  source,
  url,
  period,
  above,
}: NonNullable<Judged["guideline"]>): Guideline => ({
  ...{ value, source: { title: source, url }, above },
  period: period.startsWith("8 h") ? "eightHours" : "day",
});

const adviceOf = (
  level: Level,
  { advice }: AirTables,
  say: (words: Words) => string,
): Pick<Headline, "advice"> => {
  const found = advice.levels.find((one) => one.level === level);
  if (found === undefined) return {};
  const [general, sensitive] = [say(found.general), say(found.sensitive)];
  return {
    advice: {
      general,
      ...(sensitive === general ? {} : { sensitive }),
      ...{ note: say(advice.note), source: advice.source, asOf: advice.asOf },
    },
  };
};

const noiseHeadline = (
  noise: NonNullable<AirOfStation["noise"]>,
  { quantities: all }: AirOfStation,
  { language }: Asked,
): Headline => {
  const { lden, hour, latest, guideline, words } = noise;
  const value = lden ?? hour?.value ?? latest?.value;
  return {
    quantity: "laeq",
    over: lden === null ? (hour === null ? "now" : "hour") : "day",
    value,
    sentence: typeset(language, words[language]),
    trend: all.find(({ quantity }) => quantity === "laeq")?.trend ?? null,
    ...(lden === null
      ? {}
      : {
          guideline: {
            value: guideline.value,
            source: { title: guideline.source },
            period: "year",
            above: lden > guideline.value,
          },
        }),
    notes: [],
  };
};

/** What a value of a quantity is worth, in one language: for the rows of a table. */
export interface Worth {
  readonly level: Level;
  readonly band: string | undefined;
  readonly trend: "rising" | "falling" | "steady" | null;
  /** Means of the last 24 whole hours, the oldest first. */
  readonly hours: readonly (number | null)[];
}

export const worthOf = (
  here: AirOfStation | undefined,
  language: Language,
): { readonly [quantity: string]: Worth } =>
  Object.fromEntries(
    (here?.quantities ?? []).map(({ quantity, level, words, trend, hours = [] }) => [
      quantity,
      {
        level: level as Level,
        band: words === null ? undefined : typeset(language, words[language]),
        ...{ trend, hours },
      },
    ]),
  );
