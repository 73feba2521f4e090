import { airAdvice, toSensitive } from "../air/advice.ts";
import type { MailLanguage } from "../mail/content.ts";
import type { MailWords } from "../mail/mail.ts";
import type { Words } from "../quality/indices/table.ts";
import type { TransitionKind } from "./condition.ts";
import type { Counted } from "./counted.ts";
import type { SaidForecast } from "./forecast-figures.ts";
import { forecastHeadline, forecastSource } from "./forecast-words.ts";
import { instantText, numberText, thresholdText, valueText } from "./value-words.ts";
import { type Watched, watchedOf } from "./watched.ts";

/** A transition as its message tells it. */
export interface Told {
  readonly id: string;
  readonly kind: TransitionKind;
  readonly at: number;
  readonly value?: number | undefined;
  readonly counted: readonly Counted[];
  readonly forecast?: SaidForecast | undefined;
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

const headline = (told: Told, watched: Watched, context: MessageContext): string => {
  if (told.forecast !== undefined)
    return forecastHeadline({ ...told, forecast: told.forecast }, watched, context);
  const { kind, place, value, at, up, down } = told;
  const { language, now } = context;
  const title = watched.title[language];
  // Judged for the end of a step that is not over yet.
  const when = instantText(Math.min(at, now), context);
  const text = value === undefined ? "" : valueText(watched, value, language);
  const upText = thresholdText(watched, up, language);
  const downText = thresholdText(watched, down, language);
  const over = overWhat(watched)[language];
  if (language === "fr")
    return {
      raised: `${title}, ${place}\u00a0: ${text}${over}, ${when}. Vous avez demandé à être prévenu à partir ${upText}.`,
      cleared: `C'est terminé. ${title}, ${place}\u00a0: ${text}${over}, ${when}, au-dessous ${downText}.`,
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
  return [`${advice.general[language]}\n${sensitive}${colon}${toSensitive(advice)[language]}`];
};

/** Where what is told comes from. */
const sourceText = ({ counted, forecast }: Told, context: MessageContext): string =>
  forecast === undefined
    ? countedText(counted, context.language)
    : forecastSource(forecast, context);

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
      sourceText(told, context),
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

/** What stands above a message, and what a locked screen shows: the places and neutral short names. */
const subjectOf = (
  known: readonly { readonly told: Told; readonly watched: Watched }[],
  language: MailLanguage,
): string => {
  const places = [...new Set(known.map(({ told }) => told.place))];
  const shorts = [...new Set(known.map(({ watched }) => watched.short[language]))];
  return `${places.join(", ")}${language === "fr" ? "\u00a0: " : ": "}${shorts.join(", ")}`;
};

const knownOf = (all: readonly Told[]) =>
  all.flatMap((told) => {
    const watched = watchedOf(told.watched);
    return watched === undefined ? [] : [{ told, watched }];
  });

/** The same in few words: what, where, and the link that stops it. */
export const messageSms = (all: readonly Told[], context: MessageContext): string => {
  const { language, publicUrl, key } = context;
  const known = knownOf(all);
  const manage = { fr: "Changer ou arrêter", en: "Change or stop" }[language];
  return [
    `${subjectOf(known, language)}.`,
    ...known.map(({ told, watched }) => headline(told, watched, context)),
    `${manage}${language === "fr" ? "\u00a0: " : ": "}${manageUrl(publicUrl, key)}`,
  ].join("\n");
};

/**
 * What a message says of one or several transitions of a profile. Its subject, which a locked screen shows, names the
 * place and nothing that tells of its reader.
 */
export const messageWords = (all: readonly Told[], context: MessageContext): MailWords => {
  const { language, publicUrl, key, practice } = context;
  const known = knownOf(all);
  const colon = language === "fr" ? "\u00a0: " : ": ";
  const paragraphs = known.flatMap(({ told, watched }) => [
    headline(told, watched, context),
    ...adviceText(told, watched, language),
    sourceText(told, context),
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
    subject: subjectOf(known, language),
    text: [...paragraphs, offered, `${manage}${colon}${manageUrl(publicUrl, key)}`]
      .filter((paragraph) => paragraph !== "")
      .join("\n\n"),
    secrets: [key],
  };
};
