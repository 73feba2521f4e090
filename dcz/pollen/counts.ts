import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import { quantityOfTaxon, taxonKeys, taxonNamed } from "../../cloud/src/quality/pollen/taxa.ts";
import { createValueSeries, type OrderedValues } from "../../cloud/src/quality/value-series.ts";
import { dayIn, isoIn, type Zone } from "../../cloud/src/text-tables/zone.ts";
import { createLinesOfRows } from "../measurement-file/lines-of-rows.ts";
import { nameRows } from "../measurement-file/named-rows.ts";
import { quantityOfHeader } from "../measurement-file/names.ts";
import { readOneSeries } from "../measurement-file/one-series.ts";
import { askedZone, openAskedFile } from "../measurement-file/open.ts";
import type { Terminal } from "../terminal.ts";
import { pollenTexts } from "./texts.ts";

export interface Counts {
  readonly values: OrderedValues;
  /** Rows read, with a value or without; wrong rows are not among them. */
  readonly rows: number;
  readonly zone: Zone;
}

/** "pollen_range", "n_above_10", "PM10": what an optical counter counts or weighs, whatever its size. */
const isOfParticles = (name: string): boolean => {
  const quantity = quantityOfHeader(name);
  return (
    quantity === "pollen_range" ||
    (quantity !== undefined && /^(?:n_|pm)/.test(quantity)) ||
    /partic/i.test(name)
  );
};

/** The taxon that somebody means; a sentence where there is none. */
export const askedTaxon = (
  { language }: Pick<Terminal, "language">,
  name: string | undefined,
): { readonly taxon: Taxon } | string => {
  const texts = pollenTexts[language];
  if (name === undefined) return texts.noTaxon(taxonKeys);
  const taxon = taxonNamed(name);
  if (taxon !== undefined) return { taxon };
  return isOfParticles(name) ? texts.particles : texts.unknownTaxon(name, taxonKeys);
};

/** MeteoSwiss's hours, and its days from midnight to midnight. */
const isOtherMean = (name: string): boolean =>
  /^k[ah][a-z]{4}(?:h\d|d1|m\d|y\d)$/i.test(name.trim());

/** The counts of one taxon in a person's file. Undefined when the person has been told why there are none. */
export const readCounts = async (
  terminal: Terminal,
  file: string | undefined,
  asked: { readonly taxon: Taxon; readonly zone?: string; readonly series?: string },
): Promise<Counts | undefined> => {
  const texts = pollenTexts[terminal.language];
  const askedFor = askedZone(terminal, asked.zone);
  if (askedFor === "refused") return;
  const quantity: QuantityName = quantityOfTaxon(asked.taxon);
  const opened = await openAskedFile(
    terminal,
    file,
    { quantities: [quantity], valueIs: quantity, zone: askedFor },
    (fault) => {
      if (fault.kind !== "no_values") return undefined;
      if (fault.found.some(isOtherMean)) return texts.hourly;
      return fault.found.some(isOfParticles) ? texts.particles : undefined;
    },
  );
  if (opened === undefined) return;
  const { zone } = opened.file;
  const series = createValueSeries();
  const lines = createLinesOfRows();
  const wrong = nameRows(terminal);
  let datesOnly = true;
  const read = await readOneSeries(terminal, opened, asked.series, (rows) => {
    for (const { line, ms, isDate, values } of rows) {
      const count = values[quantity] ?? Number.NaN;
      if (count < 0) wrong.name(line, texts.negative(String(count)));
      lines.add(series.size, line);
      series.add(ms, count < 0 ? Number.NaN : count);
      datesOnly &&= isDate;
    }
  });
  if (!read) return;
  const { values, contradictions } = series.ordered();
  for (const { at, row, kept, dropped } of contradictions.first.toSorted((a, b) => a.row - b.row)) {
    const shownAt = datesOnly ? dayIn(zone, at) : isoIn(zone, at);
    wrong.name(lines.lineOf(row), texts.twice(shownAt, kept, dropped));
  }
  wrong.more(contradictions.count - contradictions.first.length);
  wrong.end();
  return { values, rows: series.size, zone };
};
