import { quantities } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import type { MeanAround } from "./means.ts";

/** Directive 2008/50/EC, annex VII. */
const ENOUGH = 0.75;

interface MeansProps {
  readonly means: readonly MeanAround[];
  readonly quantity: QuantityView;
}

/** The mean of the hour and of the day, with what each is made of. */
export const Means = ({ means, quantity }: MeansProps) => {
  const { t } = useTranslation();
  const { clock, day } = useFormats();
  if (means.length === 0) return null;
  const { averaging } = quantities[quantity.name];
  return (
    <section>
      <h2>{t("how.meansTitle")}</h2>
      <p>{t(`how.meanKinds.${averaging}`)}</p>
      <ul>
        {means.map((mean) => (
          <li key={`${mean.period} ${mean.variant}`}>
            {mean.period === "hour"
              ? t("how.hour", { from: clock(mean.from), until: clock(mean.until) })
              : t("how.day", { day: day(mean.from) })}
            {`, ${mean.variant === "raw" ? t("how.ofRaw") : `${t("how.ofMade")} (${mean.variant})`}`}
            {t("how.colon")}
            <OneMean mean={mean} quantity={quantity} />
          </li>
        ))}
      </ul>
      <p>{t("how.rule")}</p>
    </section>
  );
};

const OneMean = ({ mean: { bucket }, quantity }: { mean: MeanAround; quantity: QuantityView }) => {
  const { t } = useTranslation();
  const { figure, withUnit, share } = useFormats();
  if (bucket === undefined || bucket.mean === null || bucket.count === 0) return t("how.noMean");
  const { count, expected, partial } = bucket;
  const value = withUnit(figure(bucket.mean, quantity.digits + 1), quantity.unit);
  if (expected === null) return t("how.mean", { value, count });
  const part = Math.min(1, count / expected);
  const verdict = partial ? "running" : part >= ENOUGH ? "enough" : "tooFew";
  return `${t("how.meanExpected", { value, count, expected: figure(expected, 0), share: share(part) })} ${t(`how.${verdict}`)}`;
};
