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
 * would be the mean, and would not be seen in it.
 */
export const withoutMistakes = (
  points: string,
  series: readonly { readonly id: number; readonly quantity: QuantityName }[],
): string => {
  const mistaken = [...Map.groupBy(series, ({ quantity }) => quantity)].map(
    ([quantity, alike]) =>
      `series IN (${alike.map(({ id }) => id).join(", ")}) AND (${mistakenSql(quantity)})`,
  );
  return `(
    SELECT series, instant, flags, CASE WHEN ${mistaken.join(" OR ")} THEN NULL ELSE value END AS value
    FROM ${points})`;
};

/**
 * The columns that sum values up as a quantity's averaging demands, for a query that has `value`, null
 * for what is left out, and `instant`; `toSums` reads them. Any finite values have finite sums.
 */
export const sumsSql = (averaging: Averaging): string =>
  [
    "count(value)",
    // Dividing by a power of two costs no digit, and keeps the sum in what a double can hold.
    "avg(value / pow(2, 64)) * pow(2, 64)",
    // DuckDB's least and greatest pass over a null: what is left out must not become a bound.
    "var_pop(greatest(-1e150, least(1e150, value))) FILTER (value IS NOT NULL) * count(value)",
    // The first instant of an extreme that occurs twice.
    "min({'value': value, 'at': instant}) FILTER (value IS NOT NULL)",
    "max({'value': value, 'at': -instant}) FILTER (value IS NOT NULL)",
    ...kindSql(averaging),
  ].join(", ");

const kindSql = (averaging: Averaging): readonly string[] => {
  switch (averaging) {
    case "energetic":
      // Leq = 10·log10(mean(10^(L/10))), IEC 61672-1. No power of 300 bels overflows.
      return [
        "10 * log10(avg(pow(10, greatest(-300, least(300, value / 10)))) FILTER (value IS NOT NULL))",
      ];
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

interface Struct {
  readonly entries: { readonly value: unknown; readonly at: unknown };
}
interface List {
  readonly items: readonly unknown[];
}

/** The columns of `sumsSql` as DuckDB gives them. */
export const toSums = (averaging: Averaging, columns: readonly unknown[]): Sums => {
  const [count, mean, squares, least, greatest, first, second, degrees] = columns;
  if (Number(count) === 0) return emptySums;
  const minimum = (least as Struct).entries;
  const maximum = (greatest as Struct).entries;
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
    minimum: { value: Number(minimum.value), at: Number(minimum.at) },
    maximum: { value: Number(maximum.value), at: -Number(maximum.at) },
  };
};
