import { useTranslation } from "react-i18next";
import { Spark } from "../design/spark.tsx";
import { useFormats } from "../site/formats-context.tsx";
import type { Worth } from "./headline.ts";
import type { QuantityView } from "./quantity.ts";

/** A small line of the means of the last 24 hours, with its words. A direction has none. */
export const LastDay = ({ quantity, hours }: { quantity: QuantityView; hours: Worth["hours"] }) => {
  const { t } = useTranslation();
  const { figure, withUnit } = useFormats();
  const known = hours.filter((value) => value !== null);
  const last = known[known.length - 1];
  if (last === undefined || quantity.circular) return null;
  const told = (value: number) => withUnit(figure(value, quantity.digits), quantity.unit);
  const label = t("station.lastDayOf", {
    from: told(Math.min(...known)),
    to: told(Math.max(...known)),
    last: told(last),
  });
  return <Spark values={hours} label={label} />;
};
