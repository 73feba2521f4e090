import { bytesOf } from "../bytes.ts";
import { wordReplies, wordsOf } from "../framing/transactions.ts";
import type { Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";
import { decodeSps30Floats, sps30Body, sps30Sources } from "./sps30.ts";

const commands = {
  startFloats: bytesOf("00 10 03 00 AC"),
  stop: bytesOf("01 04"),
  read: bytesOf("03 00"),
  isReady: bytesOf("02 02"),
  sleep: bytesOf("10 01"),
  /** Sent twice: the first only wakes the interface. */
  wake: bytesOf("11 03"),
  cleanFan: bytesOf("56 07"),
  serial: bytesOf("D0 33"),
  reset: bytesOf("D3 04"),
};

/** Sensirion SPS30 on I²C (pin SEL at ground). */
export const sps30I2c: Sensor<typeof commands> = {
  ...sps30Body,
  model: "sps30-i2c",
  name: "SPS30 (I²C)",
  pins: pins(
    "1 VDD > 5 V",
    "2 SDA > SDA",
    "3 SCL > SCL",
    "4 SEL > ground, before the power comes",
    "5 GND > ground",
  ),
  bus: { kind: "i2c", addresses: [0x69], maximumHz: 100_000 },
  framing: wordReplies(20),
  decode: (frame) =>
    frame.length === 60 ? decodeSps30Floats(wordsOf(frame)) : { ok: false, reason: "foreign" },
  dialogue: {
    start: [{ send: commands.startFloats, waitMs: 20 }],
    read: [{ send: commands.read, replyBytes: 60 }],
    sleep: [
      { send: commands.stop, waitMs: 20 },
      { send: commands.sleep, waitMs: 5 },
    ],
    wake: [
      { send: commands.wake, waitMs: 5 },
      { send: commands.wake, waitMs: 5 },
      { send: commands.startFloats, waitMs: 20 },
    ],
    serial: [{ send: commands.serial, replyBytes: 48 }],
    cleanFan: [{ send: commands.cleanFan }],
  },
  commands,
  cautions: [
    "Its pull-ups and its lines are for short wires (20 cm); take the serial interface for longer ones.",
    "A DNMS on the same wires disturbs it: give each its own bus.",
  ],
  sources: [
    ...sps30Sources,
    {
      document: "Sensirion, SPS30 data sheet 1.0 (March 2020)",
      at: "pages 16 to 22 (chapter 6, I²C)",
      gives: ["frame", "commands"],
    },
  ],
};
