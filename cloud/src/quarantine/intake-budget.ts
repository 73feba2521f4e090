import type { QuarantineLimits } from "./limits.ts";

const HOUR_MS = 3_600_000;

interface Spent {
  bytes: number;
  messages: number;
}

/** Beyond this many senders in an hour, those that are new share one account. */
const MOST_SENDERS = 20_000;
const OTHERS = "\0";

export interface IntakeBudget {
  /** Counts the message; says whose share of this hour it exceeds, if any: it is then not to be kept. */
  spend(client: string, bytes: number, now: number): "sender" | "total" | undefined;
}

/**
 * In each hour a sender may bring as much as is ever kept of it, and all senders as much as is ever kept
 * of all. What comes beyond would push out what came just before, and keep the disk busy with nothing.
 */
export const createIntakeBudget = (
  limits: Pick<QuarantineLimits, "senderBytes" | "senderMessages" | "totalBytes" | "totalMessages">,
): IntakeBudget => {
  let since = Number.NEGATIVE_INFINITY;
  let total: Spent = { bytes: 0, messages: 0 };
  const bySender = new Map<string, Spent>();
  const add = (spent: Spent, bytes: number): void => {
    spent.bytes += bytes;
    spent.messages += 1;
  };
  return {
    spend(client, bytes, now) {
      if (Math.abs(now - since) >= HOUR_MS) {
        since = now;
        total = { bytes: 0, messages: 0 };
        bySender.clear();
      }
      const name = bySender.has(client) || bySender.size < MOST_SENDERS ? client : OTHERS;
      const own = bySender.get(name) ?? { bytes: 0, messages: 0 };
      bySender.set(name, own);
      const isFirst = own.messages === 0;
      if (
        !isFirst &&
        (own.bytes + bytes > limits.senderBytes || own.messages >= limits.senderMessages)
      )
        return "sender";
      // The first fault of a sender is kept, whatever others have sent.
      if (
        !isFirst &&
        (total.bytes + bytes > limits.totalBytes || total.messages >= limits.totalMessages)
      )
        return "total";
      add(own, bytes);
      add(total, bytes);
      return undefined;
    },
  };
};
