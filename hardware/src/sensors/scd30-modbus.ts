import { modbusFrame, modbusReplies } from "../framing/modbus.ts";
import type { Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";
import { decodeScd30Floats, scd30Body, scd30Source } from "./scd30.ts";

const ADDRESS = 0x61;

const commands = {
  start: modbusFrame(ADDRESS, 0x06, 0x00, 0x36, 0x00, 0x00),
  stop: modbusFrame(ADDRESS, 0x06, 0x00, 0x37, 0x00, 0x01),
  isReady: modbusFrame(ADDRESS, 0x03, 0x00, 0x27, 0x00, 0x01),
  read: modbusFrame(ADDRESS, 0x03, 0x00, 0x28, 0x00, 0x06),
  setInterval: (seconds: number) => {
    if (!Number.isInteger(seconds) || seconds < 2 || seconds > 1800)
      throw new RangeError(`an interval is whole seconds from 2 to 1800, not ${seconds}`);
    return modbusFrame(ADDRESS, 0x06, 0x00, 0x25, seconds >>> 8, seconds & 0xff);
  },
};

/** Sensirion SCD30 on Modbus RTU (pin SEL high). */
export const scd30Modbus: Sensor<typeof commands> = {
  ...scd30Body,
  model: "scd30-modbus",
  name: "SCD30 (Modbus)",
  pins: pins(
    "VDD > 3.3 V",
    "GND > ground",
    "TX/SCL > RX",
    "RX/SDA > TX",
    "SEL > VDD, before the power comes",
    "RDY, PWM > free",
  ),
  bus: { kind: "modbus", baudRate: 19_200, address: ADDRESS },
  framing: modbusReplies(ADDRESS, 0x03, [12, 2]),
  decode: (frame) =>
    frame[1] === 0x03 && frame[2] === 12 && frame.length === 17
      ? decodeScd30Floats(frame.subarray(3, 15))
      : { ok: false, reason: "reply" },
  dialogue: {
    start: [{ send: commands.start, waitMs: 50 }],
    read: [{ send: commands.read, waitMs: 20 }],
    sleep: [{ send: commands.stop, waitMs: 50 }],
    wake: [{ send: commands.start, waitMs: 50 }],
  },
  commands,
  sources: [
    scd30Source,
    {
      document: "Sensirion, SCD30 Interface Description v0.91 and v0.94 (June 2019)",
      at: "section 1.2 (Modbus) and 1.4 (commands), page 2 on",
      gives: ["bus", "frame", "commands"],
    },
  ],
};
