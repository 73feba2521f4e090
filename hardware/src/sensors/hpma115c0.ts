import type { QuantityName } from "../quantities.ts";
import type { Sensor } from "../sensor.ts";
import { decodeHpma, hpmaBody, type hpmaCommands, hpmaFraming, hpmaMass } from "./hpma115.ts";
import { pins } from "./pins.ts";

const words: readonly QuantityName[] = ["pm1", "pm2_5", "pm4", "pm10"];

/** Honeywell HPMA115C0, the compact one. */
export const hpma115c0: Sensor<typeof hpmaCommands> = {
  ...hpmaBody,
  model: "hpma115c0",
  name: "HPMA115C0",
  pins: pins("VCC > 5 V", "GND > ground", "TX > RX", "RX > TX"),
  measures: [
    hpmaMass("pm1", "computed from PM2.5"),
    hpmaMass("pm2_5"),
    hpmaMass("pm4", "computed from PM2.5"),
    hpmaMass("pm10", "computed from PM2.5"),
  ],
  framing: hpmaFraming(13),
  decode(frame, context) {
    if (frame.length === 16 && frame[0] === 0x40) return decodeHpma(frame, words, 3, context);
    if (frame.length === 32) return decodeHpma(frame, words, 4, context);
    return { ok: false, reason: "reply" };
  },
  source: "Honeywell, HPM series data sheet 32322550, tables 4 to 6",
};
