import type { Flag, Origin } from "@datacityzen/hardware/flags";
import type { LatestValue } from "../api/answers.ts";

/** The newest value of one quantity of one sensor. */
export interface Row {
  readonly sensor: string;
  readonly origin: Origin;
  readonly quantity: LatestValue["quantity"];
  /** UTC ms. */
  readonly at: number;
  readonly value: number;
  readonly flags: readonly Flag[];
}

export const rowOf = ({ sensor, origin, quantity, at, value, flags }: LatestValue): Row => ({
  sensor,
  origin,
  quantity,
  at: Date.parse(at),
  value,
  flags,
});

type OfSeries = Pick<Row, "sensor" | "quantity" | "origin">;

/** What was replayed or simulated is never one series with what was measured. */
export const isSameSeries = (a: OfSeries, b: OfSeries): boolean =>
  a.sensor === b.sensor && a.quantity === b.quantity && a.origin === b.origin;

/** The rows with a newer value in its place; an older one, which came late, changes nothing. */
export const withValue = (rows: readonly Row[], value: Row): readonly Row[] => {
  const index = rows.findIndex((row) => isSameSeries(row, value));
  const known = rows[index];
  if (known === undefined) return [...rows, value];
  return known.at >= value.at ? rows : rows.map((row, at) => (at === index ? value : row));
};
