import { emptySums, type Sums } from "@datacityzen/hardware/averaging/sums";
import { mistakenValues } from "@datacityzen/hardware/plausibility";
import type { Averaging, QuantityName } from "@datacityzen/hardware/quantities";

/** Whether `value` is one that no instrument gives. By the value: the edge marks means of good samples, too. */
const mistakenSql = (quantity: QuantityName): string => {
  const { plausible, values, ranges } = mistakenValues(quantity);
  return [
    `value NOT BETWEEN ${plausible[0]} AND ${plausible[1]}`,
    ...(values.length === 0 ? [] : [`value IN (${values.join(", ")})`]),
    ...ranges.map(([low, high]) => `value BETWEEN ${low} AND ${high}`),
  ].join(" OR ");
};

/**
 * `points` whose value is null where it enters no mean: one value that no instrument gives among sixty
 * would be the mean, and would not be seen in it. `kinds`: the quantities that a point's `kind` names.
 */
export const withoutMistakes = (points: string, kinds: readonly QuantityName[]): string => {
  const mistaken = kinds.map((quantity, kind) => `WHEN ${kind} THEN ${mistakenSql(quantity)}`);
  return `(
    SELECT series, bucket, instant, flags,
           CASE WHEN CASE kind ${mistaken.join(" ")} END THEN NULL ELSE value END AS value
    FROM ${points})`;
};

/**
 * The columns that sum values up as a quantity's averaging demands, for a query that has `value`, null
 * for what is left out, and `instant`; `toSums` reads them. What `withoutMistakes` leaves has finite sums.
 */
export const sumsSql = (averaging: Averaging): string =>
  [
    // As numbers: the driver makes a BigInt of each BIGINT, one by one.
    "count(value)::INTEGER",
    "avg(value)",
    "var_pop(value) * count(value)",
    "min(value)",
    "arg_min(instant, value)::DOUBLE",
    "max(value)",
    "arg_max(instant, value)::DOUBLE",
    ...kindSql(averaging),
  ].join(", ");

const kindSql = (averaging: Averaging): readonly string[] => {
  switch (averaging) {
    case "energetic":
      // Leq = 10·log10(mean(10^(L/10))), IEC 61672-1.
      return ["10 * log10(avg(pow(10, value / 10)))"];
    case "circular":
      // The mean unit vector, and the whole degrees that occurred.
      return [
        "avg(sin(radians(value % 360)))",
        "avg(cos(radians(value % 360)))",
        "list(DISTINCT (round((value % 360 + 360) % 360) % 360)::INTEGER) FILTER (value IS NOT NULL)",
      ];
    case "arithmetic":
    case "maximum":
    case "minimum":
      return [];
    default:
      return averaging satisfies never;
  }
};

interface List {
  readonly items: readonly unknown[];
}

/** The columns of `sumsSql` as DuckDB gives them. */
export const toSums = (averaging: Averaging, columns: readonly unknown[]): Sums => {
  const [count, mean, squares, ...extremesAndKind] = columns;
  const [least, leastAt, greatest, greatestAt, first, second, degrees] = extremesAndKind;
  if (Number(count) === 0) return emptySums;
  return {
    count: Number(count),
    mean: Number(mean),
    squares: Number(squares),
    ...(averaging === "energetic" ? { level: Number(first) } : {}),
    ...(averaging === "circular"
      ? {
          vector: { east: Number(first), north: Number(second) },
          degrees: (degrees as List).items.map(Number).toSorted((a, b) => a - b),
        }
      : {}),
    minimum: { value: Number(least), at: Number(leastAt) },
    maximum: { value: Number(greatest), at: Number(greatestAt) },
  };
};
