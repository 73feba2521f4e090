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

/** Means of days over the homes of a group, the newest first. */
export const DaysTable = ({ days }: DaysTableProps) => {
  const { t } = useTranslation();
  const { date, figure, withUnit } = useFormats();
  const headings = ["day", "exposure", "quantity", "mean", "homes"] as const;
  return (
    <table>
      <caption>{t("groups.days")}</caption>
      <thead>
        <tr>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {t(`groups.columns.${heading}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, exposure, quantity, mean, homes }) => (
          <tr key={`${day} ${exposure} ${quantity.name}`}>
            <th scope="row">{date(Date.parse(`${day}T12:00:00Z`))}</th>
            <td>{t(`places.exposures.${exposure}`)}</td>
            <td>{quantity.label}</td>
            <td>{withUnit(figure(mean, quantity.digits), quantity.unit)}</td>
            <td>{figure(homes, 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
