import type { MailGiven } from "../mail/mail.ts";
import type { AtlasSheet } from "./sheet.ts";

/** What stops such mails: each carries a link that does. */
export const REMINDER_TOPIC = "atlas";

/** Asks a place whether what the atlas says of it is still right. The link leads to a page with one button. */
export const reminderMail = (
  { name }: Pick<AtlasSheet, "name">,
  address: string,
  link: string,
): MailGiven => {
  const french = [
    "Bonjour,",
    `La fiche de « ${name} » dans l'atlas des lieux qui aident est-elle toujours juste ?`,
    "Ouvrez ce lien : vous verrez votre fiche, et un bouton pour dire qu'elle est juste.",
    link,
    "Il n'y a pas besoin de compte. Si quelque chose a changé, la même page dit comment le corriger.",
  ];
  const english = [
    "Hello,",
    `Is the sheet of "${name}" in the atlas of places that help still right?`,
    "Open this link: you will see your sheet, and a button that says that it is right.",
    link,
    "No account is needed. If something has changed, the same page says how to correct it.",
  ];
  return {
    to: { address, language: "fr" },
    subject: "atlas.still_right",
    words: {
      fr: {
        subject: `Votre fiche est-elle toujours juste ? ${name}`.slice(0, 150),
        text: french.join("\n\n"),
        secrets: [link],
      },
      en: {
        subject: `Is your sheet still right? ${name}`.slice(0, 150),
        text: english.join("\n\n"),
        secrets: [link],
      },
    },
    personal: false,
    topic: REMINDER_TOPIC,
  };
};
