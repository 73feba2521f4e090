import { airAdvice } from "../air/advice.ts";
import type { MailLanguage } from "../mail/content.ts";
import type { MailWords } from "../mail/mail.ts";
import { indexTables } from "../quality/indices/judge.ts";
import type { Words } from "../quality/indices/table.ts";
import { pollenScales } from "../quality/pollen/scales.ts";
import type { TransitionKind } from "./condition.ts";
import type { Counted } from "./counted.ts";
import { type Watched, watchedOf } from "./watched.ts";

/** A transition as its message tells it. */
export interface Told {
  readonly id: string;
  readonly kind: TransitionKind;
  readonly at: number;
  readonly value?: number | undefined;
  readonly counted: readonly Counted[];
  readonly watched: string;
  readonly place: string;
  readonly up: number;
  readonly down: number;
}

export interface MessageContext {
  readonly language: MailLanguage;
  readonly zone: string;
  readonly publicUrl: string;
  /** The reader's key: it opens their alerts, and nothing else. */
  readonly key: string;
  /** Now, in UTC ms. */
  readonly now: number;
  /** Under whose name it goes, where it was asked for through a practice: it stands inside, in no subject. */
  readonly practice?: { readonly name: string; readonly address: string } | undefined;
}

const numberText = (value: number, digits: number, language: MailLanguage): string =>
  value.toLocaleString(language === "fr" ? "fr-FR" : "en-GB", {
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
    useGrouping: false,
  });

/** The names of the levels of an index or of pollen: "mauvais", "poor". */
export const levelName = (watched: Watched, level: number): Words | undefined => {
  if (watched.kind === "pollen") {
    if (level === 0) return { fr: "presque nul", en: "almost none" };
    return Object.values(pollenScales.meteoswiss.classes)[level - 1];
  }
  if (watched.kind !== "index") return undefined;
  const table = watched.name === "atmo" ? indexTables.atmo : indexTables.eaqi2024;
  return table.bands.find(({ rank }) => rank === level)?.name;
};

/** "32,4 µg/m³"; of a level its name and number: "mauvais (4 sur 6)". */
export const valueText = (watched: Watched, value: number, language: MailLanguage): string => {
  if (watched.kind === "quantity") {
    const unit = watched.unit === "" ? "" : `\u00a0${watched.unit}`;
    return `${numberText(value, watched.digits, language)}${unit}`;
  }
  const name = levelName(watched, value)?.[language].toLowerCase() ?? "?";
  const most = watched.bounds[1];
  return language === "fr" ? `${name} (${value} sur ${most})` : `${name} (${value} of ${most})`;
};

/** "samedi 28 novembre à 14:05", on the reader's clock. */
export const instantText = (
  at: number,
  { language, zone }: Pick<MessageContext, "language" | "zone">,
): string =>
  new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    ...{ weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
    timeZone: zone,
  }).format(at);

const overWhat = ({ kind, pace }: Watched): Words => {
  if (kind !== "quantity") return { fr: "", en: "" };
  return pace === "hour"
    ? { fr: " en moyenne sur une heure", en: " on average over an hour" }
    : { fr: " sur 24 heures", en: " over 24 hours" };
};

const kilometres = (metres: number, language: MailLanguage): string =>
  `${numberText(metres / 1000, 1, language)}\u00a0km`;

/** Where a figure comes from. */
export const countedText = (counted: readonly Counted[], language: MailLanguage): string => {
  const [first] = counted;
  if (first === undefined) return "";
  const isInvented = counted.every(({ origin }) => origin !== undefined);
  const invented = {
    fr: " Ces valeurs sont simulées ou rejouées\u00a0: personne ne les a mesurées ici et maintenant.",
    en: " These values are simulated or replayed: nobody measured them here and now.",
  }[language];
  const farthest = Math.max(...counted.map(({ metres = 0 }) => metres));
  const text =
    first.metres === undefined
      ? {
          fr: `Mesuré par la station ${first.station}.`,
          en: `Measured by the station ${first.station}.`,
        }
      : counted.length === 1
        ? {
            fr: `Mesuré par une station, à ${kilometres(farthest, "fr")}.`,
            en: `Measured by one station, ${kilometres(farthest, "en")} away.`,
          }
        : {
            fr: `Médiane de ${counted.length} stations, à ${kilometres(farthest, "fr")} au plus.`,
            en: `Median of ${counted.length} stations, ${kilometres(farthest, "en")} away at most.`,
          };
  return text[language] + (isInvented ? invented : "");
};

