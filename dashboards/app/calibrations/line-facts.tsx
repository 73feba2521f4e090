import type { QuantityName } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import type { Calibration } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { Row } from "../legal/contact.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { quantityView } from "../stations/quantity.ts";
import { lineOf } from "./line.ts";

/** A line with its statistics, proposed or not. */
export type FittedLine = Pick<Calibration, "fit" | "valid" | "of" | "reference" | "kind"> & {
  readonly quantity: QuantityName;
};

type FactName =
  | ("kind" | "reference" | "base" | "period" | "fit" | "slope" | "intercept" | "bias" | "rmse")
  | ("valid" | "note" | "review" | "since" | "until");
export type Fact = readonly [name: FactName, text: string | undefined];

/** What a line says of itself. */
export const useLineFacts = () => {
  const { t, i18n } = useTranslation();
  const { figure, withUnit, moment } = useFormats();
  return ({ fit, valid, of, kind, reference, quantity }: FittedLine): readonly Fact[] => {
    const { unit, digits } = quantityView(quantity, i18n.language as Language);
    const value = (number: number) => withUnit(figure(number, digits + 1), unit);
    const at = (text: string) => moment(Date.parse(text));
    return [
      ["kind", t(`calibrations.kinds.${kind}`)],
      ["reference", reference],
      ["base", of === "raw" ? t("calibrations.raw") : of],
      ["period", t("calibrations.fromUntil", { from: at(fit.from), until: at(fit.until) })],
      ["fit", t("calibrations.line", lineOf(fit, figure))],
      ["slope", `${figure(fit.slope, 3)} ± ${figure(fit.slopeError, 3)}`],
      ["intercept", `${figure(fit.intercept, 2)} ± ${figure(fit.interceptError, 2)}`],
      ["bias", value(fit.biasBefore)],
      [
        "rmse",
        t("calibrations.beforeAfter", {
          before: value(fit.rmseBefore),
          after: value(fit.rmseAfter),
        }),
      ],
      ["valid", t("calibrations.lowHigh", { low: value(valid.low), high: value(valid.high) })],
    ];
  };
};

export const FactsList = ({ facts }: { readonly facts: readonly Fact[] }) => {
  const { t } = useTranslation();
  return (
    <dl className="facts-list">
      {facts.map(([name, text]) =>
        text ? (
          <Row key={name} name={t(`calibrations.facts.${name}`)}>
            {text}
          </Row>
        ) : null,
      )}
    </dl>
  );
};
