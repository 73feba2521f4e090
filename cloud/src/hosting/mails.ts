import type { MailGiven } from "../mail/mail.ts";

type To = MailGiven["to"];

/** Many wrong codes were tried within the hour. */
export const attackMail = (to: To, person: string, publicUrl: string): MailGiven => ({
  ...{ to, person, subject: "stations.codes_guessed", personal: false },
  words: {
    fr: {
      subject: "Des codes de stations sont essayés",
      text: `Plus de cent codes faux ont été essayés en une heure.\n\nDésormais, chaque essai demande aussi le mot affiché par la boîte. Les comptes qui ont essayé sont dans le journal.\n\n${publicUrl}`,
    },
    en: {
      subject: "Codes of stations are being tried",
      text: `More than a hundred wrong codes were tried within an hour.\n\nEach try now needs the word that the box shows, too. The accounts that tried are in the records.\n\n${publicUrl}`,
    },
  },
});

/** Somebody wants to give a station to the reader. */
export const handOverMail = (
  to: To,
  person: string,
  { station, publicUrl }: { readonly station: string; readonly publicUrl: string },
): MailGiven => ({
  ...{ to, person, subject: "stations.hand_over", personal: true },
  words: {
    fr: {
      subject: "Une station vous est proposée",
      text: `Son hôte vous propose la station ${station}.\n\nElle devient la vôtre si vous l'acceptez dans votre compte, dans les sept jours.\n\n${publicUrl}`,
    },
    en: {
      subject: "A station is offered to you",
      text: `Its host offers you the station ${station}.\n\nIt becomes yours when you accept it in your account, within seven days.\n\n${publicUrl}`,
    },
  },
});
