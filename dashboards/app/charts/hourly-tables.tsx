import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { Clock } from "../stations/instant.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import type { Line, Picture } from "./picture.ts";
import { type Hour, hoursOf, type Span } from "./summary.ts";

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
        <HourlyTable key={line.sensor} line={line} {...props} />
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
  const { label, unit } = quantity;
  const sensor = sensors[line.sensor] ?? line.sensor.toUpperCase();
  return (
    <table>
      <caption>{t("day.hoursCaption", { quantity: label, unit, sensor })}</caption>
      <thead>
        <tr>
          {(["hour", "mean", "min", "max", "count"] as const).map((heading) => (
            <th key={heading} scope="col">
              {t(`day.${heading}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {hoursOf(picture, line, span).map((hour) => (
          <HourRow key={hour.at} hour={hour} digits={quantity.digits} />
        ))}
      </tbody>
    </table>
  );
};

const HourRow = ({ hour, digits }: { hour: Hour; digits: number }) => {
  const { t } = useTranslation();
  const { figure } = useFormats();
  const { count, expected } = hour;
  return (
    <tr>
      <th scope="row">
        <Clock at={hour.at} />
      </th>
      {(["mean", "min", "max"] as const).map((name) => (
        <td key={name} suppressHydrationWarning>
          {name in hour ? figure((hour as { [key in typeof name]: number })[name], digits) : "–"}
        </td>
      ))}
      <td suppressHydrationWarning>
        {expected === null
          ? figure(count, 0)
          : t("day.countOf", { count: figure(count, 0) as never, expected: figure(expected, 0) })}
      </td>
    </tr>
  );
};
