/** A delivery began at `start` (UTC ms), after `quiet` ms in which nothing came. */
export interface Delivery {
  readonly start: number;
  readonly quiet: number;
}

/** The newest ones tell how a station sends now. */
const KEPT = 6;
/** Fewer intervals may be the ends of two outages. */
const LEAST_INTERVALS = 3;
/** Of the time from one delivery to the next, so much is quiet where a station sends in bursts. */
const QUIET_PART = 0.75;
/** One delivery may be lost on the way; outages differ by more. */
const MOST_RATIO = 2.2;

export const withDelivery = (known: readonly Delivery[], delivery: Delivery): readonly Delivery[] =>
  [...known, delivery].slice(-KEPT);

/**
 * Milliseconds from one delivery to the next, for a station that sends what it measured in bursts
 * (a LoRa node sends a batch each half hour); undefined for one that sends as it measures. `last` is
 * when its newest message came.
 */
export const deliveryInterval = (
  deliveries: readonly Delivery[],
  last: number,
): number | undefined => {
  const intervals = deliveries.slice(1).flatMap(({ start, quiet }, index) => {
    const length = start - (deliveries[index]?.start ?? start);
    return length > 0 && quiet >= QUIET_PART * length ? [length] : [];
  });
  if (intervals.length < LEAST_INTERVALS) return undefined;
  const [shortest, longest] = [Math.min(...intervals), Math.max(...intervals)];
  if (longest > MOST_RATIO * shortest) return undefined;
  // It goes on sending: the station does not wait any more.
  const running = last - (deliveries.at(-1)?.start ?? last);
  if (running > (1 - QUIET_PART) * shortest) return undefined;
  return intervals.toSorted((a, b) => a - b)[Math.floor((intervals.length - 1) / 2)];
};
