import type { Extremes } from "@datacityzen/hardware/averaging/summary";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { QuantityView } from "../stations/quantity.ts";
import { useValues } from "./use-values.ts";

interface FiguresTableProps {
  readonly caption: string;
  /** What the first column holds. */
  readonly first: "hour" | "dayHeading";
  readonly circular: boolean;
  /** Of `FiguresRow`. */
  readonly children: ReactNode;
}

/** Means of a series, their extremes (an arc where the quantity is a direction) and of how many values they are. */
export const FiguresTable = ({ caption, first, circular, children }: FiguresTableProps) => {
  const { t } = useTranslation();
  const headings = circular
    ? ([first, "mean", "arcHeading", "count"] as const)
    : ([first, "mean", "min", "max", "count"] as const);
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {t(`day.${heading}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
};

interface FiguresRowProps {
  readonly heading: ReactNode;
  readonly quantity: QuantityView;
  readonly mean: number | undefined;
  readonly extremes: Extremes | undefined;
  readonly count: number;
  readonly expected: number | null;
  readonly remarks: readonly string[];
}

export const FiguresRow = ({ heading, quantity, extremes, ...row }: FiguresRowProps) => {
  const values = useValues(quantity);
  const { mean, count, expected, remarks } = row;
  const cells = [
    mean === undefined ? "–" : values.figure(mean),
    ...(quantity.circular
      ? [extremes === undefined ? "–" : values.extremes(extremes)]
      : [
          extremes?.kind === "range" ? values.figure(extremes.minimum.value) : "–",
          extremes?.kind === "range" ? values.figure(extremes.maximum.value) : "–",
        ]),
  ];
  return (
    <tr>
      <th scope="row" suppressHydrationWarning>
        {heading}
      </th>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a table stay in their order
        <td key={index} suppressHydrationWarning>
          {cell}
        </td>
      ))}
      <td suppressHydrationWarning>
        {values.counted(count, expected)}
        {remarks.length === 0 ? null : ` (${remarks.join(", ")})`}
      </td>
    </tr>
  );
};
