import {
  averageOfDay,
  averageOfHour,
  hoursOfDay,
  judgesDays,
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
  type IndexName,
  indexTables,
  pollutantsOf,
} from "../../cloud/src/quality/indices/judge.ts";
import type { Pollutant } from "../../cloud/src/quality/indices/table.ts";
import type { Language } from "../language.ts";
import type { MeasuredRow } from "../measurement-file/row.ts";
import type { MixingRatio } from "../measurement-file/units.ts";
import { dayIn, isoIn, type Zone } from "../measurement-file/zone.ts";
import { type Answer, createAnswers } from "./answer.ts";

/** So many answers are written together. */
const TOGETHER = 500;

interface Series {
  readonly hours: Map<Pollutant, Hours>;
  readonly ratios: Map<Pollutant, MixingRatio>;
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
export const createCollected = (name: IndexName, language: Language, zone: Zone): Collected => {
  const table = indexTables[name];
  const wanted = pollutantsOf(table);
  const answers = createAnswers(name, language);
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
    return ratio === undefined ? { value } : { value, ratio };
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
          [pollutant, averageOfHour(table, pollutant, hours, number)] as const,
      );
      const at = textOf(number * HOUR_MS - (phaseMs ?? 0));
      yield answers.averages({ at, ...place }, averages, {
        ...air(series, averages),
        ...(table.kind === "breakpoints" ? more(series, number) : {}),
      });
    }
  }

  function* answersOfDays(series: Series, place: Pick<Answer, "series">): Generator<Answer> {
    let last: string | undefined;
    for (const number of numbersOf(series)) {
      const day = dayIn(zone, number * HOUR_MS - (phaseMs ?? 0));
      if (day === last) continue;
      last = day;
      const date = Temporal.PlainDate.from(day);
      const [from, until] = [date, date.add({ days: 1 })].map(
        (each) => each.toZonedDateTime(zone.name).epochMilliseconds,
      ) as [number, number];
      const numbers = hoursOfDay(from, until, phaseMs ?? 0);
      const averages = [...series.hours].map(
        ([pollutant, hours]) =>
          [pollutant, averageOfDay(table, pollutant, hours, numbers)] as const,
      );
      yield answers.averages({ at: day, ...place }, averages, air(series, averages));
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
        series = { hours: new Map(), ratios: new Map() };
        all.set(key, series);
      }
      for (const pollutant of wanted) {
        const value = values[pollutant];
        let hours = series.hours.get(pollutant);
        if (hours === undefined) {
          if (value === undefined) continue;
          hours = createHours(phaseMs);
          series.hours.set(pollutant, hours);
          // The first value says whether all are averaged as masses or as mixing ratios.
          if (ratios[pollutant] !== undefined)
            series.ratios.set(pollutant, pollutant === "co" ? "ppm" : "ppb");
        }
        const ratio = ratios[pollutant];
        const isMass = !series.ratios.has(pollutant);
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
          ? answersOfDays(series, place)
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
