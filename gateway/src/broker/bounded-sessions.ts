import type { Aedes, AedesPublishPacket, Client, Subscription } from "aedes";
import { brokerLimits } from "./limits.ts";

/** What Aedes keeps for sessions, as far as it must be bounded (aedes-persistence, abstract.js). */
interface Persistence {
  addSubscriptions(client: Client, subscriptions: Subscription[]): Promise<unknown>;
  cleanSubscriptions(client: { id: string }): Promise<unknown>;
  cleanIncoming(client: { id: string }): Promise<unknown>;
  outgoingEnqueueCombi(
    subscriptions: { clientId: string }[],
    packet: AedesPublishPacket,
  ): Promise<unknown>;
  outgoingClearMessageId(
    client: { id: string },
    packet: { messageId?: number },
  ): Promise<AedesPublishPacket | undefined>;
  outgoingStream(client: { id: string }): AsyncIterable<{ messageId?: number }>;
  incomingStorePacket(client: { id: string }, packet: AedesPublishPacket): Promise<unknown>;
  incomingDelPacket(client: { id: string }, packet: unknown): Promise<unknown>;
}

export interface SessionCounts {
  readonly sessions: number;
  readonly queuedMessages: number;
  readonly queuedBytes: number;
}

export interface BoundedSessions {
  /** A client that keeps its session is there. */
  readonly connected: (client: Client) => void;
  readonly left: (client: Client) => void;
  readonly counts: () => SessionCounts;
  readonly close: () => void;
}

interface Session {
  readonly id: string;
  /** When its client left, UTC ms; undefined while it is connected. */
  away: number | undefined;
  queued: number;
  unreleased: number;
}

export interface SessionOptions {
  readonly now: () => number;
  /** Whether this client was granted this filter. */
  readonly granted: (client: Client, filter: string) => boolean;
  /** A message for a session that has as many as it may have. */
  readonly onLeftOut: () => void;
}

const lookEveryMs = 60_000;

const sizeOf = ({ topic, payload }: AedesPublishPacket): number => topic.length + payload.length;

/**
 * Aedes keeps the messages of a session for ever, and by the slice of the socket's chunk that they
 * came in. Here sessions, their queues and their QoS 2 messages have limits; what exceeds them is
 * left out for that session alone.
 */
export const boundSessions = (
  aedes: Aedes,
  { now, granted, onLeftOut }: SessionOptions,
): BoundedSessions => {
  const { persistence } = aedes as unknown as { readonly persistence: Persistence };
  const sessions = new Map<string, Session>();
  let queuedBytes = 0;

  const add = persistence.addSubscriptions.bind(persistence);
  // Aedes keeps every filter of a SUBSCRIBE that had one granted: the refused ones would come
  // alive when the client returns.
  persistence.addSubscriptions = (client, subscriptions) =>
    add(
      client,
      subscriptions.filter(({ topic }) => granted(client, topic)),
    );

  const enqueue = persistence.outgoingEnqueueCombi.bind(persistence);
  persistence.outgoingEnqueueCombi = async (subscriptions, packet) => {
    if (subscriptions.length === 0) return;
    const size = sizeOf(packet);
    const fitting = subscriptions.filter(({ clientId }) => {
      const session = sessions.get(clientId);
      if (session === undefined) return false;
      if (
        session.queued >= brokerLimits.queuedOfSession ||
        queuedBytes + size > brokerLimits.queuedBytes
      ) {
        onLeftOut();
        return false;
      }
      session.queued += 1;
      queuedBytes += size;
      return true;
    });
    if (fitting.length === 0) return;
    await enqueue(fitting, { ...packet, payload: Buffer.from(packet.payload) });
  };

  const clear = persistence.outgoingClearMessageId.bind(persistence);
  persistence.outgoingClearMessageId = async (client, packet) => {
    const cleared = await clear(client, packet);
    const session = sessions.get(client.id);
    if (cleared !== undefined && cleared.topic !== undefined) {
      queuedBytes -= sizeOf(cleared);
      if (session !== undefined) session.queued -= 1;
    }
    return cleared;
  };

  const store = persistence.incomingStorePacket.bind(persistence);
  persistence.incomingStorePacket = async (client, packet) => {
    const session = sessions.get(client.id);
    if (session !== undefined) {
      if (session.unreleased >= brokerLimits.unreleased)
        throw new Error("too many messages of QoS 2 wait for their PUBREL");
      session.unreleased += 1;
    }
    // It is published already: its identifier is all that is needed to know a repeat.
    await store(client, { ...packet, topic: "", payload: Buffer.alloc(0) });
  };

  const release = persistence.incomingDelPacket.bind(persistence);
  persistence.incomingDelPacket = async (client, packet) => {
    await release(client, packet);
    const session = sessions.get(client.id);
    if (session !== undefined) session.unreleased -= 1;
  };

  const forget = async (session: Session): Promise<void> => {
    sessions.delete(session.id);
    await persistence.cleanSubscriptions(session);
    await persistence.cleanIncoming(session);
    for await (const packet of persistence.outgoingStream(session)) {
      const cleared = await clear(session, packet);
      if (cleared !== undefined) queuedBytes -= sizeOf(cleared);
    }
  };

  const forgetOld = (): void => {
    const away = [...sessions.values()]
      .filter((session) => session.away !== undefined)
      .sort((a, b) => (a.away ?? 0) - (b.away ?? 0));
    const tooMany = sessions.size - brokerLimits.sessions;
    for (const [index, session] of away.entries())
      if (index < tooMany || (session.away ?? 0) < now() - brokerLimits.sessionMs)
        void forget(session);
  };
  const timer = setInterval(forgetOld, lookEveryMs);

  return {
    connected: (client) => {
      const { id, clean } = client;
      if (clean) {
        const before = sessions.get(id);
        if (before !== undefined) void forget(before);
        return;
      }
      const session = sessions.get(id) ?? { id, away: undefined, queued: 0, unreleased: 0 };
      session.away = undefined;
      sessions.set(id, session);
      forgetOld();
    },
    left: ({ id, clean }) => {
      const session = sessions.get(id);
      if (session !== undefined && !clean) session.away = now();
      forgetOld();
    },
    counts: () => ({
      sessions: sessions.size,
      queuedMessages: [...sessions.values()].reduce((sum, { queued }) => sum + queued, 0),
      queuedBytes,
    }),
    close: () => clearInterval(timer),
  };
};
