import { asciiOf } from "../bytes.ts";
import { xor } from "../checksums.ts";
import { sentences } from "../framing/nmea.ts";
import type { QuantityName } from "../quantities.ts";
import type { Measure, Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";
import { LEAST_LEVEL } from "./relations.ts";

/** Weighting, count of lines, LAeq, LAmin, LAmax of a second, state. */
const LEVELS = /^PDCZN,[AD],\d{1,5},(-?\d{1,3}\.\d),(-?\d{1,3}\.\d),(-?\d{1,3}\.\d),([-O])$/;

const level = (quantity: QuantityName, caution?: string): Measure => ({
  quantity,
  range: [30, 130],
  resolution: 0.1,
  ...(caution === undefined ? {} : { caution }),
});

const extreme = "of the eight levels of an eighth of a second each, not of the fast weighting F";

const commands = {
  /** A calibrator of so many dB(A) stands on the microphone: the meter corrects itself and remembers. */
  calibrate(decibels: number): Uint8Array {
    if (!(decibels >= 1 && decibels <= 130)) throw new RangeError("1 to 130 dB(A)");
    const text = Uint8Array.from(`$PDCZC,${decibels.toFixed(1)}`, (letter) => letter.charCodeAt(0));
    const sum = xor(text, 1, text.length).toString(16).toUpperCase().padStart(2, "0");
    return Uint8Array.from([...text, ...[...`*${sum}\r\n`].map((letter) => letter.charCodeAt(0))]);
  },
};

/** Our own noise meter: hardware/firmware/noise-meter on an ATmega328P (Arduino Uno or Nano). */
export const dczNoiseMeter: Sensor<typeof commands> = {
  model: "dcz-noise-meter",
  name: "DataCityZen noise meter",
  maker: "DataCityZen",
  aliases: ["dcz-noise"],
  bus: { kind: "uart", baudRate: 9600 },
  measures: [
    level("laeq", "from a microphone: 35 to 100 dB(A), up to 8 kHz; from a SEN0232: what it says"),
    level("lamin", extreme),
    level("lamax", extreme),
  ],
  warmUpMs: 2000,
  responseMs: 125,
  everyMs: 1000,
  supply: { volts: [4.75, 5.25], milliamps: 50 },
  pins: pins("USB > a USB port of the reader"),
  logicVolts: 5,
  serial: "none",
  integrity: "checksum",
  framing: sentences,
  decode(frame) {
    const text = asciiOf(frame);
    const body = text.slice(1, Math.max(1, text.lastIndexOf("*")));
    if (body.startsWith("PDCZC,")) return { ok: false, reason: "reply" };
    const fields = LEVELS.exec(body);
    if (fields === null) return { ok: false, reason: "foreign" };
    const [laeq = 0, lamin = 0, lamax = 0] = fields.slice(1, 4).map(Number);
    // Without a microphone it computes a level of nothing: no microphone hears 0 dB(A).
    const isBeyond = [laeq, lamin, lamax].some((value) => value < LEAST_LEVEL || value > 140);
    if (fields[4] === "O" || isBeyond) return { ok: false, reason: "out_of_range" };
    if (lamin > laeq || laeq > lamax) return { ok: false, reason: "inconsistent" };
    return { ok: true, values: { laeq, lamin, lamax } };
  },
  commands,
  cautions: [
    "It is no class of IEC 61672: calibrate it, and give its levels to one decimal at most.",
    "Its port is at 5 V: a Raspberry Pi reads it through USB or a level shifter.",
  ],
  sources: [
    {
      document: "DataCityZen",
      at: "hardware/firmware/noise-meter/README.md",
      gives: [
        "range",
        "warm-up",
        "response",
        "pace",
        "supply",
        "logic level",
        "pins",
        "bus",
        "frame",
        "commands",
      ],
    },
  ],
};
