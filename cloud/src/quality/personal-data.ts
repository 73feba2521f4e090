import { jsonEntry, type PersonalDataOfModule } from "../people/personal-data.ts";
import { annotationsBy, eraseNotesOf } from "./annotation-queries.ts";
import { calibrationsBy, eraseNamesIn } from "./calibration-queries.ts";

/** What is kept of somebody who annotated values, or proposed and reviewed calibrations. */
export const qualityOfPerson = (): PersonalDataOfModule => ({
  name: "quality",
  goes: [
    {
      fr: "votre nom et vos notes dans les annotations de mesures et les étalonnages",
      en: "your name and your notes in annotations of measurements and in calibrations",
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
    {
      what: {
        fr: "les droites d'étalonnage que vous avez proposées ou relues, sans votre nom",
        en: "the calibration lines that you proposed or reviewed, without your name",
      },
      why: {
        fr: "des valeurs en sont calculées",
        en: "values are computed with them",
      },
    },
  ],
  async collect(tx, person) {
    return [
      jsonEntry(
        "annotations",
        (await annotationsBy(tx, person)).map(({ author: _, ...annotation }) => annotation),
      ),
      jsonEntry(
        "calibrations",
        (await calibrationsBy(tx, person)).map(
          ({ proposer, reviewer, note, review, pairs: _, ...calibration }) => ({
            ...calibration,
            ...(proposer === person ? { part: "proposed", note } : { part: "reviewed", review }),
          }),
        ),
      ),
    ];
  },
  async erase(tx, person) {
    await eraseNotesOf(tx, person);
    await eraseNamesIn(tx, person);
    return undefined;
  },
});
