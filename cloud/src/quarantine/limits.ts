/** How much the quarantine keeps. The oldest messages make room for new ones. */
export interface QuarantineLimits {
  /** Of all messages together. */
  readonly totalBytes: number;
  readonly totalMessages: number;
  /** Of one sender. */
  readonly senderBytes: number;
  readonly senderMessages: number;
  /** Older ones are removed. */
  readonly ageMs: number;
}

export type LimitName = "sender" | "total" | "age";

export interface Held {
  readonly id: number;
  readonly received: number;
  /** From when its age counts: see `datedAnew`. */
  readonly dated: number;
  readonly client: string;
  readonly bytes: number;
}

/**
 * The date by which a message's age counts, at `now`. One that lies ahead, or far behind, says that our own
 * clock was or is wrong, or that we were off for long: its age counts from now on. A clock that is put back by
 * forty years and right again a moment later must remove nothing that came meanwhile.
 */
export const datedAnew = (dated: number, now: number, ageMs: number): number => {
  const age = now - dated;
  return age < 0 || age > 2 * ageMs ? now : dated;
};

/** Beyond this a difference between two clocks is no drift and no correction by NTP. */
const MOVED_MS = 3_600_000;

/** How long messages stay that are all too old at a start: time to notice that the machine's clock is wrong. */
const GRACE_MS = 7 * 86_400_000;

/**
 * Watches our own clock beside one that only counts on: gives by how much ours was moved since the last
 * look, or 0. A clock that is set a hundred days ahead has not aged what we keep by a hundred days.
 */
export const createClockWatch = (now: () => number, elapsed: () => number): (() => number) => {
  let [shown, counted] = [now(), elapsed()];
  return () => {
    const [before, counter] = [shown, counted];
    [shown, counted] = [now(), elapsed()];
    const moved = shown - before - (counted - counter);
    return Math.abs(moved) > MOVED_MS ? moved : 0;
  };
};

/**
 * The dates by which ages count after a start, in the order of arrival. What arrived later is not older,
 * whatever our clock showed then. When even the newest is too old, we were off for long or our clock is wrong,
 * and nothing tells us which: all stay for a week more.
 */
export const datedAtStart = (
  received: readonly number[],
  now: number,
  ageMs: number,
): readonly number[] => {
  let latest = Number.NEGATIVE_INFINITY;
  const dated = received.map((at) => {
    latest = Math.max(latest, datedAnew(at, now, ageMs));
    return latest;
  });
  if (latest >= now - ageMs) return dated;
  const least = now - ageMs + Math.min(GRACE_MS, ageMs);
  return dated.map((at) => Math.max(at, least));
};

export interface Removal {
  readonly limit: LimitName;
  readonly messages: readonly Held[];
}

/** Each message costs this much beside its payload: its row, and what is remembered of it. */
export const ROW_BYTES = 512;

const sizeOf = ({ bytes }: Held): number => bytes + ROW_BYTES;

/** Removing goes on to this part of a limit, so that not each message removes another. */
const REMOVE_TO = 0.9;
/** From this part of a limit on there is a warning. */
const WARN_FROM = 0.8;

interface Bounds {
  readonly bytes: number;
  readonly messages: number;
}

/** The oldest that must go for the rest to fit; none when all fit. */
const oldestBeyond = (held: readonly Held[], { bytes, messages }: Bounds): readonly Held[] => {
  let size = held.reduce((total, message) => total + sizeOf(message), 0);
  let count = held.length;
  if (size <= bytes && count <= messages) return [];
  const removed: Held[] = [];
  for (const message of held) {
    if (size <= REMOVE_TO * bytes && count <= REMOVE_TO * messages) break;
    // The newest stays whatever its size: it is what has just been promised.
    if (count === 1) break;
    removed.push(message);
    size -= sizeOf(message);
    count -= 1;
  }
  return removed;
};

/** What must be removed now; `held` in the order of arrival, the newest message last. */
export const removalsOf = (
  held: readonly Held[],
  limits: QuarantineLimits,
  now: number,
): readonly Removal[] => {
  const removals: Removal[] = [];
  const remove = (limit: LimitName, messages: readonly Held[]): void => {
    if (messages.length > 0) removals.push({ limit, messages });
  };
  const oldest = now - limits.ageMs;
  remove(
    "age",
    held.filter(({ dated }) => dated < oldest),
  );
  const young = held.filter(({ dated }) => dated >= oldest);
  const newest = young.at(-1);
  if (newest === undefined) return removals;
  const own = young.filter(({ client }) => client === newest.client);
  const beyondOwn = oldestBeyond(own, {
    bytes: limits.senderBytes,
    messages: limits.senderMessages,
  });
  remove("sender", beyondOwn);
  const gone = new Set(beyondOwn);
  remove(
    "total",
    oldestBeyond(
      young.filter((message) => !gone.has(message)),
      { bytes: limits.totalBytes, messages: limits.totalMessages },
    ),
  );
  return removals;
};

/** The parts of its limits that the sender and all senders together use, from 0 to 1. */
export const usedParts = (
  usage: { readonly sender: Bounds; readonly total: Bounds },
  limits: QuarantineLimits,
): { readonly sender: number; readonly total: number } => ({
  sender: Math.max(
    usage.sender.bytes / limits.senderBytes,
    usage.sender.messages / limits.senderMessages,
  ),
  total: Math.max(
    usage.total.bytes / limits.totalBytes,
    usage.total.messages / limits.totalMessages,
  ),
});

export const isNearlyFull = (part: number): boolean => part >= WARN_FROM;
