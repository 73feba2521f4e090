import { DAY_MS, dayOfYearAt, HOUR_MS, isWeekend, seasonAt, wallClockAt } from "../clock.ts";
import { uniform } from "../noise.ts";
import { type Point, quarterAt, STATIONS_OF_QUARTER, surroundingsOf } from "../places.ts";
import { weatherAt } from "../weather.ts";
import { type Episode, type EpisodeKind, episodeKinds, traceMs } from "./episode.ts";

const MINUTE_MS = 60_000;
/** Quarters of the largest region; episodes prefer those that smaller ones have too. */
const QUARTERS = 80;

/** How the air moves at an instant; faster than it would for a story without an end. */
export const driftAt = (seed: number, at: number, longitude: number, least: number): Point => {
  const { wind, direction } = weatherAt(seed, at, longitude);
  const towards = ((direction + 180) * Math.PI) / 180;
  const speed = Math.max(least, wind);
  return { x: speed * Math.sin(towards), y: speed * Math.cos(towards) };
};

const somewhere = (seed: number, draw: number, within: number): Point => {
  const radius = within * Math.sqrt(uniform(seed, draw, 61));
  const angle = 2 * Math.PI * uniform(seed, draw, 62);
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
};

const quarterOf = (chance: number): number => Math.floor(QUARTERS * chance ** 2);

/** One draw of a kind in each window of so many days. */
const windowDays: { readonly [kind in EpisodeKind]: number } = {
  smoke: 9,
  storm: 3.5,
  outage: 4,
  gateway: 12,
  noise: 1,
  pollen: 6,
};
/** Noisy streets of one day, at most. */
const STREETS = 12;

interface Draw {
  readonly seed: number;
  readonly longitude: number;
  /** Number of the window. */
  readonly window: number;
  /** Which of several in one window: a street, a gateway. */
  readonly which: number;
}

const kindNumber = (kind: EpisodeKind): number => episodeKinds.indexOf(kind) + 1;

const nowhere: Point = { x: 0, y: 0 };

const drawn = (
  kind: EpisodeKind,
  { seed, longitude, window, which }: Draw,
): Episode | undefined => {
  const draw = 1000 * kindNumber(kind) + which;
  const chance = (key: number) => uniform(seed, window, draw, key);
  const between = (key: number, low: number, high: number) => low + (high - low) * chance(key);
  const lengthMs = windowDays[kind] * DAY_MS;
  const start = window * lengthMs;
  const begin = Math.round(start + chance(1) * lengthMs);
  const strength = between(3, 0.6, 1.6);
  const key = window * 100 + which;
  switch (kind) {
    case "smoke": {
      if (chance(0) > 0.5) return undefined;
      const end = begin + Math.round(between(2, 1, 5) * HOUR_MS);
      const drift = driftAt(seed, begin, longitude, 1.5);
      return {
        ...{ kind, begin, end, strength, drift },
        radius: between(4, 250, 600),
        ...somewhere(seed, key, 9000),
      };
    }
    case "storm": {
      if (chance(0) > 0.3 + 0.2 * seasonAt(begin)) return undefined;
      const end = begin + Math.round(between(2, 1.2, 3) * HOUR_MS);
      const drift = driftAt(seed, begin, longitude, 11);
      return {
        ...{ kind, begin, end, drift, ...nowhere },
        strength: Math.min(1.3, strength),
        radius: 30_000,
      };
    }
    case "outage": {
      if (chance(0) > 0.6) return undefined;
      const end = begin + Math.round(between(2, 10, 240) * MINUTE_MS);
      const middle = quarterAt(seed, quarterOf(chance(5)));
      return {
        ...{ kind, begin, end, strength, drift: nowhere, ...middle },
        radius: between(4, 500, 1800),
      };
    }
    case "gateway": {
      if (chance(0) > 0.35) return undefined;
      const end = begin + Math.round(between(2, 5, 300) * MINUTE_MS);
      return {
        ...{ kind, begin, end, strength, drift: nowhere },
        ...quarterAt(seed, which),
        radius: 0,
        gateway: which,
      };
    }
    case "noise": {
      const free = isWeekend(wallClockAt(start));
      if (chance(0) > (free ? 0.25 : 0.7)) return undefined;
      // Works by day; feasts on the evenings before a free day and on free days.
      const feast = free || chance(6) < 0.15;
      const hour = feast ? between(1, 18, 21) : between(1, 6, 9);
      const from = Math.round(start + hour * HOUR_MS);
      const end = from + Math.round((feast ? between(2, 2, 5) : between(2, 2, 8)) * HOUR_MS);
      const station = STATIONS_OF_QUARTER * quarterOf(chance(5)) + Math.floor(chance(7) * 250);
      const { x, y } = surroundingsOf(seed, station);
      return {
        ...{ kind, begin: from, end, strength, drift: nowhere, x, y },
        radius: between(4, 250, 600),
      };
    }
    case "pollen": {
      const day = dayOfYearAt(begin);
      if (day < 25 || day > 262 || chance(0) > 0.45) return undefined;
      const end = begin + Math.round(between(2, 20, 60) * HOUR_MS);
      return { ...{ kind, begin, end, strength, drift: nowhere, ...nowhere }, radius: 30_000 };
    }
    default:
      return kind satisfies never;
  }
};

