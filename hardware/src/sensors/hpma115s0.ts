import type { Sensor } from "../sensor.ts";
import {
  decodeHpma,
  hpmaBody,
  type hpmaCommands,
  hpmaComputed,
  hpmaFraming,
  hpmaPm2_5,
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
  sources: [
    {
      document: "Honeywell, HPM series data sheet 32322550 issue F",
      at: "page 1 (features)",
      gives: ["range", "accuracy", "response", "life"],
    },
    {
      document: "Honeywell, HPM series data sheet 32322550 issue F",
      at: "page 4, table 4 (standard version)",
      gives: ["commands"],
    },
    {
      document: "Honeywell, HPM series data sheet 32322550 issue F",
      at: "table 5 (data format, standard version)",
      gives: ["frame", "bus"],
    },
    {
      document: "Honeywell, HPM series data sheet 32322550 issue F",
      at: "tables 1 to 3",
      gives: ["limits", "supply", "logic level", "pins"],
      unchecked: "these come from ESPHome and PyPMS",
    },
    {
      document: "PyPMS, docs/sensors/Honeywell.md",
      at: "warm-up of 15 s; one frame in a second",
      gives: ["warm-up", "pace"],
    },
  ],
};
