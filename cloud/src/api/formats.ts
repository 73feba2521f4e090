import type { FastifyRequest } from "fastify";

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

/** Spreadsheets take a text that begins like this for a formula, and carry it out (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180. */
export const quotedCell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** RFC 4180. A text that begins like a formula gets an apostrophe, which spreadsheets do not show. */
export const csvCell = (cell: Cell): string => {
  if (cell === null || cell === undefined) return "";
  return quotedCell(typeof cell === "string" && FORMULA.test(cell) ? `'${cell}` : String(cell));
};

export const csvLine = (columns: readonly string[], row: Row): string =>
  `${columns.map((column) => csvCell(row[column])).join(",")}\r\n`;

export const contentTypes: { readonly [format in Format]: string } = {
  json: `${types.json}; charset=utf-8`,
  csv: `${types.csv}; charset=utf-8; header=present`,
  ndjson: types.ndjson,
};
