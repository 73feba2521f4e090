import { administrator } from "../access/principal.ts";
import type { Ingest, Outcome } from "../ingest/ingest.ts";
import type { KeptMessage, Quarantine } from "./store.ts";

export type Replayed =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "refused"; readonly refusal: Extract<Outcome, { accepted: false }> }
  /** Nothing of what it held was kept: there is nothing to give to ingest. */
  | { readonly outcome: "empty" }
  /** Somebody else removed it meanwhile. */
  | { readonly outcome: "gone" };

/**
 * Gives a message to ingest again, after the fault was mended. It leaves the quarantine once what it says
 * is durable: a message that is replayed twice says the same twice, and a repeat changes nothing.
 */
export const replay = async (
  { id, bytes }: Pick<KeptMessage, "id" | "bytes">,
  { quarantine, ingest }: { readonly quarantine: Quarantine; readonly ingest: Ingest },
): Promise<Replayed> => {
  if (bytes === 0) return { outcome: "empty" };
  const message = await quarantine.find(id);
  if (message === undefined) return { outcome: "gone" };
  const { topic, client, payload } = message;
  const outcome = await ingest.acceptAgain({ topic, client, payload, sender: administrator });
  if (!outcome.accepted) return { outcome: "refused", refusal: outcome };
  await quarantine.remove([id]);
  return { outcome: "accepted" };
};

/** Read together; what they hold is in memory meanwhile. */
const AT_A_TIME = 50;

/**
 * Readings that were set aside because they lay ahead of our clock, given to ingest again: our clock
 * may have been behind, or their time may have come.
 */
export const judgeClockAgain = async (parts: {
  readonly quarantine: Quarantine;
  readonly ingest: Ingest;
}): Promise<void> => {
  let before: number | undefined;
  while (true) {
    const query = { reason: "clock_ahead", before, limit: AT_A_TIME } as const;
    const page = await parts.quarantine.list(query);
    for (const message of page) await replay(message, parts);
    before = page.at(-1)?.id;
    if (before === undefined) return;
  }
};
