import type { QuantityName } from "../quantities.ts";
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

const words: readonly QuantityName[] = ["pm1", "pm2_5", "pm4", "pm10"];

/** Honeywell HPMA115C0, the compact one. */
export const hpma115c0: Sensor<typeof hpmaCommands> = {
  ...hpmaBody,
  model: "hpma115c0",
  name: "HPMA115C0",
  pins: pins("VCC > 5 V", "GND > ground", "TX > RX", "RX > TX"),
  measures: [hpmaComputed("pm1"), hpmaPm2_5, hpmaComputed("pm4"), hpmaComputed("pm10")],
  framing: hpmaFraming(13),
  decode(frame, context) {
    if (frame.length === 16 && frame[0] === 0x40) return decodeHpma(frame, words, 3, context);
    if (frame.length === 32) return decodeHpma(frame, words, 4, context);
    return { ok: false, reason: "reply" };
  },
  sources: hpmaSources({
    commands: "page 6, table 6 (compact version)",
    frame: "table 7 (data format, compact version)",
  }),
};
