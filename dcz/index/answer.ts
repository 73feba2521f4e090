import type { Averaged } from "../../cloud/src/quality/indices/hours.ts";
import {
  type Air,
  type Concentration,
  type IndexName,
  indexTables,
  type Judgement,
  judge,
  type Part,
  scaleWords,
} from "../../cloud/src/quality/indices/judge.ts";
import { type Pollutant, pollutants } from "../../cloud/src/quality/indices/table.ts";
import type { Language } from "../language.ts";
import type { MeasuredRow } from "../measurement-file/read.ts";

/** What is answered for a row, an hour or a day. */
export interface Answer {
  readonly at: string;
  /** The row's line in the file; an average of several rows has none. */
  readonly line?: number;
  /** Station and sensor, in a file of several. */
  readonly series?: string;
  readonly quantity: Pollutant | null;
  readonly value: number | null;
  readonly band: string | null;
  readonly label: string | null;
  readonly scale: string | null;
  readonly parts: readonly Part[];
  readonly missing: readonly Pollutant[];
  /** Of which pollutants too few values were there for a mean. */
  readonly incomplete?: readonly {
    readonly quantity: Pollutant;
    readonly count: number;
    readonly expected: number;
  }[];
  readonly conversion: string | null;
  readonly table: IndexName;
  readonly version: string;
}

type Place = Pick<Answer, "at" | "line" | "series">;

const answerOf = (
  name: IndexName,
  language: Language,
  place: Place,
  { quantity, value, band, parts, missing, conversion }: Judgement,
  incomplete: NonNullable<Answer["incomplete"]>,
): Answer => {
  const table = indexTables[name];
  const known = parts.flatMap((part) => (part.band === null ? [] : [part.quantity]));
  return {
    ...place,
    quantity,
    value,
    band: band?.key ?? null,
    label: band?.name[language] ?? null,
    scale: scaleWords(table, known)?.[language] ?? null,
    parts,
    missing,
    ...(incomplete.length > 0 ? { incomplete } : {}),
    conversion,
    table: name,
    version: table.version,
  };
};

/** The answer to a row whose values are averaged already. */
export const answerRow = (
  name: IndexName,
  language: Language,
  { at, line, values, ratios }: MeasuredRow,
): Answer => {
  const concentrations: { [pollutant in Pollutant]?: Concentration } = {};
  for (const pollutant of pollutants) {
    const value = values[pollutant];
    if (value === undefined) continue;
    const ratio = ratios[pollutant];
    concentrations[pollutant] = ratio === undefined ? { value } : { value, ratio };
  }
  const judgement = judge(indexTables[name], { concentrations });
  return answerOf(name, language, { at, line }, judgement, []);
};

/** The answer to an hour or a day. */
export const answerAverages = (
  name: IndexName,
  language: Language,
  place: Place,
  averages: readonly (readonly [Pollutant, Averaged])[],
  air: Air,
): Answer =>
  answerOf(
    name,
    language,
    place,
    judge(indexTables[name], air),
    averages.flatMap(([quantity, { value, count, expected }]) =>
      value === undefined && count > 0 ? [{ quantity, count, expected }] : [],
    ),
  );
