import { bytesOf, joined, single, viewOf } from "../bytes.ts";
import { shdlcCommand, shdlcFraming, shdlcReply } from "../framing/shdlc.ts";
import type { QuantityName, Values } from "../quantities.ts";
import type { Decoded, Measure, Sensor, Source } from "../sensor.ts";
import { pins } from "./pins.ts";
import { countsBetween, isConsistent, masses } from "./relations.ts";

/** The ten figures, in the order in which every interface gives them. */
const figures = [
  "pm1",
  "pm2_5",
  "pm4",
  "pm10",
  "n_0_3_to_0_5",
  "n_0_3_to_1",
  "n_0_3_to_2_5",
  "n_0_3_to_4",
  "n_0_3_to_10",
  "typical_size",
] as const satisfies readonly QuantityName[];

/** Far more than the part can see: bytes that are no measurement. NaN is not below it either. */
const BEYOND = 100_000;

/** Values of ten 32-bit floats, most significant byte first. */
export const decodeSps30Floats = (data: Uint8Array): Decoded => {
  const view = viewOf(data);
  const values = figures.map((_, index) => single(view, 4 * index));
  if (!values.every((value) => value >= 0 && value <= BEYOND))
    return { ok: false, reason: "out_of_range" };
  return judged(Object.fromEntries(figures.map((name, index) => [name, values[index] ?? 0])));
};

/**
 * Ten zeros are what the part says before its measurement was started. While it measures, even the
 * cleanest air has a typical size.
 */
const judged = (values: Values): Decoded => {
  if (Object.values(values).every((value) => value === 0))
    return { ok: false, reason: "warming_up" };
  // What weighs something has particles, and particles have a size.
  const { pm10 = 0, n_0_3_to_10: count = 0, typical_size: size = 0 } = values;
  const isWhole = (pm10 === 0 || count > 0) && (count === 0 || size >= SMALLEST) && size <= LARGEST;
  return isWhole && isConsistent(values, masses, countsBetween)
    ? { ok: true, values }
    : { ok: false, reason: "inconsistent" };
};

/** The part sees particles from 0.3 µm; what it calls typical lies above. */
const SMALLEST = 0.1;
/** And up to 10 µm. */
const LARGEST = 10;

/** Values of ten 16-bit integers: µg/m³, particles per cm³, and the typical size in nanometres. */
const decodeSps30Integers = (data: Uint8Array): Decoded => {
  const view = viewOf(data);
  const words = figures.map((_, index) => view.getUint16(2 * index));
  if (words.includes(0xffff)) return { ok: false, reason: "out_of_range" };
  return judged(
    Object.fromEntries(
      figures.map((name, index) => {
        const word = words[index] ?? 0;
        return [name, name === "typical_size" ? word / 1000 : word];
      }),
    ),
  );
};

const mass = (quantity: QuantityName, absolute: number, caution?: string): Measure => ({
  quantity,
  range: [0, 1000],
  accuracy: [
    { within: [0, 100], absolute },
    { within: [100, 1000], relative: absolute / 100 },
  ],
  resolution: 0.1,
  ...(caution === undefined ? {} : { caution }),
});

const extrapolated = "computed from smaller particles by an assumed size distribution";

const count = (quantity: QuantityName, absolute: number, caution?: string): Measure => ({
  quantity,
  range: [0, 3000],
  accuracy: [
    { within: [0, 1000], absolute },
    { within: [1000, 3000], relative: absolute / 1000 },
  ],
  resolution: 0.1,
  ...(caution === undefined ? {} : { caution }),
});

/** What the part is, on whichever interface. */
export const sps30Body = {
  maker: "Sensirion",
  measures: [
    mass("pm1", 10),
    mass("pm2_5", 10),
    mass("pm4", 25, extrapolated),
    mass("pm10", 25, extrapolated),
    count("n_0_3_to_0_5", 100),
    count("n_0_3_to_1", 100),
    count("n_0_3_to_2_5", 100),
    count("n_0_3_to_4", 250, extrapolated),
    count("n_0_3_to_10", 250, extrapolated),
    { quantity: "typical_size", range: [0, 10], resolution: 0.001 },
  ],
  limits: { humidity: [0, 95], temperature: [-10, 60] },
  // 8 s in dense air, 30 s in the cleanest (data sheet, table of start-up times).
  warmUpMs: 30_000,
  responseMs: 10_000,
  everyMs: 1000,
  lifeHours: 87_600,
  // Its own week begins anew with each loss of power and each sleep (section 4.2): the reader counts.
  cleaning: { everyMs: 604_800_000, lastsMs: 10_000 },
  supply: { volts: [4.5, 5.5], milliamps: 80 },
  pins: pins(
    "1 VDD > 5 V",
    "2 RX > TX",
    "3 TX > RX",
    "4 SEL > free: connected, it makes the part speak I²C",
    "5 GND > ground",
  ),
  logicVolts: 5,
  serial: "command",
  integrity: "checksum",
} as const satisfies Partial<Sensor>;

