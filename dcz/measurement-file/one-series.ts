import { refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import type { AskedFile } from "./open.ts";
import { printable } from "./printable.ts";
import type { MeasuredRow } from "./row.ts";
import { measurementFileTexts } from "./texts.ts";

/** So many names of other series are shown. */
const MOST_SHOWN = 10;

const shown = (names: ReadonlySet<string>): readonly string[] =>
  [...names].slice(0, MOST_SHOWN).map(printable);

/**
 * The rows of one series of the file, some at a time: of `wanted`, or of the only one. False when the person
 * has been told that the file has several, or none of that name.
 */
export const readOneSeries = async (
  terminal: Terminal,
  asked: AskedFile,
  wanted: string | undefined,
  take: (rows: readonly MeasuredRow[]) => void,
): Promise<boolean> => {
  const texts = measurementFileTexts[terminal.language];
  const found = new Set<string>();
  for await (const rows of asked.rows()) {
    let last: string | undefined;
    for (const { series } of rows)
      if (series !== last) {
        found.add(series);
        last = series;
      }
    // Of two stations no mean is one of a place.
    if (wanted === undefined && found.size > 1) {
      refuse(terminal, texts.severalSeries(shown(found)));
      return false;
    }
    take(wanted === undefined ? rows : rows.filter(({ series }) => series === wanted));
  }
  if (wanted === undefined || found.size === 0 || found.has(wanted)) return true;
  refuse(terminal, texts.noSeries(wanted, shown(found)));
  return false;
};
