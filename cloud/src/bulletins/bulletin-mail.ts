import { manageUrl } from "../alerts/message.ts";
import type { MailLanguage } from "../mail/content.ts";
import type { MailWords } from "../mail/mail.ts";
import type { BulletinFacts } from "./facts.ts";
import { dayText, sentencesOf } from "./sentences.ts";

/** The page on which an edition stands. */
export const editionUrl = (publicUrl: string, key: string, day: string): string =>
  `${new URL(publicUrl).origin}/bulletin/${key}/${day}`;

export interface BulletinMail {
  readonly language: MailLanguage;
  readonly name: string;
  /** Of the territory. */
  readonly territoryKey: string;
  readonly day: string;
  readonly facts: BulletinFacts;
  readonly publicUrl: string;
  /** The reader's key: it opens what they get, and nothing else. */
  readonly key: string;
}

const unbroken = (text: string): string => text.replaceAll(/ (?=[:;?!»%])|(?<=«) /g, "\u00a0");

/** The sentences of the page, by paragraphs of one section each. The subject names the place and the day. */
export const bulletinWords = ({
  language,
  name,
  territoryKey,
  day,
  facts,
  publicUrl,
  key,
}: BulletinMail): MailWords => {
  const bySection = Map.groupBy(sentencesOf(facts), ({ section }) => section);
  const date = dayText(facts.to, facts.zone, language);
  const links = {
    fr: [
      `Le même bulletin, à imprimer ou à écouter : ${editionUrl(publicUrl, territoryKey, day)}`,
      `Changer, mettre en pause ou tout arrêter : ${manageUrl(publicUrl, key)}`,
    ],
    en: [
      `The same bulletin, to print or to listen to: ${editionUrl(publicUrl, territoryKey, day)}`,
      `Change, pause or stop everything: ${manageUrl(publicUrl, key)}`,
    ],
  }[language];
  const text = [
    ...[...bySection.values()].map((all) => all.map((one) => one[language]).join(" ")),
    ...links,
  ].join("\n\n");
  return {
    subject: { fr: unbroken(`${name} : bulletin du ${date}`), en: `${name}: bulletin of ${date}` }[
      language
    ],
    text: language === "fr" ? unbroken(text) : text,
    secrets: [key],
  };
};
