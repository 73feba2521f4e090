import type { Opened, OutboxGiven } from "../outbox/outbox.ts";
import { MailContent, type MailContentGiven } from "./content.ts";
import { maskedMail } from "./masked.ts";

const notices = {
  fr: {
    subject: "Un administrateur a lu un message qui vous était destiné",
    text: "Bonjour,\n\nUn message pour vous attendait d'être envoyé. Un administrateur de la plateforme l'a affiché en entier, avec ses liens et ses codes. Cet acte est inscrit au journal d'audit.\n\nSi vous ne lui avez pas demandé d'aide, dites-le à l'exploitant du service : son adresse est sur la page des mentions légales.",
  },
  en: {
    subject: "An administrator has read a message that was meant for you",
    text: "Hello,\n\nA message for you was waiting to be sent. An administrator of the platform has shown it whole, with its links and codes. This act is in the audit.\n\nIf you did not ask for help, tell the operator of the service: the address is on the page of the legal notice.",
  },
} as const;

const shown = ({ subject, text }: Pick<MailContent, "subject" | "text">) => ({ subject, text });

/** What an administrator sees of mails that wait. */
export const mailView = {
  masked: (content: unknown) => maskedMail(MailContent.parse(content)),
  whole: (content: unknown) => shown(MailContent.parse(content)),
  notice: ({ recipient, content }: Opened): OutboxGiven => {
    const { language, name } = MailContent.parse(content);
    const notice: MailContentGiven = { ...notices[language], language, name };
    return {
      kind: "mail",
      subject: "outbox.revealed",
      personal: false,
      recipient,
      content: notice,
    };
  },
};
