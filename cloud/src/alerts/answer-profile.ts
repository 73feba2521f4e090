import { newIdentifier } from "../records/identifiers.ts";
import { type Answer, answerTo, answerToHeld, type Happened, type Wishes } from "./answer.ts";
import { isCrossing } from "./condition.ts";
import type { FoundChange, FoundTransition, Recorded } from "./following.ts";
import type { SaidForecast } from "./forecast-figures.ts";
import type { Told } from "./message.ts";
import type { ConditionAfter, NewTransition } from "./queries.ts";
import { quietHoursOf } from "./quiet-hours.ts";
import type { AlertCondition, AlertProfile, AlertTransition } from "./tables.ts";
import { tooOldMs, watchedOf } from "./watched.ts";

const wishesOf = (profile: AlertProfile): Wishes => ({
  zone: profile.zone,
  quiet: quietHoursOf(profile),
  everyMs: profile.everyMinutes * 60_000,
  wantsEnd: profile.wantsEnd,
  pausedUntil: profile.pausedUntil?.getTime(),
  lastMessage: profile.lastMessage?.getTime(),
});

export const toldOf = (
  {
    id,
    kind,
    at,
    value,
    counted,
    forecast,
  }: Pick<AlertTransition, "id" | "kind" | "at" | "counted"> & {
    readonly value?: number | null | undefined;
    readonly forecast?: SaidForecast | null | undefined;
  },
  { watched, place, up, down }: AlertCondition,
): Told => ({
  ...{ id, kind, counted, watched, place, up, down, at: at.getTime() },
  ...(value == null ? {} : { value }),
  ...(forecast == null ? {} : { forecast }),
});

const columnsOf = (
  answer: Answer,
  message: string | undefined,
  now: Date,
): Pick<AlertTransition, "answer" | "heldUntil" | "message" | "answered"> => ({
  answer: answer.kind === "silent" ? answer.reason : answer.kind,
  heldUntil: answer.kind === "held" ? new Date(answer.until) : null,
  message: answer.kind === "told" ? (message ?? null) : null,
  answered: answer.kind === "held" ? null : now,
});

const isAsRecorded = ({ since, before, isBlind }: AlertCondition, recorded: Recorded): boolean =>
  since?.getTime() === recorded.since &&
  before?.getTime() === recorded.before &&
  isBlind === recorded.isBlind;

/**
 * How a day of a forecast is: each stands for itself, whatever is forecast of others. What is over when its day is over
 * is told to nobody any more.
 */
const dayState = (
  { kind, at }: Pick<AlertTransition, "kind" | "at">,
  found: readonly FoundTransition[],
  now: number,
): Happened["state"] => {
  const isOver = now - at.getTime() >= tooOldMs("tomorrow");
  const isTakenBack = found.some((one) => one.kind === "cleared" && one.at === at.getTime());
  const isStillSo = !isOver && (kind === "cleared" || !isTakenBack);
  return { phase: isStillSo === (kind === "raised") ? "above" : "below", isBlind: false };
};

const instantOf = ({ at }: { readonly at: number }): Date => new Date(at);

/** What becomes of one profile at one moment. */
export interface Outcome {
  readonly transitions: NewTransition[];
  readonly past: NewTransition[];
  readonly answered: (Pick<AlertTransition, "id"> & ReturnType<typeof columnsOf>)[];
  readonly after: ConditionAfter[];
  readonly told: Told[];
}

export interface ProfileFacts {
  readonly profile: AlertProfile;
  readonly conditions: readonly AlertCondition[];
  /** What was held, by condition. */
  readonly held: ReadonlyMap<string, readonly AlertTransition[]>;
  readonly changes: readonly FoundChange[];
  readonly silence: "unreachable" | "bounced" | undefined;
}

/** Each transition is told by `message`, or has the reason for telling nothing. */
export const answerProfile = (
  { profile, conditions, held, changes, silence }: ProfileFacts,
  message: string,
  now: number,
): Outcome => {
  const wishes = wishesOf(profile);
  const at = new Date(now);
  const outcome: Outcome = { transitions: [], past: [], answered: [], after: [], told: [] };
  const reached = (answer: Answer): Answer =>
    silence === undefined || answer.kind === "silent"
      ? answer
      : { kind: "silent", reason: silence };
  for (const condition of conditions) {
    const offered = changes.find((one) => one.condition === condition.id);
    // Something else was recorded since: the condition is put again as the records have it.
    const change =
      offered !== undefined && isAsRecorded(condition, offered.recorded) ? offered : undefined;
    const pace = watchedOf(condition.watched)?.pace ?? "hour";
    const found = change?.transitions ?? [];
    const state = change ?? condition;
    const stateOf = (one: Pick<AlertTransition, "kind" | "at">): Happened["state"] =>
      pace === "tomorrow" ? dayState(one, found, now) : state;
    let { startWasTold } = condition;
    const heldHere = held.get(condition.id) ?? [];
    for (const waiting of heldHere) {
      const answer = reached(
        answerToHeld({ kind: waiting.kind, state: stateOf(waiting) }, wishes, now),
      );
      // What is over has to wait no longer; the rest until its time.
      if (answer.kind !== "silent" && (waiting.heldUntil?.getTime() ?? 0) > now) continue;
      if (answer.kind === "told") outcome.told.push(toldOf(waiting, condition));
      if (waiting.kind === "raised") startWasTold = answer.kind === "told";
      outcome.answered.push({ id: waiting.id, ...columnsOf(answer, message, at) });
    }
    for (const transition of found) {
      const when = new Date(transition.at);
      const happened = { startWasTold, ...transition, pace };
      const answer = reached(
        answerTo({ ...happened, state: stateOf({ kind: transition.kind, at: when }) }, wishes, now),
      );
      const row = {
        ...{ id: newIdentifier(), condition: condition.id, kind: transition.kind },
        ...{ at: when, detected: at, value: transition.value ?? null },
        ...{ counted: transition.counted, forecast: transition.forecast ?? null },
        ...columnsOf(answer, message, at),
      };
      outcome.transitions.push(row);
      if (answer.kind === "told") outcome.told.push(toldOf(row, condition));
      if (transition.kind === "raised") startWasTold = answer.kind === "told";
      if (transition.kind === "cleared") startWasTold = false;
    }
    for (const { kind, at: when, value, counted } of change?.past ?? [])
      outcome.past.push({
        ...{ id: newIdentifier(), condition: condition.id, kind, at: new Date(when) },
        ...{ detected: at, value: value ?? null, counted, answered: at },
        answer: now - when > tooOldMs(pace) ? "too_old" : "over",
      });
    if (change === undefined && heldHere.length === 0) continue;
    const crossings = found.filter(({ kind }) => isCrossing(kind));
    const [before, since] = [condition.before, condition.since, ...crossings.map(instantOf)].slice(
      -2,
    );
    outcome.after.push({
      ...{ id: condition.id, phase: state.phase, isBlind: state.isBlind, startWasTold },
      ...{ since: since ?? null, before: before ?? null },
    });
  }
  return outcome;
};
