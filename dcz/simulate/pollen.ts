import { DAY_MS, dayOfYearAt, HOUR_MS, wallClockAt } from "./clock.ts";
import { type Effects, noEffects } from "./episodes/effects.ts";
import { smooth, uniform } from "./noise.ts";
import { around } from "./town.ts";
import type { Weather } from "./weather.ts";

/**
 * When each flowers and how much, grains/m³ in the days of the peak; `day` of the year, `days` of width. Grasses:
 * means of ten days at Geneva, 1994 to 2023 (MeteoSwiss: 22, 56, 107, 110, 96, 90, 62, 60, 36, 23 from the
 * beginning of May on, days of 300 to 500 among them). Trees and ragweed: from the bounds of their classes
 * (pollenundallergie.ch), of which a strong day reaches the third.
 */
const taxa = {
  pollen_corylus: { day: 42, days: 20, peak: 50, hour: 13 },
  pollen_betula: { day: 100, days: 12, peak: 180, hour: 14 },
  pollen_poaceae: { day: 154, days: 28, peak: 110, hour: 11 },
  pollen_ambrosia: { day: 243, days: 13, peak: 18, hour: 12 },
} as const;
type Taxon = keyof typeof taxa;

export type Pollen = { readonly [name in Taxon | "pollen_total"]: number };

/** The plant that flowers, or is the next to flower: that of a peak that somebody asks for in any month. */
const inSeason = (day: number): Taxon => {
  if (day < 75 || day > 290) return "pollen_corylus";
  if (day < 122) return "pollen_betula";
  return day < 215 ? "pollen_poaceae" : "pollen_ambrosia";
};

/** Dry, sunny and windy days; in the rain nothing flies. By day, most when the plant opens its flowers. */
export const pollenAt = (
  seed: number,
  at: number,
  weather: Weather,
  effects: Effects = noEffects,
): Pollen => {
  const day = dayOfYearAt(at);
  const hour = (wallClockAt(at) / HOUR_MS) % 24;
  const year = Math.floor(at / (365.2425 * DAY_MS));
  const flies =
    ((1.4 - weather.cloud) / (1 + 4 * (weather.rain + effects.rain))) *
    Math.exp(0.7 * smooth(at / DAY_MS, seed, 41)) *
    effects.washed;
  let total = 0;
  const grains = {} as Record<Taxon, number>;
  for (const [name, { day: peakDay, days, peak, hour: open }] of Object.entries(taxa) as [
    Taxon,
    (typeof taxa)[Taxon],
  ][]) {
    const strength = 0.6 + 0.9 * uniform(seed, year, peakDay);
    const course = Math.exp(-(((day - peakDay) / days) ** 2));
    const daily = 0.35 + 1.3 * around(hour, open, 4.5);
    const more = inSeason(day) === name ? effects.pollen : 0;
    const count = (peak * strength * course + more) * flies * daily;
    grains[name] = count;
    total += count;
  }
  // Planes, oaks, ashes, nettles: what nobody told apart.
  const others = 45 * Math.exp(-(((day - 120) / 60) ** 2)) * flies;
  return { ...grains, pollen_total: total + others };
};
