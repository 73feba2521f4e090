import { HOUR_MS } from "../quality/durations.ts";
import { gridStart } from "../series/store.ts";
import {
  type ConditionState,
  isBlindAt,
  otherPhase,
  type Phase,
  type Rule,
  step,
  type Transition,
} from "./condition.ts";
import type { Counted, Figure } from "./counted.ts";
import type { Figures, Signal } from "./figures.ts";
import type { SaidForecast } from "./forecast-figures.ts";
import { keyOfTarget, type StationsAround, type Target } from "./stations-around.ts";
import type { AlertCondition } from "./tables.ts";
import { type Pace, stepMs, watchedOf } from "./watched.ts";

/** What is told late by this is judged again: a value and its correction come within it. */
const SETTLING_MS = 600_000;
/** Values that come later than this change no condition. */
const REACH_MS = 48 * HOUR_MS;
/** The hour is over for so long before its day is judged. */
const AFTER_HOUR_MS = 60_000;
/** Figures that are in memory at a time. */
const MOST_FIGURES = 200_000;

/** A transition, with the stations that made its value, or the forecast. */
export interface FoundTransition extends Transition {
  readonly counted: readonly Counted[];
  readonly forecast?: SaidForecast;
  /** Of a forecast that is taken back: whether it was told. Else the condition knows. */
  readonly startWasTold?: boolean;
}

/** What happened to one condition since it was looked at last. */
export interface FoundChange {
  readonly condition: string;
  readonly profile: string;
  readonly pace: Pace;
  /** What was recorded when it was looked at: whoever finds something else there leaves all to the next look. */
  readonly recorded: Recorded;
  /** In order of time. */
  readonly transitions: readonly FoundTransition[];
  /** What late values show of before the last recorded transition: it came and went, for the history alone. */
  readonly past: readonly FoundTransition[];
  readonly phase: Phase;
  readonly isBlind: boolean;
}

/** The last crossing and the one before, and whether it was noted that nothing is known. */
export interface Recorded {
  readonly since: number | undefined;
  readonly before: number | undefined;
  readonly isBlind: boolean;
}

interface Followed {
  readonly id: string;
  readonly profile: string;
  readonly rule: Rule;
  readonly pace: Pace;
  readonly recorded: Recorded;
  /** When it began to be followed. */
  readonly begin: number;
  /** After the last recorded crossing. */
  readonly phase: Phase;
  /** All instants up to `settled` are in it. */
  state: ConditionState;
  settled: number;
  /** Something is new of before the last recorded crossing. */
  reviewFrom: number | undefined;
}

interface FollowedSignal extends Signal {
  readonly conditions: Map<string, Followed>;
  /** The grid instant of the last look. */
  looked: number;
}

export const recordedOf = ({ since, before, isBlind }: AlertCondition): Recorded => ({
  ...{ since: since?.getTime(), before: before?.getTime(), isBlind },
});

export const targetOf = ({ station, lat, lon }: AlertCondition): Target =>
  station === null
    ? { kind: "place", lat: lat as number, lon: lon as number }
    : { kind: "station", station };

const followedOf = (row: AlertCondition, pace: keyof typeof stepMs): Followed => {
  const minimumMs = row.minimumMinutes * 60_000;
  const recorded = recordedOf(row);
  const begin = row.created.getTime() - minimumMs - stepMs[pace];
  return {
    ...{ id: row.id, profile: row.profile, pace, phase: row.phase, begin },
    rule: { up: row.up, down: row.down, minimumMs },
    ...{ recorded, state: { phase: row.phase } },
    ...{ settled: recorded.since ?? begin, reviewFrom: undefined },
  };
};