export interface Calendar {
  /** The episodes that are, or whose traces last, at an instant: those of the air. */
  around(at: number): readonly Episode[];
  /** When the link of a gateway, counted from 0, is cut at an instant. */
  cut(gateway: number, at: number): Episode | undefined;
}

export const acts = ({ kind, begin, end }: Episode, at: number): boolean =>
  at >= begin - HOUR_MS && at < end + traceMs[kind] + HOUR_MS;

const MOST_REMEMBERED = 5000;

/** Drawn from the seed: the same for each who asks, in any order. `asked` are those that a person wants beside. */
export const calendarOf = (
  seed: number,
  longitude: number,
  { asked, drawsOwn }: { readonly asked: readonly Episode[]; readonly drawsOwn: boolean },
): Calendar => {
  const remembered = new Map<string, Episode | undefined>();
  const find = (kind: EpisodeKind, window: number, which: number): Episode | undefined => {
    const key = `${kind} ${window} ${which}`;
    if (remembered.has(key)) return remembered.get(key);
    if (remembered.size > MOST_REMEMBERED) remembered.clear();
    const episode = drawn(kind, { seed, longitude, window, which });
    remembered.set(key, episode);
    return episode;
  };
  /** An episode may have begun in the window before. */
  const near = (kind: EpisodeKind, at: number, which: number): readonly Episode[] => {
    const window = Math.floor(at / (windowDays[kind] * DAY_MS));
    return [window - 1, window].flatMap((each) => find(kind, each, which) ?? []);
  };
  const ofAir = asked.filter(({ kind }) => kind !== "gateway");
  return {
    around(at) {
      const own = drawsOwn
        ? [
            ...(["smoke", "storm", "outage", "pollen"] as const).flatMap((kind) =>
              near(kind, at, 0),
            ),
            ...Array.from({ length: STREETS }, (_, which) => near("noise", at, which)).flat(),
          ]
        : [];
      return [...ofAir, ...own].filter((episode) => acts(episode, at));
    },
    cut(gateway, at) {
      const own = drawsOwn ? near("gateway", at, gateway) : [];
      const cuts = asked.filter((episode) => episode.gateway === gateway);
      return [...cuts, ...own].find(({ begin, end }) => at >= begin && at < end);
    },
  };
};

/** How long an episode lasts that a person asks for: long enough to be looked at. */
const askedMs: { readonly [kind in EpisodeKind]: number } = {
  smoke: 2 * HOUR_MS,
  storm: HOUR_MS,
  outage: 20 * MINUTE_MS,
  gateway: 15 * MINUTE_MS,
  noise: 2 * HOUR_MS,
  pollen: 36 * HOUR_MS,
};

/** One that reaches the first quarter, which even the smallest region has. */
export const askedEpisode = (
  seed: number,
  longitude: number,
  kind: EpisodeKind,
  begin: number,
): Episode => {
  const episode = {
    kind,
    begin,
    end: begin + askedMs[kind],
    strength: 1,
    ...nowhere,
    drift: nowhere,
  };
  switch (kind) {
    case "smoke": {
      const drift = driftAt(seed, begin, longitude, 2);
      const speed = Math.hypot(drift.x, drift.y);
      // A kilometre and a half upwind of the middle.
      const [x, y] = [(-1500 * drift.x) / speed, (-1500 * drift.y) / speed];
      return { ...episode, x, y, drift, radius: 450 };
    }
    case "storm":
      return { ...episode, drift: driftAt(seed, begin, longitude, 11), radius: 30_000 };
    case "noise": {
      const { x, y } = surroundingsOf(seed, 0);
      return { ...episode, x, y, radius: 500 };
    }
    case "outage":
      return { ...episode, radius: 900 };
    case "gateway":
      return { ...episode, radius: 0, gateway: 0 };
    case "pollen":
      return { ...episode, radius: 30_000 };
    default:
      return kind satisfies never;
  }
};
