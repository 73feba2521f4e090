import { HOUR_MS, sunlightAt } from "./clock.ts";
import { type Calendar, calendarOf } from "./episodes/calendar.ts";
import { type Effects, effectsOf } from "./episodes/effects.ts";
import type { Episode } from "./episodes/episode.ts";
import { uniform } from "./noise.ts";
import { centreOf, distance, extentOf, type Surroundings } from "./places.ts";
import { type Rhythm, rhythmAt } from "./town.ts";
import { type Weather, weatherAt } from "./weather.ts";

/** All that is the same for every place of the region at one instant. */
export interface Moment {
  readonly at: number;
  readonly weather: Weather;
  readonly rhythm: Rhythm;
  /** Sine of the sun's height, now and two and a half hours ago. */
  readonly sun: number;
  readonly sunBefore: number;
  readonly episodes: readonly Episode[];
}

/** A region whose weather, town and episodes `seed` names. It has no state but what it remembers of its answers. */
export interface Region {
  readonly seed: number;
  momentAt(at: number): Moment;
  effectsAt(moment: Moment, place: Surroundings): Effects;
  /** When the power of a place comes back; undefined while it has some. */
  darkUntil(place: Surroundings, at: number): number | undefined;
  /** When the link of a gateway comes back; undefined while it is there. */
  cutUntil(gateway: number, at: number): number | undefined;
  /**
   * The episodes of an instant that reach one of the first `quarters`, with those that cut one of the first
   * `gateways`.
   */
  episodesAt(
    at: number,
    extent: { readonly quarters: number; readonly gateways: number },
  ): readonly Episode[];
}

/** Every station asks for the same instants. */
const MOST_MOMENTS = 2000;

export interface RegionOptions {
  readonly asked?: readonly Episode[];
  readonly drawsOwn?: boolean;
  /** Where it lies, where the seed does not say so. */
  readonly centre?: { readonly lat: number; readonly lon: number };
  /** Its episodes, in place of those that the seed draws. */
  readonly calendar?: Calendar;
}

export const createRegion = (seed: number, options: RegionOptions = {}): Region => {
  const { asked = [], drawsOwn = true, centre = centreOf(seed) } = options;
  const calendar = options.calendar ?? calendarOf(seed, centre.lon, { asked, drawsOwn });
  const moments = new Map<number, Moment>();

  const momentAt = (at: number): Moment => {
    const known = moments.get(at);
    if (known !== undefined) return known;
    if (moments.size >= MOST_MOMENTS) moments.clear();
    const weather = weatherAt(seed, at, centre.lon);
    const moment: Moment = {
      ...{ at, weather },
      rhythm: rhythmAt(at, weather),
      sun: sunlightAt(at, centre),
      sunBefore: sunlightAt(at - 2.5 * HOUR_MS, centre),
      episodes: calendar.around(at),
    };
    moments.set(at, moment);
    return moment;
  };

  return {
    ...{ seed, momentAt },
    effectsAt: ({ episodes, at }, place) => effectsOf(episodes, place, at),
    darkUntil(place, at) {
      let until: number | undefined;
      for (const episode of momentAt(at).episodes)
        if (
          episode.kind === "outage" &&
          at >= episode.begin &&
          at < episode.end &&
          distance(place, episode) < episode.radius
        )
          until = Math.max(until ?? 0, episode.end);
      return until;
    },
    cutUntil: (gateway, at) => calendar.cut(gateway, at)?.end,
    episodesAt(at, { quarters, gateways }) {
      const extent = extentOf(quarters);
      return [
        ...momentAt(at).episodes.filter(
          ({ begin, end, radius, x, y }) =>
            at >= begin && at < end && Math.hypot(x, y) < extent + radius,
        ),
        ...Array.from({ length: gateways }, (_, gateway) => calendar.cut(gateway, at) ?? []).flat(),
      ];
    },
  };
};

/** A quarter of the boxes have a battery: without power they measure on, and send when the network is back. */
export const hasBattery = (seed: number, index: number): boolean => uniform(seed, index, 81) < 0.25;
