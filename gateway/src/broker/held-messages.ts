import { setTimeout as delay } from "node:timers/promises";
import type { Client, PublishPacket } from "aedes";
import type { Logger } from "pino";
import type { Committed } from "../store/group-commit.ts";

export interface HeldMessages {
  /** Calls `done`, which sends the acknowledgement, once `attempt` has put the message on disk. */
  hold(
    client: Client | null,
    packet: PublishPacket,
    attempt: () => Promise<Committed<unknown>>,
    done: () => void,
  ): void;
  /** Resolves when no message is held any more. */
  settled(): Promise<unknown>;
}

/** Bytes that a message takes while it is held, beside its payload: an empty one is not free. */
export const HELD_MESSAGE_COST = 1024;

/**
 * Messages whose acknowledgement waits for the disk. What the disk refuses is tried again: the sender
 * keeps its copy until there is room.
 */
export const createHeldMessages = ({
  mostBytes,
  retryAfterMs,
  stopping,
  onTooMany,
  log,
}: {
  readonly mostBytes: number;
  readonly retryAfterMs: number;
  /** Nothing is tried again once the broker stops. */
  readonly stopping: AbortSignal;
  /** More would wait than may: the message is not held, and its client should be disconnected. */
  readonly onTooMany: (client: Client) => void;
  readonly log: Logger;
}): HeldMessages => {
  const held = new Set<Promise<void>>();
  let bytes = 0;
  /** The last will of each topic whose keeping is still tried: an older one gives up. */
  const wills = new Map<string, PublishPacket>();

  /** Resolves to true when the message is on disk, to false when it is not wanted any more. */
  const keep = async (
    attempt: () => Promise<Committed<unknown>>,
    isWanted: () => boolean,
  ): Promise<boolean> => {
    for (;;) {
      const outcome = await attempt();
      if (outcome.ok) return true;
      await delay(retryAfterMs, undefined, { signal: stopping }).catch(() => undefined);
      if (stopping.aborted || !isWanted()) return false;
    }
  };

  return {
    hold(client, packet, attempt, done) {
      const { topic } = packet;
      const size = packet.payload.length + HELD_MESSAGE_COST;
      // The will of a client that has left: there is nobody to disconnect.
      const sender = client === null || client.closed ? undefined : client;
      if (sender !== undefined && bytes + size > mostBytes) return onTooMany(sender);
      if (sender === undefined) wills.set(topic, packet);
      bytes += size;
      const isWanted = () => (sender === undefined ? wills.get(topic) === packet : !sender.closed);
      const waiting = keep(attempt, isWanted)
        .then(
          (isKept) => {
            if (isKept) done();
          },
          (error: unknown) => log.error({ err: error, topic }, "intake failed"),
        )
        .finally(() => {
          bytes -= size;
          held.delete(waiting);
          if (wills.get(topic) === packet) wills.delete(topic);
        });
      held.add(waiting);
    },
    settled: () => Promise.all(held),
  };
};
