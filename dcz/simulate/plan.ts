import { fixedDurationMs } from "@datacityzen/hardware/duration";
import { type AskedEpisode, readEpisodes } from "./asked-episodes.ts";
import type { simulateTexts } from "./texts.ts";

/** The command's options, as they are typed. */
export interface Wishes {
  readonly stations: string;
  readonly broker: string;
  readonly every?: string;
  readonly rate?: string;
  readonly backlog?: string;
  readonly duration?: string;
  readonly seed: string;
  /** "smoke", "storm@2026-07-01T16:00Z", "noise@-PT1H", "none". */
  readonly episode?: readonly string[];
  readonly perGateway?: string;
}

export interface Plan {
  readonly stations: number;
  readonly broker: string;
  /** From one reading of a station to its next; the instants lie on this grid. */
  readonly everyMs: number;
  readonly backlogMs: number;
  /** From one batch of a station's backlog to its next, at least; 0: as fast as they are acknowledged. */
  readonly backlogPaceMs: number;
  /** How long readings go on in real time; undefined: until the person stops it. */
  readonly durationMs: number | undefined;
  readonly seed: number;
  /** Those that a person asks for; undefined where they are left to the seed. */
  readonly episodes?: readonly AskedEpisode[] | undefined;
  /** Stations that one simulated gateway relays; 0: each has a connection of its own. */
  readonly perGateway?: number | undefined;
}

export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly sentence: string };

const DAY_MS = 86_400_000;
/** As many as a gateway knows: docs/limits.md. */
const MOST_OF_GATEWAY = 500;
const wholeNumber = /^\d{1,9}$/;

/** Reads the options; a wrong one is answered in a sentence of `texts`. */
export const planOf = (
  wishes: Wishes,
  texts: (typeof simulateTexts)[keyof typeof simulateTexts],
): Planned => {
  const wrong = (sentence: string): Planned => ({ ok: false, sentence });
  const stations = wholeNumber.test(wishes.stations) ? Number(wishes.stations) : 0;
  if (stations < 1 || stations > 20_000) return wrong(texts.wrongStations(wishes.stations));
  if (!wholeNumber.test(wishes.seed)) return wrong(texts.wrongSeed(wishes.seed));
  if (!URL.canParse(wishes.broker) || !/^(mqtt|ws)s?:$/.test(new URL(wishes.broker).protocol))
    return wrong(texts.wrongBroker(wishes.broker));

  const backlogMs = lengthOf(wishes.backlog ?? "0");
  if (backlogMs === undefined || backlogMs > 366 * DAY_MS)
    return wrong(texts.wrongBacklog(wishes.backlog ?? ""));
  const rate = wishes.rate === undefined ? undefined : Number(wishes.rate);
  if (rate !== undefined && !(rate > 0 && rate <= 10_000))
    return wrong(texts.wrongRate(wishes.rate ?? ""));
  const paceMs = rate === undefined ? 0 : 1000 / rate;

  // Without a backlog the readings come in real time: the rate only says how often.
  const rhythmMs = backlogMs === 0 && rate !== undefined ? Math.round(paceMs) : 10_000;
  const everyMs = wishes.every === undefined ? rhythmMs : (fixedDurationMs(wishes.every) ?? 0);
  if (!Number.isInteger(everyMs) || everyMs < 100 || everyMs > DAY_MS)
    return wrong(
      wishes.every === undefined
        ? texts.wrongRhythm(wishes.rate ?? "")
        : texts.wrongEvery(wishes.every),
    );
  if (backlogMs > 0 && paceMs >= everyMs) return wrong(texts.slowRate(wishes.rate ?? ""));

  const durationMs = wishes.duration === undefined ? undefined : lengthOf(wishes.duration);
  if (wishes.duration !== undefined && durationMs === undefined)
    return wrong(texts.wrongDuration(wishes.duration));

  const episodes = readEpisodes(wishes.episode ?? []);
  if (!episodes.ok) return wrong(texts.wrongEpisode(episodes.given));
  const perGateway =
    wishes.perGateway === undefined
      ? undefined
      : wholeNumber.test(wishes.perGateway)
        ? Number(wishes.perGateway)
        : Number.POSITIVE_INFINITY;
  if (perGateway !== undefined && perGateway > MOST_OF_GATEWAY)
    return wrong(texts.wrongPerGateway(wishes.perGateway ?? ""));
  return {
    ok: true,
    plan: {
      stations,
      broker: wishes.broker,
      everyMs,
      backlogMs,
      backlogPaceMs: paceMs,
      durationMs,
      seed: Number(wishes.seed),
      episodes: wishes.episode === undefined ? undefined : episodes.episodes,
      perGateway,
    },
  };
};

/** An ISO 8601 duration, or none. */
const lengthOf = (text: string): number | undefined =>
  /^(0|P0D|PT0[HMS])$/.test(text) ? 0 : fixedDurationMs(text);
