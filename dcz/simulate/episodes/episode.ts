import type { Point } from "../places.ts";

/**
 * What happens in a region now and then. `outage`: a quarter without power. `gateway`: one gateway without its
 * link; what its stations measure comes later, all at once. `noise`: works in a street, or a feast.
 */
export const episodeKinds = ["smoke", "storm", "outage", "gateway", "noise", "pollen"] as const;
export type EpisodeKind = (typeof episodeKinds)[number];

export interface Episode extends Point {
  readonly kind: EpisodeKind;
  /** UTC ms; from `begin`, until `end`. What it leaves behind may last longer. */
  readonly begin: number;
  readonly end: number;
  /** How far it reaches from its centre, or how wide its source is, m. */
  readonly radius: number;
  /** 1 for one that is usual. */
  readonly strength: number;
  /** How the air moves with it, m/s to the east and to the north. */
  readonly drift: Point;
  /** Whose link is cut, counted from 0. */
  readonly gateway?: number;
}

/** How long its traces last after its end, ms: until then a place must ask for its effects. */
export const traceMs: { readonly [kind in EpisodeKind]: number } = {
  smoke: 4 * 3_600_000,
  storm: 14 * 3_600_000,
  outage: 0,
  gateway: 0,
  noise: 0,
  pollen: 0,
};
