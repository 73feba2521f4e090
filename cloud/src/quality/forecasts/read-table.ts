import { textOf } from "../../text-tables/encoding.ts";
import {
  delimiters,
  fieldsOf,
  isAboveHeader,
  type Line,
  linesOf,
  type RecordOutcome,
  recordsAfter,
} from "../../text-tables/records.ts";
import { columnsOf, type ForecastColumns } from "./columns.ts";
import type { GivenForecast } from "./given-forecast.ts";
import { type ForecastRowFault, forecastsOf, type SaidForAll } from "./rows.ts";

export type ForecastRow =
  | { readonly line: number; readonly forecasts: readonly GivenForecast[] }
  | { readonly line: number; readonly fault: ForecastRowFault };

export type OpenedForecasts =
  /** Call `rows` once. */
  | { readonly ok: true; readonly rows: () => AsyncGenerator<ForecastRow> }
  /** What its first line names; nothing where there is no line. */
  | { readonly ok: false; readonly found: readonly string[] };

interface Opening {
  readonly delimiter: string;
  readonly columns: ForecastColumns;
  readonly rest: readonly Line[];
}

/** The first line that is none of comments and of Excel's "sep=;" is the header. */
const openHeader = async (
  batches: AsyncIterator<readonly Line[]>,
): Promise<Opening | readonly string[]> => {
  for (;;) {
    const { done, value: batch } = await batches.next();
    if (done === true) return [];
    for (const [index, { text }] of batch.entries()) {
      if (isAboveHeader(text)) continue;
      const rest = batch.slice(index + 1);
      let found: readonly string[] = [text];
      for (const delimiter of delimiters) {
        const fields = fieldsOf(text, delimiter);
        if (typeof fields === "string") continue;
        const columns = columnsOf(fields);
        if (columns !== undefined) return { delimiter, columns, rest };
        if (fields.length > found.length) found = fields;
      }
      return found;
    }
  }
};

/** Opens a table of forecasts; wrong rows are among the others, with what is wrong. */
export const openForecasts = async (
  parts: AsyncIterable<Uint8Array | string>,
  said: SaidForAll,
): Promise<OpenedForecasts> => {
  const batches = linesOf(textOf(parts));
  const opening = await openHeader(batches);
  if (!("columns" in opening)) return { ok: false, found: opening };
  const { delimiter, columns, rest } = opening;
  const rowOf = (outcome: RecordOutcome): ForecastRow => {
    const { line } = outcome;
    if ("fault" in outcome) return { line, fault: { kind: outcome.fault } };
    const read = forecastsOf(outcome.fields, columns, said);
    return "kind" in read ? { line, fault: read } : { line, forecasts: read };
  };
  async function* rows(): AsyncGenerator<ForecastRow> {
    for await (const outcomes of recordsAfter(rest, batches, delimiter)) yield* outcomes.map(rowOf);
  }
  return { ok: true, rows };
};
