import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import { FiguresRow, FiguresTable } from "./figures-table.tsx";
import { nameOf } from "./picture.ts";
import { useLineName } from "./use-values.ts";
import type { LocalDay, Week } from "./week.ts";

interface DailyTablesProps {
  readonly weeks: readonly Week[];
  readonly title: string;
  readonly quantity: QuantityView;
  readonly sensors: { readonly [id: string]: string };
  readonly zone: string;
}

const DAY_HOURS = 24;

/** Days in figures, a table for each sensor, as they were when the page was made. */
export const DailyTables = ({ weeks, title, quantity, sensors, zone }: DailyTablesProps) => {
  const { t } = useTranslation();
  const lineName = useLineName(sensors);
  const { label, unit, circular } = quantity;
  if (weeks.length === 0) return null;
  return (
    <details className="hours">
      <summary>{title}</summary>
      <p className="note">{t("day.daysNote", { zone })}</p>
      {weeks.map((week) => (
        <FiguresTable
          key={nameOf(week)}
          caption={t("day.daysCaption", { quantity: label, unit, sensor: lineName(week) })}
          first="dayHeading"
          circular={circular}
        >
          {week.days.map((day) => (
            <DayRow key={day.at} day={day} quantity={quantity} />
          ))}
        </FiguresTable>
      ))}
    </details>
  );
};

const DayRow = ({ day, quantity }: { day: LocalDay; quantity: QuantityView }) => {
  const { t } = useTranslation();
  const formats = useFormats();
  const { at, hours, partial, leftOut } = day;
  const remarks = [
    ...(partial ? [t("day.partialDay")] : []),
    ...(hours === DAY_HOURS ? [] : [t("day.hoursLong", { hours })]),
    ...(leftOut === 0 ? [] : [t("day.leftOut", { count: leftOut })]),
  ];
  return <FiguresRow {...day} heading={formats.day(at)} quantity={quantity} remarks={remarks} />;
};
