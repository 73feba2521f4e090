import { plantowerFraming } from "../framing/plantower.ts";
import type { Sensor } from "../sensor.ts";
import { decodePlantower, massMeasures, plantowerBody, plantowerSources } from "./plantower.ts";

/** Plantower PMS3003: masses only; it obeys its pins SET and RESET, no bytes. */
export const pms3003: Sensor = {
  ...plantowerBody,
  model: "pms3003",
  name: "PMS3003",
  aliases: ["g3"],
  measures: massMeasures,
  framing: plantowerFraming(0x14),
  decode: (frame, context) => decodePlantower(frame, { length: 24, sizes: 0 }, context),
  cautions: ["It takes no commands: its pin SET puts it to sleep."],
  sources: [
    ...plantowerSources,
    {
      document: "Plantower, PMS3003 data manual V2.5",
      at: "appendix A",
      gives: ["frame"],
      unchecked:
        "this comes from PyPMS, docs/sensors/Plantower.md; all other figures are those of the PMS5003, of one family",
    },
  ],
};
