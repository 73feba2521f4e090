import type { Country, Shapes } from "./countries.ts";
import { featuresOf } from "./features.ts";
import {
  type AddressEntry,
  addressOf,
  type Cells,
  cellsReader,
  type DensityEntry,
  densityOf,
  type Format,
  formatNames,
  formatOfColumns,
  parseFeature,
  type Read,
  shapesOf,
  type TerritoryEntry,
  territoriesOf,
  territoryOfFeature,
} from "./formats.ts";
import { delimiterOf, fieldsOf, type Line, linesOf } from "./lines.ts";
import { type DamagedLine, FileRefused, fileSentences, lineSentences } from "./sentences.ts";

/** What some lines of a file say, in their order. */
export type Batch = {
  readonly lines: number;
  readonly damages: readonly DamagedLine[];
} & (
  | { readonly type: "territories"; readonly entries: readonly TerritoryEntry[] }
  | { readonly type: "densities"; readonly entries: readonly DensityEntry[] }
  | { readonly type: "addresses"; readonly entries: readonly AddressEntry[] }
);

/** Of what a list names every territory. */
export interface Complete {
  readonly kinds: readonly string[];
  /** A pattern of codes of which it says nothing; undefined when there are none. */
  readonly outside: string | undefined;
}

/** A file that was recognised. */
export interface OpenedFile {
  /** The name of its list. */
  readonly format: string;
  readonly complete: Complete;
  readonly batches: AsyncIterable<Batch>;
}

const NOTHING_COMPLETE: Complete = { kinds: [], outside: undefined };

/** Titles may stand above the names of the columns, in a table that was saved from a spreadsheet. */
const HEADER_LINES = 20;

const namesIn = (line: Line): { columns: readonly string[]; delimiter: string } => {
  const delimiter = delimiterOf(line.text);
  const columns = fieldsOf(line.text, delimiter) ?? [];
  return { delimiter, columns: columns.map((column) => column.trim()) };
};

const isBlank = ({ text }: Line): boolean => /^[\s;,|"]*$/.test(text);

const batchOf = (
  lines: readonly Line[],
  format: Format,
  read: ReturnType<typeof cellsReader>,
  country: Country,
): Batch => {
  const damages: DamagedLine[] = [];
  const gather = <T>(parse: (cells: Cells) => Read<T>): T[] => {
    const entries: T[] = [];
    for (const line of lines) {
      const cells = read(line);
      const parsed = cells.ok ? parse(cells.cells) : cells;
      if (parsed.ok) for (const value of parsed.values) entries.push(value);
      else damages.push({ line: line.number, ...parsed.sentence });
    }
    return entries;
  };
  const counted = { lines: lines.length, damages };
  switch (format.type) {
    case "list":
      return {
        ...counted,
        type: "territories",
        entries: gather((cells) => territoriesOf(cells, format.list, country)),
      };
    case "densities":
      return {
        ...counted,
        type: "densities",
        entries: gather((cells) => densityOf(cells, format.densities, country)),
      };
    case "addresses":
      return {
        ...counted,
        type: "addresses",
        entries: gather((cells) => addressOf(cells, format.file, country)),
      };
    default:
      return format satisfies never;
  }
};

const LINES_AT_A_TIME = 5_000;

const openTable = async (parts: AsyncIterable<string>, country: Country): Promise<OpenedFile> => {
  const lines = linesOf(parts)[Symbol.asyncIterator]();
  const head: Line[] = [];
  let found:
    | { format: Format; columns: readonly string[]; delimiter: string; at: number }
    | undefined;
  while (found === undefined && head.length < HEADER_LINES) {
    const { done, value } = await lines.next();
    if (done === true) break;
    for (const line of value) {
      head.push(line);
      if (found !== undefined || head.length > HEADER_LINES) continue;
      const { columns, delimiter } = namesIn(line);
      const format = formatOfColumns(columns, country);
      if (format !== undefined) found = { format, columns, delimiter, at: head.length };
    }
  }
  if (found === undefined) {
    const first = head.find((line) => !isBlank(line));
    if (first === undefined) throw new FileRefused(fileSentences.empty());
    const { columns } = namesIn(first);
    throw new FileRefused(fileSentences.unknownFormat(columns.slice(0, 30), formatNames(country)));
  }
  const { format, columns, delimiter, at } = found;
  const read = cellsReader(columns, delimiter);
  async function* batches(): AsyncGenerator<Batch> {
    let waiting = head.slice(at);
    while (true) {
      const { done, value } = await lines.next();
      if (done !== true) waiting = waiting.concat(value);
      if (done !== true && waiting.length < LINES_AT_A_TIME) continue;
      const full = waiting.filter((line) => !isBlank(line));
      waiting = [];
      if (full.length > 0) yield batchOf(full, format, read, country);
      if (done === true) return;
    }
  }
  const complete =
    format.type === "list"
      ? { kinds: format.list.complete, outside: format.list.outside }
      : NOTHING_COMPLETE;
  return { format: format.name, complete, batches: batches() };
};

/** Outlines are long: so many characters of them are in memory at a time. */
const FEATURES_LENGTH = 2_000_000;

const openCollection = async (
  parts: AsyncIterable<string>,
  country: Country,
): Promise<OpenedFile> => {
  const features = featuresOf(parts)[Symbol.asyncIterator]();
  const first = await features.next();
  const opened = first.done === true ? undefined : parseFeature(first.value);
  if (first.done === true) throw new FileRefused(fileSentences.empty());
  const shapes: Shapes | undefined = opened && shapesOf(opened.properties, country);
  if (shapes === undefined)
    throw new FileRefused(
      fileSentences.unknownFormat(
        Object.keys(opened?.properties ?? {}).slice(0, 30),
        formatNames(country),
      ),
    );
  async function* batches(): AsyncGenerator<Batch> {
    let number = 0;
    let [entries, damages, lines, length]: [TerritoryEntry[], DamagedLine[], number, number] = [
      [],
      [],
      0,
      0,
    ];
    let next = first;
    while (next.done !== true) {
      number += 1;
      lines += 1;
      length += next.value.length;
      const parsed = parseFeature(next.value);
      const read =
        parsed === undefined
          ? { ok: false as const, sentence: lineSentences.feature() }
          : territoryOfFeature(parsed, shapes as Shapes, country);
      if (read.ok) entries.push(read.entry);
      if (read.sentence !== undefined) damages.push({ line: number, ...read.sentence });
      if (length > FEATURES_LENGTH) {
        yield { type: "territories", entries, damages, lines };
        [entries, damages, lines, length] = [[], [], 0, 0];
      }
      next = await features.next();
    }
    if (lines > 0) yield { type: "territories", entries, damages, lines };
  }
  return { format: shapes.name, complete: NOTHING_COMPLETE, batches: batches() };
};

/** Recognises a file by its first lines. Throws `FileRefused` when it is no list of this country. */
export const openFile = async (
  parts: AsyncGenerator<string>,
  country: Country,
): Promise<OpenedFile> => {
  let begin = "";
  while (begin.trim() === "") {
    const { done, value } = await parts.next();
    if (done === true) break;
    begin += value;
  }
  async function* whole(): AsyncGenerator<string> {
    yield begin;
    yield* parts;
  }
  return /^\s*[{[]/.test(begin) ? openCollection(whole(), country) : openTable(whole(), country);
};
