import { bytesOf } from "../bytes.ts";
import type { Sensor } from "../sensor.ts";
import { boschBody, boschPressure, boschReplies, boschTemperature, decodeBosch } from "./bosch.ts";

const layout = { coefficients: 24, raw: 6 };

const commands = {
  reset: bytesOf("E0 B6"),
  measure: bytesOf("F4 25"),
  readCoefficients: bytesOf("88"),
  read: bytesOf("F7"),
  /** Answers 58. */
  chip: bytesOf("D0"),
};

/** Bosch BMP280: temperature and pressure. */
export const bmp280: Sensor<typeof commands> = {
  ...boschBody,
  model: "bmp280",
  name: "BMP280",
  measures: [boschTemperature, boschPressure(0.0016)],
  framing: boschReplies(layout),
  decode: (frame, context) => decodeBosch(layout, frame, context),
  dialogue: {
    calibration: [{ send: commands.readCoefficients, replyBytes: 24 }],
    read: [
      { send: commands.measure, waitMs: 10 },
      { send: commands.read, replyBytes: 6 },
    ],
  },
  commands,
  cautions: ["Its registers bear no checksum: a bad wire changes values without notice."],
  source: "Bosch Sensortec, BMP280 data sheet 1.19, chapters 1, 3 (example in 3.12) and 4",
};
