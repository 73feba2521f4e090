import { useTranslation } from "react-i18next";
import { Fold } from "../design/fold.tsx";
import type { Level } from "../design/level.ts";
import { LevelChip } from "../design/level-chip.tsx";
import { useWords } from "../i18n/use-words.ts";
import { useFormats } from "../site/formats-context.tsx";
import { useDistance } from "../site/use-distance.ts";
import { Age } from "../stations/instant.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import type { Elsewhere } from "./elsewhere.ts";

interface ElsewhereSectionProps {
  readonly rows: readonly Elsewhere[];
  readonly named: { readonly [quantity: string]: QuantityView };
  readonly now: number;
}

/** What the station does not measure, from the nearest that does: with its name, its distance and its age. */
export const ElsewhereSection = ({ rows, named, now }: ElsewhereSectionProps) => {
  const { t } = useTranslation();
  const distance = useDistance();
  const words = useWords();
  const { figure, withUnit } = useFormats();
  if (rows.length === 0) return null;
  const labelOf = (subject: Elsewhere["subject"]) =>
    subject === "pollen" ? t("portrait.pollen") : (named[subject]?.label ?? subject);
  const known = rows.filter(({ found }) => found !== undefined);
  const unknown = rows.filter(({ found }) => found === undefined);
  return (
    <section aria-labelledby="elsewhere">
      <h2 id="elsewhere">{t("portrait.elsewhere")}</h2>
      {known.length === 0 ? null : <p>{t("portrait.elsewhereNote")}</p>}
      {known.length === 0 ? null : (
        <Fold summary={known.map(({ subject }) => labelOf(subject)).join(", ")}>
          <dl className="elsewhere">
            {known.map(({ subject, found }) => {
              if (found === undefined) return null;
              const quantity = named[subject];
              return (
                <div key={subject}>
                  <dt>{labelOf(subject)}</dt>
                  <dd>
                    {quantity === undefined ? (
                      found.words && <strong>{words(found.words)}</strong>
                    ) : (
                      <>
                        <strong>
                          {withUnit(figure(found.value, quantity.digits), quantity.unit)}
                        </strong>{" "}
                        {found.words && (
                          <LevelChip level={found.level as Level}>{words(found.words)}</LevelChip>
                        )}
                      </>
                    )}{" "}
                    <span className="elsewhere-from">
                      <a href={`/stations/${encodeURIComponent(found.station)}`}>{found.name}</a>
                      {`, ${t("distance.away", { distance: distance(found.metres) })}, `}
                      <Age at={found.at} now={now} />
                    </span>
                  </dd>
                </div>
              );
            })}
          </dl>
        </Fold>
      )}
      {unknown.length === 0 ? null : (
        <p>
          {t("portrait.unknownHere", {
            what: unknown.map(({ subject }) => labelOf(subject)).join(", "),
          })}
        </p>
      )}
    </section>
  );
};
