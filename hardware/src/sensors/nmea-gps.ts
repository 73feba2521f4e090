import { asciiOf, bytesOf } from "../bytes.ts";
import { sentences } from "../framing/nmea.ts";
import type { Decoded, Position, Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";

/**
 * GPS counts weeks up to 1024 and began to count again on this day. A receiver that lost count of
 * these epochs says a date some 20 years back, one that knows nothing its own beginning; a date is
 * believed within the present epoch only. The position is right all the same.
 */
const EARLIEST = Date.UTC(2019, 3, 7);
const LATEST = EARLIEST + 1024 * 7 * 86_400_000;

/** "4717.11437", "N": degrees and minutes as degrees, or undefined. */
const degreesOf = (text: string | undefined, hemisphere: string | undefined, limit: number) => {
  const parts = /^(\d{2,3})(\d{2}(?:\.\d+)?)$/.exec(text ?? "");
  if (parts === null || hemisphere === undefined || !/^[NSEW]$/.test(hemisphere)) return undefined;
  const [degrees, minutes] = [Number(parts[1]), Number(parts[2])];
  const value = degrees + minutes / 60;
  if (minutes >= 60 || value > limit) return undefined;
  return hemisphere === "S" || hemisphere === "W" ? -value : value;
};

const positionOf = (fields: readonly (string | undefined)[]): Position | undefined => {
  const latitude = degreesOf(fields[0], fields[1], 90);
  const longitude = degreesOf(fields[2], fields[3], 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  // Zero and zero, in the Gulf of Guinea, is a receiver that has found nothing and says it is valid.
  return latitude === 0 && longitude === 0 ? undefined : { latitude, longitude };
};

/** "083559.00" and "091202" as UTC milliseconds, or undefined when either is none or not sane. */
const timeOf = (clock: string | undefined, date: string | undefined): number | undefined => {
  const time = /^(\d{2})(\d{2})(\d{2}(?:\.\d+)?)$/.exec(clock ?? "");
  const day = /^(\d{2})(\d{2})(\d{2})$/.exec(date ?? "");
  if (time === null || day === null) return undefined;
  const [hour, minute, second] = [Number(time[1]), Number(time[2]), Number(time[3])];
  const [dayOfMonth, month] = [Number(day[1]), Number(day[2])];
  // GPS begins in 1980.
  const year = (Number(day[3]) >= 80 ? 1900 : 2000) + Number(day[3]);
  if (hour > 23 || minute > 59 || second >= 61) return undefined;
  const midnight = new Date(Date.UTC(year, month - 1, dayOfMonth));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== dayOfMonth)
    return undefined;
  const instant = midnight.getTime() + Math.round(((hour * 60 + minute) * 60 + second) * 1000);
  return instant >= EARLIEST && instant < LATEST ? instant : undefined;
};

/** RMC: recommended minimum, the only sentence with time, date and their validity. */
const decodeRmc = (fields: readonly string[]): Decoded => {
  const position = positionOf(fields.slice(3, 7));
  // Mode N (no fix), E (dead reckoning), S (simulator) and M (manual) are no measurement.
  if (fields[2] !== "A" || position === undefined || /^[NESM]$/.test(fields[12] ?? ""))
    return { ok: false, reason: "no_fix" };
  const time = timeOf(fields[1], fields[9]);
  return { ok: true, values: {}, position, ...(time === undefined ? {} : { time }) };
};

/** GGA: the fix, with the altitude; it has no date, hence no instant. */
const decodeGga = (fields: readonly string[]): Decoded => {
  const position = positionOf(fields.slice(2, 6));
  if (!/^[123459]$/.test(fields[6] ?? "") || position === undefined)
    return { ok: false, reason: "no_fix" };
  const altitude = /^-?\d+(\.\d+)?$/.test(fields[9] ?? "") ? Number(fields[9]) : undefined;
  return {
    ok: true,
    values: {},
    position: altitude === undefined ? position : { ...position, altitude },
  };
};

const commands = {
  /** u-blox: one cold start, when the receiver clings to a wrong date. */
  coldStart: bytesOf("B5 62 06 04 04 00 FF FF 02 00 0E 61"),
};

/** Any GNSS receiver that speaks NMEA 0183 (NEO-6M, NEO-M8N, ATGM336H…): position and time. */
export const nmeaGps: Sensor<typeof commands> = {
  model: "nmea-gps",
  name: "GPS receiver (NMEA 0183)",
  maker: "u-blox and others",
  aliases: ["gps", "nmea", "gnss", "neo6m", "neom8n", "atgm336h"],
  bus: { kind: "uart", baudRate: 9600 },
  measures: [],
  limits: { temperature: [-40, 85] },
  warmUpMs: 60_000,
  everyMs: 1000,
  supply: { volts: [2.7, 5], milliamps: 50 },
  pins: pins(
    "VCC > 5 V on a board with a regulator, else 3.3 V",
    "GND > ground",
    "TX > RX",
    "RX > TX, or free",
  ),
  logicVolts: 3.3,
  serial: "none",
  integrity: "checksum",
  framing: sentences,
  decode(frame) {
    const text = asciiOf(frame);
    const star = text.lastIndexOf("*");
    const fields = text.slice(1, star < 0 ? undefined : star).split(",");
    const sentence = fields[0] ?? "";
    // Sentences of the maker's own begin with P; the others with two letters of the talker.
    if (/^[A-OQ-Z][A-Z]RMC$/.test(sentence)) return decodeRmc(fields);
    if (/^[A-OQ-Z][A-Z]GGA$/.test(sentence)) return decodeGga(fields);
    return { ok: false, reason: "reply" };
  },
  commands,
  cautions: [
    "Time is given only by a valid RMC sentence whose date is not before 7 April 2019, when GPS last began to count its weeks anew: an old receiver may be 1024 weeks behind.",
    "A position tells where somebody lives: publish it rounded, or not at all.",
    "Old receivers speak at 4800 baud.",
  ],
  sources: [
    {
      document: "NMEA 0183; u-blox 6 receiver description, protocol specification",
      at: "sentences RMC and GGA; UBX-CFG-RST",
      gives: ["bus", "frame", "commands", "pace"],
      unchecked: "only the numbers of the pages are missing",
    },
    {
      document: "u-blox, NEO-6 data sheet",
      at: "performance (time to first fix) and electrical specifications",
      gives: ["limits", "warm-up", "supply", "logic level"],
      unchecked: "these come from shops; 5 V is what the regulator of a board bears",
    },
    { document: "Usual NEO-6M boards", at: "print on the board", gives: ["pins"] },
  ],
};
