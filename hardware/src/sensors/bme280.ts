import { bytesOf } from "../bytes.ts";
import type { Sensor } from "../sensor.ts";
import { boschBody, boschPressure, boschReplies, boschTemperature, decodeBosch } from "./bosch.ts";

const layout = { coefficients: 33, raw: 8 };

const commands = {
  reset: bytesOf("E0 B6"),
  /** Humidity once; takes effect with the next `measure`. */
  humidityOnce: bytesOf("F2 01"),
  /** Temperature once, pressure once, then sleep: the data sheet's advice for weather. */
  measure: bytesOf("F4 25"),
  readCoefficients: bytesOf("88"),
  readHumidityCoefficients: bytesOf("E1"),
  read: bytesOf("F7"),
  /** Answers 60. */
  chip: bytesOf("D0"),
};

/** Bosch BME280: temperature, pressure, humidity. */
export const bme280: Sensor<typeof commands> = {
  ...boschBody,
  model: "bme280",
  name: "BME280",
  measures: [
    boschTemperature,
    {
      quantity: "humidity",
      range: [0, 100],
      accuracy: [{ within: [20, 80], absolute: 3 }],
      resolution: 0.008,
    },
    boschPressure(0.0018),
  ],
  framing: boschReplies(layout),
  decode: (frame, context) => decodeBosch(layout, frame, context),
  dialogue: {
    calibration: [
      { send: commands.readCoefficients, replyBytes: 26 },
      { send: commands.readHumidityCoefficients, replyBytes: 7 },
    ],
    read: [
      { send: commands.humidityOnce },
      { send: commands.measure, waitMs: 10 },
      { send: commands.read, replyBytes: 8 },
    ],
  },
  commands,
  cautions: [
    "Boards answer at 76 or 77: look at both.",
    "Its registers bear no checksum: a bad wire changes values without notice.",
    "A BMP280 is often sold as a BME280: register D0 says 58 instead of 60, and humidity stays away.",
  ],
  sources: [
    {
      document: "Bosch Sensortec, BME280 data sheet 1.6 (BST-BME280-DS002-15, September 2018)",
      at: "page 2, key features, and chapter 1 (tables of humidity, pressure and temperature)",
      gives: ["range", "accuracy", "limits", "warm-up", "response", "supply", "logic level"],
    },
    {
      document: "Bosch Sensortec, BME280 data sheet 1.6 (BST-BME280-DS002-15, September 2018)",
      at: "pages 24 and 25 (sections 4.2.2 and 4.2.3, coefficients and formulas), page 27 on (section 5.4, registers), appendix 8.1",
      gives: ["frame", "commands"],
    },
    {
      document: "Bosch Sensortec, BME280 data sheet 1.6 (BST-BME280-DS002-15, September 2018)",
      at: "chapter 6 (I²C) and page 39 (section 7.2, connection diagram)",
      gives: ["bus"],
    },
    { document: "Usual boards (GY-BME280 and alike)", at: "print on the board", gives: ["pins"] },
    {
      document: "DataCityZen",
      at: "one reading in a second warms the part little (data sheet, recommended modes of operation)",
      gives: ["pace"],
    },
  ],
};
