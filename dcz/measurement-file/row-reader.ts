import type { QuantityName } from "@datacityzen/hardware/quantities";
import { channelsAgree } from "../../cloud/src/quality/checks/two-channels.ts";
import type { RecordOutcome } from "../../cloud/src/text-tables/records.ts";
import { type DateOrder, readTime } from "../../cloud/src/text-tables/times.ts";
import { hasThousands, numberOf } from "../../cloud/src/text-tables/values.ts";
import type { Zone } from "../../cloud/src/text-tables/zone.ts";
import type { Header, HeaderOptions, ValueColumn } from "./header.ts";
import { quantityOfCell } from "./names.ts";
import { printable } from "./printable.ts";
import type { FileRow, MeasuredRow, Note, RowFault, WrongRow } from "./row.ts";
import { createClock, timeTextOf } from "./row-clock.ts";
import { type Conversion, conversionTo, unitOf } from "./units.ts";

/** In °C; a BME280 without a measurement says -144.70. */
const COLDEST = -60;

/** Floating-point multiplication would make 0.057 × 1000 a number that no text wrote. */
const scaled = (value: number, factor: number): number =>
  factor === 1 ? value : Number((value * factor).toPrecision(14));

type Cells = readonly string[];

const wrongNumber = (header: string, text: string): RowFault => ({
  kind: hasThousands(text) ? "thousands" : "number",
  header: printable(header),
  text: printable(text),
});

const saysInvalid = (cell: string): boolean =>
  Number(cell) < 0 || /^(?:invalid|missing|suspect)$/i.test(cell.trim());

export const createRowReader = (
  header: Header,
  options: HeaderOptions,
  {
    zone,
    zoneOfFile,
    order,
  }: { readonly zone: Zone; readonly zoneOfFile: Zone; readonly order: DateOrder },
) => {
  const { names, time, values: columns, besides, long } = header;
  const expected = names.findLastIndex((name) => name !== "") + 1;
  const clock = createClock(header, zone, zoneOfFile);
  const ratiosOf = (all: readonly ValueColumn[]) =>
    Object.fromEntries(
      all.flatMap(({ quantity, conversion }) =>
        "ratio" in conversion ? [[quantity, conversion.ratio]] : [],
      ),
    ) as MeasuredRow["ratios"];
  const wideRatios = ratiosOf(columns);
  const secondRatios = ratiosOf(besides);
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

  const wideValues = (
    cells: Cells,
    line: number,
    asked: readonly ValueColumn[],
  ): MeasuredRow["values"] | RowFault => {
    const values: { [quantity in QuantityName]?: number } = {};
    const foreign = foreignColumns(cells, line);
    const channels = new Map<QuantityName, number[]>();
    for (const { index, header: name, quantity, conversion, isChannel } of asked) {
      if (foreign.includes(index)) continue;
      const text = cells[index] ?? "";
      const value = numberOf(text);
      if (value === "wrong") return wrongNumber(name, text);
      // Of several columns of one quantity the first that is filled counts.
      if (value === undefined || values[quantity] !== undefined) continue;
      const own = "factor" in conversion ? scaled(value, conversion.factor) : value;
      if (isChannel === true) channels.set(quantity, [...(channels.get(quantity) ?? []), own]);
      else values[quantity] = own;
    }
    // Where one is silent or they contradict each other, nobody knows which is right.
    for (const [quantity, [one, other]] of channels)
      if (one !== undefined && other !== undefined && channelsAgree(one, other))
        values[quantity] = (one + other) / 2;
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
    const isValid = header.validity === undefined || !saysInvalid(cells[header.validity] ?? "");
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

  /** Quantities whose unit stands in a column of its own. */
  const withUnits = (
    cells: Cells,
    values: MeasuredRow["values"],
  ): Pick<MeasuredRow, "values" | "ratios"> | RowFault => {
    let found: Pick<MeasuredRow, "values" | "ratios"> = { values, ratios: wideRatios };
    for (const { quantity, index } of header.units) {
      const value = values[quantity];
      if (value === undefined) continue;
      const one = inUnit(quantity, value, cells[index] ?? "");
      if ("kind" in one) return one;
      found = {
        values: { ...found.values, ...one.values },
        ratios: { ...found.ratios, ...one.ratios },
      };
    }
    return found;
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
    const text = timeTextOf(time, cells);
    if (text === "") return wrong({ kind: "time_missing", header: printable(time.header) });
    const written = readTime(text, order);
    if (written === undefined) return wrong({ kind: "time", text: printable(text) });
    if (written.isAmbiguous && order === "day first")
      dayFirst ??= { kind: "day_first", line, text };
    const wide = measured === undefined ? wideValues(cells, line, columns) : undefined;
    if (wide !== undefined && "kind" in wide) return wrong(wide as RowFault);
    const found =
      wide === undefined
        ? measured
        : header.units.length === 0
          ? { values: wide, ratios: wideRatios }
          : withUnits(cells, wide);
    if (found === undefined) return undefined;
    if ("kind" in found) return wrong(found);
    const { values, ratios } = found;
    const second = besides.length === 0 ? undefined : wideValues(cells, line, besides);
    if (second !== undefined && "kind" in second) return wrong(second as RowFault);
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
    return {
      ...{ ok: true, line, ...moment, isDate: written.isDate, series, values, ratios, extra },
      besides: second && { values: second, ratios: secondRatios },
    };
  };
  return {
    read,
    notes: () => [dayFirst, particleCounts].filter((note) => note !== undefined),
  };
};
