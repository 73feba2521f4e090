import type { Phase, TransitionKind } from "./condition.ts";
import { type QuietHours, quietUntil } from "./quiet-hours.ts";
import { type Pace, tooOldMs } from "./watched.ts";

/** Why a transition is told to nobody. */
export const silentReasons = [
  /** It was older than the time over which values are averaged, and an hour, when it was found out. */
  "too_old",
  /** It was over before it could be told. */
  "over",
  /** Whether it is still true is not known. */
  "not_known",
  /** Its reader asked for silence. */
  "paused",
  /** Its reader does not ask for the end to be told. */
  "end_not_wanted",
  /** Its beginning was not told, so its end is not either. */
  "start_not_told",
  /** Known again, or not known where nothing had been told. */
  "nothing_to_tell",
  /** The address was encrypted with a key that is gone. */
  "unreachable",
  /** The mail server does not know the address any more. */
  "bounced",
] as const;
export type SilentReason = (typeof silentReasons)[number];

export type Answer =
  | { readonly kind: "told" }
  | { readonly kind: "held"; readonly until: number }
  | { readonly kind: "silent"; readonly reason: SilentReason };

/** How somebody wants to be told. */
export interface Wishes {
  readonly zone: string;
  readonly quiet?: QuietHours | undefined;
  /** At least so long between two messages. */
  readonly everyMs: number;
  /** Whether the end is told too. */
  readonly wantsEnd: boolean;
  /** Silence until then. */
  readonly pausedUntil?: number | undefined;
  readonly lastMessage?: number | undefined;
}

export interface Happened {
  readonly kind: TransitionKind;
  readonly at: number;
  readonly pace: Pace;
  /** How it is now. */
  readonly state: { readonly phase: Phase; readonly isBlind: boolean };
  /** Whether the beginning of what ends or is lost sight of was told. */
  readonly startWasTold: boolean;
}

/** Until when nothing may be told; undefined when something may be told now. */
export const heldUntil = (now: number, wishes: Wishes): number | undefined => {
  const { quiet, zone, everyMs, lastMessage } = wishes;
  const next = lastMessage === undefined ? now : lastMessage + everyMs;
  const free = Math.max(now, next);
  const quietEnd = quiet === undefined ? undefined : quietUntil(free, quiet, zone);
  const until = quietEnd ?? free;
  return until > now ? until : undefined;
};

const tell = (now: number, wishes: Wishes): Answer => {
  const until = heldUntil(now, wishes);
  return until === undefined ? { kind: "told" } : { kind: "held", until };
};

/** Whether what happened is still so. */
const isStillSo = ({ kind, state }: Pick<Happened, "kind" | "state">): boolean =>
  kind === "blind" ? state.isBlind : state.phase === (kind === "raised" ? "above" : "below");

const isPaused = ({ pausedUntil }: Wishes, now: number): boolean =>
  pausedUntil !== undefined && now < pausedUntil;

const silent = (reason: SilentReason): Answer => ({ kind: "silent", reason });

/** What becomes of a transition that has just been found out. */
export const answerTo = (happened: Happened, wishes: Wishes, now: number): Answer => {
  const { kind, at, pace, startWasTold } = happened;
  if (kind === "sighted") return silent("nothing_to_tell");
  if (kind === "blind" && !startWasTold) return silent("nothing_to_tell");
  if (kind === "cleared" && !startWasTold) return silent("start_not_told");
  if (kind === "cleared" && !wishes.wantsEnd) return silent("end_not_wanted");
  if (now - at > tooOldMs(pace)) return silent("too_old");
  if (isPaused(wishes, now)) return silent("paused");
  if (!isStillSo(happened)) return silent("over");
  return tell(now, wishes);
};

/** What becomes of one that was held, when its time has come: whatever its age, it is told while it is true. */
export const answerToHeld = (
  held: Pick<Happened, "kind" | "state">,
  wishes: Wishes,
  now: number,
): Answer => {
  if (!isStillSo(held)) return silent("over");
  if (held.kind === "raised" && held.state.isBlind) return silent("not_known");
  if (isPaused(wishes, now)) return silent("paused");
  return tell(now, wishes);
};
