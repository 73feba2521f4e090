import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import { type DailyCounts, type DayNumber, dateOfDay, dayNumberOf } from "./daily-counts.ts";

/** How the first and the last day of a season are found. */
export type SeasonRule =
  /** `days` of 7 days in a row with at least `grains` each, and `sum` together: the first and the last such. */
  | {
      readonly kind: "of_seven";
      readonly days: number;
      readonly bounds: {
        readonly [taxon in Taxon]?: { readonly grains: number; readonly sum: number };
      };
    }
  /** The days on which the sum since the year's start reaches these shares of the year's sum. */
  | { readonly kind: "shares"; readonly from: number; readonly until: number }
  /** The first and the last day with more than so many grains. */
  | { readonly kind: "over"; readonly grains: number };

interface NamedRule {
  readonly rule: SeasonRule;
  readonly source: string;
}

export const seasonRules = {
  eaaci: {
    rule: {
      kind: "of_seven",
      days: 5,
      bounds: {
        poaceae: { grains: 3, sum: 30 },
        betula: { grains: 10, sum: 100 },
        cupressaceae: { grains: 20, sum: 200 },
        olea: { grains: 20, sum: 200 },
        ambrosia: { grains: 3, sum: 30 },
      },
    },
    source:
      "Pfaar O. et al., Defining pollen exposure times for clinical trials of allergen immunotherapy: an EAACI position paper, Allergy 72 (2017), 713-722",
  },
  "percent-90": {
    rule: { kind: "shares", from: 0.05, until: 0.95 },
    source: "Nilsson S. and Persson S., Grana 20 (1981), 179-182",
  },
  "percent-95": {
    rule: { kind: "shares", from: 0.025, until: 0.975 },
    source: "Andersen T.B., Grana 30 (1991), 269-275",
  },
  "percent-98": {
    rule: { kind: "shares", from: 0.01, until: 0.99 },
    source: "Galán C. et al., Grana 34 (1995), 189-198",
  },
} as const satisfies Record<string, NamedRule>;

export type NamedRuleKey = keyof typeof seasonRules;

/** The rule that somebody names: a key of the table, `90`, `95`, `98`, or `over-10` with any number. */
export const ruleNamed = (
  name: string,
): { readonly key: string; readonly rule: SeasonRule } | undefined => {
  const wanted = name.trim().toLowerCase();
  const key = /^(?:90|95|98)%?$/.test(wanted) ? `percent-${wanted.slice(0, 2)}` : wanted;
  if (Object.hasOwn(seasonRules, key)) return { key, rule: seasonRules[key as NamedRuleKey].rule };
  const [, grains] = /^over-(\d+(?:\.\d+)?)$/.exec(key) ?? [];
  return grains === undefined ? undefined : { key, rule: { kind: "over", grains: Number(grains) } };
};

export const isRuleFor = (rule: SeasonRule, taxon: Taxon): boolean =>
  rule.kind !== "of_seven" || rule.bounds[taxon] !== undefined;

/** Without another wish: EAACI where it defines the taxon's season, otherwise 95 % of the year's pollen. */
export const presetRule = (taxon: Taxon): NamedRuleKey =>
  isRuleFor(seasonRules.eaaci.rule, taxon) ? "eaaci" : "percent-95";

/** Where a pollen year starts: the month and day. A year is named after the one in which most of it lies. */
export interface YearStart {
  readonly month: number;
  readonly day: number;
}

const newYear: YearStart = { month: 1, day: 1 };
/** These may flower from December on: their years go from October to September. */
const october: YearStart = { month: 10, day: 1 };

export const presetYearStart = (taxon: Taxon): YearStart =>
  taxon === "alnus" || taxon === "corylus" || taxon === "cupressaceae" ? october : newYear;

/** "10-01"; undefined for what is no day of every year. */
export const yearStartNamed = (text: string): YearStart | undefined => {
  const [, month, day] = /^(\d{2})-(\d{2})$/.exec(text) ?? [];
  const start = { month: Number(month), day: Number(day) };
  const isDay =
    start.month >= 1 &&
    start.month <= 12 &&
    start.day >= 1 &&
    start.day <= Temporal.PlainYearMonth.from({ year: 2025, month: start.month }).daysInMonth;
  return isDay ? start : undefined;
};

export interface PollenSeason {
  readonly year: number;
  /** Undefined: no day of this year fulfils the rule. */
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly rule: string;
  /** From the first day to the last, both included. */
  readonly days: number | undefined;
  /** Days of the season of which nobody has a value. */
  readonly missing: number | undefined;
  /** Values that are there of the days of the pollen year. */
  readonly coverage: number;
  /** False where days without a value may have moved the start or the end. */
  readonly complete: boolean;
}

