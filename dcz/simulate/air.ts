import { DAY_MS, seasonAt } from "./clock.ts";
import { type Effects, noEffects } from "./episodes/effects.ts";
import { smoothField } from "./noise.ts";
import type { Surroundings } from "./places.ts";
import type { Rhythm } from "./town.ts";
import type { Weather } from "./weather.ts";

/** What is in the air of one place at one instant, µg/m³. */
export interface Air {
  readonly pm1: number;
  readonly pm2_5: number;
  readonly pm4: number;
  readonly pm10: number;
  readonly no2: number;
  readonly o3: number;
}

/** The moment of the region, the same for all of its places. */
export interface AirMoment {
  readonly at: number;
  readonly weather: Weather;
  readonly rhythm: Rhythm;
  /** Sine of the sun's height, two and a half hours ago: ozone needs time. */
  readonly sunBefore: number;
}

/** How far the air of two places is the same: neighbours a few kilometres apart agree (m). */
const REACH_M = 5000;

/**
 * Levels of a French town of today: PM2.5 8 to 10 and PM10 15 to 18 µg/m³ in a year, PM2.5 above 25 on calm cold
 * evenings; NO2 12 in the background and 30 beside an avenue (Atmo Auvergne-Rhône-Alpes, bilan 2022, Lyon). The daily
 * and yearly course of NO2 and O3, and that their sum hardly depends on the traffic: Wilson, Geneva, 2011 to 2014:
 * 56 µg/m³ in winter nights and 75 by day, 59 in summer nights and 115 on summer afternoons.
 */
export const airAt = (
  seed: number,
  { at, weather, rhythm, sunBefore }: AirMoment,
  place: Surroundings,
  effects: Effects = noEffects,
): Air => {
  const { wind, high, rain, cloud, temperature } = weather;
  const winter = (1 - seasonAt(at)) / 2;
  // In calm air particles stay; a fresh wind carries them away, and the sun stirs the air.
  const kept = (2.4 / (0.6 + wind + effects.wind)) * (1.15 - 0.4 * sunBefore * (1 - cloud));
  const field =
    1 + 0.3 * smoothField(place.x / REACH_M, place.y / REACH_M, (4 * at) / DAY_MS, seed, 21);
  const road = 0.35 + 1.3 * place.street + 0.4 * place.urban;

  const background = (3.5 + 8 * Math.max(0, high + 0.3) * (0.5 + 1.1 * winter)) * field;
  const exhaust = 2.6 * rhythm.traffic * kept * road;
  const wood = 14 * rhythm.heating * kept * (1.2 - 0.5 * place.urban) * field;
  // Rain takes large particles sooner than small ones (Seinfeld and Pandis, chapter 20).
  const fineLeft = effects.washed ** 0.5 / (1 + 0.25 * rain);
  const coarseLeft = effects.washed / (1 + 0.7 * rain);
  const fine = (background + exhaust + wood) * fineLeft;
  const coarse = (2.5 + 4 * rhythm.traffic * road + 0.35 * wind * (1 - cloud)) * field * coarseLeft;
  const pm1 = (0.7 * background + 0.88 * (exhaust + wood)) * fineLeft + 0.9 * effects.smoke;
  const pm2_5 = fine + effects.smoke;

  const no2 = Math.max(
    1,
    (3 + 5 * winter) * field + (1.2 + 11.5 * rhythm.traffic) * kept * road + 0.04 * effects.smoke,
  );
  const made = 46 * sunBefore * (1 - 0.55 * cloud) * Math.max(0, (temperature - 4) / 22);
  const oxidant = 57 + 5 * seasonAt(at) + 0.25 * no2 + made * (0.9 + 0.2 * field);
  return {
    pm1,
    pm2_5,
    pm4: pm2_5 + 0.4 * coarse + 0.02 * effects.smoke,
    pm10: pm2_5 + coarse + 0.05 * effects.smoke,
    no2,
    o3: Math.max(1.5, oxidant - no2 + effects.ozone),
  };
};
