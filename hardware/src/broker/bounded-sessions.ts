interface SessionClient {
  readonly id: string;
  /** Its session ends with its connection. */
  readonly clean: boolean;
}

interface SessionMessage {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly messageId?: number;
  readonly qos?: number;
}

interface SessionFilter {
  readonly topic: string;
}

/** What Aedes keeps for sessions, as far as it must be bounded (aedes-persistence, abstract.js). */
export interface SessionPersistence {
  addSubscriptions(client: SessionClient, subscriptions: SessionFilter[]): Promise<unknown>;
  cleanSubscriptions(client: { id: string }): Promise<unknown>;
  cleanIncoming(client: { id: string }): Promise<unknown>;
  outgoingEnqueueCombi(
    subscriptions: { clientId: string }[],
    packet: SessionMessage,
  ): Promise<unknown>;
  outgoingClearMessageId(
    client: { id: string },
    packet: { messageId?: number },
  ): Promise<SessionMessage | undefined>;
  outgoingUpdate(client: { id: string }, packet: { cmd?: string }): Promise<unknown>;
  outgoingStream(client: { id: string }): AsyncIterable<{ messageId?: number }>;
  incomingStorePacket(client: { id: string }, packet: SessionMessage): Promise<unknown>;
  incomingDelPacket(client: { id: string }, packet: unknown): Promise<unknown>;
}

export interface SessionCounts {
  readonly sessions: number;
  readonly queuedMessages: number;
  readonly queuedBytes: number;
  /** Messages of QoS 2 that wait for their PUBREL. */
  readonly unreleased: number;
}

export interface BoundedSessions {
  /** A client that keeps its session is there. */
  readonly connected: (client: SessionClient) => void;
  readonly left: (client: SessionClient) => void;
  readonly counts: () => SessionCounts;
  /** Forgets the sessions that are away for too long; to be called now and then. */
  readonly forgetOld: () => void;
}

interface Session {
  readonly id: string;
  /** When its client left, UTC ms; undefined while it is connected. */
  away: number | undefined;
  queued: number;
  unreleased: number;
}

export interface SessionLimits {
  /** Persistent sessions, and for how long one that is away is remembered. */
  readonly sessions: number;
  readonly sessionMs: number;
  /** Messages that wait for a session, and the bytes of all of them together. */
  readonly queuedOfSession: number;
  readonly queuedBytes: number;
  /** Messages of QoS 2 whose PUBREL has not come, for each session and for all. */
  readonly unreleased: number;
  readonly unreleasedTogether: number;
}

export interface SessionOptions<Client extends SessionClient> {
  readonly limits: SessionLimits;
  readonly now: () => number;
  /** Whether this client was granted this filter. */
  readonly granted: (client: Client, filter: string) => boolean;
  /** A message for a session that has as many as it may have. */
  readonly onLeftOut: () => void;
}

const sizeOf = ({ topic, payload }: SessionMessage): number => topic.length + payload.length;

const copyOf = (payload: string | Uint8Array): Uint8Array =>
  typeof payload === "string" ? new TextEncoder().encode(payload) : new Uint8Array(payload);

/**
 * Aedes keeps the messages of a session for ever, and by the slice of the socket's chunk that they
 * came in. Here sessions, their queues and their QoS 2 messages have limits; what exceeds them is
 * left out for that session alone.
 */
