import type { Averaged } from "../../cloud/src/quality/indices/hours.ts";
import {
  type Air,
  type Concentration,
  type IndexName,
  type IndexTable,
  type Judgement,
  judge,
  type Part,
  scaleWords,
} from "../../cloud/src/quality/indices/judge.ts";
import { type Pollutant, pollutants } from "../../cloud/src/quality/indices/table.ts";
import type { Language } from "../language.ts";
import type { MeasuredRow } from "../measurement-file/row.ts";

/** What is answered for a row, an hour or a day. */
export interface Answer {
  readonly at: string;
  /** The row's line in the file; an average of several rows has none. */
  readonly line?: number | undefined;
  /** Station and sensor, in a file of several. */
  readonly series?: string | undefined;
  readonly quantity: Pollutant | null;
  readonly value: number | null;
  readonly band: string | null;
  readonly label: string | null;
  readonly scale: string | null;
  readonly parts: readonly Part[];
  readonly missing: readonly Pollutant[];
  /** Of which pollutants too few values were there for a mean. */
  readonly incomplete?:
    | readonly {
        readonly quantity: Pollutant;
        readonly count: number;
        readonly expected: number;
      }[]
    | undefined;
  readonly conversion: string | null;
  readonly table: IndexName;
  readonly version: string;
}

type Place = Pick<Answer, "at" | "line" | "series">;

export interface Answers {
  /** The answer to a row whose values are averaged already. */
  row(row: MeasuredRow): Answer;
  /** The answer to an hour or a day. */
  averages(place: Place, averages: readonly (readonly [Pollutant, Averaged])[], air: Air): Answer;
}

const concentrationIn = (
  { values, ratios }: Pick<MeasuredRow, "values" | "ratios">,
  pollutant: Pollutant,
): Concentration | undefined => {
  const value = values[pollutant];
  const ratio = ratios[pollutant];
  if (value === undefined) return undefined;
  return ratio === undefined ? { value } : { value, ratio };
};

/** What a person asked for. */
export interface AskedIndex {
  readonly name: IndexName;
  readonly table: IndexTable;
  readonly language: Language;
}

/** Answers by one table, in one language. */
export const createAnswers = ({ name, table, language }: AskedIndex): Answers => {
  const scales = new Map<string, string | null>();

  const scaleOf = (parts: readonly Part[]): string | null => {
    let key = "";
    for (const { quantity, band } of parts) if (band !== null) key += `${quantity} `;
    let words = scales.get(key);
    if (words === undefined) {
      const known = parts.flatMap(({ quantity, band }) => (band === null ? [] : [quantity]));
      words = scaleWords(table, known)?.[language] ?? null;
      scales.set(key, words);
    }
    return words;
  };

  const answer = (
    { at, line, series }: Place,
    { quantity, value, band, parts, missing, conversion }: Judgement,
    incomplete: Answer["incomplete"],
  ): Answer => ({
    at,
    // `undefined` is not written.
    line,
    series,
    quantity,
    value,
    band: band?.key ?? null,
    label: band?.name[language] ?? null,
    scale: scaleOf(parts),
    parts,
    missing,
    incomplete,
    conversion,
    table: name,
    version: table.version,
  });

  return {
    row: (row) => {
      const { at, line, besides } = row;
      const series = row.series === "" ? undefined : row.series;
      const concentrations: { [pollutant in Pollutant]?: Concentration } = {};
      for (const pollutant of pollutants) {
        const given = concentrationIn(row, pollutant);
        if (given !== undefined) concentrations[pollutant] = given;
      }
      const o3OneHour = besides && concentrationIn(besides, "o3");
      const so2Day = besides && concentrationIn(besides, "so2");
      const air = {
        concentrations,
        ...(o3OneHour === undefined ? {} : { o3OneHour }),
        ...(so2Day === undefined ? {} : { so2Day }),
      };
      return answer({ at, line, series }, judge(table, air), undefined);
    },
    averages: (place, averages, air) => {
      const incomplete = averages.flatMap(([quantity, { value, count, expected }]) =>
        value === undefined && count > 0 ? [{ quantity, count, expected }] : [],
      );
      return answer(place, judge(table, air), incomplete.length > 0 ? incomplete : undefined);
    },
  };
};
