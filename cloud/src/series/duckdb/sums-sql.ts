import { mistakenValues } from "@datacityzen/hardware/plausibility";
import type { Averaging, QuantityName } from "@datacityzen/hardware/quantities";
import { DEGREES_OF_A_NUMBER } from "../days/sums-row.ts";

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
    SELECT series, bucket, instant, flags, scale,
           CASE WHEN CASE kind ${mistaken.join(" ")} END THEN NULL ELSE value END AS value
    FROM ${points})`;
};

/**
 * The columns of a row of sums (`ROW`), for a query that has `value`, null for what is left out, `scale`
 * and `instant`. What `withoutMistakes` leaves has finite sums. All as numbers, and none null: they are
 * read column by column.
 */
export const sumsSql = (averaging: Averaging): string =>
  [
    "count(value)",
    "count(*) - count(value)",
    "bit_or(flags)",
    "sum(round(value * scale))",
    "sum(value - round(value * scale) / scale)",
    "var_pop(value) * count(value)",
    "min(value)",
    "arg_min(instant, value)",
    "max(value)",
    "arg_max(instant, value)",
    ...kindSql(averaging),
  ]
    .map((column) => `coalesce((${column})::DOUBLE, 0)`)
    .join(", ");

/** The whole degrees that occurred among thirty, as bits. */
const degreesSql = (from: number): string =>
  `bit_or(CASE WHEN degree BETWEEN ${from} AND ${from + DEGREES_OF_A_NUMBER - 1} THEN (1 << (degree - ${from})) ELSE 0 END)`;

const kindSql = (averaging: Averaging): readonly string[] => {
  switch (averaging) {
    case "energetic":
      // Leq = 10·log10(mean(10^(L/10))), IEC 61672-1.
      return ["sum(pow(10, value / 10))"];
    case "circular": {
      const degree = "(round((value % 360 + 360) % 360) % 360)::INTEGER";
      return [
        "sum(sin(radians(value % 360)))",
        "sum(cos(radians(value % 360)))",
        ...Array.from({ length: 360 / DEGREES_OF_A_NUMBER }, (_, index) =>
          degreesSql(index * DEGREES_OF_A_NUMBER).replaceAll("degree", degree),
        ),
      ];
    }
    case "arithmetic":
    case "maximum":
    case "minimum":
      return [];
    default:
      return averaging satisfies never;
  }
};
