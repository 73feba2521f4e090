import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import type { Portrait } from "./load-portrait.ts";

interface ExtremesSectionProps {
  readonly soFar: NonNullable<Portrait["soFar"]>;
  readonly quantity: QuantityView;
}

/** The highest and the lowest reading since the station began. */
export const ExtremesSection = ({ soFar, quantity }: ExtremesSectionProps) => {
  const { t } = useTranslation();
  const { figure, withUnit, date, month } = useFormats();
  const when = soFar.unit === "day" ? date : month;
  return (
    <section aria-labelledby="extremes">
      <h2 id="extremes">{t("portrait.extremes", { quantity: quantity.label })}</h2>
      <dl className="extremes">
        {(["highest", "lowest"] as const).map((which) => (
          <div key={which}>
            <dt>{t(`portrait.${which}`)}</dt>
            <dd>
              <strong>
                {withUnit(figure(soFar[which].value, quantity.digits), quantity.unit)}
              </strong>{" "}
              {t(soFar.unit === "day" ? "portrait.onDay" : "portrait.inMonth", {
                when: when(soFar[which].at),
              })}
            </dd>
          </div>
        ))}
      </dl>
      <p className="note">{t("portrait.extremesNote")}</p>
    </section>
  );
};
