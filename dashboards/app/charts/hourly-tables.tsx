import { useTranslation } from "react-i18next";
import { Clock } from "../stations/instant.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import { FiguresRow, FiguresTable } from "./figures-table.tsx";
import { type Line, nameOf, type Picture } from "./picture.ts";
import { type Hour, hoursOf, type Span } from "./summary.ts";
import { useLineName } from "./use-values.ts";

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
  return (
    <FiguresTable
      caption={t("day.hoursCaption", { quantity: label, unit, sensor })}
      first="hour"
      circular={circular}
    >
      {hoursOf(picture, line, span).map((hour) => (
        <HourRow key={hour.at} hour={hour} quantity={quantity} />
      ))}
    </FiguresTable>
  );
};

const HourRow = ({ hour, quantity }: { hour: Hour; quantity: QuantityView }) => {
  const { t } = useTranslation();
  const { count, expected, partial, leftOut } = hour;
  const remarks = [
    ...(partial ? [t("day.partial")] : []),
    ...(leftOut === 0 ? [] : [t("day.leftOut", { count: leftOut })]),
  ];
  const { mean, extremes } = "extremes" in hour ? hour : {};
  return (
    <FiguresRow
      {...{ quantity, mean, extremes, count, expected, remarks }}
      heading={<Clock at={hour.at} />}
    />
  );
};
