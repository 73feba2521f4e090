import type { QuantityName } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import type { Language } from "../i18n/language.ts";
import { useFormats } from "../site/formats-context.tsx";
import { quantityView } from "../stations/quantity.ts";
import type { MapQuery } from "./map-query.ts";

/** A value with its unit: "12,3 µg/m³". */
export const useFigure = (quantity: MapQuery["quantity"]): ((value: number) => string) => {
  const { i18n } = useTranslation();
  const { figure, withUnit } = useFormats();
  if (quantity === "air") return (value) => figure(value, 0);
  const { digits, unit } = quantityView(quantity as QuantityName, i18n.language as Language);
  return (value) => withUnit(figure(value, digits), unit);
};
