import { fixedDurationMs } from "@datacityzen/hardware/duration";
import { type Watched, watchedNames, watchedOf } from "../../../cloud/src/alerts/watched.ts";
import { isZone } from "../../../cloud/src/time-zone.ts";
import { type AskedEpisode, readEpisodes } from "../asked-episodes.ts";
import type { simulateTexts } from "../texts.ts";
import type { ReplayGiven } from "./replay.ts";
import type { replayTexts } from "./texts.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The command's options, as they are typed. */
export interface ReplayWishes {
  readonly stations: string;
  readonly days: string;
  readonly from?: string;
  readonly every: string;
  readonly watch: string;
  readonly up: string;
  readonly down?: string;
  readonly for: string;
  readonly quiet: string;
  readonly atMost: string;
  readonly end?: boolean;
  readonly zone: string;
  readonly seed: string;
  readonly episode?: readonly string[];
}

export interface ReplayPlan
  extends Pick<ReplayGiven, "from" | "until" | "everyMs" | "condition" | "wishes"> {
  readonly stations: number;
  readonly days: number;
  readonly seed: number;
  readonly episodes: readonly AskedEpisode[] | undefined;
  readonly watched: Watched;
}

type Planned =
  | { readonly ok: true; readonly plan: ReplayPlan }
  | { readonly ok: false; readonly sentence: string };

/** What alerts judge each five minutes, of means of an hour. */
const hourly = watchedNames.filter((name) => watchedOf(name)?.pace === "hour");

const whole = (text: string, most: number): number | undefined =>
  /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : undefined;

const minutesOf = (text: string): number | undefined => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? undefined : 60 * Number(hours) + Number(minutes);
};

const readQuiet = (text: string): { from: number | null; until: number | null } | undefined => {
  if (text === "none") return { from: null, until: null };
  const [from, until, ...more] = text.split("-").map(minutesOf);
  return from === undefined || until === undefined || more.length > 0 ? undefined : { from, until };
};

const lengthOf = (text: string, most: number): number | undefined => {
  const length = /^(0|PT0[HMS])$/.test(text) ? 0 : fixedDurationMs(text);
  return length === undefined || length < 0 || length > most ? undefined : length;
};

const dayOf = (text: string): number | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(`${text}T00:00:00Z`))
    ? Date.parse(`${text}T00:00:00Z`)
    : undefined;

/** Reads the options; a wrong one is answered in a sentence. `now` in UTC ms. */
export const replayPlanOf = (
  given: ReplayWishes,
  texts: (typeof replayTexts)["fr"],
  simulate: (typeof simulateTexts)["fr"],
  now: number,
): Planned => {
  const { expected } = texts;
  const wrong = (option: string, text: string, what: string): Planned => ({
    ...{ ok: false, sentence: texts.wrong(option, text, what) },
  });
  const stations = whole(given.stations, 200);
  if (stations === undefined) return wrong("--stations", given.stations, expected.stations);
  const days = whole(given.days, 92);
  if (days === undefined) return wrong("--days", given.days, expected.days);
  if (!/^\d{1,9}$/.test(given.seed)) return { ok: false, sentence: simulate.wrongSeed(given.seed) };
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const from = given.from === undefined ? today - days * DAY_MS : dayOf(given.from);
  if (from === undefined) return wrong("--from", given.from ?? "", expected.from);
  const everyMs = fixedDurationMs(given.every) ?? 0;
  if (!Number.isInteger(everyMs) || everyMs < MINUTE_MS || HOUR_MS % everyMs !== 0)
    return wrong("--every", given.every, expected.every);
  const name = hourly.find((one) => one === given.watch);
  const watched = name === undefined ? undefined : watchedOf(name);
  if (name === undefined || watched === undefined)
    return wrong("--watch", given.watch, expected.watch(hourly.join(", ")));
  const [lowest, highest] = watched.bounds;
  const up = Number(given.up);
  if (given.up.trim() === "" || !(up >= lowest && up <= highest))
    return wrong("--up", given.up, expected.up(String(lowest), String(highest)));
  const presetDown = watched.kind === "quantity" ? 0.9 * up : up;
  const down = given.down === undefined ? presetDown : Number(given.down);
  if (!(down <= up)) return wrong("--down", given.down ?? "", expected.down);
  const minimumMs = lengthOf(given.for, DAY_MS);
  if (minimumMs === undefined) return wrong("--for", given.for, expected.for);
  const quiet = readQuiet(given.quiet);
  if (quiet === undefined) return wrong("--quiet", given.quiet, expected.quiet);
  const atMostMs = lengthOf(given.atMost, 7 * DAY_MS);
  if (atMostMs === undefined) return wrong("--at-most", given.atMost, expected.atMost);
  if (!isZone(given.zone)) return wrong("--zone", given.zone, expected.zone);
  const episodes = readEpisodes(given.episode ?? []);
  if (!episodes.ok) return { ok: false, sentence: simulate.wrongEpisode(episodes.given) };
  return {
    ok: true,
    plan: {
      ...{ stations, days, from, until: from + days * DAY_MS, everyMs, watched },
      ...{ seed: Number(given.seed) },
      episodes: given.episode === undefined ? undefined : episodes.episodes,
      condition: { watched: name, up, down, minimumMinutes: minimumMs / MINUTE_MS },
      wishes: {
        ...{ zone: given.zone, quietFrom: quiet.from, quietUntil: quiet.until },
        ...{ everyMinutes: atMostMs / MINUTE_MS, wantsEnd: given.end === true },
      },
    },
  };
};
