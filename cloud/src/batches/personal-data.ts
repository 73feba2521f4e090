import { jsonEntry, type PersonalDataOfModule } from "../people/personal-data.ts";
import { batchesBy } from "./queries.ts";

/** What is kept of workshop leaders. Their row goes out of the batches by itself. */
export const batchesOfPerson: PersonalDataOfModule = {
  name: "batches",
  goes: [
    {
      fr: "votre nom de personne qui a préparé des boîtes pour un atelier",
      en: "your being the one who prepared boxes for a workshop",
    },
  ],
  stays: [
    {
      what: {
        fr: "les boîtes que vous avez préparées, et le titre de l'atelier",
        en: "the boxes that you prepared, and the title of the workshop",
      },
      why: {
        fr: "elles sont à l'organisation, ou chez les personnes qui les ont emportées",
        en: "they belong to the organisation, or are with those who took them home",
      },
    },
  ],
  async collect(tx, who) {
    return [jsonEntry("station-batches", await batchesBy(tx, who))];
  },
  erase: async () => undefined,
};