export const boundSessions = <Client extends SessionClient>(
  persistence: SessionPersistence,
  { limits, now, granted, onLeftOut }: SessionOptions<Client>,
): BoundedSessions => {
  const sessions = new Map<string, Session>();
  let queuedBytes = 0;
  let unreleased = 0;
  /** Those whose clients are away, the longest first. */
  const away = new Set<Session>();

  const add = persistence.addSubscriptions.bind(persistence);
  // Aedes keeps every filter of a SUBSCRIBE that had one granted: the refused ones would come
  // alive when the client returns.
  persistence.addSubscriptions = (client, subscriptions) =>
    add(
      client,
      subscriptions.filter(({ topic }) => granted(client as Client, topic)),
    );

  const enqueue = persistence.outgoingEnqueueCombi.bind(persistence);
  persistence.outgoingEnqueueCombi = async (subscriptions, packet) => {
    if (subscriptions.length === 0) return;
    const size = sizeOf(packet);
    const fitting = subscriptions.filter(({ clientId }) => {
      const session = sessions.get(clientId);
      if (session === undefined) return false;
      if (session.queued >= limits.queuedOfSession || queuedBytes + size > limits.queuedBytes) {
        onLeftOut();
        return false;
      }
      session.queued += 1;
      queuedBytes += size;
      return true;
    });
    if (fitting.length === 0) return;
    // QoS 1, for the sake of `outgoingUpdate`: it may be heard twice after a reconnect.
    await enqueue(fitting, { ...packet, qos: 1, payload: copyOf(packet.payload) });
  };

  const update = persistence.outgoingUpdate.bind(persistence);
  persistence.outgoingUpdate = async (client, packet) => {
    // A PUBREC, also one that a client sends for QoS 1: Aedes would keep its own PUBREL in the place of the
    // message, and nobody knew any more what that was to give back. The message stays until its PUBCOMP.
    if (packet.cmd === "pubrel") return;
    // It had no room in the session. Aedes would disconnect the client, which hears it all the same.
    await update(client, packet).catch(() => undefined);
  };

  const clear = persistence.outgoingClearMessageId.bind(persistence);
  persistence.outgoingClearMessageId = async (client, packet) => {
    const cleared = await clear(client, packet);
    const session = sessions.get(client.id);
    if (cleared !== undefined) {
      queuedBytes -= sizeOf(cleared);
      if (session !== undefined) session.queued -= 1;
    }
    return cleared;
  };

  const store = persistence.incomingStorePacket.bind(persistence);
  persistence.incomingStorePacket = async (client, packet) => {
    const session = sessions.get(client.id);
    if (session !== undefined) {
      if (session.unreleased >= limits.unreleased || unreleased >= limits.unreleasedTogether)
        throw new Error("too many messages of QoS 2 wait for their PUBREL");
      session.unreleased += 1;
      unreleased += 1;
    }
    // It is published already: its identifier is all that is needed to know a repeat.
    await store(client, { ...packet, topic: "", payload: new Uint8Array() });
  };

  const release = persistence.incomingDelPacket.bind(persistence);
  persistence.incomingDelPacket = async (client, packet) => {
    await release(client, packet);
    const session = sessions.get(client.id);
    if (session === undefined) return;
    session.unreleased -= 1;
    unreleased -= 1;
  };

  const forget = async (session: Session): Promise<void> => {
    sessions.delete(session.id);
    away.delete(session);
    unreleased -= session.unreleased;
    session.unreleased = 0;
    await persistence.cleanSubscriptions(session);
    await persistence.cleanIncoming(session);
    for await (const packet of persistence.outgoingStream(session)) {
      const cleared = await clear(session, packet);
      if (cleared !== undefined) queuedBytes -= sizeOf(cleared);
    }
  };

  /** Gives up the sessions that are away the longest, where there are too many or their time is over. */
  const forgetOld = (): void => {
    for (const session of away) {
      const isOver = (session.away ?? 0) < now() - limits.sessionMs;
      if (!isOver && sessions.size <= limits.sessions) return;
      void forget(session);
    }
  };

  return {
    connected: (client) => {
      const { id, clean } = client;
      const before = sessions.get(id);
      if (clean) {
        if (before !== undefined) void forget(before);
        return;
      }
      const session = before ?? { id, away: undefined, queued: 0, unreleased: 0 };
      session.away = undefined;
      away.delete(session);
      sessions.set(id, session);
      forgetOld();
    },
    left: ({ id, clean }) => {
      const session = sessions.get(id);
      if (session === undefined || clean) return;
      session.away = now();
      away.delete(session);
      away.add(session);
      forgetOld();
    },
    counts: () => ({
      sessions: sessions.size,
      queuedMessages: [...sessions.values()].reduce((sum, { queued }) => sum + queued, 0),
      queuedBytes,
      unreleased,
    }),
    forgetOld,
  };
};
