import type { Sensor } from "../sensor.ts";
import {
  decodeHpma,
  hpmaBody,
  type hpmaCommands,
  hpmaComputed,
  hpmaFraming,
  hpmaPm2_5,
  hpmaSources,
} from "./hpma115.ts";
import { pins } from "./pins.ts";

/** Honeywell HPMA115S0: optical particle sensor. */
export const hpma115s0: Sensor<typeof hpmaCommands> = {
  ...hpmaBody,
  pins: pins(
    "1 3.3V > free: an output",
    "2 5V > 5 V",
    "3, 4 NC > free",
    "5 TEST > free",
    "6 TX > RX",
    "7 RX > TX",
    "8 GND > ground",
  ),
  model: "hpma115s0",
  name: "HPMA115S0",
  aliases: ["hpma115", "hpm", "hpma115s0-xxx"],
  measures: [hpmaPm2_5, hpmaComputed("pm10")],
  framing: hpmaFraming(5),
  decode(frame, context) {
    if (frame.length === 8 && frame[0] === 0x40)
      return decodeHpma(frame, ["pm2_5", "pm10"], 3, context);
    if (frame.length === 32) return decodeHpma(frame, [undefined, "pm2_5", "pm10"], 4, context);
    return { ok: false, reason: "reply" };
  },
  sources: hpmaSources({
    commands: "page 4, table 4 (standard version)",
    frame: "table 5 (data format, standard version)",
  }),
};
