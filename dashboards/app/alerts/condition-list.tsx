import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AlertCondition } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { useFormats } from "../site/formats-context.tsx";
import { isForecast } from "./wanted.ts";

/** What is watched: the mean of a quantity ("pm2_5:hour"), or a level ("atmo", "pollen_betula:tomorrow"). */
export const isQuantity = ({ watched }: AlertCondition): boolean => /:(?:hour|day)$/.test(watched);

/** The level of several quantities at once. */
export const isIndex = ({ watched }: AlertCondition): boolean => /^(?:atmo|eaqi)/.test(watched);

/** A threshold, or a value to compare with it: "25 µg/m³", or of an index "niveau 4". */
export const useThresholdText = (): ((condition: AlertCondition, value: number) => string) => {
  const { t } = useTranslation();
  const { figure, withUnit } = useFormats();
  return (condition, value) =>
    isQuantity(condition)
      ? withUnit(figure(value, Number.isInteger(value) ? 0 : 1), condition.unit)
      : t("alerts.level", { level: value });
};

/** "Particules fines PM2,5 – Bègles : à partir de 25 µg/m³". */
export const useConditionText = (): ((condition: AlertCondition) => string) => {
  const { t, i18n } = useTranslation();
  const threshold = useThresholdText();
  const language = i18n.language as Language;
  return (condition) => {
    const { title, place, up } = condition;
    const about = { title: title[language], place };
    return isQuantity(condition)
      ? t("alerts.condition", { ...about, from: threshold(condition, up) })
      : t("alerts.conditionLevel", { ...about, level: up });
  };
};

/** "mardi 21 avril": the day that a forecast is made for, wherever it is read. */
export const useForecastDay = (): ((day: string) => string) => {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language === "fr" ? "fr-FR" : "en-GB", {
    ...{ weekday: "long", day: "numeric", month: "long", timeZone: "UTC" },
  });
  return (day) => format.format(Date.parse(`${day}T12:00:00Z`));
};

export const ConditionList = ({
  conditions,
  children,
}: {
  conditions: readonly AlertCondition[];
  children?: (condition: AlertCondition) => ReactNode;
}) => {
  const { t } = useTranslation();
  const text = useConditionText();
  return (
    <ul className="messages">
      {conditions.map((condition) => (
        <li key={condition.id}>
          <p>
            <strong>{text(condition)}</strong>
          </p>
          <p className="note">
            {condition.forMinutes === 0
              ? null
              : `${t("alerts.forMinutes", { count: condition.forMinutes })} `}
            {children === undefined || isForecast(condition.watched)
              ? null
              : t(`alerts.now.${condition.known ? condition.phase : "unknown"}`)}
          </p>
          {children?.(condition)}
        </li>
      ))}
    </ul>
  );
};
