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
