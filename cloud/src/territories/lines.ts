import { parse } from "csv-parse/sync";

/** No line of an official list is longer. */
const LINE_LENGTH = 65_536;

export interface Line {
  /** From 1, as an editor shows it. */
  readonly number: number;
  readonly text: string;
  /** It was longer than any line of a list: the rest is left out. */
  readonly cut: boolean;
}

/** The lines of a text that comes in parts; never more than one of them in memory. */
export async function* linesOf(parts: AsyncIterable<string>): AsyncGenerator<Line[]> {
  let number = 0;
  let pending = "";
  let cut = false;
  let skipsLineFeed = false;
  const finished = (text: string): Line => {
    number += 1;
    const line = { number, text: pending + text, cut };
    pending = "";
    cut = false;
    return line.text.length > LINE_LENGTH
      ? { ...line, text: line.text.slice(0, LINE_LENGTH), cut: true }
      : line;
  };
  for await (const given of parts) {
    // "\r" ended the part before and "\n" begins this one: one end of a line.
    const part: string = skipsLineFeed && given.startsWith("\n") ? given.slice(1) : given;
    skipsLineFeed = part === "" ? false : part.endsWith("\r");
    const pieces = part.split(/\r\n|\n|\r/);
    const rest = pieces.pop() ?? "";
    if (pieces.length > 0) yield pieces.map(finished);
    if (pending.length + rest.length > LINE_LENGTH) cut = true;
    pending = (pending + rest).slice(0, LINE_LENGTH);
  }
  if (pending !== "") yield [finished("")];
}

/** Fields of one line of CSV; undefined when its quotes do not fit. */
export const fieldsOf = (text: string, delimiter: string): readonly string[] | undefined => {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    const [fields] = parse(text, { delimiter, relax_column_count: true }) as string[][];
    return fields;
  } catch {
    return undefined;
  }
};

/** What separates the fields of a table: what its first line has most of. */
export const delimiterOf = (header: string): string =>
  [";", ",", "\t", "|"]
    .map((delimiter) => ({ delimiter, count: header.split(delimiter).length }))
    .reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
