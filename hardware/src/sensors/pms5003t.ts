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

/** What recorded parts of this model say in the upper byte of their last word (PyPMS, PMS5003T.hexdump). */
const VERSION = 0x9a;

/**
 * A PMS5003 in thick dust has so many large particles that their counts could be a climate; but they fall from
 * size to size, as temperature and humidity do in hot and dry dust only.
 */
const couldBeCounters = (word: (index: number) => number): boolean =>
  word(9) >= word(10) && word(10) >= word(11);

/** Plantower PMS5003T: temperature and humidity take the place of the two largest counters. */
export const pms5003t: Sensor<PlantowerCommands> = {
  ...plantowerBody,
  model: "pms5003t",
  name: "PMS5003T",
  measures: [...massMeasures, ...countMeasures(4), ...environmentMeasures],
  framing: plantowerFraming(0x1c),
  decode: (frame, context) =>
    decodePlantower(
      frame,
      {
        length: 32,
        sizes: 4,
        errorAt: 29,
        rest: (word) =>
          couldBeCounters(word) && word(12) >>> 8 !== VERSION
            ? "foreign"
            : climateOf(word(10), word(11)),
      },
      context,
    ),
  dialogue: plantowerDialogue,
  commands: plantowerCommands,
  cautions: [
    "Its frame has the length of a PMS5003's: the counters of one are no climate, the climate of the other no counters.",
  ],
  sources: [
    ...plantowerSources,
    {
      document: "Plantower, PMS5003T data manual V2.3",
      at: "appendix I: words 10 and 11 are temperature and humidity",
      gives: ["frame", "commands"],
      unchecked: "these come from PyPMS, docs/sensors/Plantower.md",
    },
  ],
};
