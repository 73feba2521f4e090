import type { LatestValue } from "../api/answers.ts";

/** The newest value of one quantity of one sensor. */
export interface Row {
  readonly sensor: string;
  readonly quantity: LatestValue["quantity"];
  /** UTC ms. */
  readonly at: number;
  readonly value: number;
  readonly flags: readonly string[];
}

export const rowOf = ({ sensor, quantity, at, value, flags }: LatestValue): Row => ({
  sensor,
  quantity,
  at: Date.parse(at),
  value,
  flags,
});

export const isSameSeries = (a: Omit<Row, "at" | "value">, b: Omit<Row, "at" | "value">) =>
  a.sensor === b.sensor && a.quantity === b.quantity;

/** The rows with a newer value in its place; an older one, which came late, changes nothing. */
export const withValue = (rows: readonly Row[], value: Row): readonly Row[] => {
  const index = rows.findIndex((row) => isSameSeries(row, value));
  const known = rows[index];
  if (known === undefined) return [...rows, value];
  return known.at >= value.at ? rows : rows.map((row, at) => (at === index ? value : row));
};
