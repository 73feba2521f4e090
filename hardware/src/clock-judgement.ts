import type { ClockReason } from "./clock-judgement/reasons.ts";
import type { Flag } from "./flags.ts";
import type { Clock } from "./wire/batch.ts";

/** What the receiver sees of one batch. Instants are UTC milliseconds. */
export interface ClockObservation {
  /** The batch's number within its boot. A number that came before is a repeat. */
  readonly seq: number;
  readonly clock: Clock;
  /** The first and the last instant of the batch's readings, by the station's clock. */
  readonly oldest: number;
  readonly newest: number;
  /** From one reading to the next: a reading is sent when its interval is over. A minute if unknown. */
  readonly every?: number;
  /** By the receiver's clock. */
  readonly received: number;
}

/** `offset`: by how many milliseconds the station's clock is ahead; negative when it is behind. */
export type ClockJudgement =
  | { readonly kind: "ok" }
  | { readonly kind: "doubtful"; readonly reason: ClockReason }
  | { readonly kind: "repairable"; readonly reason: ClockReason; readonly offset: number };

/** What is remembered of one boot of one station; small, and plain data. */
export interface ClockHistory {
  readonly clock?: Clock;
  /** The newest batches of one clock, oldest first, at most `REMEMBERED`. */
  readonly recent: readonly Lag[];
  /** Which offset was applied from which batch on, so that a repeat is judged as it was at first. */
  readonly epochs: readonly Epoch[];
}

interface Lag {
  readonly seq: number;
  readonly received: number;
  readonly newest: number;
  /** From the end of the newest interval to its arrival: what the way takes, if the clock is right. */
  readonly lag: number;
}

interface Epoch {
  readonly from: number;
  readonly offset: number;
  readonly reason?: ClockReason;
}

