import * as z from "zod";
import { jsonBodies, objectOf } from "../framing/json.ts";
import type { QuantityName } from "../quantities.ts";
import type { Part, Sensor } from "../sensor.ts";

/** `/data.json` of the device, and the body that it pushes; other members are of no concern here. */
const Body = z.object({
  sensordatavalues: z.array(
    z.object({ value_type: z.string(), value: z.union([z.string(), z.number()]) }),
  ),
});

interface Meaning {
  readonly quantity: QuantityName;
  readonly times?: number;
}

/** What the firmware calls a value, without the sensor's prefix. P1 is PM10, P2 is PM2.5. */
const meanings: Readonly<Record<string, Meaning>> = {
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
};

/** Sensors of the firmware, by the prefix of their values; a better instrument stands before a poorer. */
const models: readonly (readonly [prefix: string, model: string])[] = [
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

/** The firmware writes -1, or -128 for a temperature, where a sensor did not answer. */
const isKnown = ({ quantity }: Meaning, value: number): boolean => {
  if (!Number.isFinite(value)) return false;
  if (quantity === "temperature") return value > -100;
  return quantity === "signal_strength" || value >= 0;
};

const partsOf = (body: z.infer<typeof Body>): Part[] => {
  const found = body.sensordatavalues.flatMap(({ value_type, value }) => {
    const prefix = /^([A-Z0-9]+)_(?=.)/.exec(value_type)?.[1] ?? "";
    const model = models.find(([known]) => known === prefix)?.[1];
    const meaning = meanings[prefix === "" ? value_type : value_type.slice(prefix.length + 1)];
    const number = typeof value === "number" || value.trim() !== "" ? Number(value) : Number.NaN;
    if (model === undefined || meaning === undefined || !isKnown(meaning, number)) return [];
    const own = meaning.quantity === "signal_strength" ? "airrohr" : model;
    return [{ model: own, quantity: meaning.quantity, value: number * (meaning.times ?? 1) }];
  });
  return [...models.map(([, model]) => model), "airrohr"].flatMap((model) => {
    const own = found.filter((value) => value.model === model);
    if (own.length === 0) return [];
    return [{ model, values: Object.fromEntries(own.map((one) => [one.quantity, one.value])) }];
  });
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
    const values = Object.assign({}, ...parts.map((part) => part.values).reverse());
    return { ok: true, values, parts };
  },
  cautions: [
    "Which sensors it has, it tells by the names of its values.",
    "A value of -1 or -128 is its word for a sensor that did not answer: it is left out.",
  ],
  source: "Sensor.Community, airrohr-firmware NRZ-2024-134-B5 (local page /data.json)",
};
