import { jsonEntry, type PersonalDataOfModule } from "../people/personal-data.ts";
import { draftsForArchive } from "./draft-queries.ts";
import { changesBy } from "./find-queries.ts";

/** What the atlas keeps about who works on it: their name goes, what they wrote about places stays. */
export const atlasOfPerson = (): PersonalDataOfModule => ({
  name: "atlas",
  goes: [
    {
      fr: "votre nom dans l'historique des lieux de l'atlas, et sous les vérifications que vous avez faites",
      en: "your name in the history of the atlas's places, and under the checks that you made",
    },
    {
      fr: "vos brouillons sur des lieux, et vos corrections que personne n'a encore lues",
      en: "your drafts about places, and your corrections that nobody has read yet",
    },
  ],
  stays: [
    {
      what: {
        fr: "ce que vous avez écrit sur des lieux, sans votre nom",
        en: "what you wrote about places, without your name",
      },
      why: {
        fr: "d'autres s'en servent pour trouver de l'aide",
        en: "others use it to find help",
      },
    },
  ],
  collect: async (tx, person) => {
    const changes = await changesBy(tx, person);
    const drafts = await draftsForArchive(tx, person);
    return [
      ...(changes.length === 0
        ? []
        : [
            jsonEntry(
              "atlas",
              changes.map(({ at, kind, entry }) => ({ at: at.toISOString(), kind, entry })),
            ),
          ]),
      ...(drafts.length === 0
        ? []
        : [
            jsonEntry(
              "atlas-drafts",
              drafts.map(({ at, ...draft }) => ({ at: at.toISOString(), ...draft })),
            ),
          ]),
    ];
  },
  // The rows that name somebody lose the name with the person's row.
  erase: async () => undefined,
});
