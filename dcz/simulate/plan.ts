import { fixedDurationMs } from "@datacityzen/hardware/duration";
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
}

export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly sentence: string };

const DAY_MS = 86_400_000;
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
    },
  };
};

/** An ISO 8601 duration, or none. */
const lengthOf = (text: string): number | undefined =>
  /^(0|P0D|PT0[HMS])$/.test(text) ? 0 : fixedDurationMs(text);
