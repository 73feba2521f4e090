import type { Clock } from "../wire/batch.ts";

/** What one station's newest batch says of the receiver's clock. */
export interface StationLag {
  readonly station: string;
  /** The gateway that relayed it; absent for a station that is connected itself. */
  readonly via?: string | undefined;
  readonly clock: Clock;
  /** Milliseconds from the end of the newest interval, by the station's clock, to its arrival, by ours. */
  readonly lag: number;
}

export interface ReceiverSuspect {
  /** By how many milliseconds the receiver's clock is ahead; negative when it is behind. */
  readonly ahead: number;
  readonly stations: number;
}

/** Clocks that a time server or a satellite sets agree better than this, with the way that messages take. */
const AGREEMENT = 30_000;
/** Less is what ways take. */
const SMALLEST = 60_000;
const FEWEST_STATIONS = 3;
const MAJORITY = 0.6;

/**
 * Whether it is the receiver's clock that is wrong: many independent stations, set by time servers or
 * satellites, agree on the same difference. Stations behind one gateway that lags are not independent.
 */
export const judgeReceiver = (lags: readonly StationLag[]): ReceiverSuspect | undefined => {
  const set = lags
    .filter(({ clock }) => clock !== "free")
    .toSorted((one, other) => one.lag - other.lag);
  const agreeing = largestGroup(set);
  const middle = agreeing[Math.floor(agreeing.length / 2)]?.lag ?? 0;
  const stations = new Set(agreeing.map(({ station }) => station)).size;
  const all = new Set(set.map(({ station }) => station)).size;
  if (Math.abs(middle) < SMALLEST || stations < FEWEST_STATIONS || stations < MAJORITY * all)
    return undefined;
  // What arrives before it was sent needs no second way; what arrives late may have waited at a gateway.
  const ways = new Set(agreeing.map(({ station, via }) => via ?? `station ${station}`)).size;
  if (middle > 0 && ways < 2) return undefined;
  return { ahead: middle, stations };
};

/** The most neighbours, ascending by lag, that lie within the agreement. */
const largestGroup = (sorted: readonly StationLag[]): readonly StationLag[] => {
  let best = { from: 0, until: 0 };
  let from = 0;
  for (const [index, { lag }] of sorted.entries()) {
    while ((sorted[from]?.lag ?? lag) < lag - AGREEMENT) from += 1;
    if (index + 1 - from > best.until - best.from) best = { from, until: index + 1 };
  }
  return sorted.slice(best.from, best.until);
};
