import type { MailLanguage } from "../mail/content.ts";
import type { MailGiven } from "../mail/mail.ts";

export type Language = MailLanguage;

/** What a mail says, in both languages; `secrets` are hidden from administrators who look at the outbox. */
export type AccountMail = MailGiven["words"];

interface Texts {
  readonly subject: string;
  readonly text: readonly string[];
}

const texts = {
  sign_in: (link: string): { readonly [language in Language]: Texts } => ({
    fr: {
      subject: "Votre lien pour entrer",
      text: [
        "Bonjour,",
        "Ouvrez ce lien, puis appuyez sur le bouton de la page :",
        link,
        "Le lien sert une fois, pendant une heure. Si vous n'avez rien demandé, ne faites rien : personne n'entre sans lui.",
      ],
    },
    en: {
      subject: "Your link to sign in",
      text: [
        "Hello,",
        "Open this link, then press the button on the page:",
        link,
        "The link works once, for one hour. If you did not ask for it, do nothing: nobody gets in without it.",
      ],
    },
  }),
  password: (link: string) => ({
    fr: {
      subject: "Choisir un nouveau mot de passe",
      text: [
        "Bonjour,",
        "Pour choisir un nouveau mot de passe, ouvrez ce lien, puis appuyez sur le bouton de la page :",
        link,
        "Le lien sert une fois, pendant une heure. Si vous n'avez rien demandé, ne faites rien : votre mot de passe ne change pas.",
      ],
    },
    en: {
      subject: "Choose a new password",
      text: [
        "Hello,",
        "To choose a new password, open this link, then press the button on the page:",
        link,
        "The link works once, for one hour. If you did not ask for it, do nothing: your password does not change.",
      ],
    },
  }),
  email: (link: string) => ({
    fr: {
      subject: "Confirmer votre nouvelle adresse",
      text: [
        "Bonjour,",
        "Pour recevoir vos messages à cette adresse, ouvrez ce lien et appuyez sur le bouton de la page :",
        link,
        "Le lien sert une fois, pendant une heure. Si vous n'avez rien demandé, ne faites rien.",
      ],
    },
    en: {
      subject: "Confirm your new address",
      text: [
        "Hello,",
        "To receive your messages at this address, open this link and press the button on the page:",
        link,
        "The link works once, for one hour. If you did not ask for it, do nothing.",
      ],
    },
  }),
  parent: (link: string, name: string) => ({
    fr: {
      subject: "Votre accord pour un compte d'enfant",
      text: [
        "Bonjour,",
        `${name}, qui a moins de 15 ans, a demandé un compte et a donné votre adresse. Sans votre accord le compte ne s'ouvre pas.`,
        "Pour lire ce que le compte garde et donner votre accord, ouvrez ce lien :",
        link,
        "Le lien sert une fois, pendant sept jours. Sans accord, le compte est effacé.",
      ],
    },
    en: {
      subject: "Your consent to a child's account",
      text: [
        "Hello,",
        `${name}, who is under 15, has asked for an account and gave your address. Without your consent the account does not open.`,
        "To read what the account keeps and to give your consent, open this link:",
        link,
        "The link works once, for seven days. Without consent the account is erased.",
      ],
    },
  }),
  changed: (what: { readonly [language in Language]: string }) => ({
    fr: {
      subject: "Votre compte a changé",
      text: [
        "Bonjour,",
        what.fr,
        "Si ce n'est pas vous, entrez par un lien et fermez les autres sessions, ou appelez-nous.",
      ],
    },
    en: {
      subject: "Your account has changed",
      text: [
        "Hello,",
        what.en,
        "If it was not you, sign in by a link and end the other sessions, or call us.",
      ],
    },
  }),
  fifteen: () => ({
    fr: {
      subject: "Votre compte est à vous seul",
      text: [
        "Bonjour,",
        "Vous avez 15 ans : votre compte ne dépend plus de l'accord d'un parent, et vous décidez seul de ce qu'il garde.",
        "Dans votre compte, vous pouvez revoir vos accords, prendre vos données ou tout effacer.",
      ],
    },
    en: {
      subject: "Your account is yours alone",
      text: [
        "Hello,",
        "You are 15: your account needs no parent's consent any more, and you alone decide what it keeps.",
        "In your account you can look at your consents again, take your data with you, or erase everything.",
      ],
    },
  }),
  fifteen_mediator: (name: string) => ({
    fr: {
      subject: "Un mandat à faire signer de nouveau",
      text: [
        "Bonjour,",
        `${name}, que vous aidez, a 15 ans : le mandat signé par un parent s'arrête dans soixante jours au plus tard.`,
        "Dites-le à cette personne. Pour continuer, faites-lui signer un mandat en son nom, et enregistrez-le.",
      ],
    },
    en: {
      subject: "A mandate to be signed again",
      text: [
        "Hello,",
        `${name}, whom you help, is 15: the mandate that a parent signed ends in sixty days at the latest.`,
        "Please tell them. To go on, have them sign a mandate of their own, and enter it.",
      ],
    },
  }),
  invited: (link: string, organisation: string) => ({
    fr: {
      subject: `Invitation : ${organisation}`,
      text: [
        "Bonjour,",
        `${organisation} vous invite à rejoindre ses membres. Entrez avec cette adresse, puis acceptez l'invitation dans votre compte :`,
        link,
        "Sans réponse, l'invitation s'éteint dans trente jours.",
      ],
    },
    en: {
      subject: `Invitation: ${organisation}`,
      text: [
        "Hello,",
        `${organisation} invites you to join its members. Sign in with this address, then accept the invitation in your account:`,
        link,
        "Without an answer the invitation ends in thirty days.",
      ],
    },
  }),
} as const;