/** The season of each pollen year in which at least one day has a value. */
export const pollenSeasons = (
  counts: DailyCounts,
  taxon: Taxon,
  { key, rule }: { readonly key: string; readonly rule: SeasonRule },
  yearStart: YearStart = presetYearStart(taxon),
): PollenSeason[] => {
  const days = [...counts.keys()];
  const first = days.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY);
  const last = days.reduce((most, day) => Math.max(most, day), Number.NEGATIVE_INFINITY);
  const seasons: PollenSeason[] = [];
  if (days.length === 0) return seasons;
  // One year more on either side: the first day may lie in a pollen year that is named after the next.
  const from = Number(dateOfDay(first).slice(0, 4)) - 1;
  const until = Number(dateOfDay(last).slice(0, 4)) + 1;
  for (let year = from; year <= until; year += 1) {
    const span = yearSpan(year, yearStart);
    const present = presentIn(counts, span);
    if (present === 0) continue;
    const found = boundsOfSeason(counts, span, taxon, rule);
    const coverage = present / (span.until - span.from);
    seasons.push({ year, ...describe(counts, found, rule, coverage), rule: key, coverage });
  }
  return seasons;
};

/** Half open. */
interface Span {
  readonly from: DayNumber;
  readonly until: DayNumber;
}

const yearSpan = (year: number, { month, day }: YearStart): Span => {
  const starts = month > 6 ? year - 1 : year;
  const at = (each: number) => dayNumberOf(Temporal.PlainDate.from({ year: each, month, day }));
  return { from: at(starts), until: at(starts + 1) };
};

const presentIn = (counts: DailyCounts, { from, until }: Span): number => {
  let present = 0;
  for (let day = from; day < until; day += 1) if (counts.has(day)) present += 1;
  return present;
};

/** Both included. */
interface Bounds {
  readonly start: DayNumber;
  readonly end: DayNumber;
}

const boundsOfSeason = (
  counts: DailyCounts,
  span: Span,
  taxon: Taxon,
  rule: SeasonRule,
): Bounds | undefined => {
  switch (rule.kind) {
    case "of_seven": {
      const bounds = rule.bounds[taxon];
      return bounds && ofSeven(counts, span, { ...bounds, days: rule.days });
    }
    case "shares":
      return byShares(counts, span, rule);
    case "over": {
      const over = (day: DayNumber) => (counts.get(day) ?? 0) > rule.grains;
      return between(firstDay(span, over), lastDay(span, over));
    }
    default:
      return rule satisfies never;
  }
};

const between = (start: DayNumber | undefined, end: DayNumber | undefined): Bounds | undefined =>
  start === undefined || end === undefined ? undefined : { start, end };

const firstDay = ({ from, until }: Span, fits: (day: DayNumber) => boolean) => {
  for (let day = from; day < until; day += 1) if (fits(day)) return day;
  return undefined;
};

const lastDay = ({ from, until }: Span, fits: (day: DayNumber) => boolean) => {
  for (let day = until - 1; day >= from; day -= 1) if (fits(day)) return day;
  return undefined;
};

const WINDOW = 7;

/**
 * A season starts on the first day of five, within seven days in a row, that each have enough grains and
 * together enough. It ends on the last day of the last such five. A day without a value is none of them.
 */
const ofSeven = (
  counts: DailyCounts,
  span: Span,
  { grains, sum, days }: { grains: number; sum: number; days: number },
): Bounds | undefined => {
  const countOn = (day: DayNumber): number =>
    day < span.from || day >= span.until ? 0 : (counts.get(day) ?? 0);
  const fits = (direction: 1 | -1) => (day: DayNumber) => {
    const own = countOn(day);
    if (own < grains) return false;
    const others = Array.from({ length: WINDOW - 1 }, (_, index) =>
      countOn(day + direction * (index + 1)),
    )
      .filter((count) => count >= grains)
      .sort((a, b) => b - a)
      .slice(0, days - 1);
    return others.length === days - 1 && others.reduce((all, count) => all + count, own) >= sum;
  };
  return between(firstDay(span, fits(1)), lastDay(span, fits(-1)));
};

const byShares = (
  counts: DailyCounts,
  span: Span,
  { from, until }: { from: number; until: number },
): Bounds | undefined => {
  let total = 0;
  for (let day = span.from; day < span.until; day += 1) total += counts.get(day) ?? 0;
  if (total <= 0) return undefined;
  const reaches = (share: number) => {
    let sum = 0;
    // The sum of decimal counts is exact to a billionth, and a share that is just reached is reached.
    return (day: DayNumber) => {
      sum += counts.get(day) ?? 0;
      return sum >= total * share * (1 - 1e-9);
    };
  };
  return between(firstDay(span, reaches(from)), firstDay(span, reaches(until)));
};

const describe = (
  counts: DailyCounts,
  found: Bounds | undefined,
  rule: SeasonRule,
  coverage: number,
) => {
  if (found === undefined)
    return {
      start: undefined,
      end: undefined,
      days: undefined,
      missing: undefined,
      complete: coverage === 1,
    };
  const { start, end } = found;
  const days = end - start + 1;
  const missing = days - presentIn(counts, { from: start, until: end + 1 });
  // Shares depend on each day of the year; the other rules on the season and the week around it.
  const around = { from: start - WINDOW, until: end + WINDOW + 1 };
  const complete =
    rule.kind === "shares"
      ? coverage === 1
      : presentIn(counts, around) === around.until - around.from;
  return { start: dateOfDay(start), end: dateOfDay(end), days, missing, complete };
};
