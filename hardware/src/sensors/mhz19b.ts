import { viewOf } from "../bytes.ts";
import { sum } from "../checksums.ts";
import type { StreamFraming } from "../framing.ts";
import type { Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";
import { LEAST_CO2 } from "./relations.ts";

const LENGTH = 9;
const READ = 0x86;
/** Commands whose answer repeats their number. */
const answered: readonly number[] = [READ, 0x79, 0x87, 0x88, 0x99];

/** What makes the sum of bytes 1 to 8 zero, modulo 256. */
const checkOf = (bytes: Uint8Array): number => (256 - (sum(bytes, 1, 8) & 0xff)) & 0xff;

/** `FF command …6 bytes… checksum`. */
const framing: StreamFraming = (bytes) => {
  if (bytes[0] !== 0xff) return { kind: "none" };
  if (bytes.length < 2) return { kind: "more" };
  if (!answered.includes(bytes[1] ?? 0)) return { kind: "none" };
  if (bytes.length < LENGTH) return { kind: "more", headed: true };
  if (checkOf(bytes) !== bytes[8]) return { kind: "none", reason: "checksum", length: LENGTH };
  return { kind: "frame", length: LENGTH };
};

/**
 * Bytes 4 to 7: the temperature of the cell plus 40, then what the maker does not tell; some firmware
 * leaves all at zero. Winsen's particle and gas sensors (ZH03B, WZ-S) answer the same command in the
 * same frame: their byte 4 is the upper half of a figure, or zero before one.
 */
const hasCellTemperature = (rest: number): boolean =>
  rest === 0 || (rest >= 0x14_00_00_00 && rest <= 0x6e_ff_ff_ff);

const command = (name: number, ...data: readonly number[]): Uint8Array => {
  const bytes = Uint8Array.of(0xff, 0x01, name, ...data, 0, 0, 0, 0, 0, 0).slice(0, LENGTH);
  bytes[8] = checkOf(bytes);
  return bytes;
};

export const winsenCommands = {
  read: command(READ),
  /** Takes the lowest value of each day for 400 ppm: only where fresh air comes in every day. */
  selfCalibration: (state: "on" | "off") => command(0x79, state === "on" ? 0xa0 : 0x00),
  /** Tells it that it has stood in 400 ppm for 20 minutes. */
  calibrateZero: command(0x87),
  calibrateSpan: (ppm: number) => {
    if (!Number.isInteger(ppm) || ppm < 1000 || ppm > 5000)
      throw new RangeError(`a span is whole ppm from 1000 to 5000, not ${ppm}`);
    return command(0x88, ppm >>> 8, ppm & 0xff);
  },
  setRange: (ppm: 2000 | 5000) => command(0x99, 0, 0, 0, ppm >>> 8, ppm & 0xff),
};

/** Winsen MH-Z19B (MH-Z19 and MH-Z14 speak alike): infrared CO₂. */
export const mhz19b: Sensor<typeof winsenCommands> = {
  model: "mhz19b",
  name: "MH-Z19B",
  maker: "Winsen",
  aliases: ["mhz19", "mhz14", "mhz14a", "mhz1911a", "mhz16"],
  bus: { kind: "uart", baudRate: 9600 },
  measures: [
    {
      quantity: "co2",
      range: [0, 5000],
      accuracy: [{ within: [400, 5000], absolute: 50, relative: 0.03, combined: "sum" }],
      resolution: 1,
      caution:
        "its self-calibration takes the lowest value of a day for 400 ppm: it needs fresh air daily",
    },
  ],
  limits: { humidity: [0, 90], temperature: [0, 50] },
  warmUpMs: 180_000,
  responseMs: 120_000,
  everyMs: 5000,
  lifeHours: 43_800,
  supply: { volts: [4.5, 5.5], milliamps: 60 },
  pins: pins("Vin > 5 V", "GND > ground", "Rx > TX", "Tx > RX", "PWM, HD, Vo > free"),
  logicVolts: 3.3,
  serial: "none",
  integrity: "checksum",
  framing,
  // Byte 4 is the temperature of the cell, 40 added, which the maker does not document: it is no
  // air temperature and is not given as one.
  decode(frame) {
    if (frame.length !== LENGTH) return { ok: false, reason: "foreign" };
    if (frame[1] !== READ) return { ok: false, reason: "reply" };
    const co2 = viewOf(frame).getUint16(2);
    if (!hasCellTemperature(viewOf(frame).getUint32(4))) return { ok: false, reason: "foreign" };
    if (co2 === 0) return { ok: false, reason: "warming_up" };
    if (co2 < LEAST_CO2 || co2 > 10_000) return { ok: false, reason: "out_of_range" };
    return { ok: true, values: { co2 } };
  },
  dialogue: { read: [{ send: winsenCommands.read, waitMs: 50 }] },
  selfCalibration: {
    on: [{ send: winsenCommands.selfCalibration("on"), waitMs: 100 }],
    off: [{ send: winsenCommands.selfCalibration("off"), waitMs: 100 }],
  },
  commands: winsenCommands,
  cautions: [
    "Turn its self-calibration off where no fresh air comes in every day, and in a greenhouse.",
  ],
  sources: [
    {
      document: "Winsen, MH-Z19B user's manual V1.5 (2019-09-23)",
      at: "main parameters; pins; serial port output, commands 86, 87, 88, 79 and 99",
      gives: [
        "range",
        "accuracy",
        "limits",
        "warm-up",
        "response",
        "life",
        "supply",
        "logic level",
        "pins",
        "bus",
        "frame",
        "commands",
      ],
      unchecked: "not every page of the manual was at hand; the others come from drivers",
    },
    {
      document: "PyPMS and ESPHome, drivers of the MH-Z19",
      at: "one reading in five seconds",
      gives: ["pace"],
    },
  ],
};
