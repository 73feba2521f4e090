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
  sources: [
    {
      document: "Bosch Sensortec, BMP280 data sheet 1.19",
      at: "table 2 (pressure, temperature, supply, start-up)",
      gives: ["range", "accuracy", "limits", "warm-up", "response", "supply", "logic level"],
      unchecked: "these come from drivers and from those who sell boards",
    },
    {
      document: "Bosch Sensortec, BMP280 data sheet 1.19",
      at: "section 3.11.3 (compensation formulas), example in 3.12, and section 4.3 (registers)",
      gives: ["frame", "commands"],
      unchecked: "the formulas give the data sheet's own example",
    },
    {
      document: "Bosch Sensortec, BMP280 data sheet 1.19",
      at: "chapter 5 (I²C address, clock)",
      gives: ["bus"],
      unchecked: "these come from drivers and from those who sell boards",
    },
    { document: "Usual boards (GY-BME280 and alike)", at: "print on the board", gives: ["pins"] },
    {
      document: "DataCityZen",
      at: "one reading in a second warms the part little (data sheet, recommended modes of operation)",
      gives: ["pace"],
    },
  ],
};
