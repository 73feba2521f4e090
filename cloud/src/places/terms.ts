import type { Sentence } from "../people/personal-data.ts";

/** Of data of stations: those under which others may use them. SPDX identifiers. */
export const dataLicences = [
  "CC0-1.0",
  "CC-BY-4.0",
  "CC-BY-SA-4.0",
  "ODbL-1.0",
  "etalab-2.0",
] as const;

export interface Terms {
  readonly version: string;
  /** In the order in which they are read. */
  readonly sentences: readonly (Sentence & { readonly about: "public" | "kept" | "leaving" })[];
}

/** What a host agrees to. A change of meaning is a new version: everybody is asked again. */
export const terms: Terms = {
  version: "2026-11",
  sentences: [
    {
      about: "public",
      fr: "Si vous choisissez « public », tout le monde peut voir les mesures de votre station et les réutiliser sous la licence que vous choisissez : celles de maintenant, et celles d'avant depuis que vous l'hébergez.",
      en: "If you choose “public”, everybody can see what your station measures and reuse it under the licence that you choose: what it measures from now on, and what it has measured since you host it.",
    },
    {
      about: "public",
      fr: "Tout le monde voit aussi dans quel carré de 500 mètres elle se trouve, jamais à quelle adresse, sauf si vous le demandez.",
      en: "Everybody also sees in which square of 500 metres it is, never at which address, unless you ask for it.",
    },
    {
      about: "public",
      fr: "Si vous choisissez « groupe », seuls les membres de votre groupe la voient. Si vous choisissez « privé », vous seul la voyez.",
      en: "If you choose “group”, only the members of your group see it. If you choose “private”, only you do.",
    },
    {
      about: "kept",
      fr: "Ce qui est mesuré à l'intérieur reste à vous seul. Si votre station est dans un groupe, sa moyenne du jour compte dans celle du groupe, quand trois foyers au moins y comptent.",
      en: "What is measured indoors is yours alone. If your station is in a group, its mean of the day counts in that of the group, when three homes at least count in it.",
    },
    {
      about: "kept",
      fr: "L'adresse exacte et la hauteur ne sont lues que par vous. Elles sont dans les sauvegardes de la machine, que seul son exploitant détient.",
      en: "The exact place and the height are read by you alone. They are in the backups of the machine, which only its operator holds.",
    },
    {
      about: "leaving",
      fr: "Vous pouvez changer d'avis, déplacer la station ou partir à tout moment, et emporter toutes vos mesures.",
      en: "You can change your mind, move the station or leave at any time, and take all that it measured with you.",
    },
    {
      about: "leaving",
      fr: "Ce que d'autres ont déjà copié sous la licence leur reste, et les moyennes déjà publiées d'un groupe ne sont pas refaites. Si vous effacez votre compte, l'adresse exacte et votre nom disparaissent.",
      en: "What others have copied under the licence stays theirs, and means of a group that were published are not made again. If you erase your account, the exact place and your name are gone.",
    },
  ],
};