export interface JudgedClock {
  readonly history: ClockHistory;
  readonly judgement: ClockJudgement;
  /**
   * The number of the first batch that has the same offset, when the offset has become known just
   * now: the batches from there on were judged without it, and can be repaired.
   */
  readonly knownSince?: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The GPS week number has ten bits. */
export const ROLLOVER_MS = 1024 * 7 * DAY;
/** No station of this platform measured before. */
export const PLATFORM_START = Date.UTC(2020, 0, 1);
/** How far a good clock may be ahead of the receiver's. */
export const AHEAD_MS = 5 * MINUTE;

/** A backlog older than this is rarer than a receiver that was never set. */
const LONGEST_BACKLOG = 62 * DAY;
/** A clock that nobody sets, and readings this late: a backlog or a wrong clock, nobody knows. */
const FREE_BEHIND = DAY;
/** Time zones reach from -12 to +14 hours. */
const FARTHEST_ZONE = 14 * HOUR;
/** A clock that is set by others is wrong by a zone at most; it may be later, when its readings waited. */
const FARTHEST_SET = FARTHEST_ZONE + QUARTER;
/** How much the way of a message varies. */
const JITTER = 30 * SECOND;
const REMEMBERED = 6;
const EPOCHS = 8;

export const emptyHistory: ClockHistory = { recent: [], epochs: [] };

// One object for nearly all batches of all stations.
const RIGHT: ClockJudgement = { kind: "ok" };
const NO_OFFSET: Omit<Epoch, "from"> = { offset: 0 };

/** What is kept of one reading of a judged batch: its instant, and the flag that it deserves. */
export const judgedInstant = (
  judgement: ClockJudgement,
  at: number,
): { readonly at: number; readonly flag?: Flag } => {
  switch (judgement.kind) {
    case "ok":
      return { at };
    case "repairable":
      return { at: at - judgement.offset, flag: "clock_repaired" };
    case "doubtful":
      // Some of a batch's readings may be dated rightly.
      return judgement.reason === "before_platform" && at >= PLATFORM_START
        ? { at }
        : { at, flag: "clock_doubtful" };
    default:
      return judgement satisfies never;
  }
};

/**
 * Judges a batch's instants, and remembers what the next judgement needs. `receiverAhead`: by how many
 * milliseconds the receiver's own clock is known to be ahead (`judgeReceiver`).
 */
export const judgeClock = (
  history: ClockHistory,
  observation: ClockObservation,
  { receiverAhead = 0 }: { readonly receiverAhead?: number } = {},
): JudgedClock => {
  const { seq, clock, newest, every = MINUTE } = observation;
  const received = observation.received - receiverAhead;
  const last = history.recent.at(-1);
  if (last !== undefined && seq <= last.seq) {
    const epoch = history.epochs.findLast(({ from }) => from <= seq);
    return { history, judgement: judgementOf(observation, received, epoch) };
  }

  const known = history.epochs.at(-1);
  const isSameClock =
    history.clock === clock && !wasSet(last, newest, known) && isBelieved(known, newest, received);
  const lag = received - newest - every;
  const recent = withNewest(isSameClock ? history.recent : [], { seq, received, newest, lag });
  const found =
    isSameClock && known !== undefined && known.offset !== 0
      ? known
      : offsetOf(observation, received, recent);
  const judgement = judgementOf(observation, received, found);
  if (known?.offset === found.offset)
    return { history: { clock, recent, epochs: history.epochs }, judgement };
  const epochs = [...history.epochs, { from: seq, ...found }].slice(-EPOCHS);
  return {
    history: { clock, recent, epochs },
    judgement,
    ...(found.offset === 0 ? {} : { knownSince: recent[0]?.seq ?? seq }),
  };
};

/** The lags that are remembered after one more, in a list that has no room to spare: there is one for every message. */
const withNewest = (recent: readonly Lag[], newest: Lag): readonly Lag[] => {
  const last = Math.min(recent.length, REMEMBERED - 1);
  const leftOut = recent.length - last;
  const kept = new Array<Lag>(last + 1);
  for (let place = 0; place < last; place++) kept[place] = recent[place + leftOut] as Lag;
  kept[last] = newest;
  return kept;
};

/** A clock that went back was set; one that leapt forward by more than it was behind was set, too. */
const wasSet = (last: Lag | undefined, newest: number, known: Epoch | undefined): boolean =>
  last !== undefined && known !== undefined && known.offset !== 0 && newest < last.newest - MINUTE;

/** Repaired instants that lie ahead show that the offset is gone. */
const isBelieved = (known: Epoch | undefined, newest: number, received: number): boolean =>
  known === undefined || known.offset === 0 || newest - known.offset <= received + AHEAD_MS;

const judgementOf = (
  { clock, oldest, newest, every = MINUTE }: ClockObservation,
  received: number,
  epoch: Omit<Epoch, "from"> | undefined,
): ClockJudgement => {
  if (epoch?.reason !== undefined && epoch.offset !== 0)
    return { kind: "repairable", reason: epoch.reason, offset: epoch.offset };
  if (newest > received + AHEAD_MS) return { kind: "doubtful", reason: "ahead" };
  if (oldest < PLATFORM_START) return { kind: "doubtful", reason: "before_platform" };
  if (clock === "free" && received - newest - every > FREE_BEHIND)
    return { kind: "doubtful", reason: "behind" };
  return RIGHT;
};

/** Whether an offset may become known of a clock whose readings come so late: not of a clock that is set, days later. */
export const mayBeOff = (clock: Clock, lag: number): boolean =>
  clock === "free" || Math.abs(lag) <= FARTHEST_SET;

/** The offset that can be known by now; 0 while there is none, or none is known. */
const offsetOf = (
  { clock, newest, every = MINUTE }: ClockObservation,
  received: number,
  recent: readonly Lag[],
): Omit<Epoch, "from"> => {
  if (clock === "gps" && newest < PLATFORM_START) {
    const offset = rolloverOf(newest, received);
    if (offset !== undefined) return { offset, reason: "gps_rollover" };
  }
  if (!mayBeOff(clock, recent.at(-1)?.lag ?? 0)) return NO_OFFSET;
  const lag = steadyLag(recent, clock, every);
  if (lag === undefined) return NO_OFFSET;
  // A zone's offset is exact; the lag is what the way takes more.
  const zone = Math.round((lag - JITTER / 2) / QUARTER) * QUARTER;
  if (zone !== 0 && Math.abs(zone) <= FARTHEST_ZONE && Math.abs(lag - JITTER / 2 - zone) <= JITTER)
    return { offset: -zone, reason: "local_time" };
  // A clock that is set by others is late, and not wrong: its readings waited somewhere.
  if (clock !== "free") return NO_OFFSET;
  // Whole intervals keep instants on the grid of their cadence.
  return { offset: -Math.round(lag / every) * every, reason: "steady_offset" };
};

const rolloverOf = (newest: number, received: number): number | undefined => {
  const turns = Math.floor((received + AHEAD_MS - newest) / ROLLOVER_MS);
  const lag = received - newest - turns * ROLLOVER_MS;
  return turns > 0 && lag <= LONGEST_BACKLOG ? -turns * ROLLOVER_MS : undefined;
};

/**
 * The same lag again and again, over a time in which a backlog would have been sent: undefined while
 * that is not so, or the lag is what a way takes. Nothing arrives before it was sent, so that a lag
 * below zero needs fewer batches.
 */
const steadyLag = (recent: readonly Lag[], clock: Clock, every: number): number | undefined => {
  const needed = clock === "free" || (recent.at(-1)?.lag ?? 0) < -AHEAD_MS ? 3 : REMEMBERED;
  const first = recent.at(-needed);
  const last = recent.at(-1);
  if (first === undefined || last === undefined || recent.length < needed) return undefined;
  if (last.received - first.received < Math.max(2 * MINUTE, every)) return undefined;
  const lags = recent.slice(-needed).map(({ lag }) => lag);
  const least = Math.min(...lags);
  if (Math.max(...lags) - least > JITTER || Math.abs(least) <= AHEAD_MS) return undefined;
  return least;
};