/** Crossings between the last two recorded ones: they count where the second one is none the less true. */
const reviewPast = (
  { rule, phase, begin, recorded: { since, before } }: Followed,
  figures: readonly Figure[],
): readonly FoundTransition[] => {
  if (since === undefined) return [];
  let state: ConditionState = { phase: otherPhase(phase) };
  const found: FoundTransition[] = [];
  for (const figure of figures) {
    if (figure.at <= (before ?? begin) || figure.at >= since) continue;
    const next = step(rule, state, figure);
    state = next.state;
    if (next.transition !== undefined) found.push({ ...next.transition, counted: figure.counted });
  }
  return state.phase === otherPhase(phase) ? found : [];
};

/** Takes the steps that are new, and says what they changed. */
const advance = (
  followed: Followed,
  figures: readonly Figure[],
  settledUntil: number,
): FoundChange | undefined => {
  const transitions: FoundTransition[] = [];
  let { state } = followed;
  const past = followed.reviewFrom === undefined ? [] : reviewPast(followed, figures);
  followed.reviewFrom = undefined;
  for (const figure of figures) {
    if (figure.at <= followed.settled) continue;
    const next = step(followed.rule, state, figure);
    state = next.state;
    if (next.transition !== undefined)
      transitions.push({ ...next.transition, counted: figure.counted });
    if (figure.at <= settledUntil) {
      followed.state = state;
      followed.settled = figure.at;
    }
  }
  const { id, profile, pace, recorded } = followed;
  const last = figures.at(-1);
  const isBlind = last === undefined ? recorded.isBlind : isBlindAt(state, pace, last.at);
  if (last !== undefined && isBlind !== recorded.isBlind)
    transitions.push({
      ...{ kind: isBlind ? "blind" : "sighted", at: last.at, counted: last.counted },
      value: last.value,
    });
  if (transitions.length === 0 && past.length === 0) return undefined;
  return {
    ...{ condition: id, profile, pace, recorded, transitions, past },
    ...{ phase: state.phase, isBlind },
  };
};

/**
 * Every condition that is followed, in memory: how it was after its last recorded transition, and what has come since.
 * Nothing here is needed after an end: what the records hold and what is committed make the same again.
 */
