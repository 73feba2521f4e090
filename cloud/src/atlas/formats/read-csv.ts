import { parse } from "csv-parse/sync";
import {
  type Finding,
  type Findings,
  MOST_COLUMNS,
  MOST_LETTERS,
  MOST_RECORDS,
} from "./finding.ts";

export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

export interface CsvFile {
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly records: readonly CsvRecord[];
  /** Records that are none, in the order of the file. */
  readonly faults: readonly Finding[];
}

const DELIMITERS = [",", ";", "\t", "|"] as const;

interface Outcome {
  readonly records: CsvRecord[];
  readonly faults: Finding[];
}

/** So many records that are none are given up one by one; then the rest of the file is. */
const MOST_OPEN = 20;

/** Where the line begins that follows so many others. */
const startOfLine = (text: string, lines: number): number => {
  let start = 0;
  for (let line = 0; line < lines; line++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return start;
};

const recordsOf = (text: string, delimiter: string): Outcome => {
  const outcome: Outcome = { records: [], faults: [] };
  /** The last line of what was read so far: a record may hold line feeds. */
  let until = 0;
  let rest = text;
  for (let given = 0; given <= MOST_OPEN; given += 1) {
    const from = until;
    let isOpen = false;
    parse(rest, {
      delimiter,
      record_delimiter: "\n",
      relax_column_count: true,
      // A quote within a text stands for itself, as in every spreadsheet.
      relax_quotes: true,
      skip_records_with_error: true,
      max_record_size: MOST_LETTERS,
      to: MOST_RECORDS + 2 - outcome.records.length,
      on_skip: () => {
        isOpen = true;
        return undefined;
      },
      on_record: (fields: string[], { lines }) => {
        const isBlank = fields.length === 1 && fields[0] === "";
        if (!isBlank) outcome.records.push({ line: until + 1, fields });
        until = from + lines;
        return null;
      },
    });
    // The header is one more.
    if (outcome.records.length > MOST_RECORDS + 1) {
      const { line } = outcome.records.pop() as CsvRecord;
      outcome.faults.push({
        ...{ line, column: null, value: null },
        problem: { kind: "too_many_records", most: MOST_RECORDS },
      });
      break;
    }
    if (!isOpen) break;
    // The line is wrong; those after it are records of their own. One that is short went on only because of a quote.
    const begin = startOfLine(rest, until - from);
    const end = startOfLine(rest, until + 1 - from);
    outcome.faults.push({
      ...{ line: until + 1, column: null, value: null },
      problem:
        end - begin > MOST_LETTERS
          ? { kind: "record_too_long", most: MOST_LETTERS }
          : { kind: "quote_open" },
    });
    rest = rest.slice(end);
    until += 1;
  }
  return outcome;
};

/** The delimiter with which most names of the header are known; of equals the comma. */
const delimiterOf = (text: string, known: (name: string) => boolean): string => {
  const begun = text
    .slice(0, 2 * MOST_LETTERS)
    .trimStart()
    .slice(0, MOST_LETTERS);
  const first = /^[^\r\n]*/.exec(begun)?.[0] ?? "";
  let best: string = ",";
  let most = -1;
  for (const delimiter of DELIMITERS) {
    const names = recordsOf(first, delimiter).records[0]?.fields ?? [];
    const count = names.filter((name) => known(name.trim())).length + names.length / 1000;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
};

/** A text with a header; `known` tells names of columns from others. */
export const readCsv = (text: string, known: (name: string) => boolean): CsvFile | undefined => {
  // One end of a line, so that lines are counted as an editor does.
  const whole = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const delimiter = delimiterOf(whole, known);
  const { records, faults } = recordsOf(whole, delimiter);
  const [header, ...others] = records;
  if (header === undefined)
    return faults.length === 0 ? undefined : { header: [], delimiter, records: [], faults };
  return { header: header.fields.map((name) => name.trim()), delimiter, records: others, faults };
};

/** What is wrong with the file as a table, whatever its columns mean; a record by the names of its columns. */
export interface NamedRecord {
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
}

/** Names the fields of each record; a record with too few or too many is a fault, and its fields are named as far as they go. */
export const namedRecords = (
  { header, records, faults }: CsvFile,
  findings: Findings,
): readonly NamedRecord[] => {
  for (const fault of faults) findings.errors.push(fault);
  if (header.length > MOST_COLUMNS) {
    findings.errors.push({
      ...{ line: 1, column: null, value: null },
      problem: { kind: "too_many_columns", most: MOST_COLUMNS },
    });
    return [];
  }
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== "" && seen.has(name))
      findings.errors.push({
        line: 1,
        column: name,
        value: name,
        problem: { kind: "column_twice" },
      });
    seen.add(name);
  }
  return records.map(({ line, fields }) => {
    if (fields.length !== header.length)
      findings.errors.push({
        ...{ line, column: null, value: null },
        problem: { kind: "fields", found: fields.length, expected: header.length },
      });
    const values = new Map<string, string>();
    for (const [place, name] of header.entries())
      if (!values.has(name)) values.set(name, fields[place] ?? "");
    return { line, values };
  });
};
