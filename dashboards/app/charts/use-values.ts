import type { Extremes } from "@datacityzen/hardware/averaging/summary";
import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import type { Line } from "./picture.ts";

/** An arc wider than this names no direction any more. */
const MOST_OF_THE_CIRCLE = 300;

/** How the values of a quantity are written. */
export const useValues = (quantity: QuantityView) => {
  const { t } = useTranslation();
  const formats = useFormats();
  const { digits, unit, circular } = quantity;
  const figure = (value: number): string => {
    const isWholeTurn = circular && Number(value.toFixed(digits)) === 360;
    return formats.figure(isWholeTurn ? 0 : value, digits);
  };
  const withUnit = (text: string): string => formats.withUnit(text, unit);
  return {
    figure,
    withUnit,
    /** "29 of 30", or "29" where it is not known how many there should be. */
    counted: (count: number, expected: number | null): string =>
      expected === null
        ? formats.figure(count, 0)
        : t("day.countOf", {
            count: formats.figure(count, 0) as never,
            expected: formats.figure(expected, 0),
          }),
    mean: (mean: number | undefined): string =>
      mean === undefined ? t("day.noMean") : withUnit(figure(mean)),
    extremes: (extremes: Extremes): string => {
      if (extremes.kind === "range")
        return t("day.range", {
          min: figure(extremes.minimum.value),
          max: withUnit(figure(extremes.maximum.value)),
        });
      const { from, to, width } = extremes.arc;
      if (width > MOST_OF_THE_CIRCLE) return t("day.allAround");
      return t("day.arc", { from: withUnit(figure(from)), to: withUnit(figure(to)) });
    },
  };
};

/** A line's sensor, and where its values come from when they were not measured. */
export const useLineName = (sensors: { readonly [id: string]: string }) => {
  const { t } = useTranslation();
  return ({ sensor, origin }: Pick<Line, "sensor" | "origin">): string => {
    const name = sensors[sensor] ?? sensor.toUpperCase();
    return origin === "measured" ? name : t(`origin.named.${origin}`, { name });
  };
};
