import { useTranslation } from "react-i18next";
import { useFormats } from "./formats-context.tsx";

const NEAR_M = 500;

/** Points are centres of squares of 500 m: a distance tells no more. */
export const useDistance = (): ((metres: number) => string) => {
  const { t } = useTranslation();
  const { figure, withUnit } = useFormats();
  return (metres) => {
    if (metres < NEAR_M) return t("distance.lessThan", { distance: withUnit("500", "m") });
    if (metres < 10_000) return withUnit(figure(metres / 1000, 1), "km");
    return withUnit(figure(metres / 1000, 0), "km");
  };
};
