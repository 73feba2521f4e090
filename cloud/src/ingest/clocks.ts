import {
  type ClockHistory,
  type ClockJudgement,
  emptyHistory,
  judgeClock,
  judgedInstant,
  mayBeOff,
} from "@datacityzen/hardware/clock-judgement";
import { clockReasons } from "@datacityzen/hardware/clock-judgement/reasons";
import {
  judgeReceiver,
  type ReceiverSuspect,
  type StationLag,
} from "@datacityzen/hardware/clock-judgement/receiver";
import type { Flag } from "@datacityzen/hardware/flags";
import type { Batch, Reading } from "@datacityzen/hardware/wire/batch";
import type { Range } from "../series/store.ts";

/** What the cloud makes of a batch's instants. */
export interface JudgedBatch {
  /** The batch's readings as they are kept: marked, and with repaired instants where an offset is known. */
  readonly readings: readonly Reading[];
  /** Set when this boot of the station is judged otherwise than before: what to tell it. */
  readonly news?: { readonly reason: "clock_doubtful" | "clock_repaired"; readonly detail: string };
  /** Earlier readings, as they were kept, whose offset has become known just now. */
  readonly late?: {
    readonly kept: readonly Reading[];
    readonly repaired: readonly Reading[];
  };
  /** Instants that were doubted because our own clock was behind: they were right. */
  readonly cleared?: Range;
  /** What must be remembered over a restart, when it changed. */
  readonly remember?: ClockHistory;
}

export interface JudgedMessage {
  readonly station: string;
  readonly batch: Batch;
  /** UTC milliseconds, by our clock. */
  readonly received: number;
  /** The gateway that relayed it; absent when the station sent it itself. */
  readonly via?: string | undefined;
  /** Of the slowest sensor; absent while it is not known. */
  readonly every?: number | undefined;
  /** What was remembered of this boot before a restart. */
  readonly remembered?: ClockHistory | undefined;
}

export interface Clocks {
  judge(message: JudgedMessage): JudgedBatch;
  /** Set while many stations agree that our own clock is wrong. */
  receiver(): ReceiverSuspect | undefined;
}

/** A batch that may be repaired once the offset is known. */
interface Waiting {
  readonly seq: number;
  readonly kept: readonly Reading[];
}

/** Changed in place: there is one for each message. */
type KnownLag = { -readonly [field in keyof StationLag]: StationLag[field] } & { received: number };

interface Boot {
  /** Which message of all was its last. */
  used: number;
  history: ClockHistory;
  judgement: ClockJudgement;
  /** The newest batches that came oddly late or early; see `REPAIRABLE_BATCHES`. */
  waiting: Waiting[];
  /** The readings in them. */
  waitingReadings: number;
  /** Instants that were marked because they lay ahead of our clock, and the last of them. */
  ahead: Range | undefined;
  lastNewest: number;
  lastLag: number;
}

/** Boots that are remembered; of more, those that were heard longest ago are forgotten. */
const MOST_BOOTS = 50_000;
/** So many at once, and not one at each message. */
const FORGOTTEN_BOOTS = 5000;
/** As many as the judgement looks at before it knows an offset. */
const REPAIRABLE_BATCHES = 6;
const REPAIRABLE_READINGS = 2000;
/** More than ways take: such batches may turn out to have a wrong clock. */
const ODD_LAG_MS = 5 * 60_000;
const MOST_LAGS = 5000;
const LAGS_LOOKED_AT = 20;
const LAG_AGE_MS = 2 * 3_600_000;
const RECEIVER_EVERY_MS = 5000;
/** A clock that is off by less is not worth marking a day's readings. */
const MINUTE_MS = 60_000;
const RECEIVER_IS_RIGHT = {};

const span = (readings: readonly Reading[]): { oldest: number; newest: number } => {
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for (const { at } of readings) {
    if (at < oldest) oldest = at;
    if (at > newest) newest = at;
  }
  return { oldest, newest };
};

const withFlag = (flags: readonly Flag[], flag: Flag): Flag[] =>
  flags.length === 0 ? [flag] : [...new Set([...flags, flag])];

