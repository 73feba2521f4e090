import { flags as flagWords } from "@datacityzen/hardware/flags";
import { quantities } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import type { LineageValue } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import { ConsolidatedPart } from "./consolidated-part.tsx";
import type { MeanAround } from "./means.ts";
import { Means } from "./means-part.tsx";
import { SourceList } from "./source-list.tsx";

interface ValueStoryProps {
  readonly value: LineageValue;
  readonly quantity: QuantityView;
  readonly means: readonly MeanAround[];
  /** The only sensor of the page. */
  readonly isOnly: boolean;
}

/** One value from the sensor to the mean, in sentences. */
export const ValueStory = ({ value, quantity, means, isOnly }: ValueStoryProps) => {
  const { t } = useTranslation();
  const story = { value, quantity };
  return (
    <>
      {isOnly ? null : <h2>{t("how.sensor", { sensor: value.sensor })}</h2>}
      <RawPart {...story} />
      <ChecksPart value={value} />
      <MadePart {...story} />
      <ConsolidatedPart value={value} quantity={quantity} />
      <Means means={means} quantity={quantity} />
    </>
  );
};

const useValueFormat = ({ unit, digits }: QuantityView, more = 0) => {
  const { figure, withUnit } = useFormats();
  return (value: number) => withUnit(figure(value, digits + more), unit);
};

const useLanguage = (): Language => useTranslation().i18n.language as Language;

const RawPart = ({ value, quantity }: Pick<ValueStoryProps, "value" | "quantity">) => {
  const { t } = useTranslation();
  const { moment, duration } = useFormats();
  const language = useLanguage();
  const shown = useValueFormat(quantity);
  const { at, raw, reprocessed, model, flags, origin } = value;
  const time = { moment: moment(Date.parse(at)) };
  const given = reprocessed?.inputs[0]?.value;
  return (
    <section>
      <h2>{t("how.rawTitle")}</h2>
      {origin === "measured" ? null : <p className="origin">{t(`origin.${origin}`)}</p>}
      {raw !== undefined ? (
        <p>{t("how.raw", { ...time, value: shown(raw.value) })}</p>
      ) : given === undefined ? null : (
        <p>{t("how.calibration", { ...time, value: shown(given) })}</p>
      )}
      {model === undefined ? null : <p>{t("how.rawOf", { model: model.toUpperCase() })}</p>}
      {raw === undefined ? null : (
        <p>
          {t("how.arrived", {
            duration: duration(Math.max(0, Date.parse(raw.received) - Date.parse(at))),
          })}
        </p>
      )}
      {raw?.first === undefined ? null : <p>{t("how.first", { value: shown(raw.first) })}</p>}
      <p>
        {flags.length === 0
          ? t("how.noFlags")
          : t("how.flags", { flags: flags.map((flag) => flagWords[flag][language]).join(", ") })}
      </p>
    </section>
  );
};

const ChecksPart = ({ value: { doubts, annotations } }: Pick<ValueStoryProps, "value">) => {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const language = useLanguage();
  const times = ({ from, until }: { from: string; until: string }) => ({
    from: moment(Date.parse(from)),
    until: moment(Date.parse(until)),
  });
  return (
    <section>
      <h2>{t("how.checksTitle")}</h2>
      {doubts.length === 0 ? (
        <p>{t("how.noDoubt")}</p>
      ) : (
        <>
          <p>{t("how.doubted")}</p>
          <ul>
            {doubts.map((doubt) => (
              <li key={`${doubt.check} ${doubt.from}`}>
                {t("how.doubt", {
                  ...{ says: doubt.says[language], check: doubt.check, count: doubt.count },
                  ...times(doubt),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
      {annotations.length === 0 ? null : (
        <>
          <p>{t("how.annotated")}</p>
          <ul>
            {annotations.map((one) => (
              <li key={one.id}>
                {t(one.note === undefined ? "how.annotation" : "how.annotationNote", {
                  ...{ says: one.says[language], note: one.note, by: t(`how.by.${one.by}`) },
                  ...times(one),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
};

const MadePart = ({ value, quantity }: Pick<ValueStoryProps, "value" | "quantity">) => {
  const { t } = useTranslation();
  const language = useLanguage();
  const { clock, figure, withUnit } = useFormats();
  const shown = useValueFormat(quantity, 1);
  const { reprocessed, whyNot } = value;
  if (reprocessed === undefined)
    return whyNot === undefined ? null : (
      <section>
        <h2>{t("how.madeTitle")}</h2>
        <p>{t(`how.whyNot.${whyNot}`)}</p>
      </section>
    );
  const { title, recipe, version, valid, inputs, sources, stored, agrees } = reprocessed;
  const { slope, intercept, of, hours, reference } = reprocessed.parameters;
  const isLine = typeof slope === "number" && typeof intercept === "number" && of !== undefined;
  return (
    <section>
      <h2>{t("how.madeTitle")}</h2>
      <p>
        {t("how.made", {
          ...{ title: title[language], value: shown(reprocessed.value) },
          uncertainty: withUnit(figure(reprocessed.uncertainty, 1), quantity.unit),
        })}
      </p>
      <p>{t("how.recipe", { recipe, version, valid: valid[language] })}</p>
      {isLine ? (
        <p>
          {t("how.line", {
            ...{ slope: figure(slope, 3), intercept: figure(intercept, 2), reference },
            hours: figure(Number(hours), 0),
            of: of === "raw" ? t("how.rawValue") : t("how.valueOf", { recipe: of }),
          })}
        </p>
      ) : null}
      <p>{t("how.inputs")}</p>
      <ul>
        {inputs.map((input) => {
          const { name, unitSymbol, digits } = quantities[input.quantity];
          return (
            <li key={input.quantity}>
              {t("how.input", {
                quantity: name[language],
                value: withUnit(figure(input.value, digits), unitSymbol),
                ...{ sensor: input.sensor, clock: clock(Date.parse(input.at)) },
              })}
            </li>
          );
        })}
      </ul>
      <p>
        {stored === undefined
          ? t("how.notStored")
          : agrees === true
            ? t("how.agrees")
            : t("how.differs", { value: shown(stored.value) })}
      </p>
      <p>
        {t("how.uncertaintyFrom")} <span lang="en">{reprocessed.uncertaintySource}</span>
      </p>
      {sources.length === 0 ? null : (
        <>
          <p>{t("how.sources")}</p>
          <SourceList sources={sources} />
        </>
      )}
    </section>
  );
};
