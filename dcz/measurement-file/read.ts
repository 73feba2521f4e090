import type { QuantityName } from "@datacityzen/hardware/quantities";
import { textOf } from "./encoding.ts";
import {
  type Header,
  type HeaderFault,
  type HeaderOptions,
  readHeader,
  type ValueColumn,
} from "./header.ts";
import { quantityOfCell } from "./names.ts";
import { printable } from "./printable.ts";
import {
  createRecordReader,
  fieldsOf,
  holdsNothing,
  type Line,
  linesOf,
  type RecordFault,
  type RecordOutcome,
} from "./records.ts";
import { readTime, type WrittenTime } from "./times.ts";
import { type Conversion, conversionTo, type MixingRatio, unitOf } from "./units.ts";
import { numberOf } from "./values.ts";
import { isoIn, openZone, type Zone } from "./zone.ts";

/** Times without offset are of this zone, when neither the person nor the file says another. */
const PRESET_ZONE = "Europe/Paris";

/** In °C; a BME280 without a measurement says -144.70. */
const COLDEST = -60;

/** Some archives write about the station above their header. */
const MOST_LINES_ABOVE = 50;

export interface ReadOptions extends HeaderOptions {
  /** What the person said by `--zone`. */
  readonly zone?: Zone | undefined;
}

export interface MeasuredRow {
  readonly ok: true;
  /** The line of the file on which the row begins, from 1. */
  readonly line: number;
  /** UTC milliseconds. A date alone is its first instant in the zone. */
  readonly ms: number;
  /** The time for people and programs, in ISO 8601: a date stays a date, and an offset stays as it was written. */
  readonly at: string;
  readonly isDate: boolean;
  /** What tells series of one file apart (station, sensor); "" in a file of one. */
  readonly series: string;
  /** In the quantity's own unit, or in the mixing ratio that `ratios` says. What the file lacks is not here. */
  readonly values: { readonly [quantity in QuantityName]?: number };
  readonly ratios: { readonly [quantity in QuantityName]?: MixingRatio };
  /** Of the columns that were asked for besides. */
  readonly extra: readonly (number | undefined)[];
}

export type RowFault =
  | { readonly kind: RecordFault }
  | { readonly kind: "fields"; readonly found: number; readonly expected: number }
  | { readonly kind: "time"; readonly text: string }
  | { readonly kind: "time_missing"; readonly header: string }
  | { readonly kind: "time_skipped"; readonly text: string; readonly zone: string }
  | { readonly kind: "number"; readonly header: string; readonly text: string }
  | { readonly kind: "unit"; readonly text: string };

export interface WrongRow {
  readonly ok: false;
  readonly line: number;
  readonly fault: RowFault;
}

export type FileRow = MeasuredRow | WrongRow;

/** What a person should know of how their file was read. */
export type Note =
  | { readonly kind: "day_first"; readonly line: number; readonly text: string }
  | { readonly kind: "zone_of_archive"; readonly zone: string }
  /** From this line on, figures of a PPD42NS are left out: they count particles. */
  | { readonly kind: "particle_counts"; readonly line: number };

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

const delimiters = [";", "\t", ",", "|"] as const;

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

const holdsTime = (text: string, delimiter: string): boolean => {
  const fields = fieldsOf(text, delimiter);
  return typeof fields !== "string" && fields.some((field) => readTime(field) !== undefined);
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
    for (const [index, { text }] of batch.entries()) {
      // Excel's own way to say the separator.
      if (holdsNothing(text) || /^"?sep=.?"?$/i.test(text)) continue;
      const { delimiter, read } = headerIn(text, options);
      if (read.ok) return { delimiter, header: read.header, rest: batch.slice(index + 1) };
      // A line with a column of times is the header, whatever else it lacks; "Date;27/11/2026" is a title.
      if (read.fault.kind !== "no_time" && !holdsTime(text, delimiter)) return read.fault;
      fault ??= read.fault;
      seen += 1;
      if (seen > MOST_LINES_ABOVE) return fault;
    }
  }
};

