import type { MailLanguage } from "../mail/content.ts";
import type { MailWords } from "../mail/mail.ts";
import type { ToldProblem } from "./troubles.ts";

/** Something that began or ended, as a mail tells it. */
export interface Change {
  readonly station: string;
  readonly problem: ToldProblem;
  readonly kind: "began" | "ended";
}

const sentences = {
  fr: {
    began: {
      silent: "ne donne plus de nouvelles",
      stuck: "a un capteur qui répète la même valeur",
      low_battery: "a une batterie presque vide",
    },
    ended: {
      silent: "est de retour",
      stuck: "a un capteur qui mesure de nouveau",
      low_battery: "a une batterie rechargée",
    },
  },
  en: {
    began: {
      silent: "is silent",
      stuck: "has a sensor that repeats one value",
      low_battery: "has a battery that is nearly empty",
    },
    ended: {
      silent: "is back",
      stuck: "has a sensor that measures again",
      low_battery: "has a battery that is charged again",
    },
  },
} as const;

const MOST_LINES = 100;

const subjectOf = (changes: readonly Change[], language: MailLanguage): string => {
  const [first] = changes;
  const count = new Set(changes.map(({ station }) => station)).size;
  if (count === 1 && first !== undefined)
    return language === "fr" ? `Station ${first.station}` : `Station ${first.station}`;
  return `${count} stations`;
};

/** One mail of all that changed at the stations that its reader looks after. */
export const troubleWords = (
  changes: readonly Change[],
  publicUrl: string,
): { readonly [language in MailLanguage]: MailWords } => {
  const wordsIn = (language: MailLanguage): MailWords => {
    const lines = changes.slice(0, MOST_LINES).map(({ station, problem, kind }) => {
      const page = `${new URL(publicUrl).origin}/stations/${encodeURIComponent(station)}`;
      return language === "fr"
        ? `La station ${station} ${sentences.fr[kind][problem]}\u00a0: ${page}`
        : `The station ${station} ${sentences.en[kind][problem]}: ${page}`;
    });
    const more = changes.length - lines.length;
    const rest = { fr: `Et ${more} autres nouvelles.`, en: `And ${more} more.` }[language];
    const own = `${new URL(publicUrl).origin}/account/stations`;
    const choose = {
      fr: `Ce qu'il y a à faire, et choisir d'être prévenu ou non\u00a0: ${own}`,
      en: `What to do, and to choose whether you are told: ${own}`,
    }[language];
    return {
      subject: subjectOf(changes, language),
      text: [...lines, ...(more > 0 ? [rest] : []), choose].join("\n\n"),
    };
  };
  return { fr: wordsIn("fr"), en: wordsIn("en") };
};