/** Of what the part is, on whichever interface. */
export const sps30Sources: readonly Source[] = [
  {
    document: "Sensirion, SPS30 data sheet 1.0 (March 2020)",
    at: "page 2, table 1 (section 1.1)",
    gives: ["range", "accuracy", "warm-up", "response", "pace", "life"],
  },
  {
    document: "Sensirion, SPS30 data sheet 1.0 (March 2020)",
    at: "page 3 (chapter 2, electrical specifications)",
    gives: ["supply", "limits", "logic level"],
  },
  {
    document: "Sensirion, SPS30 data sheet 1.0 (March 2020)",
    at: "page 4 (chapter 3, hardware interface)",
    gives: ["pins", "bus"],
  },
  {
    document: "Sensirion, SPS30 data sheet 1.0 (March 2020)",
    at: "pages 5 to 7 (chapter 4, functional overview: section 4.2, fan cleaning)",
    gives: ["cleaning"],
  },
];

const commands = {
  startFloats: shdlcCommand(0x00, 0x01, 0x03),
  startIntegers: shdlcCommand(0x00, 0x01, 0x05),
  stop: shdlcCommand(0x01),
  read: shdlcCommand(0x03),
  sleep: shdlcCommand(0x10),
  /** The first byte only wakes the interface. */
  wake: joined(bytesOf("FF"), shdlcCommand(0x11)),
  cleanFan: shdlcCommand(0x56),
  /** Seconds between two cleanings of the fan, 0 for none; 604 800 when it leaves the factory. */
  setCleaningInterval: (seconds: number) => {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > 0xffffffff)
      throw new RangeError(`a cleaning interval is whole seconds from 0, not ${seconds}`);
    const byte = (shift: number) => (seconds >>> shift) & 0xff;
    return shdlcCommand(0x80, 0x00, byte(24), byte(16), byte(8), byte(0));
  },
  serial: shdlcCommand(0xd0, 0x03),
  version: shdlcCommand(0xd1),
  reset: shdlcCommand(0xd3),
};

/** Sensirion SPS30 on its serial interface (pin SEL left open): optical particle sensor. */
export const sps30: Sensor<typeof commands> = {
  ...sps30Body,
  model: "sps30",
  name: "SPS30",
  bus: { kind: "uart", baudRate: 115_200 },
  framing: shdlcFraming,
  decode(frame) {
    const { command, state, data } = shdlcReply(frame);
    if (command !== 0x03) return { ok: false, reason: "reply" };
    if (state !== 0) return { ok: false, reason: "error_code" };
    if (data.length === 40) return decodeSps30Floats(data);
    if (data.length === 20) return decodeSps30Integers(data);
    // Read again before the next second: the sensor has nothing new to say.
    return { ok: false, reason: data.length === 0 ? "reply" : "foreign" };
  },
  dialogue: {
    start: [{ send: commands.startFloats, waitMs: 50 }],
    read: [{ send: commands.read, waitMs: 20 }],
    sleep: [
      { send: commands.stop, waitMs: 20 },
      { send: commands.sleep, waitMs: 5 },
    ],
    wake: [
      { send: commands.wake, waitMs: 100 },
      { send: commands.startFloats, waitMs: 50 },
    ],
    serial: [{ send: commands.serial, waitMs: 20 }],
    cleanFan: [{ send: commands.cleanFan, waitMs: 20 }],
  },
  commands,
  cautions: ["Its fan cleans itself once a week while it measures: let it run through."],
  sources: [
    ...sps30Sources,
    {
      document: "Sensirion, SPS30 data sheet 1.0 (March 2020)",
      at: "pages 8 to 15 (chapter 5, UART)",
      gives: ["frame", "commands"],
    },
  ],
};