const headline = (
  { kind, place, value, at, up, down }: Told,
  watched: Watched,
  context: MessageContext,
): string => {
  const { language, now } = context;
  const title = watched.title[language];
  // Judged for the end of a step that is not over yet.
  const when = instantText(Math.min(at, now), context);
  const text = value === undefined ? "" : valueText(watched, value, language);
  const upText = valueText(watched, up, language);
  const downText = valueText(watched, down, language);
  const over = overWhat(watched)[language];
  if (language === "fr")
    return {
      raised: `${title}, ${place}\u00a0: ${text}${over}, ${when}. Vous avez demandé à être prévenu à partir de ${upText}.`,
      cleared: `C'est terminé. ${title}, ${place}\u00a0: ${text}${over}, ${when}, au-dessous de ${downText}.`,
      blind: `${title}, ${place}\u00a0: on ne sait plus. Il n'y a plus assez de mesures depuis le dernier message, ${when}.`,
      sighted: `${title}, ${place}\u00a0: ${text}${over}, ${when}.`,
    }[kind];
  return {
    raised: `${title}, ${place}: ${text}${over}, ${when}. You asked to be told from ${upText} on.`,
    cleared: `It is over. ${title}, ${place}: ${text}${over}, ${when}, below ${downText}.`,
    blind: `${title}, ${place}: not known any more. There have been too few measurements since the last message, ${when}.`,
    sighted: `${title}, ${place}: ${text}${over}, ${when}.`,
  }[kind];
};

const adviceText = ({ kind, value }: Told, watched: Watched, language: MailLanguage): string[] => {
  if (kind !== "raised" || watched.kind !== "index" || value === undefined) return [];
  const advice = airAdvice.levels.find(({ level }) => level === value);
  if (advice === undefined) return [];
  const sensitive = { fr: "Si vous êtes sensible", en: "If you are sensitive" }[language];
  const colon = language === "fr" ? "\u00a0: " : ": ";
  return [`${advice.general[language]}\n${sensitive}${colon}${advice.sensitive[language]}`];
};

/** A transition without any link: for readers who are not known to hold the key. */
export const toldWords = (
  told: Told,
  context: MessageContext,
): { readonly title: string; readonly text: string } | undefined => {
  const watched = watchedOf(told.watched);
  if (watched === undefined) return undefined;
  const { language } = context;
  const colon = language === "fr" ? "\u00a0: " : ": ";
  return {
    title: `${told.place}${colon}${watched.short[language]}`,
    text: [
      headline(told, watched, context),
      ...adviceText(told, watched, language),
      countedText(told.counted, language),
    ]
      .filter((paragraph) => paragraph !== "")
      .join("\n\n"),
  };
};

export const manageUrl = (publicUrl: string, key: string): string =>
  `${new URL(publicUrl).origin}/alerts/mine?key=${encodeURIComponent(key)}`;
export const whyUrl = (publicUrl: string, key: string, transition: string): string =>
  `${new URL(publicUrl).origin}/alerts/why?id=${transition}&key=${key}`;
/** The path of the link that stops everything: opened, it leads to a page; posted to, it stops (RFC 8058). */
export const STOP_PATH = "/api/v1/alerts/stop/";
export const stopUrl = (publicUrl: string, key: string): string =>
  new URL(STOP_PATH + key, publicUrl).href;

/**
 * What a message says of one or several transitions of a profile. Its subject, which a locked screen shows, names the
 * place and nothing that tells of its reader.
 */
export const messageWords = (all: readonly Told[], context: MessageContext): MailWords => {
  const { language, publicUrl, key, practice } = context;
  const known = all.flatMap((told) => {
    const watched = watchedOf(told.watched);
    return watched === undefined ? [] : [{ told, watched }];
  });
  const places = [...new Set(known.map(({ told }) => told.place))];
  const shorts = [...new Set(known.map(({ watched }) => watched.short[language]))];
  const colon = language === "fr" ? "\u00a0: " : ": ";
  const paragraphs = known.flatMap(({ told, watched }) => [
    headline(told, watched, context),
    ...adviceText(told, watched, language),
    countedText(told.counted, language),
    `${{ fr: "Comment ce chiffre est fait", en: "How this figure is made" }[language]}${colon}${whyUrl(publicUrl, key, told.id)}`,
  ]);
  const manage = {
    fr: "Changer vos alertes, les mettre en pause ou tout arrêter",
    en: "Change your alerts, pause them or stop everything",
  }[language];
  const by = { fr: "Service proposé par", en: "This service is offered by" }[language];
  const offered =
    practice === undefined
      ? ""
      : `${by} ${[practice.name, practice.address].filter((one) => one !== "").join(", ")}.`;
  return {
    subject: `${places.join(", ")}${colon}${shorts.join(", ")}`,
    text: [...paragraphs, offered, `${manage}${colon}${manageUrl(publicUrl, key)}`]
      .filter((paragraph) => paragraph !== "")
      .join("\n\n"),
    secrets: [key],
  };
};
