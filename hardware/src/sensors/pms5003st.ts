import { plantowerFraming } from "../framing/plantower.ts";
import type { Sensor } from "../sensor.ts";
import {
  climateOf,
  countMeasures,
  decodePlantower,
  environmentMeasures,
  massMeasures,
  type PlantowerCommands,
  plantowerBody,
  plantowerCommands,
  plantowerDialogue,
  plantowerSources,
} from "./plantower.ts";
import { formaldehydeMeasure } from "./pms5003s.ts";

/** Plantower PMS5003ST: particles, formaldehyde, temperature and humidity. */
export const pms5003st: Sensor<PlantowerCommands> = {
  ...plantowerBody,
  model: "pms5003st",
  name: "PMS5003ST",
  measures: [...massMeasures, ...countMeasures(6), formaldehydeMeasure, ...environmentMeasures],
  framing: plantowerFraming(0x24),
  // Word 15 is reserved; byte 36 is the version, byte 37 the error code.
  decode: (frame, context) =>
    decodePlantower(
      frame,
      {
        length: 40,
        sizes: 6,
        errorAt: 37,
        rest: (word) => {
          const climate = climateOf(word(13), word(14));
          if (climate === "foreign" || word(12) > 2000) return "foreign";
          return { formaldehyde: word(12), ...climate };
        },
      },
      context,
    ),
  dialogue: plantowerDialogue,
  commands: plantowerCommands,
  sources: [
    ...plantowerSources,
    {
      document: "Plantower, PMS5003ST series data manual V2.6 (2017-02-01)",
      at: "appendix I: words 12 to 14",
      gives: ["frame", "commands"],
      unchecked: "these come from PyPMS, docs/sensors/Plantower.md",
    },
  ],
};
