import {
  averageOfDay,
  averageOfHour,
  judgesDays,
  type OzoneOfHour,
} from "../../cloud/src/quality/indices/average.ts";
import {
  type Averaged,
  createHours,
  HOUR_MS,
  type Hours,
} from "../../cloud/src/quality/indices/hours.ts";
import {
  type Air,
  alike,
  type Concentration,
  pollutantsOf,
} from "../../cloud/src/quality/indices/judge.ts";
import type { Pollutant } from "../../cloud/src/quality/indices/table.ts";
import { averageOfYear, hoursOfDayIn } from "../../cloud/src/quality/indices/years.ts";
import { dayIn, isoIn, type Zone } from "../../cloud/src/text-tables/zone.ts";
import type { MeasuredRow } from "../measurement-file/row.ts";
import type { MixingRatio } from "../measurement-file/units.ts";
import { type Answer, type AskedIndex, createAnswers } from "./answer.ts";

/** So many answers are written together. */
const TOGETHER = 500;

interface Series {
  readonly hours: Map<Pollutant, Hours>;
  readonly ratios: Map<Pollutant, MixingRatio>;
  /** Of which values had another kind of unit than the one that is averaged. */
  readonly converted: Set<Pollutant>;
}

/** Each series costs some 4 kB, whatever it holds: a file with more has another number in each row. */
export const MOST_SERIES = 20_000;

export interface Collected {
  /** False when the file has too many series. */
  add(row: MeasuredRow): boolean;
  answers(): Generator<readonly Answer[]>;
}

/** How the file writes instants of UTC, so that hours are answered like its rows. */
type Style = "zone" | "Z" | ".000Z";

const styleOf = (at: string): Style => {
  if (at.endsWith(".000Z")) return ".000Z";
  return at.endsWith("Z") ? "Z" : "zone";
};

