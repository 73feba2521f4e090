import type { Point } from "../places.ts";
import type { Sum } from "./effects.ts";
import type { Episode } from "./episode.ts";

const HOUR_MS = 3_600_000;

const hump = (x: number, middle: number, width: number): number =>
  Math.exp(-(((x - middle) / width) ** 2));
/** From 0 to 1 around `middle`. */
const step = (x: number, middle: number, width: number): number =>
  1 / (1 + Math.exp(-(x - middle) / width));

/**
 * A thunderstorm that crosses the region: the pressure falls by some hPa and rises with a jump when the cold air
 * arrives, with gusts of 15 m/s, a turn of the wind and 7 °C less within minutes; then 20 to 30 mm/h of rain, which
 * washes three quarters of the coarse particles and half of the fine ones out (course of a squall line: Markowski and
 * Richardson, Mesoscale Meteorology in Midlatitudes, chapter 9). After it the air fills again within a day.
 */
export const addStorm = (sum: Sum, episode: Episode, place: Point, at: number): void => {
  const { begin, end, drift, strength, x, y } = episode;
  const speed = Math.hypot(drift.x, drift.y);
  const along = ((place.x - x) * drift.x + (place.y - y) * drift.y) / speed;
  const length = end - begin;
  const passed = at - begin - (1000 * along) / speed;
  const share = passed / length;
  const after = Math.max(0, passed - length) / HOUR_MS;
  const come = step(share, 0.4, 0.02);
  const rained = step(share, 0.52, 0.05);
  sum.pressure +=
    strength *
    (-5 * hump(share, 0.3, 0.2) +
      2.5 * hump(share, 0.43, 0.07) +
      1.5 * come * Math.exp(-after / 6));
  sum.wind += strength * (11 * hump(share, 0.4, 0.07) + 3 * hump(share, 0.5, 0.25));
  sum.turn += 70 * come * Math.exp(-after / 3);
  sum.temperature -= strength * 7 * come * Math.exp(-after / 4);
  sum.rain += strength * 26 * hump(share, 0.52, 0.13);
  sum.washed *= 1 - Math.min(0.85, 0.75 * strength) * rained * Math.exp(-after / 9);
  sum.ozone -= strength * 12 * rained * Math.exp(-after / 5);
  sum.thunder += 0.3 * strength * hump(share, 0.47, 0.15);
};
