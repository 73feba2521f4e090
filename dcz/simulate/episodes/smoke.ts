import { smooth } from "../noise.ts";
import type { Point } from "../places.ts";
import type { Sum } from "./effects.ts";
import type { Episode } from "./episode.ts";

/** µg/m³ of fine particles beside the fire: warehouses and waste that burn bring 100 to 500 to the next streets. */
const AT_SOURCE = 260;
const RISE_MS = 15 * 60_000;
const FADE_MS = 35 * 60_000;

/** How much burns at one instant, 0 to 1. */
const burning = ({ begin, end }: Episode, at: number): number => {
  if (at < begin) return 0;
  const risen = Math.min(1, (at - begin) / RISE_MS);
  return at <= end ? risen : risen * Math.exp(-(at - end) / FADE_MS);
};

/**
 * A plume that the wind carries over the town: its front arrives as late as the air needs, it grows wider (Briggs'
 * curve for towns in neutral air, as in Seinfeld and Pandis, chapter 18, twice as wide for a wind that sways) and
 * thinner, and it goes as it came.
 */
export const addSmoke = (sum: Sum, episode: Episode, place: Point, at: number): void => {
  const { drift, radius, strength, x, y, begin } = episode;
  const speed = Math.hypot(drift.x, drift.y);
  const [east, north] = [place.x - x, place.y - y];
  const along = (east * drift.x + north * drift.y) / speed;
  if (along < -radius) return;
  const across = (north * drift.x - east * drift.y) / speed;
  const way = Math.max(0, along);
  const left = at - (1000 * way) / speed;
  const burnt = burning(episode, left);
  if (burnt === 0) return;
  const width = radius + (0.32 * way) / Math.sqrt(1 + 0.0004 * way);
  const puffs = 1 + 0.3 * smooth(left / 240_000, Math.floor(begin / 1000), 51);
  sum.smoke +=
    AT_SOURCE *
    strength *
    burnt *
    puffs *
    (radius / width) ** 1.3 *
    Math.exp(-0.5 * (across / width) ** 2);
};
