import type { AirOfStation, AirTables } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { typeset } from "../i18n/typography.ts";
import { type Formats, formatsFor } from "../site/formats.ts";
import type { IndexBand, Marks, Threshold } from "./marks.ts";

type Judged = Pick<AirOfStation["quantities"][number], "quantity" | "guideline">;

const thresholdOf = (
  { guideline }: Judged,
  unit: string,
  language: Language,
  formats: Formats,
): readonly Threshold[] => {
  if (guideline === null) return [];
  const value = formats.withUnit(formats.figure(guideline.value, 0), unit);
  const names = {
    fr: `OMS, sur une journée : ${value}`,
    en: `WHO, over a day: ${value}`,
  };
  return [{ value: guideline.value, label: typeset(language, names[language]) }];
};

const bandsOf = (
  quantity: string,
  { atmo }: AirTables,
  language: Language,
): readonly IndexBand[] => {
  const bounds = atmo.bounds[quantity];
  if (bounds === undefined) return [];
  return atmo.levels.map(({ level, name }, index) => ({
    level,
    from: bounds[index - 1] ?? 0,
    until: bounds[index] ?? null,
    label: name[language],
  }));
};

/** The guideline and the index of each quantity that has them, for its chart. */
export const marksOfAir = (
  judged: readonly Judged[],
  tables: AirTables,
  {
    language,
    zone,
    unitOf,
  }: {
    readonly language: Language;
    readonly zone: string;
    readonly unitOf: (quantity: string) => string;
  },
): { readonly [quantity: string]: Omit<Marks, "remarks"> } => {
  const formats = formatsFor(language, zone);
  return Object.fromEntries(
    judged.map((one) => [
      one.quantity,
      {
        thresholds: thresholdOf(one, unitOf(one.quantity), language, formats),
        bands: bandsOf(one.quantity, tables, language),
      },
    ]),
  );
};
