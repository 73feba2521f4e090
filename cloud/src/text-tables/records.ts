/** No record of a measurement file is longer; what follows is left out, and the record is wrong. */
const LONGEST = 65_536;

/** A quoted field may hold so many line feeds: a quote that nobody closed costs no more than its own line. */
const MOST_LINES = 20;

/** A line of the file, its number as an editor shows it, from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly isTooLong: boolean;
}

/** The lines of a text that comes in parts, those of one part together; never more of it in memory. */
export async function* linesOf(parts: AsyncIterable<string>): AsyncGenerator<readonly Line[]> {
  let number = 0;
  let pending = "";
  /** What is left of a line that was given out already. */
  let isCut = false;
  let endedInReturn = false;
  const finish = (piece: string): Line[] => {
    if (isCut) {
      isCut = false;
      return [];
    }
    number += 1;
    const text = pending === "" ? piece : pending + piece;
    const isTooLong = text.length > LONGEST;
    pending = "";
    return [{ number, text: isTooLong ? text.slice(0, LONGEST) : text, isTooLong }];
  };
  for await (const given of parts) {
    if (given === "") continue;
    // "\r" ended the part before and "\n" begins this one: one end of a line.
    const part = endedInReturn && given.startsWith("\n") ? given.slice(1) : given;
    endedInReturn = given.endsWith("\r");
    const pieces = part.includes("\r") ? part.split(/\r\n|\n|\r/) : part.split("\n");
    const rest = pieces.pop() ?? "";
    const lines = pieces.flatMap(finish);
    if (!isCut) pending += rest;
    if (pending.length > LONGEST) {
      // At once: the end of the line may never come.
      lines.push(...finish(""));
      isCut = true;
    }
    if (lines.length > 0) yield lines;
  }
  if (pending !== "") yield finish("");
}

/** The fields of one record, or how its quotes do not fit: `open` when the next line may close them. */
export const fieldsOf = (
  text: string,
  delimiter: string,
): readonly string[] | "open" | "misplaced" => {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let start = at;
    while (text[start] === " ") start += 1;
    if (text[start] !== '"') {
      const end = text.indexOf(delimiter, at);
      fields.push(end < 0 ? text.slice(at) : text.slice(at, end));
      if (end < 0) return fields;
      at = end + 1;
      continue;
    }
    let field = "";
    let from = start + 1;
    for (;;) {
      const quote = text.indexOf('"', from);
      if (quote < 0) return "open";
      field += text.slice(from, quote);
      if (text[quote + 1] !== '"') {
        at = quote + 1;
        break;
      }
      field += '"';
      from = quote + 2;
    }
    fields.push(field);
    while (text[at] === " ") at += 1;
    if (at >= text.length) return fields;
    if (text[at] !== delimiter) return "misplaced";
    at += 1;
  }
};

export type RecordFault = "quotes" | "too_long";

export type RecordOutcome =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: RecordFault };

export interface RecordReader {
  push(lines: readonly Line[]): RecordOutcome[];
  end(): RecordOutcome[];
}

/** Blank lines and comments hold no record. */
const holdsNothing = (text: string): boolean =>
  text === "" || text.charCodeAt(0) === 0x23 || /^[\s;,|]*(?:#|$)/.test(text);

/** Fields stand between one of these; that of most tables in French first. */
export const delimiters = [";", "\t", ",", "|"] as const;

/** Above a header: nothing, a comment, or Excel's own way to say the separator. */
export const isAboveHeader = (text: string): boolean =>
  holdsNothing(text) || /^"?sep=.?"?$/i.test(text);

/** Joins the lines of quoted fields, and cuts records into their fields. */
export const createRecordReader = (delimiter: string): RecordReader => {
  let open: Line[] = [];
  const feed = (line: Line, outcomes: RecordOutcome[]): void => {
    if (open.length === 0 && holdsNothing(line.text)) return;
    const first = open[0] ?? line;
    const text =
      open.length === 0 ? line.text : [...open, line].map((each) => each.text).join("\n");
    const isTooLong = line.isTooLong || text.length > LONGEST;
    const fields = isTooLong ? "too_long" : fieldsOf(text, delimiter);
    if (fields === "too_long") giveUp([...open, line], fields, outcomes);
    else if (fields === "open" && open.length < MOST_LINES) open.push(line);
    else if (typeof fields === "string") giveUp([...open, line], "quotes", outcomes);
    else {
      open = [];
      outcomes.push({ line: first.number, fields });
    }
  };
  /** The first line is wrong; those after it are records of their own. */
  const giveUp = (
    [first, ...others]: readonly Line[],
    fault: RecordFault,
    outcomes: RecordOutcome[],
  ): void => {
    open = [];
    if (first !== undefined) outcomes.push({ line: first.number, fault });
    for (const line of others) feed(line, outcomes);
  };
  return {
    push: (lines) => {
      const outcomes: RecordOutcome[] = [];
      for (const line of lines) feed(line, outcomes);
      return outcomes;
    },
    end: () => {
      const outcomes: RecordOutcome[] = [];
      while (open.length > 0) giveUp(open, "quotes", outcomes);
      return outcomes;
    },
  };
};

/** The records of what follows a header in its part of the file, and then of all other parts; those of a part together. */
export async function* recordsAfter(
  rest: readonly Line[],
  batches: AsyncIterable<readonly Line[]>,
  delimiter: string,
): AsyncGenerator<readonly RecordOutcome[]> {
  const records = createRecordReader(delimiter);
  yield records.push(rest);
  for await (const batch of batches) yield records.push(batch);
  yield records.end();
}
