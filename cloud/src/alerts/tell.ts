import type { Mail, ReadyMail } from "../mail/mail.ts";
import type { Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import type { Records } from "../records/records.ts";
import { type Answer, answerTo, answerToHeld, type Wishes } from "./answer.ts";
import { isCrossing } from "./condition.ts";
import type { FoundChange, Recorded } from "./following.ts";
import { messageWords, stopUrl, type Told } from "./message.ts";
import {
  answerTransitions,
  type ConditionAfter,
  changeConditions,
  conditionsOf,
  heldOf,
  insertPast,
  insertTransitions,
  lockProfiles,
  type NewTransition,
  noteMessages,
  profilesWithHeld,
} from "./queries.ts";
import { quietHoursOf } from "./quiet-hours.ts";
import type { AlertSecrets, OpenedProfile } from "./secrets.ts";
import type { AlertCondition, AlertProfile, AlertTransition } from "./tables.ts";
import { tooOldMs, watchedOf } from "./watched.ts";

/** Profiles of one transaction. */
const TOGETHER = 200;
/** Profiles whose silence is over, of one look. */
const MOST_HELD = 5_000;

export interface TellParts {
  readonly records: Records;
  readonly mail: Mail;
  readonly secrets: AlertSecrets;
  readonly publicUrl: string;
}

const wishesOf = (profile: AlertProfile): Wishes => ({
  zone: profile.zone,
  quiet: quietHoursOf(profile),
  everyMs: profile.everyMinutes * 60_000,
  wantsEnd: profile.wantsEnd,
  pausedUntil: profile.pausedUntil?.getTime(),
  lastMessage: profile.lastMessage?.getTime(),
});

const toldOf = (
  {
    id,
    kind,
    at,
    value,
    counted,
  }: Pick<AlertTransition, "id" | "kind" | "at" | "counted"> & {
    readonly value?: number | null | undefined;
  },
  { watched, place, up, down }: AlertCondition,
): Told => ({
  ...{ id, kind, counted, watched, place, up, down, at: at.getTime() },
  ...(value == null ? {} : { value }),
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

const instantOf = ({ at }: { readonly at: number }): Date => new Date(at);

/** What becomes of one profile at one moment. */
interface Outcome {
  readonly transitions: NewTransition[];
  readonly past: NewTransition[];
  readonly answered: (Pick<AlertTransition, "id"> & ReturnType<typeof columnsOf>)[];
  readonly after: ConditionAfter[];
  readonly told: Told[];
}

interface ProfileFacts {
  readonly profile: AlertProfile;
  readonly conditions: readonly AlertCondition[];
  /** What was held, by condition. */
  readonly held: ReadonlyMap<string, readonly AlertTransition[]>;
  readonly changes: readonly FoundChange[];
  readonly isReachable: boolean;
}

/** Each transition is told by `message`, or has the reason for telling nothing. */
const answerProfile = (
  { profile, conditions, held, changes, isReachable }: ProfileFacts,
  message: string,
  now: number,
): Outcome => {
  const wishes = wishesOf(profile);
  const at = new Date(now);
  const outcome: Outcome = { transitions: [], past: [], answered: [], after: [], told: [] };
  const reached = (answer: Answer): Answer =>
    isReachable || answer.kind === "silent" ? answer : { kind: "silent", reason: "unreachable" };
  for (const condition of conditions) {
    const found = changes.find((one) => one.condition === condition.id);
    // Something else was recorded since: the condition is put again as the records have it.
    const change =
      found !== undefined && isAsRecorded(condition, found.recorded) ? found : undefined;
    const state = change ?? condition;
    let { startWasTold } = condition;
    const heldHere = held.get(condition.id) ?? [];
    for (const waiting of heldHere) {
      const answer = reached(answerToHeld({ kind: waiting.kind, state }, wishes, now));
      // What is over has to wait no longer; the rest until its time.
      if (answer.kind !== "silent" && (waiting.heldUntil?.getTime() ?? 0) > now) continue;
      if (answer.kind === "told") outcome.told.push(toldOf(waiting, condition));
      if (waiting.kind === "raised") startWasTold = answer.kind === "told";
      outcome.answered.push({ id: waiting.id, ...columnsOf(answer, message, at) });
    }
    const pace = watchedOf(condition.watched)?.pace ?? "hour";
    for (const transition of change?.transitions ?? []) {
      const answer = reached(answerTo({ ...transition, pace, state, startWasTold }, wishes, now));
      const row = {
        ...{ id: newIdentifier(), condition: condition.id, kind: transition.kind },
        ...{ at: new Date(transition.at), detected: at, value: transition.value ?? null },
        ...{ counted: transition.counted, ...columnsOf(answer, message, at) },
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
    const crossings = (change?.transitions ?? []).filter(({ kind }) => isCrossing(kind));
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

/** Records what changed, and answers it: each transition by one message, or by the reason for none. */
export const createTelling = ({ records, mail, secrets, publicUrl }: TellParts) => {
  const mailOf = (
    { language, zone }: AlertProfile,
    id: string,
    { key, address }: OpenedProfile,
    told: readonly Told[],
    now: number,
  ): ReadyMail => ({
    ...{ id, to: { address, language }, subject: "alerts.told", personal: true },
    words: messageWords(told, { language, zone, publicUrl, key, now }),
    unsubscribe: stopUrl(publicUrl, key),
  });

  /** One transaction: locks the profiles, records their transitions and puts their messages. */
  const tellSome = async (
    tx: Transaction,
    profiles: readonly string[],
    changes: ReadonlyMap<string, readonly FoundChange[]>,
    now: number,
  ): Promise<void> => {
    const locked = await lockProfiles(tx, profiles);
    const conditions = await conditionsOf(
      tx,
      locked.map(({ id }) => id),
    );
    const byProfile = Map.groupBy(conditions, ({ profile }) => profile);
    const held = Map.groupBy(
      await heldOf(
        tx,
        conditions.map(({ id }) => id),
      ),
      ({ condition }) => condition,
    );
    const outcomes: Outcome[] = [];
    const mails: ReadyMail[] = [];
    const reached: string[] = [];
    for (const profile of locked) {
      const opened = secrets.open(profile);
      const message = newIdentifier();
      const facts = { profile, held, conditions: byProfile.get(profile.id) ?? [] };
      const outcome = answerProfile(
        { ...facts, changes: changes.get(profile.id) ?? [], isReachable: opened !== undefined },
        message,
        now,
      );
      outcomes.push(outcome);
      if (opened === undefined || outcome.told.length === 0) continue;
      mails.push(mailOf(profile, message, opened, outcome.told, now));
      reached.push(profile.id);
    }
    await mail.putAll(tx, mails);
    await insertTransitions(
      tx,
      outcomes.flatMap(({ transitions }) => transitions),
    );
    await insertPast(
      tx,
      outcomes.flatMap(({ past }) => past),
    );
    await answerTransitions(
      tx,
      outcomes.flatMap(({ answered }) => answered),
    );
    await changeConditions(
      tx,
      outcomes.flatMap(({ after }) => after),
    );
    await noteMessages(tx, reached, new Date(now));
  };

  return {
    /** Profiles whose conditions changed, or of which something held is due; gives those that were looked at. */
    async tell(changes: readonly FoundChange[], now: number): Promise<readonly string[]> {
      const byProfile = Map.groupBy(changes, ({ profile }) => profile);
      const due = await profilesWithHeld(records.db, new Date(now), MOST_HELD);
      const all = [...new Set([...byProfile.keys(), ...due])].sort();
      for (let place = 0; place < all.length; place += TOGETHER) {
        const some = all.slice(place, place + TOGETHER);
        await records.db.transaction((tx) => tellSome(tx, some, byProfile, now));
      }
      return all;
    },
  };
};
export type Telling = ReturnType<typeof createTelling>;
