import { joined, viewOf } from "../bytes.ts";
import { sum } from "../checksums.ts";
import type { StreamFraming } from "../framing.ts";
import type { Measure, Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";

const HEAD = 0xaa;
const DATA = 0xc0;
const REPLY = 0xc5;
const TAIL = 0xab;
const LENGTH = 10;

/** `AA C0|C5 …6 bytes… checksum AB`; the checksum is the sum of bytes 2 to 7, modulo 256. */
const framing: StreamFraming = (bytes) => {
  if (bytes[0] !== HEAD) return { kind: "none" };
  if (bytes.length < 2) return { kind: "more" };
  if (bytes[1] !== DATA && bytes[1] !== REPLY) return { kind: "none" };
  if (bytes.length < LENGTH) return { kind: "more", headed: true };
  if (bytes[9] !== TAIL) return { kind: "none", reason: "tail", length: LENGTH };
  if ((sum(bytes, 2, 8) & 0xff) !== bytes[8])
    return { kind: "none", reason: "checksum", length: LENGTH };
  return { kind: "frame", length: LENGTH };
};

/** Every command has 19 bytes and is meant for the sensor `id`; FFFF is any. */
const command = (name: number, set: 0 | 1, value: number, id = 0xffff, newId = 0): Uint8Array => {
  const content = Uint8Array.from([
    ...[name, set, value, 0, 0, 0, 0, 0, 0, 0, 0],
    ...[newId >>> 8, newId & 0xff, id >>> 8, id & 0xff],
  ]);
  const check = sum(content, 0, content.length) & 0xff;
  return joined(Uint8Array.of(HEAD, 0xb4), content, Uint8Array.of(check, TAIL));
};

const within = (value: number, low: number, high: number, what: string) => {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${what} must be a whole number from ${low} to ${high}, not ${value}`);
  return value;
};

const commands = {
  /** The sensor speaks once a second by itself. Like sleep and period, it outlives the power. */
  report: command(2, 1, 0),
  /** The sensor speaks when it is asked by `read`. */
  answer: command(2, 1, 1),
  read: command(4, 0, 0),
  sleep: command(6, 1, 0),
  wake: command(6, 1, 1),
  firmware: command(7, 0, 0),
  /** 0: always on; 1 to 30 minutes: 30 s on at the end of each period. */
  setPeriod: (minutes: number) => command(8, 1, within(minutes, 0, 30, "a period in minutes")),
  period: command(8, 0, 0),
  /** Gives the sensor `id` another one; both from 0 to FFFE. */
  setId: (newId: number, id = 0xffff) =>
    command(5, 0, 0, within(id, 0, 0xffff, "an id"), within(newId, 0, 0xfffe, "a new id")),
};

const mass = (quantity: "pm2_5" | "pm10", caution: string): Measure => ({
  quantity,
  range: [0, 999.9],
  accuracy: [{ absolute: 10, relative: 0.15, combined: "larger" }],
  resolution: 0.1,
  caution,
});

/** Nova Fitness SDS011 (SDS018 and SDS021 speak alike): optical particle sensor. */
export const sds011: Sensor<typeof commands> = {
  model: "sds011",
  name: "SDS011",
  maker: "Nova Fitness",
  aliases: ["sds01x", "sds018", "sds021"],
  bus: { kind: "uart", baudRate: 9600 },
  measures: [
    mass("pm2_5", "droplets count as particles above 70 % relative humidity"),
    mass("pm10", "little sensitivity above 2.5 µm: coarse dust is underestimated"),
  ],
  limits: { humidity: [0, 70], temperature: [-10, 50] },
  warmUpMs: 30_000,
  responseMs: 10_000,
  everyMs: 1000,
  // The working period is at most 30 minutes (protocol V1.3, command 8).
  longestSilenceMs: 30 * 60_000,
  duty: { onMs: 60_000, everyMs: 300_000 },
  lifeHours: 8000,
  supply: { volts: [4.7, 5.3], milliamps: 80 },
  pins: pins(
    "1 NC > free",
    "2 1µm > free",
    "3 5V > 5 V",
    "4 2.5µm > free",
    "5 GND > ground",
    "6 RX > TX",
    "7 TX > RX",
  ),
  logicVolts: 3.3,
  serial: "frame",
  integrity: "checksum",
  framing,
  decode(frame) {
    if (frame.length !== LENGTH) return { ok: false, reason: "foreign" };
    if (frame[1] !== DATA) return { ok: false, reason: "reply" };
    const view = viewOf(frame);
    const pm2_5 = view.getUint16(2, true) / 10;
    const pm10 = view.getUint16(4, true) / 10;
    // 0/0 is what the sensor says while its fan does not turn: right after waking, and for as long
    // as a start command was lost (sensors-software pull request 1066). Air in which both figures
    // round to zero is not met outside a clean room, so such a pair is never taken for a value.
    if (pm2_5 === 0 && pm10 === 0) return { ok: false, reason: "warming_up" };
    if (pm2_5 > pm10) return { ok: false, reason: "inconsistent" };
    if (pm10 > 999.9) return { ok: false, reason: "out_of_range" };
    const serial = view.getUint16(6, false).toString(16).padStart(4, "0");
    return { ok: true, values: { pm2_5, pm10 }, serial };
  },
  dialogue: {
    start: [
      { send: commands.wake, waitMs: 1000 },
      { send: commands.setPeriod(0), waitMs: 1000 },
      { send: commands.report, waitMs: 1000 },
    ],
    sleep: [{ send: commands.sleep, waitMs: 1000 }],
    wake: [{ send: commands.wake, waitMs: 1000 }],
  },
  commands,
  cautions: [
    "Mode, sleep and period outlive the power: set them at each start.",
    "A lost command leaves the fan turning, or still: look at the reply and send it again.",
  ],
  sources: [
    {
      document: "Nova Fitness, SDS011 specification V1.3 (2015-10-09)",
      at: "page 2 (technical parameters)",
      gives: ["range", "accuracy", "limits", "response", "pace"],
    },
    {
      document: "Nova Fitness, SDS011 specification V1.3 (2015-10-09)",
      at: "page 3 (power requirement)",
      gives: ["supply"],
    },
    {
      document: "Nova Fitness, SDS011 specification V1.3 (2015-10-09)",
      at: "page 4 (service life, interface)",
      gives: ["life", "pins", "logic level"],
    },
    {
      document: "Nova Fitness, SDS011 specification V1.3 (2015-10-09)",
      at: "page 5 (UART protocol)",
      gives: ["bus", "frame"],
    },
    {
      document: "Nova Fitness, Laser Dust Sensor Control Protocol V1.3",
      at: "commands 2 to 8; it works for 30 s before it measures",
      gives: ["commands", "warm-up"],
      unchecked: "these come from PyPMS, src/pms/sensors/novafitness/extra_commands.py",
    },
    {
      document: "DataCityZen",
      at: "the dust kit's choice: a minute of work in five spares the laser, and lasts longer than the warm-up",
      gives: ["duty"],
    },
  ],
};
