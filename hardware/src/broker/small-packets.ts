/** What a client may send beside its publications, and how far it may be ahead of that. */
export interface SmallPacketLimits {
  /** PUBACK, PUBREC, PUBREL and PUBCOMP: as many as messages. */
  readonly acknowledgementsASecond: number;
  /** SUBSCRIBE, UNSUBSCRIBE, PINGREQ. */
  readonly requestsASecond: number;
  readonly aheadMs: number;
}

const PUBLISH = 3;
const isAcknowledgement = (type: number): boolean => type >= 4 && type <= 7;

/**
 * Judges packets that cost a broker as much work as a message and their sender two bytes: thousands are read in
 * one turn, and nothing else slows them down. Gives whether the sender is still within its rate.
 */
export const createSmallPackets = (limits: SmallPacketLimits, now: () => number) => {
  /** Until when the rate is used up (the generic cell rate algorithm), ms. */
  let usedUntil = 0;
  return (type: number): boolean => {
    if (type === PUBLISH) return true;
    const aSecond = isAcknowledgement(type)
      ? limits.acknowledgementsASecond
      : limits.requestsASecond;
    usedUntil = Math.max(usedUntil, now()) + 1000 / aSecond;
    return usedUntil - now() <= limits.aheadMs;
  };
};
