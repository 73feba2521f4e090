import { useTranslation } from "react-i18next";
import type { LineageValue } from "../api/answers.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import { SourceList } from "./source-list.tsx";

interface ConsolidatedPartProps {
  readonly value: LineageValue;
  readonly quantity: QuantityView;
}

/** The hour of a value, weighed with what other stations and a reference say. */
export const ConsolidatedPart = ({ value, quantity }: ConsolidatedPartProps) => {
  const { t } = useTranslation();
  const { figure, withUnit, clock } = useFormats();
  const { consolidated, whyNotConsolidated } = value;
  if (consolidated === undefined)
    return whyNotConsolidated === undefined ? null : (
      <section>
        <h2>{t("how.consolidatedTitle")}</h2>
        <p>{t(`how.whyNotConsolidated.${whyNotConsolidated}`)}</p>
      </section>
    );
  const shown = (number: number) => withUnit(figure(number, quantity.digits), quantity.unit);
  const { from, until, own, around, reference, recipe, version, sources, agrees } = consolidated;
  const part = (one: { value: number; uncertainty: number; share: number }) => ({
    ...{
      value: shown(one.value),
      uncertainty: shown(one.uncertainty),
      share: withUnit(figure(100 * one.share, 0), "%"),
    },
  });
  return (
    <section>
      <h2>{t("how.consolidatedTitle")}</h2>
      <p>
        {t("how.consolidated", {
          ...{ from: clock(Date.parse(from)), until: clock(Date.parse(until)) },
          ...{ value: shown(consolidated.value), uncertainty: shown(consolidated.uncertainty) },
        })}
      </p>
      <ul>
        <li>{t("how.ofOwn", part(own))}</li>
        {around === undefined ? null : (
          <li>{t("how.ofAround", { ...part(around), stations: figure(around.stations, 0) })}</li>
        )}
        {reference === undefined ? null : (
          <li>{t("how.ofReference", { ...part(reference), name: reference.name })}</li>
        )}
      </ul>
      <p>
        {t("how.consolidatedRecipe", { recipe, version })}{" "}
        {agrees === undefined
          ? t("how.consolidatedLater")
          : t(agrees ? "how.consolidatedAgrees" : "how.consolidatedDiffers")}
      </p>
      <p>{t("how.consolidatedSources")}</p>
      <SourceList sources={sources} />
    </section>
  );
};
