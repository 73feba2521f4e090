import type { QuantityName } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import type { Language } from "../i18n/language.ts";
import { useFormats } from "../site/formats-context.tsx";
import { type QuantityView, quantityView } from "../stations/quantity.ts";

interface GroupDay {
  readonly day: string;
  readonly exposure: "outdoor" | "indoor";
  readonly quantity: QuantityName;
  readonly homes: number;
  readonly mean: number;
}

/** So many days are shown; all of them are in the CSV. */
const MOST_ROWS = 200;

export const shownDays = (days: readonly GroupDay[], language: Language) =>
  days.slice(0, MOST_ROWS).map(({ quantity, ...day }) => ({
    ...day,
    quantity: quantityView(quantity, language),
  }));

interface DaysTableProps {
  readonly days: readonly (Omit<GroupDay, "quantity"> & { readonly quantity: QuantityView })[];
}

/** Means of days over the homes of a group, the newest first: a table a day, which fits a telephone. */
export const DaysTables = ({ days }: DaysTableProps) => {
  const { date } = useFormats();
  return [...Map.groupBy(days, ({ day }) => day)].map(([day, rows]) => (
    <DayTable key={day} caption={date(Date.parse(`${day}T12:00:00Z`))} days={rows} />
  ));
};

const DayTable = ({ caption, days }: DaysTableProps & { readonly caption: string }) => {
  const { t } = useTranslation();
  const { figure, withUnit } = useFormats();
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t("groups.columns.quantity")}</th>
          <th scope="col">{t("groups.columns.mean")}</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ exposure, quantity, mean, homes }) => (
          <tr key={`${exposure} ${quantity.name}`}>
            <th scope="row">
              {quantity.label} ({t(`groups.exposed.${exposure}`)})
            </th>
            <td>
              {withUnit(figure(mean, quantity.digits), quantity.unit)},{" "}
              {t("groups.ofHomes", { count: homes })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
