import type { Values } from "@datacityzen/hardware/quantities";
import { type Air, airAt } from "./air.ts";
import type { Effects } from "./episodes/effects.ts";
import { smooth, uniform } from "./noise.ts";
import type { Surroundings } from "./places.ts";
import { pollenAt } from "./pollen.ts";
import type { Moment } from "./region.ts";
import { levelsAt } from "./sound.ts";
import { pressureAt } from "./weather.ts";

/** What a sensor is asked with: its box and the air around it at one instant. */
export interface Asked {
  readonly seed: number;
  /** Number of the station. */
  readonly index: number;
  readonly place: Surroundings;
  /** By how much this specimen exaggerates: low-cost sensors of one kind differ by a tenth. */
  readonly gain: number;
  readonly at: number;
  readonly everyMs: number;
  readonly moment: Moment;
  readonly effects: Effects;
  /** In the box, °C and %. */
  readonly temperature: number;
  readonly humidity: number;
}

export interface SimulatedSensor {
  readonly model: string;
  /** Has a serial number, which its name contains for the first of these. */
  readonly serial?: "in its name" | "beside it";
  readonly measure: (asked: Asked) => Values;
  /** Takes droplets for dust: what it says then is flagged. */
  readonly isDeceived?: true;
  /** How it fails, beside repeating itself: see faults.ts. */
  readonly drifts?: true;
  readonly spikes?: true;
}

const MINUTE_MS = 60_000;
/** Beyond, an SDS011 takes droplets for dust (its data sheet, p. 3). */
export const HUMID = 70;

const noise = ({ at, seed, index }: Asked, key: number, minutes: number): number =>
  smooth(at / (minutes * MINUTE_MS), seed, key, index);
const hiss = ({ at, seed, index }: Asked, key: number): number =>
  2 * uniform(at, seed, index, key) - 1;

const airOf = ({ seed, moment, place, effects }: Asked): Air => airAt(seed, moment, place, effects);

/** What an optical counter makes of the air; particles swell by `swelling` at 100 % of humidity. */
const countedIn = (asked: Asked, swelling: number) => {
  const air = airOf(asked);
  const humid = Math.max(0, asked.humidity - HUMID) / (100 - HUMID);
  const factor = asked.gain * (1 + swelling * humid ** 2) * (1 + 0.1 * noise(asked, 6, 7));
  // One noise for all sizes: each contains the smaller ones.
  const extra = 0.25 * (1 + hiss(asked, 8));
  const pm1 = air.pm1 * factor + extra;
  const pm2_5 = Math.max(pm1, air.pm2_5 * factor + extra * 1.2);
  const pm4 = Math.max(pm2_5, air.pm4 * factor + extra * 1.3);
  const rough = 0.2 * (1 + hiss(asked, 9));
  return { pm1, pm2_5, pm4, pm10: Math.max(pm4, air.pm10 * factor + extra * 1.5 + rough) };
};

const sds011: SimulatedSensor = {
  ...{ model: "sds011", serial: "in its name", isDeceived: true, drifts: true, spikes: true },
  measure(asked) {
    const { pm2_5, pm10 } = countedIn(asked, 0.8);
    return { pm2_5, pm10 };
  },
};

const sps30: SimulatedSensor = {
  ...{ model: "sps30", serial: "beside it", drifts: true, spikes: true },
  measure: (asked) => countedIn(asked, 0.3),
};

const bme280: SimulatedSensor = {
  model: "bme280",
  measure: (asked) => ({
    temperature: asked.temperature,
    humidity: asked.humidity,
    pressure:
      pressureAt(asked.moment.weather.pressure + asked.effects.pressure, asked.place.height) +
      0.05 * hiss(asked, 12),
  }),
};

const sht3x: SimulatedSensor = {
  model: "sht3x",
  measure: ({ temperature, humidity }) => ({ temperature, humidity }),
};

const dnms: SimulatedSensor = {
  model: "dnms",
  measure: (asked) => {
    const { laeq, lamin, lamax } = levelsAt(asked);
    return { laeq, lamin, lamax };
  },
};

const gases: SimulatedSensor = {
  ...{ model: "alphasense-b4", drifts: true },
  measure(asked) {
    const { no2, o3 } = airOf(asked);
    return {
      no2: Math.max(0, no2 * asked.gain + 1.5 * hiss(asked, 15)),
      o3: Math.max(0, o3 * (2 - asked.gain) + 2 * hiss(asked, 16)),
    };
  },
};

const anemometer: SimulatedSensor = {
  model: "anemometer",
  measure(asked) {
    const { weather } = asked.moment;
    const turned = asked.effects.turn + 25 * noise(asked, 18, 2) + 10 * hiss(asked, 19);
    return {
      // Roofs slow the wind down.
      wind_speed:
        (weather.wind + asked.effects.wind) *
        (1 - 0.25 * asked.place.urban) *
        (1 + 0.3 * noise(asked, 17, 0.7)),
      wind_direction: (weather.direction + turned + 720) % 360,
    };
  },
};

const pollenCounter: SimulatedSensor = {
  model: "pollen-counter",
  measure(asked) {
    const { at, seed, index, moment, effects, place } = asked;
    const grains = pollenAt(seed, at, moment.weather, effects);
    // What flowers stands in the country more than in the town.
    const share =
      (1.15 - 0.4 * place.urban) *
      (1 + 0.25 * noise(asked, 20, 30)) *
      (0.85 + 0.3 * uniform(seed, index, 22));
    return {
      pollen_corylus: grains.pollen_corylus * share,
      pollen_betula: grains.pollen_betula * share,
      pollen_poaceae: grains.pollen_poaceae * share,
      pollen_ambrosia: grains.pollen_ambrosia * share,
      pollen_total: grains.pollen_total * share,
    };
  },
};

/**
 * What stations are made of, by the last digit of their number: six of ten are a box of a workshop, two a box of a
 * balcony, one stands beside a street and measures gases, one is on a roof and counts pollen.
 */
const kits = {
  home: { sds011, bme280, dnms },
  balcony: { sps30, sht3x, dnms },
  street: { sps30, bme280, dnms, gases },
  roof: { bme280, anemometer, pollen: pollenCounter },
  // No number has it: a place of the demonstration where everything is measured but gases.
  observatory: { sps30, bme280, dnms, anemometer, pollen: pollenCounter },
} as const satisfies { [kit: string]: { [sensor: string]: SimulatedSensor } };
export type Kit = keyof typeof kits;

export const kitOf = (index: number): Kit => {
  const digit = index % 10;
  if (digit < 6) return "home";
  if (digit < 8) return "balcony";
  return digit === 8 ? "street" : "roof";
};

type Named = readonly (readonly [name: string, sensor: SimulatedSensor])[];

const listed: { readonly [kit in Kit]: Named } = {
  home: Object.entries(kits.home),
  balcony: Object.entries(kits.balcony),
  street: Object.entries(kits.street),
  roof: Object.entries(kits.roof),
  observatory: Object.entries(kits.observatory),
};

export const sensorsOf = (kit: Kit): Named => listed[kit];
