import { smooth } from "../noise.ts";
import { distance, type Point } from "../places.ts";
import type { Sum } from "./effects.ts";
import type { Episode } from "./episode.ts";

/** dB(A) at 10 m: a pneumatic drill or a stage in a square (directive 2000/14/EC allows machines some 85). */
const AT_SOURCE = 84;
const NEAR_M = 10;

/** Works, or a feast: 6 dB less at twice the distance, with breaks of some minutes. */
export const addStreet = (sum: Sum, episode: Episode, place: Point, at: number): void => {
  const { begin, end, radius, strength } = episode;
  if (at < begin || at >= end) return;
  const away = distance(place, episode);
  if (away > radius) return;
  const rest = smooth(at / 400_000, Math.floor(begin / 1000), 52);
  if (rest < -0.55) return;
  const level =
    AT_SOURCE + 6 * (strength - 1) + 3 * rest - 20 * Math.log10(Math.max(1, away / NEAR_M));
  sum.noise += 10 ** (level / 10);
};
