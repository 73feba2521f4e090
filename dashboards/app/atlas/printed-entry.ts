import type { TFunction } from "i18next";
import type { AtlasSheets } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { formatsFor } from "../site/formats.ts";
import { hoursInWords } from "./hours-in-words.ts";
import { keyOfWord } from "./words.ts";

export type WholeEntry = AtlasSheets["entries"][number];

/** As people say it: "05 56 00 00 00"; numbers of other countries stay as they are. */
const phoneText = (phone: string): string =>
  phone.replace(
    /^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/,
    ["0$1", "$2", "$3", "$4", "$5"].join("\u00a0"),
  );

const withoutScheme = (link: string): string => link.replace(/^https?:\/\//, "").replace(/\/$/, "");

/** An entry of the atlas in words for paper: what is not known is said. */
export const printedEntry = (
  { sheet, family, nature, source, week, checked }: WholeEntry,
  t: TFunction,
  language: Language,
) => {
  const word = (one: string) => {
    const key = keyOfWord(one);
    return key === undefined ? one : t(`atlas.words.${key}`);
  };
  const { date } = formatsFor(language, "UTC");
  const dayOf = (day: string) => date(Date.parse(`${day}T12:00:00Z`));
  const { services = [], publics = [], care = [], fees = [], access = [], support = [] } = sheet;
  const { phones = [], emails = [], websites = [], bookingLink, openingHours, updatedOn } = sheet;
  const { latitude: lat, longitude: lon, summary, description, commune } = sheet;
  const list = (words: readonly string[], more?: string): string =>
    [words.join(", "), more ?? ""].filter((text) => text !== "").join(". ");
  const unknown = t("atlas.printed.unknown");
  const where = list(
    [
      ...[sheet.street, sheet.addressDetail, [sheet.postcode, commune].filter(Boolean).join(" ")],
    ].filter((text): text is string => text !== undefined && text !== ""),
  );
  const contacts = [
    ...phones.map(phoneText),
    ...emails,
    ...[...websites, ...(bookingLink === undefined ? [] : [bookingLink])].map(withoutScheme),
  ];
  const origin =
    updatedOn === undefined
      ? t("atlas.sourceOnly", { source })
      : t("atlas.source", { source, date: dayOf(updatedOn) });
  const verified =
    checked === undefined
      ? t("atlas.notChecked")
      : t("atlas.checked", {
          date: dayOf(checked.on),
          how: checked.how === undefined ? "" : t(`atlas.how.${checked.how}`),
        });
  const facts = [
    ["where", where, true],
    ["contact", list(contacts), true],
    ["hours", hoursInWords(t, language, { week, hours: openingHours }), true],
    ["access", list(access, sheet.accessConditions), false],
    ["services", list(services.map(word)), false],
    ["publics", list(publics.map(word), sheet.publicsDetail), false],
    ["care", list(care.map(word)), false],
    [
      "accessibility",
      sheet.accessibilityLink === undefined ? "" : withoutScheme(sheet.accessibilityLink),
      true,
    ],
    ["fees", list(fees.map(word), sheet.feesDetail), true],
    ["support", list(support), false],
    ["checked", `${verified} ${origin}`, true],
  ] as const;
  return {
    name: sheet.name,
    kind: `${t(`atlas.nature.${nature}`)} · ${t(`atlas.family.${family}`)}`,
    ...(commune === undefined ? {} : { commune }),
    themes: services.map(word),
    ...(lat === undefined || lon === undefined ? {} : { point: { lat, lon } }),
    ...((summary ?? description) === undefined ? {} : { summary: summary ?? description }),
    facts: facts.flatMap(([label, text, isAlways]) =>
      text === "" && !isAlways
        ? []
        : [{ label: t(`atlas.printed.labels.${label}`), text: text === "" ? unknown : text }],
    ),
  };
};