export const createFollowing = (figures: Figures, around: StationsAround) => {
  const signals = new Map<string, FollowedSignal>();
  const signalOf = new Map<string, FollowedSignal>();
  const ofProfile = new Map<string, Set<string>>();
  let touched = new Map<string, number>();

  const remove = (condition: string): void => {
    const signal = signalOf.get(condition);
    if (signal === undefined) return;
    signalOf.delete(condition);
    signal.conditions.delete(condition);
    if (signal.conditions.size === 0)
      signals.delete(`${signal.watched.name} ${keyOfTarget(signal.target)}`);
  };

  const put = (row: AlertCondition): void => {
    const watched = watchedOf(row.watched);
    if (watched === undefined || watched.pace === "tomorrow") return;
    remove(row.id);
    const target = targetOf(row);
    const key = `${watched.name} ${keyOfTarget(target)}`;
    const signal = signals.get(key) ?? { watched, target, conditions: new Map(), looked: 0 };
    signals.set(key, signal);
    const followed = followedOf(row, watched.pace);
    signal.conditions.set(row.id, followed);
    signal.looked = 0;
    signalOf.set(row.id, signal);
    const own = ofProfile.get(row.profile);
    if (own === undefined) ofProfile.set(row.profile, new Set([row.id]));
    else own.add(row.id);
  };

  const forget = (profile: string): void => {
    for (const condition of ofProfile.get(profile) ?? []) remove(condition);
    ofProfile.delete(profile);
  };

  /** The first instant of which something is new at a signal; undefined when nothing is. */
  const touchedFrom = (
    { target }: Signal,
    some: ReadonlyMap<string, number>,
  ): number | undefined => {
    let first: number | undefined;
    for (const { station } of around.of(target)) {
      const at = some.get(station);
      if (at !== undefined && (first === undefined || at < first)) first = at;
    }
    return first;
  };

  /** Goes back to the last recorded crossing where something is new of a time that was settled. */
  const unsettle = (signal: FollowedSignal, from: number): void => {
    for (const followed of signal.conditions.values()) {
      if (from >= followed.settled) continue;
      const { since } = followed.recorded;
      followed.state = { phase: followed.phase };
      followed.settled = since ?? followed.begin;
      if (since !== undefined && from < since) followed.reviewFrom = from;
    }
  };

  const startOf = ({ conditions }: FollowedSignal, earliest: number): number => {
    let start = Number.POSITIVE_INFINITY;
    for (const { settled, begin, reviewFrom, recorded } of conditions.values())
      start = Math.min(start, reviewFrom === undefined ? settled : (recorded.before ?? begin));
    return Math.max(earliest, gridStart(start, stepMs.hour));
  };

  const lookAtHours = async (
    some: ReadonlyMap<string, number>,
    now: number,
  ): Promise<FoundChange[]> => {
    const closed = gridStart(now, stepMs.hour);
    const open = closed + stepMs.hour;
    const due: { signal: FollowedSignal; start: number }[] = [];
    for (const signal of signals.values()) {
      if (signal.watched.pace !== "hour") continue;
      const from = touchedFrom(signal, some);
      if (from === undefined && signal.looked >= closed) continue;
      if (from !== undefined) unsettle(signal, from);
      due.push({ signal, start: startOf(signal, open - REACH_MS) });
    }
    const changes: FoundChange[] = [];
    for (const [start, group] of Map.groupBy(due, (one) => one.start)) {
      const instants: number[] = [];
      for (let at = start + stepMs.hour; at <= open; at += stepMs.hour) instants.push(at);
      const atATime = Math.max(1, Math.floor(MOST_FIGURES / Math.max(1, instants.length)));
      for (let place = 0; place < group.length; place += atATime) {
        const part = group.slice(place, place + atATime).map(({ signal }) => signal);
        const made = await figures.ofHours(part, instants);
        for (const [index, signal] of part.entries()) {
          for (const followed of signal.conditions.values()) {
            const change = advance(followed, made[index] ?? [], closed - SETTLING_MS);
            if (change !== undefined) changes.push(change);
          }
          signal.looked = closed;
        }
      }
    }
    return changes;
  };

  const lookAtDays = async (now: number): Promise<FoundChange[]> => {
    const end = gridStart(now - AFTER_HOUR_MS, HOUR_MS);
    // Each five minutes: what comes late belongs to the same hour.
    const looking = gridStart(now, stepMs.hour);
    const due = [...signals.values()].filter(
      ({ watched, looked }) => watched.pace === "day" && looked < looking,
    );
    if (due.length === 0) return [];
    const made = await figures.ofDays(due, end);
    const changes: FoundChange[] = [];
    for (const [index, signal] of due.entries()) {
      const figure = made[index];
      for (const followed of signal.conditions.values()) {
        const change = advance(followed, figure === undefined ? [] : [figure], end - stepMs.day);
        if (change !== undefined) changes.push(change);
      }
      signal.looked = looking;
    }
    return changes;
  };

  return {
    /** Follows conditions from how the records have them. */
    put,
    forget,
    clear(): void {
      signals.clear();
      signalOf.clear();
      ofProfile.clear();
    },
    size: () => signalOf.size,
    /** Something of a station is committed that was measured at this instant. */
    touch(station: string, at: number): void {
      touched.set(station, Math.min(at, touched.get(station) ?? at));
    },
    /** What changed since the last look. What it finds is to be recorded, or the conditions put again. */
    async look(now: number): Promise<readonly FoundChange[]> {
      const some = touched;
      touched = new Map();
      try {
        return [...(await lookAtHours(some, now)), ...(await lookAtDays(now))];
      } catch (error) {
        for (const [station, at] of some) this.touch(station, at);
        throw error;
      }
    },
  };
};
export type Following = ReturnType<typeof createFollowing>;