const paragraphs = ({ subject, text }: Texts, secrets: readonly string[]) => ({
  subject,
  // A name that somebody chose stands on one line.
  text: `${text.map((part) => part.replace(/\s+/g, " ")).join("\n\n")}\n`,
  secrets: [...secrets],
});

const written = (
  { fr, en }: { readonly [language in Language]: Texts },
  secrets: readonly string[] = [],
): AccountMail => ({ fr: paragraphs(fr, secrets), en: paragraphs(en, secrets) });

export const signInMail = (link: string): AccountMail => written(texts.sign_in(link), [link]);
export const passwordMail = (link: string): AccountMail => written(texts.password(link), [link]);
export const emailMail = (link: string): AccountMail => written(texts.email(link), [link]);
export const parentMail = (link: string, name: string): AccountMail =>
  written(texts.parent(link, name), [link]);
export const invitationMail = (link: string, title: string): AccountMail =>
  written(texts.invited(link, title));

const changes = {
  password: {
    fr: "Le mot de passe de votre compte a été changé ; les autres sessions sont fermées.",
    en: "The password of your account was changed; the other sessions are ended.",
  },
  email: {
    fr: "L'adresse de votre compte a été changée. Cette adresse-ci n'ouvre plus le compte.",
    en: "The address of your account was changed. This address does not open it any more.",
  },
  passkey: {
    fr: "Une clé d'accès a été ajoutée à votre compte.",
    en: "A passkey was added to your account.",
  },
  totp_on: {
    fr: "Les codes d'une application sont maintenant demandés pour entrer.",
    en: "The codes of an application are now asked for when you sign in.",
  },
  totp_off: {
    fr: "Les codes d'une application ne sont plus demandés pour entrer.",
    en: "The codes of an application are not asked for any more.",
  },
  key: {
    fr: "Une clé de programme a été ajoutée à votre compte.",
    en: "A key for a program was added to your account.",
  },
} as const;
export type AccountChange = keyof typeof changes;
export const accountChanges = Object.keys(changes) as readonly AccountChange[];

export const fifteenMail = (): AccountMail => written(texts.fifteen());
export const fifteenToMediatorMail = (name: string): AccountMail =>
  written(texts.fifteen_mediator(name));

export const changedMail = (change: AccountChange): AccountMail =>
  written(texts.changed(changes[change]));

/** A mail of an account, for `mail.put`. Links and codes are masked there, and not personal. */
export const accountMail = (
  to: MailGiven["to"],
  subject: string,
  words: AccountMail,
  rest: Pick<MailGiven, "person" | "expiresInMs"> = {},
): MailGiven => ({ to, subject, words, personal: false, ...rest });
