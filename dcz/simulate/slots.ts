/** Numbers of readings, `from` included, `until` not. */
interface Range {
  from: number;
  until: number;
}

/** One reading of one of the stations of a gateway: see `slotsOf`. */
export interface Slot {
  readonly station: number;
  /** Number of its interval, counted from 1970 on. */
  readonly interval: number;
  /** Start of its interval, UTC ms. */
  readonly at: number;
}

/** The readings of some stations, each with a number, in the order in which they are due. */
export interface Slots {
  slot(number: number): Slot;
  /** Below it all numbers are due at an instant: their intervals are over, and each station had its turn. */
  dueAt(now: number): number;
  /** The same without turns: below it, all intervals are over. */
  overAt(now: number): number;
}

/**
 * What a station measures follows from the instant: what waits to be sent is kept as numbers, and costs no memory
 * however long the broker is away.
 */
export const slotsOf = (stations: number, everyMs: number): Slots => ({
  slot(number) {
    const interval = Math.floor(number / stations);
    return { station: number % stations, interval, at: interval * everyMs };
  },
  // Spread over the interval: if all stations sent at one instant, latencies would be those of a queue.
  dueAt: (now) => Math.floor(((now - everyMs) / everyMs) * stations) + 1,
  overAt: (now) => Math.floor(now / everyMs) * stations,
});

export interface Waiting {
  readonly count: () => number;
  add(from: number, until: number): void;
  /** One that waits, the newest first; undefined when none does. */
  take(): number | undefined;
}

/**
 * What was due while nothing could be sent. As a gateway does, the newest goes first: after an outage the present
 * is seen before the past. `limit`: of the rest the oldest are given up, and told to `onDropped`.
 */
export const createWaiting = (limit: number, onDropped: (count: number) => void): Waiting => {
  const ranges: Range[] = [];
  let count = 0;
  return {
    count: () => count,
    add(from, until) {
      if (until <= from) return;
      ranges.push({ from, until });
      count += until - from;
      for (let beyond = count - limit; beyond > 0; beyond = count - limit) {
        const oldest = ranges[0] as Range;
        const given = Math.min(beyond, oldest.until - oldest.from);
        oldest.from += given;
        count -= given;
        onDropped(given);
        if (oldest.from === oldest.until) ranges.shift();
      }
    },
    take() {
      const newest = ranges.at(-1);
      if (newest === undefined) return undefined;
      count -= 1;
      newest.until -= 1;
      if (newest.until === newest.from) ranges.pop();
      return newest.until;
    },
  };
};
