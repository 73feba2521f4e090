import { DAY_MS, HOUR_MS, wallClockAt } from "../clock.ts";
import { acts, type Calendar, driftAt } from "../episodes/calendar.ts";
import type { Episode, EpisodeKind } from "../episodes/episode.ts";
import { uniform } from "../noise.ts";
import type { Point } from "../places.ts";

const WEEK_MS = 7 * DAY_MS;
/** The first day of 1970 was a Thursday: weeks begin on Mondays. */
const FIRST_MONDAY = -3 * DAY_MS;
const MINUTE_MS = 60_000;

/** Something that happens each week, by the clock on the wall. */
interface Weekly {
  readonly kind: Exclude<EpisodeKind, "gateway">;
  /** 0 for Monday. */
  readonly day: number;
  readonly hour: number;
  readonly hours: number;
  /** Where; over the whole territory when absent. */
  readonly at?: string;
  readonly radius: number;
  /** The plume comes from so far upwind, m. */
  readonly upwind?: number;
}

/**
 * Whatever the day of the first look, the seven days behind hold each of them once or twice. The storm takes the
 * power of a hamlet, which comes back in the morning.
 */
export const weekly: readonly Weekly[] = [
  { kind: "noise", day: 0, hour: 8, hours: 4, at: "demo-avenue-de-la-gare", radius: 450 },
  {
    kind: "smoke",
    day: 1,
    hour: 19,
    hours: 3,
    at: "demo-place-du-marche",
    radius: 420,
    upwind: 1300,
  },
  { kind: "noise", day: 2, hour: 13.5, hours: 3.5, at: "demo-avenue-de-la-gare", radius: 450 },
  { kind: "storm", day: 3, hour: 16.5, hours: 1.5, radius: 30_000 },
  { kind: "outage", day: 3, hour: 17.4, hours: 14.2, at: "demo-le-moulin", radius: 900 },
  { kind: "outage", day: 4, hour: 10.2, hours: 0.7, at: "demo-bourg-mairie", radius: 2500 },
  { kind: "noise", day: 5, hour: 20, hours: 3.5, at: "demo-place-du-marche", radius: 500 },
  { kind: "pollen", day: 5, hour: 9, hours: 34, radius: 30_000 },
  {
    kind: "smoke",
    day: 6,
    hour: 18,
    hours: 2,
    at: "demo-ecole-des-dunes",
    radius: 300,
    upwind: 700,
  },
];

/** A clock on the wall that shows `wall`, as if it were UTC. */
const instantOf = (wall: number): number => {
  const inWinter = wall - HOUR_MS;
  return inWinter - (wallClockAt(inWinter) - wall);
};

export interface WeekParts {
  readonly seed: number;
  readonly longitude: number;
  readonly placeOf: (station: string) => Point;
}

const nowhere: Point = { x: 0, y: 0 };

const episodeOf = (
  { kind, day, hour, hours, at, radius, upwind = 0 }: Weekly,
  { seed, longitude, placeOf }: WeekParts,
  week: number,
  which: number,
): Episode => {
  const chance = (key: number) => uniform(seed, week + 10_000, which, key);
  const late = Math.round((90 * chance(91) - 45) * MINUTE_MS);
  const begin =
    instantOf(FIRST_MONDAY + week * WEEK_MS + day * DAY_MS + hour * HOUR_MS) +
    // What the storm does to the power follows the storm.
    (kind === "smoke" || kind === "noise" ? late : 0);
  const end = begin + Math.round(hours * HOUR_MS);
  const place = at === undefined ? nowhere : placeOf(at);
  const strength = 0.85 + 0.3 * chance(92);
  const episode = { kind, begin, end, strength, radius };
  if (kind === "storm")
    return { ...episode, ...nowhere, drift: driftAt(seed, begin, longitude, 11) };
  if (kind !== "smoke") return { ...episode, x: place.x, y: place.y, drift: nowhere };
  const drift = driftAt(seed, begin, longitude, 2);
  const speed = Math.hypot(drift.x, drift.y);
  return {
    ...episode,
    x: place.x - (upwind * drift.x) / speed,
    y: place.y - (upwind * drift.y) / speed,
    drift,
  };
};

/** The episodes of the demonstration: those of every week, a little earlier or later, stronger or weaker. */
export const weeklyCalendar = (parts: WeekParts): Calendar => {
  const weeks = new Map<number, readonly Episode[]>();
  const ofWeek = (week: number): readonly Episode[] => {
    const known = weeks.get(week);
    if (known !== undefined) return known;
    if (weeks.size > 20) weeks.clear();
    const drawn = weekly.map((each, which) => episodeOf(each, parts, week, which));
    weeks.set(week, drawn);
    return drawn;
  };
  return {
    around(at) {
      const week = Math.floor((at - FIRST_MONDAY) / WEEK_MS);
      return [week - 1, week, week + 1].flatMap(ofWeek).filter((episode) => acts(episode, at));
    },
    cut: () => undefined,
  };
};
