import { bytesOf } from "../bytes.ts";
import type { Sensor } from "../sensor.ts";
import { boschReplies, decodeBosch } from "./bosch.ts";
import { i2cPins } from "./pins.ts";

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
  model: "bmp280",
  name: "BMP280",
  maker: "Bosch Sensortec",
  bus: { kind: "i2c", addresses: [0x76, 0x77], maximumHz: 3_400_000 },
  measures: [
    {
      quantity: "temperature",
      range: [-40, 85],
      accuracy: [{ within: [0, 65], absolute: 1 }],
      resolution: 0.01,
      caution: "the part's own, somewhat above the air's when it is read often",
    },
    {
      quantity: "pressure",
      range: [300, 1100],
      accuracy: [{ within: [300, 1100], absolute: 1 }],
      resolution: 0.0016,
      caution: "at the station's height, not reduced to sea level",
    },
  ],
  limits: { temperature: [-40, 85] },
  warmUpMs: 2,
  responseMs: 1000,
  everyMs: 1000,
  supply: { volts: [1.71, 3.6], milliamps: 0.7 },
  pins: i2cPins("3.3 V"),
  logicVolts: 3.6,
  serial: "none",
  integrity: "none",
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
