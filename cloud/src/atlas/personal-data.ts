import { jsonEntry, type PersonalDataOfModule } from "../people/personal-data.ts";
import { changesBy } from "./find-queries.ts";

/** What the atlas keeps about who works on it: their name goes, what they wrote about places stays. */
export const atlasOfPerson = (): PersonalDataOfModule => ({
  name: "atlas",
  goes: [
    {
      fr: "votre nom dans l'historique des lieux de l'atlas, et sous les vérifications que vous avez faites",
      en: "your name in the history of the atlas's places, and under the checks that you made",
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
    if (changes.length === 0) return [];
    return [
      jsonEntry(
        "atlas",
        changes.map(({ at, kind, entry }) => ({ at: at.toISOString(), kind, entry })),
      ),
    ];
  },
  // The rows that name somebody lose the name with the person's row.
  erase: async () => undefined,
});