/** Reads a row's time; remembers what came before, for the hour that autumn repeats. */
const createClock = (header: Header, zone: Zone, zoneOfFile: Zone) => {
  const before = new Map<string, { at: number; step: number }>();
  const said = header.time.zone === undefined ? undefined : openZone(header.time.zone);
  const zoneOfTimes = said ?? zoneOfFile;
  /** Of two instants, the one that goes on in the direction of the file. */
  const choose = (candidates: readonly number[], key: string): number => {
    const [first = 0, second = first] = candidates;
    const last = before.get(key);
    if (last === undefined || candidates.length < 2) return first;
    if (last.step < 0) return second < last.at ? second : first;
    return first > last.at ? first : second;
  };
  return (time: WrittenTime, text: string, key: string): { ms: number; at: string } | undefined => {
    if (time.offset !== undefined) {
      const ms = time.local - time.offset;
      const local = () => new Date(time.local).toISOString().replace(/(?:\.000)?Z$/, "");
      return { ms, at: isIsoInstant.test(text) ? text : `${local()}${time.suffix ?? "Z"}` };
    }
    if (time.isDate) {
      const day = new Date(time.local).toISOString().slice(0, 10);
      // Where midnight is skipped, the day begins when it ends.
      const [start] = zone.instantsOf(time.local);
      return { ms: start ?? zone.instantsOf(time.local + 3_600_000)[0] ?? time.local, at: day };
    }
    const candidates = zoneOfTimes.instantsOf(time.local);
    if (candidates.length === 0) return undefined;
    const ms = choose(candidates, key);
    const last = before.get(key);
    const step = last === undefined || ms === last.at ? (last?.step ?? 0) : ms - last.at;
    if (last === undefined) before.set(key, { at: ms, step });
    else {
      last.at = ms;
      last.step = step;
    }
    return { ms, at: isoIn(zoneOfTimes, ms) };
  };
};

