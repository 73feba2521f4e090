import { shdlcCommand, shdlcFraming, shdlcReply } from "../framing/shdlc.ts";
import type { Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";
import { decodeSen5xWords, sen5xBody, sen5xSources } from "./sen5x.ts";

const commands = {
  start: shdlcCommand(0x00, 0x02),
  stop: shdlcCommand(0x01),
  read: shdlcCommand(0x03, 0x0c),
  serial: shdlcCommand(0xd0, 0x03),
  version: shdlcCommand(0xd1),
};

/** SEN54 and SEN55 on the serial interface that is in no data sheet (pin SEL left open). */
export const sen5xUart: Sensor<typeof commands> = {
  ...sen5xBody,
  model: "sen5x-uart",
  name: "SEN54 / SEN55 (UART)",
  aliases: ["sen54-uart", "sen55-uart"],
  pins: pins(
    "1 VDD > 5 V",
    "2 GND > ground",
    "3 SDA > TX",
    "4 SCL > RX",
    "5 SEL > free",
    "6 NC > free",
  ),
  bus: { kind: "uart", baudRate: 115_200 },
  framing: shdlcFraming,
  decode(frame) {
    const { command, state, data } = shdlcReply(frame);
    if (command !== 0x03) return { ok: false, reason: "reply" };
    if (state !== 0) return { ok: false, reason: "error_code" };
    if (data.length !== 16) return { ok: false, reason: data.length === 0 ? "reply" : "foreign" };
    return decodeSen5xWords(data);
  },
  dialogue: {
    start: [{ send: commands.start, waitMs: 50 }],
    read: [{ send: commands.read, waitMs: 20 }],
    sleep: [{ send: commands.stop, waitMs: 200 }],
    wake: [{ send: commands.start, waitMs: 50 }],
    serial: [{ send: commands.serial, waitMs: 20 }],
  },
  commands,
  cautions: [
    "That pin 3 hears and pin 4 speaks is taken over from the SPS30: swap them when it is silent.",
    "The maker documents I²C only: a firmware later than 2.0 may speak otherwise, or not at all.",
  ],
  sources: [
    ...sen5xSources,
    {
      document: "polluSensWeb, SEN5x_UART_protocol_notes.md",
      at: "probed on a SEN55 with firmware 2.0",
      gives: ["bus", "frame", "commands", "pins"],
    },
  ],
};
