import { viewOf } from "../bytes.ts";
import { sum } from "../checksums.ts";
import { fixedReplies } from "../framing/transactions.ts";
import type { Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";

/**
 * In tenths. The highest bit is the sign and the others the magnitude; some clones write two's
 * complement. Both fit no word: a magnitude ends at 40.0 °C, and two's complement begins there.
 */
const temperatureOf = (word: number): number => {
  if ((word & 0x8000) === 0) return word;
  const magnitude = word & 0x7fff;
  return magnitude <= 400 ? -magnitude + 0 : word - 0x1_0000;
};

/** Aosong DHT22 (AM2302): temperature and humidity, as 40 pulses. */
export const dht22: Sensor = {
  model: "dht22",
  name: "DHT22 / AM2302",
  maker: "Aosong",
  aliases: ["am2302", "rht03"],
  bus: { kind: "pulses" },
  measures: [
    {
      quantity: "temperature",
      range: [-40, 80],
      accuracy: [{ within: [-40, 80], absolute: 0.5 }],
      resolution: 0.1,
    },
    {
      quantity: "humidity",
      range: [0, 99.9],
      accuracy: [{ within: [0, 99.9], absolute: 2 }],
      resolution: 0.1,
      caution: "sticks at 99.9 % outdoors after some months",
    },
  ],
  limits: { temperature: [-40, 80] },
  warmUpMs: 2000,
  // Humidity follows within 5 s, temperature in 6 to 20 s.
  responseMs: 20_000,
  everyMs: 2000,
  supply: { volts: [3.3, 5.5], milliamps: 1.5 },
  pins: pins(
    "1 VDD > 3.3 V",
    "2 DATA > a digital pin, and 4.7 to 10 kΩ to 3.3 V",
    "3 NC > free",
    "4 GND > ground",
  ),
  logicVolts: 5.5,
  serial: "none",
  integrity: "checksum",
  framing: fixedReplies([5], (reply) => (sum(reply, 0, 4) & 0xff) === reply[4]),
  decode(frame) {
    if (frame.length !== 5) return { ok: false, reason: "foreign" };
    const view = viewOf(frame);
    // A line held low reads as five zeros, whose sum is right.
    if (view.getUint32(0) === 0) return { ok: false, reason: "error_code" };
    const humidity = view.getUint16(0) / 10;
    const temperature = temperatureOf(view.getUint16(2)) / 10;
    if (humidity > 100 || temperature < -40 || temperature > 80)
      return { ok: false, reason: "out_of_range" };
    // No air has 0.0 % humidity: that cell has failed, and the thermistor beside it has not.
    return { ok: true, values: humidity === 0 ? { temperature } : { temperature, humidity } };
  },
  cautions: ["Needs a pull-up of 4.7 to 10 kΩ, and 2 s between two readings."],
  sources: [
    {
      document: "Aosong (Guangzhou), AM2302 product manual",
      at: "section 7 (single-bus communication)",
      gives: ["frame", "pace"],
      unchecked: "the example is the manual's, the number of the page is missing",
    },
    {
      document: "Aosong (Guangzhou), AM2302 product manual",
      at: "tables of electrical and of humidity and temperature performance",
      gives: ["range", "accuracy", "limits", "supply", "logic level", "pins", "bus"],
      unchecked: "these come from a copy of the manual without pages",
    },
    {
      document: "Aosong, AM2302 data",
      at: "response to 1/e: humidity under 5 s, temperature 6 to 20 s",
      gives: ["response"],
      unchecked: "these come from Seeed's and Gizwits' pages of their boards",
    },
    {
      document: "Aosong, AM2302 data",
      at: "operating specifications (1): no instruction in the first second; one interval of 2 s more",
      gives: ["warm-up"],
    },
  ],
};
