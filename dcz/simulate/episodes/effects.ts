import type { Point } from "../places.ts";
import type { Episode } from "./episode.ts";
import { addPeak } from "./pollen-peak.ts";
import { addSmoke } from "./smoke.ts";
import { addStorm } from "./storm.ts";
import { addStreet } from "./street.ts";

/** What episodes change at one place and instant. */
export interface Effects {
  /** Fine particles, µg/m³ */
  readonly smoke: number;
  /** What rain has left of particles and pollen in the air, 0 to 1 */
  readonly washed: number;
  /** mm/h more */
  readonly rain: number;
  /** m/s more */
  readonly wind: number;
  /** Degrees by which the wind turns */
  readonly turn: number;
  /** °C more */
  readonly temperature: number;
  /** hPa more */
  readonly pressure: number;
  /** µg/m³ more */
  readonly ozone: number;
  /** Sound more, 10^(dB/10) */
  readonly noise: number;
  /** How likely thunder falls into an interval */
  readonly thunder: number;
  /** Grains/m³ more of what flowers */
  readonly pollen: number;
}

/** The same, while they are summed up. */
export type Sum = { -readonly [effect in keyof Effects]: number };

export const noEffects: Effects = {
  ...{ smoke: 0, washed: 1, rain: 0, wind: 0, turn: 0, temperature: 0 },
  ...{ pressure: 0, ozone: 0, noise: 0, thunder: 0, pollen: 0 },
};

/** The effects of all episodes together. */
export const effectsOf = (episodes: readonly Episode[], place: Point, at: number): Effects => {
  if (episodes.length === 0) return noEffects;
  const sum: Sum = { ...noEffects };
  for (const episode of episodes)
    switch (episode.kind) {
      case "smoke":
        addSmoke(sum, episode, place, at);
        break;
      case "storm":
        addStorm(sum, episode, place, at);
        break;
      case "noise":
        addStreet(sum, episode, place, at);
        break;
      case "pollen":
        addPeak(sum, episode, at);
        break;
      case "outage":
      case "gateway":
        // They change nothing in the air: see region.ts.
        break;
      default:
        episode.kind satisfies never;
    }
  return sum;
};
