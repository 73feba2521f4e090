import { DAY_MS, HOUR_MS } from "../durations.ts";
import { type Check, findingsOf, type Sample } from "./check.ts";
import { byInstant, mediansOf } from "./medians.ts";
import { median } from "./statistics.ts";

export interface CondensationInput {
  /** PM2.5 or PM10 of an optical counter. */
  readonly particles: readonly Sample[];
  /** Relative humidity in the same box, %. */
  readonly humidity: readonly Sample[];
}

const parameters = {
  /** %: from here on water condenses on particles and on cold walls of a box. */
  wet: 97,
  /** %: what counts as dry air, with which the wet hour is compared. */
  dry: 85,
  /** So many times the median of the dry hours of the day before is droplets. */
  times: 2,
  /** µg/m³: below it nothing is said. */
  least: 10,
  /** Dry hours that are needed for a comparison. */
  leastHours: 3,
} as const;

/** Fog droplets, counted as dust. Humidity alone is no proof: the figure must jump with it. */
export const condensation: Check<CondensationInput> = {
  name: "condensation",
  version: 1,
  fr: "des gouttelettes de brouillard, comptées comme des poussières",
  en: "droplets of fog, counted as dust",
  inputs: ["particles", "humidity of the same box"],
  parameters,
  source:
    "Growth of particles near saturation: Crilley et al., Atmos. Meas. Tech. 11, 2018; that corrected values too are unreliable in fog: RIVM, Samen Meten; limits are our choice",
  run({ particles, humidity }) {
    const humidOf = byInstant(mediansOf(humidity, HOUR_MS));
    const hours = mediansOf(particles, HOUR_MS);
    const doubted = new Set(
      hours
        .filter(({ at, value }) => {
          if (value < parameters.least || (humidOf.get(at) ?? 0) < parameters.wet) return false;
          const dry = hours.filter(
            (hour) =>
              hour.at < at &&
              hour.at >= at - DAY_MS &&
              (humidOf.get(hour.at) ?? 100) <= parameters.dry,
          );
          return (
            dry.length >= parameters.leastHours &&
            value > parameters.times * median(dry.map((hour) => hour.value))
          );
        })
        .map(({ at }) => at),
    );
    return findingsOf(particles, ({ at }) => doubted.has(Math.floor(at / HOUR_MS) * HOUR_MS));
  },
};
