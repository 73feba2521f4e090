import type { QuantityName } from "@datacityzen/hardware/quantities";
import { textOf } from "../../cloud/src/text-tables/encoding.ts";
import {
  delimiters,
  fieldsOf,
  isAboveHeader,
  type Line,
  linesOf,
  recordsAfter,
} from "../../cloud/src/text-tables/records.ts";
import { dateOrderOf, readTime } from "../../cloud/src/text-tables/times.ts";
import { openZone, type Zone } from "../../cloud/src/text-tables/zone.ts";
import { type Header, type HeaderFault, type HeaderOptions, readHeader } from "./header.ts";
import { printable } from "./printable.ts";
import type { FileRow, Note } from "./row.ts";
import { timeTextOf } from "./row-clock.ts";
import { createRowReader } from "./row-reader.ts";
import { withoutHeader } from "./without-header.ts";

/** Times without offset are of this zone, when neither the person nor the file says another. */
const PRESET_ZONE = "Europe/Paris";

/** Some archives write about the station above their header. */
const MOST_LINES_ABOVE = 50;

export interface ReadOptions extends HeaderOptions {
  /** What the person said by `--zone`. */
  readonly zone?: Zone | undefined;
}

export interface MeasurementFile {
  readonly header: Header;
  /** Those of the asked quantities that the file has; in a long file all that were asked. */
  readonly quantities: readonly QuantityName[];
  /** Of days, and of times without offset where the file names no zone. */
  readonly zone: Zone;
  /** The rows, some at a time, wrong ones among them. Call it once. */
  rows(): AsyncGenerator<readonly FileRow[]>;
  notes(): readonly Note[];
}

export type OpenedFile =
  | { readonly ok: true; readonly file: MeasurementFile }
  | { readonly ok: false; readonly fault: HeaderFault | { readonly kind: "empty" } };

/** The header, as the separator reads it that finds most in it. */
const headerIn = (
  text: string,
  options: HeaderOptions,
): { delimiter: string; read: ReturnType<typeof readHeader> } => {
  const tries = delimiters.flatMap((delimiter) => {
    const fields = fieldsOf(text, delimiter);
    if (typeof fields === "string") return [];
    return [{ delimiter, count: fields.length, read: readHeader(fields, options) }];
  });
  const best =
    tries.find(({ read, count }) => read.ok && count > 1) ??
    tries.find(({ read }) => !read.ok && read.fault.kind !== "no_time") ??
    tries.reduce<(typeof tries)[number] | undefined>(
      (most, next) => (most === undefined || next.count > most.count ? next : most),
      undefined,
    );
  return best ?? { delimiter: ",", read: readHeader([text], options) };
};

/** A row of data, not of names: Open-Meteo writes the place above its header. */
const holdsData = (text: string, delimiter: string): boolean => {
  const fields = fieldsOf(text, delimiter);
  return (
    typeof fields !== "string" &&
    fields.some((field) => readTime(field) !== undefined || /^-?\d+\.\d+$/.test(field.trim()))
  );
};

interface Opening {
  readonly delimiter: string;
  readonly header: Header;
  /** What follows the header in the part of the file that held it. */
  readonly rest: readonly Line[];
}

/** Reads up to the header. Titles may stand above it; when nothing is one, the first line is at fault. */
const openHeader = async (
  batches: AsyncIterator<readonly Line[]>,
  options: HeaderOptions,
): Promise<Opening | HeaderFault | "empty"> => {
  let fault: HeaderFault | undefined;
  let seen = 0;
  for (;;) {
    const { done, value: batch } = await batches.next();
    if (done === true) return fault ?? "empty";
    for (const [index, { text, isTooLong }] of batch.entries()) {
      if (isAboveHeader(text)) continue;
      const known = seen === 0 ? withoutHeader(text) : undefined;
      if (known !== undefined) {
        const read = readHeader(known.names, options);
        if (!read.ok) return read.fault;
        const header = { ...read.header, monthFirst: known.monthFirst };
        return { delimiter: known.delimiter, header, rest: batch.slice(index) };
      }
      const { delimiter, read } = headerIn(text, options);
      if (read.ok) return { delimiter, header: read.header, rest: batch.slice(index + 1) };
      // A line with a column of times is the header, whatever else it lacks; "Date;27/11/2026" is a title.
      if (read.fault.kind !== "no_time" && !holdsData(text, delimiter)) return read.fault;
      fault ??= read.fault;
      // Neither a title nor a header: a file of another kind, whose line may never end.
      if (isTooLong) return fault;
      seen += 1;
      if (seen > MOST_LINES_ABOVE) return fault;
    }
  }
};

/** The row by which dates have the month first; of the rows that came together with the header. */
const monthFirstIn = ({ header, delimiter, rest }: Opening): Note | undefined => {
  const times = rest.flatMap(({ number, text: row }) => {
    const fields = fieldsOf(row, delimiter);
    return typeof fields === "string"
      ? []
      : [{ line: number, text: timeTextOf(header.time, fields) }];
  });
  if (dateOrderOf(times.map(({ text }) => text)) !== "month first") return undefined;
  const found = times.find(({ text }) => dateOrderOf([text]) === "month first");
  return found && { kind: "month_first", line: found.line, text: printable(found.text) };
};

/** Opens a measurement file: reads its header, and then its rows as they are asked for. */
export const openMeasurements = async (
  parts: AsyncIterable<Uint8Array | string>,
  options: ReadOptions,
): Promise<OpenedFile> => {
  const batches = linesOf(textOf(parts));
  const opening = await openHeader(batches, options);
  if (opening === "empty") return { ok: false, fault: { kind: "empty" } };
  if ("kind" in opening) return { ok: false, fault: opening };
  const { delimiter, header, rest } = opening;
  const preset = openZone(PRESET_ZONE);
  const zone = options.zone ?? preset;
  const archive = header.archiveZone === undefined ? undefined : openZone(header.archiveZone);
  if (zone === undefined) throw new Error(`No zone ${PRESET_ZONE} on this machine.`);
  const zoneOfFile = options.zone ?? archive ?? zone;
  const monthFirst = header.monthFirst ? undefined : monthFirstIn(opening);
  const order = header.monthFirst || monthFirst !== undefined ? "month first" : "day first";
  const rowReader = createRowReader(header, options, { zone, zoneOfFile, order });
  const contradicts =
    archive !== undefined && options.zone !== undefined && options.zone.name !== archive.name;

  async function* rows(): AsyncGenerator<readonly FileRow[]> {
    for await (const outcomes of recordsAfter(rest, batches, delimiter)) {
      const read: FileRow[] = [];
      for (const outcome of outcomes) {
        const row = rowReader.read(outcome);
        if (row !== undefined) read.push(row);
      }
      yield read;
    }
  }

  return {
    ok: true,
    file: {
      header,
      quantities:
        header.long === undefined
          ? header.values.map(({ quantity }) => quantity)
          : options.valueIs !== undefined && header.long.parameter === undefined
            ? [options.valueIs]
            : options.quantities,
      zone,
      rows,
      notes: () => [
        ...(monthFirst === undefined ? [] : [monthFirst]),
        ...rowReader.notes(),
        ...(contradicts ? [{ kind: "zone_of_archive" as const, zone: archive.name }] : []),
      ],
    },
  };
};
