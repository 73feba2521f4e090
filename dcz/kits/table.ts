/** A cell of a table for a terminal: a number stands right in its column. */
export type Cell = string | { readonly right: string };

const textOf = (cell: Cell): string => (typeof cell === "string" ? cell : cell.right);

/** Rows in columns, two spaces apart. Every row has as many cells as the first. */
export const alignRows = (rows: readonly (readonly Cell[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => textOf(row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        typeof cell === "string"
          ? cell.padEnd(widths[column] ?? 0)
          : cell.right.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
};

/** Rows as CSV (RFC 4180), with a header. */
export const csvRows = (rows: readonly (readonly (string | number)[])[]): string =>
  rows
    .map((row) =>
      row
        .map(String)
        .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
        .join(","),
    )
    .map((line) => `${line}\r\n`)
    .join("");
