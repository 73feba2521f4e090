import { useTranslation } from "react-i18next";
import { BigValue } from "../design/big-value.tsx";
import { Icon } from "../design/icon.tsx";
import { levelClass } from "../design/level.ts";
import { LevelChip } from "../design/level-chip.tsx";
import { useFormats } from "../site/formats-context.tsx";
import type { Advice, Headline } from "./headline.ts";
import { Age } from "./instant.tsx";
import type { QuantityView } from "./quantity.ts";
import type { Row } from "./rows.ts";

interface HeadlineSectionProps {
  readonly headline: Headline;
  readonly quantity: QuantityView;
  /** The newest value of the same quantity, while it is of now. */
  readonly newest: Row | undefined;
  readonly now: number;
}

/** What the station says in one look: a figure, what it is worth, where it goes, what to do. */
export const HeadlineSection = ({ headline, quantity, newest, now }: HeadlineSectionProps) => {
  const { t } = useTranslation();
  const { figure, withUnit } = useFormats();
  const { value, level, band, sentence, trend, over, notes, advice } = headline;
  const told = (one: number, digits = quantity.digits) =>
    withUnit(figure(one, digits), quantity.unit);
  const isLden = over === "day" && quantity.name === "laeq";
  return (
    <section
      className={`headline ${level === undefined ? "" : levelClass(level)}`}
      aria-label={t("headline.label")}
    >
      <div className="headline-figure">
        {sentence === undefined ? null : <h2>{sentence}</h2>}
        <BigValue
          value={value === undefined ? undefined : figure(value, quantity.digits)}
          unit={quantity.unit}
          sentence={
            isLden
              ? t("headline.noiseOfDay")
              : t(`headline.over.${over}`, { quantity: quantity.label })
          }
        >
          <p className="headline-chips">
            {level === undefined ? null : (
              <LevelChip level={level} isLarge>
                {level === null || band === undefined
                  ? t("headline.unknown")
                  : t("headline.band", { level, band })}
              </LevelChip>
            )}
            {trend === null ? null : (
              <span className="headline-trend">
                <Icon name={trend} /> {t(`headline.trend.${trend}`)}
              </span>
            )}
          </p>
        </BigValue>
        {newest === undefined ? null : (
          <p className="headline-now">
            {t("headline.now")}{" "}
            <strong suppressHydrationWarning key={newest.at}>
              {told(newest.value)}
            </strong>
            , <Age at={newest.at} now={now} />
          </p>
        )}
      </div>
      <div className="headline-worth">
        <GuidelineLine headline={headline} told={told} />
        {notes.map((note) => (
          <p key={note} className="note">
            {note}
          </p>
        ))}
        {advice === undefined ? null : <AdviceLines advice={advice} />}
      </div>
    </section>
  );
};

const GuidelineLine = ({
  headline: { guideline },
  told,
}: {
  readonly headline: Headline;
  readonly told: (value: number, digits?: number) => string;
}) => {
  const { t } = useTranslation();
  if (guideline === undefined) return null;
  const { value, period, above, source } = guideline;
  const is = above === null ? "aboveUnknown" : above ? "above" : "below";
  return (
    <p>
      {t(`headline.guideline.${period}`, { value: told(value, 0) })}
      {", "}
      {t(`headline.${is}`)}{" "}
      {source.url === undefined ? null : (
        <a href={source.url} title={source.title}>
          {t("headline.source")}
        </a>
      )}
    </p>
  );
};

const AdviceLines = ({ advice }: { readonly advice: Advice }) => {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <>
      <h2>{t("headline.advice")}</h2>
      <p>{advice.general}</p>
      {advice.sensitive === undefined ? null : (
        <p>{t("headline.sensitive", { advice: advice.sensitive })}</p>
      )}
      <details>
        <summary>{t("headline.adviceSource")}</summary>
        <p>{advice.note}</p>
        <p>
          <a href={advice.source.url}>{advice.source.title}</a>,{" "}
          {t("headline.readOn", { day: date(Date.parse(advice.asOf)) })}
        </p>
      </details>
    </>
  );
};
