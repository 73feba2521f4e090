import type { Flag } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities, type Values } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import { noEffects } from "./episodes/effects.ts";
import { type Fault, faultOf } from "./faults.ts";
import { smooth, smoothField, uniform } from "./noise.ts";
import { type Surroundings, surroundingsOf } from "./places.ts";
import { createRegion, type Region } from "./region.ts";
import { type Asked, HUMID, type Kit, kitOf, sensorsOf } from "./sensors.ts";
import { relativeHumidity } from "./weather.ts";

/** A station that measures a town which does not exist. */
export interface SimulatedStation {
  readonly id: string;
  readonly place: Surroundings;
  readonly hello: (everyMs: number) => Hello;
  /**
   * The reading of each sensor for the interval of `everyMs` that begins at `at`; always the same for the same
   * instant.
   */
  readonly readings: (at: number, everyMs?: number) => Reading[];
}

const MINUTE_MS = 60_000;

const scales = Object.fromEntries(
  Object.entries(quantities).map(([name, { digits, plausible }]) => [
    name,
    { scale: 10 ** digits, low: plausible[0], high: plausible[1] },
  ]),
) as { readonly [name in QuantityName]: { scale: number; low: number; high: number } };

/** As many digits as the quantity has, and inside its bounds. */
const rounded = (values: Values, wrong: number): Values => {
  const written: { [name in QuantityName]?: number } = {};
  for (const name in values) {
    const { scale, low, high } = scales[name as QuantityName];
    const value = Math.min(Math.max((values[name as QuantityName] as number) * wrong, low), high);
    // Adding 0 makes a zero of what was rounded from below.
    written[name as QuantityName] = Math.round(value * scale) / scale + 0;
  }
  return written;
};

/** "a3f0" */
const serialOf = (seed: number, index: number): string =>
  Math.floor(uniform(seed, index, 5) * 0x10000)
    .toString(16)
    .padStart(4, "0");

/** The box of a station and the air around it at one instant. */
const askAt = (
  region: Region,
  index: number,
  place: Surroundings,
  at: number,
  everyMs: number,
): Asked => {
  const { seed } = region;
  const moment = region.momentAt(at);
  const effects = moment.episodes.length === 0 ? noEffects : region.effectsAt(moment, place);
  const { weather, sun } = moment;
  const clear = 1 - weather.cloud;
  const noise = (key: number, minutes: number) =>
    smooth(at / (minutes * MINUTE_MS), seed, key, index);
  // Hangs in the sun: what most often is wrong with a temperature.
  const sunny = uniform(seed, index, 13) < 0.03 ? 6 * sun * clear : 0;
  const temperature =
    weather.temperature -
    0.0065 * (place.height - 240) +
    // A town keeps the warmth of the day: 2 °C in clear nights.
    place.urban * (2.2 - 1.6 * sun) * (1 - 0.6 * weather.cloud) +
    (uniform(seed, index, 2) - 0.5) +
    sunny +
    0.4 * smoothField(place.x / 4000, place.y / 4000, at / (180 * MINUTE_MS), seed, 23) +
    0.15 * noise(10, 15) +
    effects.temperature;
  const dewPoint = weather.dewPoint + 0.3 * noise(11, 40) + 0.06 * effects.rain;
  return {
    ...{ seed, index, place, at, everyMs, moment, effects, temperature },
    gain: 0.88 + 0.24 * uniform(seed, index, 14),
    humidity: Math.max(12, relativeHumidity(temperature, Math.min(dewPoint, temperature - 0.05))),
  };
};

const placeOf = (seed: number, index: number): Surroundings => {
  const place = surroundingsOf(seed, index);
  return kitOf(index) === "street" ? { ...place, street: 0.7 + 0.3 * place.street } : place;
};

/** What is wrong with which sensor, and when. */
export type Faults = (seed: number, index: number, sensor: number, at: number) => Fault;

/** A station that somebody describes. */
export interface Described {
  readonly id: string;
  /** Tells its noise from that of the others. */
  readonly index: number;
  readonly place: Surroundings;
  readonly kit: Kit;
}

/**
 * Station `index` of a region. All share its weather; each has its own surroundings and its own noise. `faults`: what
 * is wrong with its sensors; a year with none is what checks must let pass.
 */
export const stationOf = (
  region: Region,
  index: number,
  faults: Faults = faultOf,
): SimulatedStation =>
  describedStation(
    region,
    {
      id: `sim-${region.seed}-${String(index + 1).padStart(4, "0")}`,
      ...{ index, place: placeOf(region.seed, index), kit: kitOf(index) },
    },
    faults,
  );

/** A station of a region at a place of its own. */
export const describedStation = (
  region: Region,
  { id, index, place, kit }: Described,
  faults: Faults = faultOf,
): SimulatedStation => {
  const { seed } = region;
  const serial = serialOf(seed, index);
  const sensors = sensorsOf(kit);
  return {
    ...{ id, place },
    hello: (every) => ({
      kit: "simulated",
      sensors: sensors.map(([name, sensor]) => ({
        id: sensor.serial === "in its name" ? `${name}-${serial}` : name,
        ...{ model: sensor.model, every },
        ...(sensor.serial === undefined ? {} : { serial }),
      })),
      software: { simulate: "2" },
    }),
    readings(at, everyMs = 10_000) {
      const asked = askAt(region, index, place, at, everyMs);
      return sensors.map(([name, sensor], number) => {
        const { stuckSince, drift, spike } = faults(seed, index, number, at);
        const before =
          stuckSince === undefined
            ? asked
            : askAt(region, index, place, stuckSince - (stuckSince % everyMs), everyMs);
        const wrong = (sensor.drifts ? drift : 1) * (sensor.spikes ? spike : 1);
        const flags: Flag[] =
          sensor.isDeceived === true && asked.humidity > HUMID
            ? ["simulated", "humid"]
            : ["simulated"];
        return {
          at,
          sensor: sensor.serial === "in its name" ? `${name}-${serial}` : name,
          values: rounded(sensor.measure(before), wrong),
          flags,
        };
      });
    },
  };
};

/** One station of a region as its seed makes it. */
export const simulateStation = (seed: number, index: number): SimulatedStation =>
  stationOf(createRegion(seed), index);
