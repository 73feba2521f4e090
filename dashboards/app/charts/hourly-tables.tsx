import { useTranslation } from "react-i18next";
import { Clock } from "../stations/instant.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import { type Line, nameOf, type Picture } from "./picture.ts";
import { type Hour, hoursOf, type Span } from "./summary.ts";
import { useLineName, useValues } from "./use-values.ts";

interface HourlyTablesProps {
  readonly picture: Picture;
  readonly span: Span;
  readonly quantity: QuantityView;
  readonly sensors: { readonly [id: string]: string };
}

/** The chart in figures, a table for each sensor. */
export const HourlyTables = (props: HourlyTablesProps) => {
  const { t } = useTranslation();
  return (
    <details className="hours">
      <summary>{t("day.hours")}</summary>
      {props.picture.lines.map((line) => (
        <HourlyTable key={nameOf(line)} line={line} {...props} />
      ))}
    </details>
  );
};

const HourlyTable = ({
  line,
  picture,
  span,
  quantity,
  sensors,
}: HourlyTablesProps & { line: Line }) => {
  const { t } = useTranslation();
  const { label, unit, circular } = quantity;
  const sensor = useLineName(sensors)(line);
  const headings = circular
    ? (["hour", "mean", "arcHeading", "count"] as const)
    : (["hour", "mean", "min", "max", "count"] as const);
  return (
    <table>
      <caption>{t("day.hoursCaption", { quantity: label, unit, sensor })}</caption>
      <thead>
        <tr>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {t(`day.${heading}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {hoursOf(picture, line, span).map((hour) => (
          <HourRow key={hour.at} hour={hour} quantity={quantity} />
        ))}
      </tbody>
    </table>
  );
};

const HourRow = ({ hour, quantity }: { hour: Hour; quantity: QuantityView }) => {
  const { t } = useTranslation();
  const { figure, extremes, counted } = useValues(quantity);
  const { count, expected, partial, leftOut } = hour;
  const remarks = [
    ...(partial ? [t("day.partial")] : []),
    ...(leftOut === 0 ? [] : [t("day.leftOut", { count: leftOut })]),
  ];
  const told = "extremes" in hour ? hour : undefined;
  const range = told?.extremes;
  const cells = [
    told?.mean === undefined ? "–" : figure(told.mean),
    ...(quantity.circular
      ? [range === undefined ? "–" : extremes(range)]
      : [
          range?.kind === "range" ? figure(range.minimum.value) : "–",
          range?.kind === "range" ? figure(range.maximum.value) : "–",
        ]),
  ];
  return (
    <tr>
      <th scope="row">
        <Clock at={hour.at} />
      </th>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a table stay in their order
        <td key={index} suppressHydrationWarning>
          {cell}
        </td>
      ))}
      <td suppressHydrationWarning>
        {counted(count, expected)}
        {remarks.length === 0 ? null : ` (${remarks.join(", ")})`}
      </td>
    </tr>
  );
};
