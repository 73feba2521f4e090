import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import { nameOf } from "./picture.ts";
import { useLineName, useValues } from "./use-values.ts";
import type { LocalDay, Week } from "./week.ts";

interface DailyTablesProps {
  readonly weeks: readonly Week[];
  readonly quantity: QuantityView;
  readonly sensors: { readonly [id: string]: string };
  readonly zone: string;
}

const DAY_HOURS = 24;

/** The last days in figures, a table for each sensor, as they were when the page was made. */
export const DailyTables = ({ weeks, quantity, sensors, zone }: DailyTablesProps) => {
  const { t } = useTranslation();
  const lineName = useLineName(sensors);
  const { label, unit, circular } = quantity;
  if (weeks.length === 0) return null;
  const headings = circular
    ? (["dayHeading", "mean", "arcHeading", "count"] as const)
    : (["dayHeading", "mean", "min", "max", "count"] as const);
  return (
    <details className="hours">
      <summary>{t("day.days")}</summary>
      <p className="note">{t("day.daysNote", { zone })}</p>
      {weeks.map((week) => (
        <table key={nameOf(week)}>
          <caption>
            {t("day.daysCaption", { quantity: label, unit, sensor: lineName(week) })}
          </caption>
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
            {week.days.map((day) => (
              <DayRow key={day.at} day={day} quantity={quantity} />
            ))}
          </tbody>
        </table>
      ))}
    </details>
  );
};

const DayRow = ({ day, quantity }: { day: LocalDay; quantity: QuantityView }) => {
  const { t } = useTranslation();
  const formats = useFormats();
  const { figure, extremes, counted } = useValues(quantity);
  const { at, hours, partial, count, expected, leftOut, mean, extremes: range } = day;
  const remarks = [
    ...(partial ? [t("day.partialDay")] : []),
    ...(hours === DAY_HOURS ? [] : [t("day.hoursLong", { hours })]),
    ...(leftOut === 0 ? [] : [t("day.leftOut", { count: leftOut })]),
  ];
  const cells = [
    mean === undefined ? "–" : figure(mean),
    ...(quantity.circular
      ? [range === undefined ? "–" : extremes(range)]
      : [
          range?.kind === "range" ? figure(range.minimum.value) : "–",
          range?.kind === "range" ? figure(range.maximum.value) : "–",
        ]),
  ];
  return (
    <tr>
      <th scope="row" suppressHydrationWarning>
        {formats.day(at)}
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