/** As every program reads it: neither 24:00 nor a leap second. */
const isIsoInstant =
  /^\d{4}-\d{2}-\d{2}T(?!24)\d{2}:\d{2}(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Floating-point multiplication would make 0.057 × 1000 a number that no text wrote. */
const scaled = (value: number, factor: number): number =>
  factor === 1 ? value : Number((value * factor).toPrecision(14));

type Cells = readonly string[];

const wrongNumber = (header: string, text: string): RowFault => ({
  kind: "number",
  header: printable(header),
  text: printable(text),
});

const createRowReader = (header: Header, options: ReadOptions, zone: Zone, zoneOfFile: Zone) => {
  const { names, time, values: columns, long } = header;
  const expected = names.findLastIndex((name) => name !== "") + 1;
  const clock = createClock(header, zone, zoneOfFile);
  const order = header.monthFirst ? "month first" : "day first";
  const ratiosOf = (all: readonly ValueColumn[]) =>
    Object.fromEntries(
      all.flatMap(({ quantity, conversion }) =>
        "ratio" in conversion ? [[quantity, conversion.ratio]] : [],
      ),
    ) as MeasuredRow["ratios"];
  const wideRatios = ratiosOf(columns);
  const climate: readonly QuantityName[] = ["temperature", "humidity", "pressure"];
  const climateColumns = columns.flatMap(({ index, quantity }) =>
    climate.includes(quantity) ? [index] : [],
  );
  let dayFirst: Note | undefined;
  let particleCounts: Note | undefined;

  const isPpd = (cells: Cells): boolean => {
    const { type, ppdOnly = [] } = header.sensorCommunity ?? {};
    const isNamed = type !== undefined && /^ppd/i.test(cells[type] ?? "");
    return isNamed || ppdOnly.some((index) => typeof numberOf(cells[index] ?? "") === "number");
  };

  /** Columns of this row that hold no measurement of what they are called. */
  const foreignColumns = (cells: Cells, line: number): readonly number[] => {
    const special = header.sensorCommunity;
    if (special === undefined) return [];
    if (isPpd(cells)) {
      particleCounts ??= { kind: "particle_counts", line };
      return special.particles;
    }
    const celsius = special.temperature === undefined ? "" : cells[special.temperature];
    return Number(celsius) < COLDEST ? climateColumns : [];
  };

  const seriesOf = (cells: Cells): string =>
    header.series.length === 0 ? "" : header.series.map((index) => cells[index] ?? "").join("/");

  const wideValues = (cells: Cells, line: number): MeasuredRow["values"] | RowFault => {
    const values: { [quantity in QuantityName]?: number } = {};
    const foreign = foreignColumns(cells, line);
    for (const { index, header: name, quantity, conversion } of columns) {
      if (foreign.includes(index)) continue;
      const text = cells[index] ?? "";
      const value = numberOf(text);
      if (value === "wrong") return wrongNumber(name, text);
      if (value === undefined) continue;
      values[quantity] = "factor" in conversion ? scaled(value, conversion.factor) : value;
    }
    return values;
  };

  /** Undefined for a row of a quantity that nobody asked for. */
  const longValues = (
    cells: Cells,
    { value: usual, highestOfGases, parameter, unit }: NonNullable<Header["long"]>,
  ): Pick<MeasuredRow, "values" | "ratios"> | RowFault | undefined => {
    const quantity =
      parameter === undefined ? options.valueIs : quantityOfCell(cells[parameter] ?? "");
    if (quantity === undefined || !options.quantities.includes(quantity)) return undefined;
    const index = quantity.startsWith("pm") ? usual : (highestOfGases ?? usual);
    const text = cells[index] ?? "";
    const value = numberOf(text);
    if (value === "wrong") return wrongNumber(names[index] ?? "", text);
    const isValid = header.validity === undefined || !(Number(cells[header.validity]) < 0);
    if (value === undefined || !isValid) return { values: {}, ratios: {} };
    return inUnit(quantity, value, unit === undefined ? "" : (cells[unit] ?? ""));
  };

  /** A value in the unit that a cell names; in the quantity's own where it is empty. */
  const inUnit = (
    quantity: QuantityName,
    value: number,
    unitCell: string,
  ): Pick<MeasuredRow, "values" | "ratios"> | RowFault => {
    const text = unitCell.trim();
    const known = text === "" ? undefined : unitOf(text);
    const conversion: Conversion | undefined =
      text === "" ? { factor: 1 } : known === undefined ? undefined : conversionTo(quantity, known);
    if (conversion === undefined) return { kind: "unit", text: printable(text) };
    return "ratio" in conversion
      ? { values: { [quantity]: value }, ratios: { [quantity]: conversion.ratio } }
      : { values: { [quantity]: scaled(value, conversion.factor) }, ratios: {} };
  };

  /** The one quantity of a file that has a column of units besides. */
  const withUnit = (
    cells: Cells,
    values: MeasuredRow["values"],
    unit: number,
  ): Pick<MeasuredRow, "values" | "ratios"> | RowFault => {
    const quantity = columns[0]?.quantity;
    const value = quantity === undefined ? undefined : values[quantity];
    if (quantity === undefined || value === undefined) return { values, ratios: {} };
    return inUnit(quantity, value, cells[unit] ?? "");
  };

  const read = (outcome: RecordOutcome): FileRow | undefined => {
    const { line } = outcome;
    const wrong = (fault: RowFault): WrongRow => ({ ok: false, line, fault });
    if ("fault" in outcome) return wrong({ kind: outcome.fault });
    const { fields: cells } = outcome;
    // A separator at the end of each line makes one more field, which is empty.
    const isCut = cells.length < expected;
    const hasMore =
      cells.length > names.length && cells.slice(names.length).some((cell) => cell.trim() !== "");
    if (isCut || hasMore)
      return wrong({ kind: "fields", found: cells.length, expected: names.length });
    const measured = long === undefined ? undefined : longValues(cells, long);
    if (long !== undefined && measured === undefined) return undefined;
    const timeText = (cells[time.index] ?? "").trim();
    const hourText = time.hours === undefined ? "" : (cells[time.hours] ?? "").trim();
    if (timeText === "") return wrong({ kind: "time_missing", header: printable(time.header) });
    const text =
      hourText === "" || /\d[T ]\d/.test(timeText)
        ? timeText
        : `${timeText} ${/^\d{1,2}$/.test(hourText) ? `${hourText}:00` : hourText}`;
    const written = readTime(text, order);
    if (written === undefined) return wrong({ kind: "time", text: printable(text) });
    if (written.isAmbiguous && order === "day first")
      dayFirst ??= { kind: "day_first", line, text };
    const wide = measured === undefined ? wideValues(cells, line) : undefined;
    if (wide !== undefined && "kind" in wide) return wrong(wide as RowFault);
    const found =
      wide === undefined
        ? measured
        : header.unit === undefined
          ? { values: wide, ratios: wideRatios }
          : withUnit(cells, wide, header.unit);
    if (found === undefined) return undefined;
    if ("kind" in found) return wrong(found);
    const { values, ratios } = found;
    const series = seriesOf(cells);
    const key = long?.parameter === undefined ? series : `${series}\n${cells[long.parameter]}`;
    const moment = clock(written, text, key);
    if (moment === undefined) return wrong({ kind: "time_skipped", text, zone: zoneOfFile.name });
    const extra: (number | undefined)[] = [];
    for (const index of header.extra) {
      const cell = cells[index] ?? "";
      const value = numberOf(cell);
      if (value === "wrong") return wrong(wrongNumber(names[index] ?? "", cell));
      extra.push(value);
    }
    return { ok: true, line, ...moment, isDate: written.isDate, series, values, ratios, extra };
  };
  return {
    read,
    notes: () => [dayFirst, particleCounts].filter((note) => note !== undefined),
  };
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
  const rowReader = createRowReader(header, options, zone, zoneOfFile);
  const contradicts =
    archive !== undefined && options.zone !== undefined && options.zone.name !== archive.name;

  async function* rows(): AsyncGenerator<readonly FileRow[]> {
    const records = createRecordReader(delimiter);
    const readAll = (outcomes: readonly RecordOutcome[]): FileRow[] => {
      const read: FileRow[] = [];
      for (const outcome of outcomes) {
        const row = rowReader.read(outcome);
        if (row !== undefined) read.push(row);
      }
      return read;
    };
    yield readAll(records.push(rest));
    for await (const batch of batches) yield readAll(records.push(batch));
    yield readAll(records.end());
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
        ...rowReader.notes(),
        ...(contradicts ? [{ kind: "zone_of_archive" as const, zone: archive.name }] : []),
      ],
    },
  };
};
