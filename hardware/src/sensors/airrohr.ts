import * as z from "zod";
import { jsonBodies, objectOf } from "../framing/json.ts";
import { type QuantityName, quantities, type Values } from "../quantities.ts";
import type { Part, Sensor } from "../sensor.ts";
import { LEAST_CO2 } from "./relations.ts";
import { standsForNone, suspicionsOf } from "./suspicions.ts";

/**
 * `/data.json` of the device, and the body that it pushes; other members are of no concern here. One
 * value that cannot be read is the matter of its own sensor.
 */
const Body = z.object({
  sensordatavalues: z.array(z.unknown()).max(200),
  /** Where a single sensor's values are passed on: a PPD42NS has pin 5. */
  pin: z.unknown().optional(),
  sensor: z.object({ pin: z.unknown().optional() }).optional().catch(undefined),
});
const Entry = z.object({ value_type: z.string(), value: z.unknown() });

interface Meaning {
  readonly quantity: QuantityName;
  readonly times?: number;
}

/** The names are the device's: a map knows no "toString" that nobody wrote. */
const named = <T>(meant: Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
  new Map(Object.entries(meant));

/** What the firmware calls a value, without the sensor's prefix. P1 is PM10, P2 is PM2.5. */
const meanings = named<Meaning>({
  P0: { quantity: "pm1" },
  P1: { quantity: "pm10" },
  P2: { quantity: "pm2_5" },
  P4: { quantity: "pm4" },
  N05: { quantity: "n_0_3_to_0_5" },
  N1: { quantity: "n_0_3_to_1" },
  N25: { quantity: "n_0_3_to_2_5" },
  N4: { quantity: "n_0_3_to_4" },
  N10: { quantity: "n_0_3_to_10" },
  TS: { quantity: "typical_size" },
  temperature: { quantity: "temperature" },
  humidity: { quantity: "humidity" },
  pressure: { quantity: "pressure", times: 0.01 },
  noise_LAeq: { quantity: "laeq" },
  noise_LA_min: { quantity: "lamin" },
  noise_LA_max: { quantity: "lamax" },
  co2_ppm: { quantity: "co2" },
  signal: { quantity: "signal_strength" },
});

/** A hundredth of a cubic foot, in cm³: the volume of air in which a PPD42NS counts. */
const PPD_VOLUME = 283.168_466;

/** A PPD42NS gives numbers under the names that others give masses: above 1 µm, and above 2.5 µm. */
const ppdMeanings = named<Meaning>({
  P1: { quantity: "n_above_1", times: 1 / PPD_VOLUME },
  P2: { quantity: "n_above_2_5", times: 1 / PPD_VOLUME },
});

/** Sensors of the firmware, by the prefix of their values; a better instrument stands before a poorer. */
export const airrohrModels: readonly (readonly [prefix: string, model: string])[] = [
  ["SPS30", "sps30"],
  ["SEN5X", "sen5x"],
  ["NPM", "npm"],
  ["IPS", "ips"],
  ["SDS", "sds011"],
  ["PMS", "pmsx003"],
  ["HPM", "hpma115s0"],
  ["SHT3X", "sht3x"],
  ["BME280", "bme280"],
  ["BMP280", "bmp280"],
  ["BMP", "bmp180"],
  ["HTU21D", "htu21d"],
  ["SCD30", "scd30"],
  ["DNMS", "dnms"],
  ["DS18B20", "ds18b20"],
  // The DHT22's values, and the radio's, have no prefix.
  ["", "dht22"],
];

const byPrefix = new Map(airrohrModels);

interface Found {
  readonly model: string;
  readonly quantity: QuantityName;
  /** Undefined where the sensor did not answer. */
  readonly value: number | undefined;
}

/** The firmware writes -1, or -128 for a temperature, where a sensor did not answer. */
const isMeasured = (quantity: QuantityName, value: number): boolean => {
  if (standsForNone(quantity, value)) return false;
  const [low, high] = quantities[quantity].plausible;
  switch (quantity) {
    case "temperature":
      // -144.70 is what a BME280 without a measurement gives; its other figures are then none either.
      return value >= -60 && value <= 90;
    case "pressure":
      return value >= low && value <= high;
    case "humidity":
      return value >= 0 && value <= 100;
    case "co2":
      return value >= LEAST_CO2 && value <= high;
    case "signal_strength":
      return value >= -150 && value < 0;
    default:
      return value >= 0 && value <= 10 * high;
  }
};

/** As people and devices write numbers; `Number` would also read "0x10". */
const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

const numberOf = (value: unknown): number | undefined => {
  const isText = typeof value === "string" && DECIMAL.test(value);
  const number = typeof value === "number" || isText ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
};

const findValues = (body: z.infer<typeof Body>): Found[] => {
  const entries = body.sensordatavalues.flatMap((one) => {
    const entry = Entry.safeParse(one);
    return entry.success ? [entry.data] : [];
  });
  const names = new Map(entries.map(({ value_type, value }) => [value_type, value]));
  /** Said twice, and not the same: nobody knows which one was measured. */
  const isDisputed = (name: string) =>
    entries.some(({ value_type, value }) => value_type === name && value !== names.get(name));
  const pin = body.pin ?? body.sensor?.pin;
  const isPpd = names.has("durP1") || names.has("ratioP1") || String(pin) === "5";
  return entries.flatMap(({ value_type, value }): Found[] => {
    const prefix = /^([A-Z0-9]+)_(?=.)/.exec(value_type)?.[1] ?? "";
    const name = prefix === "" ? value_type : value_type.slice(prefix.length + 1);
    const model = byPrefix.get(prefix);
    const isBare = prefix === "" && /^P[0-9]$/.test(name);
    const meaning = (isBare && isPpd ? ppdMeanings : meanings).get(name);
    if (model === undefined || meaning === undefined) return [];
    const { quantity, times = 1 } = meaning;
    const number = numberOf(value);
    // A BMP280 that is taken for a BME280 has no humidity, and its other figures stand.
    if (quantity === "humidity" && number === -1) return [];
    // An SCD30 whose CO₂ is not there yet measures the climate with another cell.
    if (quantity === "co2" && number === 0) return [];
    const own = number === undefined ? undefined : number * times;
    const isKnown = own !== undefined && isMeasured(quantity, own) && !isDisputed(value_type);
    return [
      {
        model: ownerOf(model, quantity, isBare, isPpd),
        quantity,
        value: isKnown ? own : undefined,
      },
    ];
  });
};

const ownerOf = (
  model: string,
  quantity: QuantityName,
  isBare: boolean,
  isPpd: boolean,
): string => {
  if (quantity === "signal_strength") return "airrohr";
  if (!isBare) return model;
  // A single sensor's values come without prefix: the firmware began with these two.
  return isPpd ? "ppd42ns" : "sds011";
};

/** One value that is none makes the others of its sensor worthless; another sensor's stand. */
const partsOf = (body: z.infer<typeof Body>): Part[] => {
  const found = findValues(body);
  return [...airrohrModels.map(([, model]) => model), "ppd42ns", "airrohr"].flatMap((model) => {
    const own = found.filter((value) => value.model === model);
    if (own.length === 0 || own.some(({ value }) => value === undefined)) return [];
    const values: Values = Object.fromEntries(
      own.map(({ quantity, value }) => [quantity, value ?? 0]),
    );
    return isAtRest(model, values) ? [] : [{ model, values }];
  });
};

/** What a counter says whose fan or laser is off, and an SDS011 that lost its start command. */
const isAtRest = (model: string, values: Values): boolean => {
  const counters = ["sds011", "sps30", "sen5x", "npm", "ips"];
  return counters.includes(model) && Object.values(values).every((value) => value === 0);
};

const counts = ["n_0_3_to_0_5", "n_0_3_to_1", "n_0_3_to_2_5", "n_0_3_to_4", "n_0_3_to_10"] as const;

/** A station with Sensor.Community's firmware (airRohr, NodeMCU) in the local network. */
export const airrohr: Sensor = {
  model: "airrohr",
  name: "airRohr station (Sensor.Community firmware)",
  maker: "Sensor.Community",
  aliases: ["sensorcommunity", "luftdaten", "nodemcu"],
  bus: { kind: "http-json", path: "/data.json" },
  measures: [
    { quantity: "pm2_5", range: [0, 1000], caution: "the mean of 5 s in each 145 s" },
    { quantity: "pm10", range: [0, 1000], caution: "the mean of 5 s in each 145 s" },
    { quantity: "pm1", range: [0, 1000] },
    { quantity: "pm4", range: [0, 1000] },
    ...counts.map((quantity) => ({ quantity, range: [0, 3000] as const })),
    { quantity: "typical_size", range: [0, 10] },
    ...(["n_above_1", "n_above_2_5"] as const).map((quantity) => ({
      quantity,
      range: [0, 655.35] as const,
      caution: "of a PPD42NS, which counts in a hundredth of a cubic foot (283 cm³) of air",
    })),
    { quantity: "temperature", range: [-40, 85] },
    { quantity: "humidity", range: [0, 100] },
    { quantity: "pressure", range: [300, 1100] },
    { quantity: "co2", range: [0, 40_000] },
    { quantity: "laeq", range: [29, 120] },
    { quantity: "lamin", range: [29, 120] },
    { quantity: "lamax", range: [29, 120] },
    { quantity: "signal_strength", range: [-100, 0] },
  ],
  warmUpMs: 15_000,
  everyMs: 145_000,
  supply: { volts: [4.5, 5.5], milliamps: 400 },
  serial: "none",
  integrity: "transport",
  framing: jsonBodies,
  decode(frame) {
    const body = Body.safeParse(objectOf(frame));
    if (!body.success) return { ok: false, reason: "foreign" };
    const parts = partsOf(body.data);
    if (parts.length === 0) return { ok: false, reason: "unknown" };
    // Of two sensors of one quantity, the better comes first in `parts`, and is kept.
    const values: Values = Object.assign({}, ...parts.map((part) => part.values).reverse());
    return { ok: true, values, parts, ...suspicionsOf(values) };
  },
  cautions: [
    "Which sensors it has, it tells by the names of its values.",
    "A value of -1 or -128 is its word for a sensor that did not answer: what this sensor says is left out.",
    "P1 and P2 of a PPD42NS are numbers of particles in 283 cm³ and no masses: durP1, ratioP1 or pin 5 tell it.",
  ],
  sources: [
    {
      document: "Sensor.Community, airrohr-firmware NRZ-2024-134-B5",
      at: "airrohr-firmware.ino, JSON of /data.json, and defines.h (WARMUPTIME_SDS_MS, READINGTIME_SDS_MS, SENDING_INTERVAL)",
      gives: ["bus", "frame", "warm-up", "pace"],
    },
    {
      document: "Data sheets of the sensors that it may hold",
      at: "those of this folder",
      gives: ["range"],
    },
    {
      document: "Sensor.Community, building instructions",
      at: "power: USB, 5 V",
      gives: ["supply"],
      unchecked: "the page has no number or date",
    },
  ],
};
