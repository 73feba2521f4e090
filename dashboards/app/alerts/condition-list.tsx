import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AlertCondition } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { useFormats } from "../site/formats-context.tsx";

/** "Particules fines PM2,5 – Bègles : à partir de 25 µg/m³". */
export const useConditionText = (): ((condition: AlertCondition) => string) => {
  const { t, i18n } = useTranslation();
  const { figure, withUnit } = useFormats();
  const language = i18n.language as Language;
  return ({ title, place, up, unit, watched }) =>
    t("alerts.condition", {
      ...{ title: title[language], place },
      from: watched.includes(":")
        ? withUnit(figure(up, Number.isInteger(up) ? 0 : 1), unit)
        : t("alerts.level", { level: up }),
    });
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
            {children === undefined
              ? null
              : t(`alerts.now.${condition.known ? condition.phase : "unknown"}`)}
          </p>
          {children?.(condition)}
        </li>
      ))}
    </ul>
  );
};
