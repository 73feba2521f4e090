import { plantowerFraming } from "../framing/plantower.ts";
import type { Sensor } from "../sensor.ts";
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

/** Plantower PMS1003, PMS5003, PMS7003 and PMSA003: optical particle sensors with one frame. */
export const pmsx003: Sensor<PlantowerCommands> = {
  ...plantowerBody,
  model: "pmsx003",
  name: "PMS1003 / PMS5003 / PMS7003 / PMSA003",
  aliases: [
    "pms1003",
    "pms5003",
    "pms7003",
    "pmsa003",
    "pmsa003i",
    "pms6003",
    "pms9003m",
    "g1",
    "g5",
    "g7",
    "g10",
  ],
  measures: [...massMeasures, ...countMeasures(6)],
  framing: plantowerFraming(0x1c),
  // Byte 28 is the version, byte 29 the error code.
  decode: (frame, context) =>
    decodePlantower(frame, { length: 32, sizes: 6, errorAt: 29 }, context),
  dialogue: plantowerDialogue,
  commands: plantowerCommands,
  cautions: [
    "PMS7003 and PMSA003 have ten pins: 1, 2 VCC; 3, 4 GND; 5 RESET; 7 RX; 9 TX; 10 SET; the others stay free.",
  ],
  sources: [
    ...plantowerSources,
    {
      document: "Plantower, PMS5003 series data manual V2.3 (2016-06-01)",
      at: "appendix I and II (transport protocol, active and passive mode)",
      gives: ["frame", "commands"],
    },
  ],
};
