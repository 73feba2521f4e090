import { gridStart } from "../series/store.ts";
import {
  type FoundChange,
  type FoundTransition,
  type Recorded,
  recordedOf,
  targetOf,
} from "./following.ts";
import type { DayFigure, ForecastFigures } from "./forecast-figures.ts";
import { keyOfTarget, type Target } from "./stations-around.ts";
import type { AlertCondition, AlertTransition } from "./tables.ts";
import { type Watched, watchedOf } from "./watched.ts";

/** It is looked again so often, beside what is told of imports: days begin. */
const AGAIN_MS = 300_000;
/** Of days that began so long ago nothing is judged any more. */
const PAST_MS = 2 * 86_400_000;

/** What was recorded of the days of one condition, by the beginning of the day in UTC ms. */
export type DaysOfCondition = ReadonlyMap<
  number,
  readonly Pick<AlertTransition, "kind" | "answer">[]
>;
/** Reads it of all conditions on forecasts, of days that begin after an instant. */
export type ReadDays = (after: Date) => Promise<ReadonlyMap<string, DaysOfCondition>>;

/** When somebody wants to be told of a day. */
export interface DayRule {
  readonly up: number;
  readonly down: number;
  /** A day that had begun when it began to be followed is told to nobody. */
  readonly begin: number;
}

/**
 * What a forecast changes of one day: each day stands for itself. It is raised once and taken back once, however often
 * the forecast is changed.
 */
export const judgeDay = (
  { up, down, begin }: DayRule,
  { at, level, said }: DayFigure,
  recorded: DaysOfCondition,
): FoundTransition | undefined => {
  if (at < begin) return undefined;
  const here = recorded.get(at) ?? [];
  const raised = here.find(({ kind }) => kind === "raised");
  const told = { at, value: level, counted: [], forecast: said };
  if (raised === undefined) return level >= up ? { kind: "raised", ...told } : undefined;
  if (level >= down || here.some(({ kind }) => kind === "cleared")) return undefined;
  return { kind: "cleared", ...told, startWasTold: raised.answer === "told" };
};

interface Followed extends DayRule {
  readonly profile: string;
  readonly watched: Watched;
  readonly target: Target;
  readonly recorded: Recorded;
}

/** Conditions on forecasts. What was found out is read from the records at each look: nothing of it is kept here. */
export const createForecastFollowing = (figures: ForecastFigures, readDays: ReadDays) => {
  const followed = new Map<string, Followed>();
  const ofProfile = new Map<string, string[]>();
  let looked = 0;

  return {
    put(row: AlertCondition): void {
      const watched = watchedOf(row.watched);
      if (watched?.pace !== "tomorrow") return;
      const { profile, up, down, created } = row;
      const rule = { up, down, begin: created.getTime() };
      const own = ofProfile.get(profile);
      if (own === undefined) ofProfile.set(profile, [row.id]);
      else if (!followed.has(row.id)) own.push(row.id);
      followed.set(row.id, {
        ...{ ...rule, profile, watched },
        ...{ target: targetOf(row), recorded: recordedOf(row) },
      });
      looked = 0;
    },
    forget(profile: string): void {
      for (const condition of ofProfile.get(profile) ?? []) followed.delete(condition);
      ofProfile.delete(profile);
    },
    clear(): void {
      followed.clear();
      ofProfile.clear();
      looked = 0;
    },
    /** Something was imported. */
    touch(): void {
      looked = 0;
    },
    async look(now: number): Promise<readonly FoundChange[]> {
      const at = gridStart(now, AGAIN_MS);
      if (looked === at || followed.size === 0) return [];
      looked = at;
      try {
        const days = await readDays(new Date(now - PAST_MS));
        const signals = Map.groupBy(
          followed,
          ([, { watched, target }]) => `${watched.name} ${keyOfTarget(target)}`,
        );
        const groups = [...signals.values()];
        const made = await figures.of(
          groups.flatMap(([first]) => (first === undefined ? [] : [first[1]])),
          now,
        );
        return groups.flatMap((group, index) =>
          group.flatMap(([condition, one]): FoundChange[] => {
            const recorded = days.get(condition) ?? new Map();
            const transitions = (made[index] ?? []).flatMap(
              (figure) => judgeDay(one, figure, recorded) ?? [],
            );
            const last = transitions.at(-1);
            if (last === undefined) return [];
            return [
              {
                ...{ condition, profile: one.profile, pace: "tomorrow" },
                ...{ recorded: one.recorded, transitions, past: [], isBlind: false },
                phase: last.kind === "raised" ? "above" : "below",
              },
            ];
          }),
        );
      } catch (error) {
        looked = 0;
        throw error;
      }
    },
  };
};
export type ForecastFollowing = ReturnType<typeof createForecastFollowing>;
