import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";

export type Format = "json" | "csv" | "ndjson";

const types = {
  json: "application/json",
  csv: "text/csv",
  ndjson: "application/x-ndjson",
} as const;

/** The format that the request's Accept header prefers; JSON when it names none of ours. */
export const formatOf = (request: FastifyRequest): Format => {
  const wanted = request.accepts().type(Object.values(types));
  const found = Object.entries(types).find(([, type]) => type === wanted);
  return (found?.[0] as Format | undefined) ?? "json";
};

type Cell = string | number | boolean | null | undefined;
export type Row = { readonly [column: string]: Cell };

/** RFC 4180. No text begins like a formula: names are lower-case letters, digits and hyphens. */
const csvCell = (cell: Cell): string => {
  const text = cell === null || cell === undefined ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

function* csvLines(columns: readonly string[], rows: Iterable<Row>): Generator<string> {
  yield `${columns.join(",")}\r\n`;
  for (const row of rows) yield `${columns.map((column) => csvCell(row[column])).join(",")}\r\n`;
}

function* ndjsonLines(rows: Iterable<Row>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** Lines that are sent together. */
const LINES = 500;

function* chunksOf(lines: Iterable<string>): Generator<string> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line);
    if (chunk.length < LINES) continue;
    yield chunk.join("");
    chunk = [];
  }
  if (chunk.length > 0) yield chunk.join("");
}

/** Sends rows as fast as the client reads them. */
export const sendRows = (
  reply: FastifyReply,
  format: "csv" | "ndjson",
  columns: readonly string[],
  rows: Iterable<Row>,
): FastifyReply => {
  const lines = format === "csv" ? csvLines(columns, rows) : ndjsonLines(rows);
  return reply
    .header("vary", "accept")
    .type(format === "csv" ? `${types.csv}; charset=utf-8; header=present` : types.ndjson)
    .send(Readable.from(chunksOf(lines)));
};
