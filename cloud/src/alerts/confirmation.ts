import { randomInt } from "node:crypto";
import type { MailWords } from "../mail/mail.ts";

/** The page on which somebody confirms: opening it changes nothing. */
export const confirmUrl = (publicUrl: string, token: string): string =>
  `${new URL(publicUrl).origin}/alerts/confirm?token=${token}`;

/** It holds no word that whoever filled in the form has written: nobody sends their text to others by us. */
export const confirmationWords = (
  link: string,
): { readonly [language in "fr" | "en"]: MailWords } => ({
  fr: {
    subject: "Confirmer votre abonnement",
    text: [
      "Bonjour,",
      "Quelqu'un a donné cette adresse pour recevoir des messages de mesures locales. Si c'est vous, ouvrez ce lien et appuyez sur le bouton de la page\u00a0:",
      link,
      "Le lien est valable 48 heures. Si vous n'avez rien demandé, ne faites rien\u00a0: sans votre accord, aucun message ne part et l'adresse est effacée.",
    ].join("\n\n"),
    secrets: [link],
  },
  en: {
    subject: "Confirm your subscription",
    text: [
      "Hello,",
      "Somebody gave this address to receive messages about local measurements. If it was you, open this link and press the button on the page:",
      link,
      "The link works for 48 hours. If you did not ask for anything, do nothing: without your consent no message is sent, and the address is erased.",
    ].join("\n\n"),
    secrets: [link],
  },
});

/** No letter or figure that is taken for another when it is read aloud. */
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LETTERS = 8;
const CODE = new RegExp(`^[${LETTERS}]{${CODE_LETTERS}}$`);

/** Stands in the link of an SMS, and can be read aloud to whoever types it: 40 bits, good once and for 48 hours. */
export const newSmsCode = (): string =>
  Array.from({ length: CODE_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join("");

/** The code that somebody has typed; undefined for what is none. */
export const smsCodeIn = (text: string): string | undefined => {
  const code = text.toUpperCase().replace(/[\s-]/g, "");
  return CODE.test(code) ? code : undefined;
};

/** The same by SMS: for a telephone that opens links, and for one that does not. */
export const confirmationSms = (
  code: string,
  link: string,
): { readonly [language in "fr" | "en"]: string } => {
  const spoken = `${code.slice(0, 4)} ${code.slice(4)}`;
  return {
    fr: `Quelqu'un a donné ce numéro pour recevoir des messages de mesures locales. Si vous êtes d'accord, ouvrez ${link} ou dites ce code à qui vous aide : ${spoken}. Sinon, ne faites rien : tout est effacé après 48 heures.`,
    en: `Somebody gave this number to receive messages about local measurements. If you agree, open ${link} or tell this code to whoever helps you: ${spoken}. If not, do nothing: everything is erased after 48 hours.`,
  };
};
