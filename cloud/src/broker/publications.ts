import { createPace } from "@datacityzen/hardware/broker/pace";
import { introducedBy } from "@datacityzen/hardware/wire/introduction";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import type { Client } from "aedes";
import type { Logger } from "pino";
import type { Principal } from "../access/principal.ts";
import type { Accepted, Incoming } from "../ingest/ingest.ts";
import { type AcknowledgedClient, createAcknowledgements } from "./acknowledgements.ts";
import { createHeldMessages, type Pausable } from "./held-messages.ts";
import type { BrokerLimits, DisconnectReason } from "./limits.ts";
import type { TakePublication } from "./plain-publications.ts";

interface PublicationsOptions {
  readonly limits: BrokerLimits;
  readonly senderOf: (client: Client | null) => Principal;
  /** A gateway tells that a station proved its name to it; acknowledged when this resolves. */
  readonly introduce: (sender: Principal, station: string, payload: Uint8Array) => Promise<void>;
  /** The message is acknowledged when this calls back with it; with an error, the client is disconnected. */
  readonly accept: (message: Incoming, settled: Accepted) => void;
  readonly disconnect: (client: Client, reason: DisconnectReason) => void;
  readonly now: () => number;
  readonly log: Logger;
}

/** Bytes that a message takes while it waits for the disk, beside its payload: an empty one is not free. */
const MESSAGE_COST = 256;
const heldBytes = (payload: Uint8Array): number => payload.length + MESSAGE_COST;

/** What Aedes has of a client and does not declare. */
interface QuickClient extends AcknowledgedClient {
  readonly connackSent: boolean;
  readonly _keepaliveInterval: number;
  readonly _keepaliveTimer: NodeJS.Timeout;
}

/** A message that waits for the disk, and what is done then: one object, for there are ten thousand at a time. */
interface HeldMessage extends Incoming {
  readonly connection: Client | null;
  readonly messageId: number;
  readonly waitMs: number;
  /** Whether it counts among what its client has waiting. */
  readonly isCounted: boolean;
  readonly finish: (message: HeldMessage, error?: Error) => void;
}

/** What clients publish, from the moment it was read until it is durable and acknowledged. */
export const createPublications = ({
  limits,
  senderOf,
  introduce,
  accept,
  disconnect,
  now,
  log,
}: PublicationsOptions) => {
  const pace = createPace<Client>(limits, now);
  const held = createHeldMessages(limits);

  /** Lets the acknowledgement go when the message is durable, and as late as its sender's rate demands. */
  const settled = (
    error: Error | undefined,
    _refusals: unknown,
    message: Incoming,
    isLate = false,
  ): void => {
    const { connection, waitMs, isCounted, payload, finish } = message as HeldMessage;
    if (error !== undefined) {
      const topic = message.topic.slice(0, 300);
      log.warn({ client: connection?.id, topic, err: error }, "message not acknowledged");
    } else if (waitMs > 0 && !isLate) {
      setTimeout(settled, waitMs, undefined, undefined, message, true);
      return;
    }
    if (isCounted) held.release(connection as Client & Pausable, heldBytes(payload));
    finish(message as HeldMessage, error);
  };

  const hold = (
    connection: Client | null,
    topic: string,
    payload: Uint8Array,
    messageId: number,
    finish: HeldMessage["finish"],
  ): void => {
    const bytes = heldBytes(payload);
    // The will of a client that has left: there is nobody to slow down or to disconnect.
    const isCounted = connection !== null && !connection.closed;
    if (isCounted && !held.admits(bytes)) {
      disconnect(connection, "store_waits");
      return;
    }
    const waitMs = isCounted ? pace(connection, payload.length) : 0;
    if (isCounted) held.add(connection as Client & Pausable, bytes);
    const message: HeldMessage = {
      topic,
      client: connection?.id ?? "",
      sender: senderOf(connection),
      payload,
      connection,
      messageId,
      waitMs,
      isCounted,
      finish,
    };
    const introduced = introducedBy(topic);
    if (introduced === undefined) accept(message, settled);
    else
      introduce(message.sender, introduced, payload).then(
        () => settled(undefined, undefined, message),
        (error: Error) => settled(error, undefined, message),
      );
  };

  const acknowledge = createAcknowledgements();
  const finishQuickly = ({ connection, messageId }: HeldMessage, error?: Error): void => {
    const client = connection as unknown as AcknowledgedClient;
    if (error === undefined) acknowledge(client, messageId);
    else client._nextBatch(error);
  };

  return {
    /** Takes one that Aedes read, which goes on when `done` is called. */
    take(
      client: Client | null,
      topic: string,
      payload: Uint8Array,
      done: (error?: Error) => void,
    ): void {
      hold(client, topic, payload, 0, (_message, error) => done(error));
    },
    /**
     * Nearly all packets are publications of QoS 1 of clients that are connected. What Aedes would do for them is
     * done here, but for handing them on, since nobody subscribes to them. Topics that it would refuse are left
     * to it.
     */
    takeQuickly(client: Client): TakePublication {
      const known = client as unknown as QuickClient;
      /** No topic at first: an empty one is refused. */
      let plain: string | undefined;
      return (topic, payload, messageId) => {
        if (!known.connackSent || !known.connected || known.closed) return false;
        if (topic !== plain && parseTopic(topic) === undefined) return false;
        plain = topic;
        known._parsingBatch += 1;
        hold(client, topic, payload, messageId, finishQuickly);
        if (known._keepaliveInterval > 0) known._keepaliveTimer.refresh();
        return true;
      };
    },
  };
};
