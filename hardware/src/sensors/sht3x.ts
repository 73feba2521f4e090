import { bytesOf, viewOf } from "../bytes.ts";
import { wordReplies, wordsOf } from "../framing/transactions.ts";
import type { Sensor } from "../sensor.ts";
import { areLongerReplies } from "./longer-replies.ts";
import { i2cPins } from "./pins.ts";
import { climateOfTicks } from "./ticks.ts";

const commands = {
  /** One reading of high repeatability, without clock stretching. */
  read: bytesOf("24 00"),
  heaterOn: bytesOf("30 6D"),
  heaterOff: bytesOf("30 66"),
  status: bytesOf("F3 2D"),
  reset: bytesOf("30 A2"),
};

/** Sensirion SHT30, SHT31, SHT35 and SHT85: temperature and humidity. */
export const sht3x: Sensor<typeof commands> = {
  model: "sht3x",
  name: "SHT30 / SHT31 / SHT35",
  maker: "Sensirion",
  aliases: ["sht30", "sht31", "sht35", "sht85", "sht31d"],
  bus: { kind: "i2c", addresses: [0x44, 0x45], maximumHz: 1_000_000 },
  measures: [
    {
      quantity: "temperature",
      range: [-40, 125],
      accuracy: [{ within: [0, 90], absolute: 0.2 }],
      resolution: 0.01,
    },
    {
      quantity: "humidity",
      range: [0, 100],
      accuracy: [{ within: [0, 100], absolute: 2 }],
      resolution: 0.01,
    },
  ],
  limits: { temperature: [-40, 125] },
  warmUpMs: 2,
  responseMs: 8000,
  everyMs: 1000,
  supply: { volts: [2.15, 5.5], milliamps: 1.5 },
  pins: i2cPins("3.3 V"),
  logicVolts: 5.5,
  serial: "command",
  integrity: "checksum",
  framing: wordReplies(2, areLongerReplies),
  decode(frame) {
    if (frame.length !== 6) return { ok: false, reason: "foreign" };
    const view = viewOf(wordsOf(frame));
    const values = climateOfTicks(view.getUint16(0), view.getUint16(2));
    return values === undefined ? { ok: false, reason: "unknown" } : { ok: true, values };
  },
  dialogue: { read: [{ send: commands.read, waitMs: 16, replyBytes: 6 }] },
  commands,
  sources: [
    {
      document: "Sensirion, SHT3x-DIS data sheet",
      at: "chapter 1 (sensor performance: those of the SHT31)",
      gives: ["range", "accuracy", "limits", "response"],
      unchecked: "these come from drivers and from those who sell boards",
    },
    {
      document: "Sensirion, SHT3x-DIS data sheet",
      at: "chapter 2 (electrical, timing)",
      gives: ["supply", "logic level", "warm-up"],
      unchecked: "these come from drivers and from those who sell boards",
    },
    {
      document: "Sensirion, SHT3x-DIS data sheet",
      at: "chapter 4 (operation and communication)",
      gives: ["bus", "frame", "commands"],
      unchecked: "these come from drivers and from those who sell boards",
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
