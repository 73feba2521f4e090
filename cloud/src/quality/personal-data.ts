import { jsonEntry, type PersonalDataOfModule } from "../people/personal-data.ts";
import { annotationsBy, eraseNotesOf } from "./annotation-queries.ts";

/** What is kept of somebody who annotated values. */
export const annotationsOfPerson = (): PersonalDataOfModule => ({
  name: "quality",
  goes: [
    {
      fr: "votre nom et vos notes dans les annotations de mesures",
      en: "your name and your notes in annotations of measurements",
    },
  ],
  stays: [
    {
      what: {
        fr: "le genre et l'heure de vos annotations (feu, travaux, nettoyage…), sans votre nom",
        en: "the kind and time of your annotations (bonfire, works, cleaning …), without your name",
      },
      why: {
        fr: "sans elles, des mesures seraient mal comprises",
        en: "without them measurements would be misread",
      },
    },
  ],
  async collect(tx, person) {
    return [
      jsonEntry(
        "annotations",
        (await annotationsBy(tx, person)).map(({ author: _, ...annotation }) => annotation),
      ),
    ];
  },
  async erase(tx, person) {
    await eraseNotesOf(tx, person);
    return undefined;
  },
});