const judged = (judgement: ClockJudgement, readings: readonly Reading[]): readonly Reading[] => {
  if (judgement.kind === "ok") return readings;
  return readings.map((reading) => {
    const { at, flag } = judgedInstant(judgement, reading.at);
    return flag === undefined
      ? reading
      : { ...reading, at, flags: withFlag(reading.flags ?? [], flag) };
  });
};

const isSimulated = ({ flags }: Reading): boolean => flags?.includes("simulated") === true;

const describe = (judgement: ClockJudgement, newest: number): JudgedBatch["news"] => {
  switch (judgement.kind) {
    case "ok":
      return undefined;
    case "doubtful":
      return {
        reason: "clock_doubtful",
        detail: `${clockReasons[judgement.reason].en}: ${new Date(newest).toISOString()}; the readings are kept and marked`,
      };
    case "repairable":
      return {
        reason: "clock_repaired",
        detail: `${clockReasons[judgement.reason].en}: ${Math.round(judgement.offset / 1000)} s; the readings are kept with repaired instants`,
      };
    default:
      return judgement satisfies never;
  }
};

/** Judges the clock of each boot of each station, and our own by what the stations say together. */
export const createClocks = (): Clocks => {
  /** By station, then by the boot's name. */
  const boots = new Map<string, Map<string, Boot>>();
  let bootsKnown = 0;
  const lags = new Map<string, KnownLag>();
  let messages = 0;
  let suspect: ReceiverSuspect | undefined;
  let judgedAt = Number.NEGATIVE_INFINITY;

  const bootOf = (station: string, name: string, remembered: ClockHistory | undefined): Boot => {
    messages += 1;
    const boot = boots.get(station)?.get(name) ?? addBoot(station, name, remembered);
    boot.used = messages;
    return boot;
  };

  const addBoot = (station: string, name: string, remembered: ClockHistory | undefined): Boot => {
    if (bootsKnown >= MOST_BOOTS) forgetBoots();
    const boot: Boot = {
      used: messages,
      history: remembered ?? emptyHistory,
      judgement: { kind: "ok" },
      waiting: [],
      waitingReadings: 0,
      ahead: undefined,
      lastNewest: Number.NEGATIVE_INFINITY,
      lastLag: 0,
    };
    const ofStation = boots.get(station) ?? new Map<string, Boot>();
    boots.set(station, ofStation.set(name, boot));
    bootsKnown += 1;
    return boot;
  };

  const forgetBoots = (): void => {
    const all = [...boots.values()].flatMap((ofStation) => [...ofStation.values()]);
    const uses = Float64Array.from(all, ({ used }) => used).sort();
    const kept = uses[FORGOTTEN_BOOTS] ?? 0;
    for (const [station, ofStation] of boots) {
      for (const [name, { used }] of ofStation)
        if (used < kept && ofStation.delete(name)) bootsKnown -= 1;
      if (ofStation.size === 0) boots.delete(station);
    }
  };

  const noteLag = ({ station, batch, received, via }: JudgedMessage, lag: number): void => {
    const { clock } = batch;
    const known = lags.get(station);
    if (known === undefined) {
      if (lags.size >= MOST_LAGS) forgetLag();
      lags.set(station, { station, clock, lag, received, via });
    } else {
      known.clock = clock;
      known.lag = lag;
      known.received = received;
      known.via = via;
    }
    if (Math.abs(received - judgedAt) < RECEIVER_EVERY_MS) return;
    judgedAt = received;
    const recent = [...lags.values()].filter(
      (one) => Math.abs(received - one.received) < LAG_AGE_MS,
    );
    suspect = judgeReceiver(recent);
  };

  /** Of the first few, the oldest: the others are as likely to be heard again soon. */
  const forgetLag = (): void => {
    let oldest: KnownLag | undefined;
    let looked = 0;
    for (const lag of lags.values()) {
      if (oldest === undefined || lag.received < oldest.received) oldest = lag;
      if (++looked === LAGS_LOOKED_AT) break;
    }
    if (oldest !== undefined) lags.delete(oldest.station);
  };

  /** Batches that were judged without the offset that is known since `from`. */
  const takeWaiting = (boot: Boot, from: number): readonly Reading[] => {
    const late = boot.waiting.filter(({ seq }) => seq >= from).flatMap(({ kept }) => kept);
    boot.waiting = [];
    boot.waitingReadings = 0;
    return late;
  };

  const wait = (boot: Boot, seq: number, kept: readonly Reading[]): void => {
    if (kept.length > REPAIRABLE_READINGS) return;
    boot.waiting.push({ seq, kept });
    boot.waitingReadings += kept.length;
    while (boot.waiting.length > REPAIRABLE_BATCHES || boot.waitingReadings > REPAIRABLE_READINGS)
      boot.waitingReadings -= boot.waiting.shift()?.kept.length ?? 0;
  };

  /**
   * Readings that lay ahead of our clock, and the next ones, on the same timeline of the station, do
   * not: it was our clock that was behind and has been set since.
   */
  const clearAhead = (boot: Boot, newest: number, lag: number): Range | undefined => {
    const { ahead, lastNewest, lastLag } = boot;
    if (ahead === undefined || boot.judgement.kind !== "ok") return undefined;
    boot.ahead = undefined;
    const leap = lag - lastLag;
    const went = newest - lastNewest;
    return went >= 0 && leap > MINUTE_MS && went < leap / 2 ? ahead : undefined;
  };

  return {
    judge(message) {
      const { station, batch, received, every, remembered } = message;
      const { boot: name, seq, clock, readings } = batch;
      const boot = bootOf(station, name, remembered);
      const { oldest, newest } = span(readings);
      const lag = received - newest - (every ?? MINUTE_MS);
      // Its instants are our own clock's: they would bear us out, or stand for the backlog that they are.
      if (!readings.every(isSimulated)) noteLag(message, lag);
      const before = boot.judgement;
      const known = boot.history;
      const { history, judgement, knownSince } = judgeClock(
        known,
        { seq, clock, oldest, newest, received, every: every ?? MINUTE_MS },
        suspect === undefined ? RECEIVER_IS_RIGHT : { receiverAhead: suspect.ahead },
      );
      const isRepeat = history === known;
      boot.history = history;
      if (!isRepeat) boot.judgement = judgement;
      const kept = judged(judgement, readings);

      const late =
        knownSince === undefined || judgement.kind !== "repairable"
          ? []
          : takeWaiting(boot, knownSince);
      const lagByRightClock = lag - (suspect?.ahead ?? 0);
      const isOdd =
        judgement.kind !== "repairable" &&
        Math.abs(lag) > ODD_LAG_MS &&
        mayBeOff(clock, lagByRightClock);
      if (isOdd && !isRepeat) wait(boot, seq, kept);
      const cleared = isRepeat ? undefined : clearAhead(boot, newest, lag);
      if (judgement.kind === "doubtful" && judgement.reason === "ahead")
        boot.ahead = {
          from: Math.min(boot.ahead?.from ?? oldest, oldest),
          until: Math.max(boot.ahead?.until ?? newest, newest) + 1,
        };
      if (!isRepeat) {
        boot.lastNewest = newest;
        boot.lastLag = lag;
      }
      // Nearly all: nothing to say, nothing to repair.
      if (judgement.kind === "ok" && cleared === undefined && history.epochs === known.epochs)
        return { readings: kept };
      const isNews =
        !isRepeat &&
        judgement.kind !== "ok" &&
        (before.kind !== judgement.kind || before.reason !== judgement.reason);
      const news = isNews ? describe(judgement, newest) : undefined;
      return {
        readings: kept,
        ...(news === undefined ? {} : { news }),
        ...(late.length === 0 || judgement.kind !== "repairable"
          ? {}
          : { late: { kept: late, repaired: judged(judgement, late.map(withoutDoubt)) } }),
        ...(cleared === undefined ? {} : { cleared }),
        ...(history.epochs === known.epochs || history.epochs.every(({ offset }) => offset === 0)
          ? {}
          : { remember: history }),
      };
    },
    receiver: () => suspect,
  };
};

const withoutDoubt = (reading: Reading): Reading => ({
  ...reading,
  flags: (reading.flags ?? []).filter((flag) => flag !== "clock_doubtful"),
});
