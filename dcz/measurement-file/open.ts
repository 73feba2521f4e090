import type { QuantityName } from "@datacityzen/hardware/quantities";
import { openZone, type Zone } from "../../cloud/src/text-tables/zone.ts";
import { refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import type { HeaderFault } from "./header.ts";
import { inputOf, refuseUnreadable } from "./input.ts";
import { type MeasurementFile, openMeasurements, type ReadOptions } from "./read.ts";
import type { MeasuredRow, Note, RowFault } from "./row.ts";
import { measurementFileTexts } from "./texts.ts";

/** So many wrong rows are named; of the others their number is said. */
const MOST_NAMED = 1000;

/** The zone that the person named: undefined when they named none, "refused" when it has been said that there is none. */
export const askedZone = (
  terminal: Terminal,
  name: string | undefined,
): Zone | undefined | "refused" => {
  if (name === undefined) return undefined;
  const zone = openZone(name);
  if (zone !== undefined) return zone;
  refuse(terminal, measurementFileTexts[terminal.language].noZone(name));
  return "refused";
};

const sentenceOfHeader = (
  terminal: Terminal,
  fault: HeaderFault | { readonly kind: "empty" },
  wanted: readonly QuantityName[],
): string => {
  const texts = measurementFileTexts[terminal.language];
  switch (fault.kind) {
    case "empty":
      return texts.empty;
    case "no_time":
      return fault.wanted === undefined
        ? texts.noTime(fault.found)
        : texts.noColumn(fault.wanted, fault.found);
    case "no_column":
      return texts.noColumn(fault.wanted, fault.found);
    case "no_values":
      return texts.noValues(wanted, fault.found);
    case "unit":
      return texts.badUnit(fault.header);
    case "twice":
      return texts.twice(fault.quantity, fault.headers);
    case "which_quantity":
      return texts.whichQuantity(fault.header, wanted);
    default:
      return fault satisfies never;
  }
};

const sentenceOfRow = (terminal: Terminal, fault: RowFault): string => {
  const { wrong } = measurementFileTexts[terminal.language];
  switch (fault.kind) {
    case "quotes":
      return wrong.quotes;
    case "too_long":
      return wrong.tooLong;
    case "fields":
      return wrong.fields(fault.found, fault.expected);
    case "time":
      return wrong.time(fault.text);
    case "time_missing":
      return wrong.timeMissing(fault.header);
    case "time_skipped":
      return wrong.timeSkipped(fault.text, fault.zone);
    case "number":
      return wrong.number(fault.header, fault.text);
    case "thousands":
      return wrong.thousands(fault.header, fault.text);
    case "unit":
      return wrong.unit(fault.text);
    default:
      return fault satisfies never;
  }
};

export interface AskedFile {
  readonly file: MeasurementFile;
  /** The good rows, some at a time. Wrong ones are named on standard error as they are met, notes at the end. */
  rows(): AsyncGenerator<readonly MeasuredRow[]>;
}

/**
 * Opens the file or standard input; undefined when the person has been told why not. `explain` may have a
 * better sentence for a header than ours.
 */
export const openAskedFile = async (
  terminal: Terminal,
  path: string | undefined,
  options: ReadOptions,
  explain: (fault: HeaderFault | { readonly kind: "empty" }) => string | undefined = () =>
    undefined,
): Promise<AskedFile | undefined> => {
  try {
    const opened = await openMeasurements(inputOf(terminal, path), options);
    if (!opened.ok) {
      const { fault } = opened;
      refuse(terminal, explain(fault) ?? sentenceOfHeader(terminal, fault, options.quantities));
      return undefined;
    }
    const { file } = opened;
    return { file, rows: () => namedRows(terminal, file) };
  } catch (error) {
    refuseUnreadable(terminal, path, error);
    return undefined;
  }
};

async function* namedRows(
  terminal: Terminal,
  file: MeasurementFile,
): AsyncGenerator<readonly MeasuredRow[]> {
  const texts = measurementFileTexts[terminal.language];
  let wrong = 0;
  for await (const batch of file.rows()) {
    const good: MeasuredRow[] = [];
    for (const row of batch) {
      if (row.ok) good.push(row);
      else {
        wrong += 1;
        if (wrong <= MOST_NAMED)
          terminal.err.say(`${texts.line(row.line, sentenceOfRow(terminal, row.fault))}\n`);
      }
    }
    if (good.length > 0) yield good;
  }
  if (wrong > MOST_NAMED) terminal.err.say(`${texts.more(wrong - MOST_NAMED)}\n`);
  for (const note of file.notes()) terminal.err.say(`${sentenceOfNote(texts, note)}\n`);
}

const sentenceOfNote = (
  texts: (typeof measurementFileTexts)[Terminal["language"]],
  note: Note,
): string => {
  switch (note.kind) {
    case "day_first":
      return texts.dayFirst(note.line, note.text);
    case "month_first":
      return texts.monthFirst(note.line, note.text);
    case "zone_of_archive":
      return texts.zoneOfArchive(note.zone);
    case "particle_counts":
      return texts.particleCounts(note.line);
    default:
      return note satisfies never;
  }
};

/** A JSON list on standard output, written as it is made; resolves to how many items it has. */
export const writeList = async (
  terminal: Terminal,
  items: AsyncIterable<readonly object[]>,
): Promise<number> => {
  let count = 0;
  for await (const some of items) {
    if (some.length === 0) continue;
    const text = some.map((item) => JSON.stringify(item)).join(",\n");
    await terminal.out.data(`${count === 0 ? "[\n" : ",\n"}${text}`);
    count += some.length;
  }
  await terminal.out.data(count === 0 ? "[]\n" : "\n]\n");
  return count;
};