/** Gathers rows into hours, then answers each hour or day, one series after the other. */
export const createCollected = (
  index: AskedIndex,
  { zone, ozone }: { readonly zone: Zone; readonly ozone: OzoneOfHour },
): Collected => {
  const { table } = index;
  const wanted = pollutantsOf(table);
  const answers = createAnswers(index);
  const all = new Map<string, Series>();
  let phaseMs: number | undefined;
  let style: Style = "zone";

  const textOf = (ms: number): string => {
    const utc = new Date(ms).toISOString();
    if (style === ".000Z") return utc;
    return style === "Z" ? utc.replace(".000Z", "Z") : isoIn(zone, ms);
  };

  const concentration = (
    series: Series,
    pollutant: Pollutant,
    value: number | undefined,
  ): Concentration | undefined => {
    const ratio = series.ratios.get(pollutant);
    if (value === undefined) return undefined;
    return {
      value,
      isConverted: series.converted.has(pollutant),
      ...(ratio === undefined ? {} : { ratio }),
    };
  };

  const air = (series: Series, averages: readonly (readonly [Pollutant, Averaged])[]): Air => {
    const concentrations: { [pollutant in Pollutant]?: Concentration } = {};
    for (const [pollutant, { value, period }] of averages) {
      const given = concentration(series, pollutant, value);
      if (given !== undefined)
        concentrations[pollutant] = period === undefined ? given : { ...given, period };
    }
    return { concentrations };
  };

  /** Ozone's hour and sulphur dioxide's day, which the US index knows too. */
  const more = (series: Series, number: number): Pick<Air, "o3OneHour" | "so2Day"> => {
    const o3OneHour = concentration(series, "o3", series.hours.get("o3")?.mean(number));
    const so2Day = concentration(series, "so2", series.hours.get("so2")?.running(number, 24).value);
    return {
      ...(o3OneHour === undefined ? {} : { o3OneHour }),
      ...(so2Day === undefined ? {} : { so2Day }),
    };
  };

  const numbersOf = ({ hours }: Series): readonly number[] =>
    [...new Set([...hours.values()].flatMap((each) => each.numbers()))].sort((a, b) => a - b);

  function* answersOfHours(series: Series, place: Pick<Answer, "series">): Generator<Answer> {
    for (const number of numbersOf(series)) {
      const averages = [...series.hours].map(
        ([pollutant, hours]) =>
          [pollutant, averageOfHour(table, pollutant, hours, number, ozone)] as const,
      );
      const at = textOf(number * HOUR_MS - (phaseMs ?? 0));
      yield answers.averages({ at, ...place }, averages, {
        ...air(series, averages),
        ...(table.kind === "breakpoints" ? more(series, number) : {}),
      });
    }
  }

  const hoursOf = (date: Temporal.PlainDate): readonly number[] =>
    hoursOfDayIn(zone.name, phaseMs ?? 0)(date);

  /** Each day, or year, of which the series has rows, with what averages a pollutant over it. */
  function* spansOf(series: Series): Generator<{
    readonly at: string;
    average(pollutant: Pollutant, hours: Hours): Averaged;
  }> {
    const isOfYears = table.kind === "guideline" && table.judges === "longTerm";
    let last: string | undefined;
    for (const number of numbersOf(series)) {
      const day = dayIn(zone, number * HOUR_MS - (phaseMs ?? 0));
      const at = isOfYears ? day.slice(0, 4) : day;
      if (at === last) continue;
      last = at;
      const numbers = isOfYears ? [] : hoursOf(Temporal.PlainDate.from(day));
      yield {
        at,
        average: (pollutant, hours) =>
          isOfYears
            ? averageOfYear(pollutant, hours, { year: Number(at), hoursOf })
            : averageOfDay(table, pollutant, hours, numbers),
      };
    }
  }

  function* answersOfSpans(series: Series, place: Pick<Answer, "series">): Generator<Answer> {
    for (const { at, average } of spansOf(series)) {
      const averages = [...series.hours].map(
        ([pollutant, hours]) => [pollutant, average(pollutant, hours)] as const,
      );
      yield answers.averages({ at, ...place }, averages, air(series, averages));
    }
  }

  return {
    add: ({ ms, at, series: key, values, ratios }) => {
      if (phaseMs === undefined) {
        phaseMs = ((zone.offsetAt(ms) % HOUR_MS) + HOUR_MS) % HOUR_MS;
        style = styleOf(at);
      }
      let series = all.get(key);
      if (series === undefined) {
        if (all.size >= MOST_SERIES) return false;
        series = { hours: new Map(), ratios: new Map(), converted: new Set() };
        all.set(key, series);
      }
      for (const pollutant of wanted) {
        const value = values[pollutant];
        let hours = series.hours.get(pollutant);
        if (hours === undefined) {
          if (value === undefined) continue;
          hours = createHours(phaseMs);
          series.hours.set(pollutant, hours);
          // The first value says whether all are averaged as masses or as mixing ratios; the NowCast wants ratios.
          if (ratios[pollutant] !== undefined || (pollutant === "o3" && ozone === "nowcast"))
            series.ratios.set(pollutant, pollutant === "co" ? "ppm" : "ppb");
        }
        const ratio = ratios[pollutant];
        const isMass = !series.ratios.has(pollutant);
        if (value !== undefined && isMass !== (ratio === undefined))
          series.converted.add(pollutant);
        hours.add(
          ms,
          value === undefined || (isMass && ratio === undefined)
            ? value
            : alike(
                table,
                pollutant,
                ratio === undefined ? { value } : { value, ratio },
                isMass ? "mass" : "ratio",
              ).value,
        );
      }
      return true;
    },
    *answers() {
      let some: Answer[] = [];
      for (const [key, series] of all) {
        const place = all.size > 1 ? { series: key } : {};
        const ofSeries = judgesDays(table)
          ? answersOfSpans(series, place)
          : answersOfHours(series, place);
        for (const answer of ofSeries) {
          some.push(answer);
          if (some.length < TOGETHER) continue;
          yield some;
          some = [];
        }
      }
      if (some.length > 0) yield some;
    },
  };
};
