import { bytesOf, viewOf } from "../bytes.ts";
import { wordReplies, wordsOf } from "../framing/transactions.ts";
import type { Sensor } from "../sensor.ts";
import { areLongerReplies } from "./longer-replies.ts";
import { i2cPins } from "./pins.ts";
import { climateOfTicks } from "./ticks.ts";

const commands = {
  /** One reading of high precision. */
  read: bytesOf("FD"),
  /** One second of 200 mW: drives out creeping humidity. */
  heat: bytesOf("39"),
  serial: bytesOf("89"),
  reset: bytesOf("94"),
};

/** Sensirion SHT40, SHT41 and SHT45: temperature and humidity. */
export const sht4x: Sensor<typeof commands> = {
  model: "sht4x",
  name: "SHT40 / SHT41 / SHT45",
  maker: "Sensirion",
  aliases: ["sht40", "sht41", "sht43", "sht45"],
  bus: { kind: "i2c", addresses: [0x44, 0x45, 0x46], maximumHz: 1_000_000 },
  measures: [
    {
      quantity: "temperature",
      range: [-40, 125],
      accuracy: [{ within: [0, 75], absolute: 0.2 }],
      resolution: 0.01,
    },
    {
      quantity: "humidity",
      range: [0, 100],
      accuracy: [{ within: [20, 80], absolute: 1.8 }],
      resolution: 0.01,
    },
  ],
  limits: { temperature: [-40, 125] },
  warmUpMs: 1,
  responseMs: 4000,
  everyMs: 1000,
  supply: { volts: [1.08, 3.6], milliamps: 0.5 },
  pins: i2cPins("3.3 V"),
  logicVolts: 3.6,
  serial: "command",
  integrity: "checksum",
  framing: wordReplies(2, areLongerReplies),
  decode(frame) {
    if (frame.length !== 6) return { ok: false, reason: "foreign" };
    const view = viewOf(wordsOf(frame));
    const ticks = view.getUint16(2);
    // A count of zero is drier than the formula's zero, and counts nothing only beside another end.
    const climate = climateOfTicks(view.getUint16(0), Math.max(1, ticks));
    if (climate === undefined) return { ok: false, reason: "unknown" };
    // The formula reaches from -6 to 119 %; the data sheet tells to crop it.
    const humidity = Math.min(100, Math.max(0, -6 + (125 * ticks) / 65_535));
    return { ok: true, values: { ...climate, humidity } };
  },
  dialogue: {
    read: [{ send: commands.read, waitMs: 9, replyBytes: 6 }],
    serial: [{ send: commands.serial, waitMs: 1, replyBytes: 6 }],
  },
  commands,
  sources: [
    {
      document: "Sensirion, SHT4x data sheet",
      at: "pages 4 to 7 (chapter 2, humidity and temperature: those of the SHT40)",
      gives: ["range", "accuracy", "limits", "response"],
    },
    {
      document: "Sensirion, SHT4x data sheet",
      at: "page 8 on (chapter 3, electrical and timing)",
      gives: ["supply", "logic level", "warm-up"],
    },
    {
      document: "Sensirion, SHT4x data sheet",
      at: "chapter 4 (digital interface)",
      gives: ["bus", "frame", "commands"],
    },
    {
      document: "Usual boards (Adafruit, Grove and alike)",
      at: "print on the board",
      gives: ["pins"],
    },
    {
      document: "DataCityZen",
      at: "one reading in a second keeps the part from warming itself",
      gives: ["pace"],
    },
  ],
};
