import { plantowerFraming } from "../framing/plantower.ts";
import type { Measure, Sensor } from "../sensor.ts";
import {
  countMeasures,
  decodePlantower,
  massMeasures,
  type PlantowerCommands,
  plantowerBody,
  plantowerCommands,
  plantowerDialogue,
  plantowerSources,
} from "./plantower.ts";

export const formaldehydeMeasure: Measure = {
  quantity: "formaldehyde",
  range: [0, 2000],
  accuracy: [{ absolute: 30, relative: 0.05, combined: "larger" }],
  resolution: 1,
  caution: "an electrochemical cell: alcohol and cigarette smoke move it too",
};

/** Plantower PMS5003S: a PMS5003 with a formaldehyde cell. */
export const pms5003s: Sensor<PlantowerCommands> = {
  ...plantowerBody,
  model: "pms5003s",
  name: "PMS5003S",
  measures: [...massMeasures, ...countMeasures(6), formaldehydeMeasure],
  framing: plantowerFraming(0x1c),
  // Word 12 takes the place of version and error code: thousandths of mg/m³, that is µg/m³.
  decode: (frame, context) =>
    decodePlantower(
      frame,
      {
        length: 32,
        sizes: 6,
        // A PMS5003 has its version here, 0x97 in the upper byte: no cell reaches so far.
        rest: (word) => (word(12) > 2000 ? "foreign" : { formaldehyde: word(12) }),
      },
      context,
    ),
  dialogue: plantowerDialogue,
  commands: plantowerCommands,
  cautions: [
    "Its frame has the length of a PMS5003's: only the version of a PMS5003, which is no concentration, tells the two apart.",
  ],
  sources: [
    ...plantowerSources,
    {
      document: "Plantower, PMS5003S data manual V2.3",
      at: "appendix I: word 12 is formaldehyde",
      gives: ["frame", "commands"],
      unchecked: "these come from PyPMS, docs/sensors/Plantower.md",
    },
  ],
};
