import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import {
  boundSessions,
  type SessionPersistence,
} from "@datacityzen/hardware/broker/bounded-sessions";
import {
  createNameConflicts,
  type NameConflict,
} from "@datacityzen/hardware/broker/name-conflicts";
import { createPace } from "@datacityzen/hardware/broker/pace";
import { createSlowSubscribers } from "@datacityzen/hardware/broker/slow-subscribers";
import { limits } from "@datacityzen/hardware/wire/limits";
import { guardAgainstOversize } from "@datacityzen/hardware/wire/oversize";
import type { Receipt } from "@datacityzen/hardware/wire/receipt";
import { formatTopic, parseTopic, type Topic } from "@datacityzen/hardware/wire/topic";
import { Aedes, type Client, type PublishPacket } from "aedes";
import type { Logger } from "pino";
import type { Counters } from "../counters.ts";
import type { Intake } from "../intake.ts";
import type { Misdirected } from "../notices.ts";
import type { Committed } from "../store/group-commit.ts";
import type { RetainedMessage } from "../store/retained.ts";
import { brokerLimits } from "./limits.ts";
import { findLookalike } from "./lookalike.ts";
import { createMisdirected } from "./misdirected.ts";
import { createRetainedBudget } from "./retained-budget.ts";

/** A topic, its length and a packet identifier stand before the payload (MQTT 3.1.1, 3.3.2). */
const LONGEST_TOPIC = 65_535 + 2 + 2;

export interface BrokerOptions {
  readonly host: string;
  readonly port: number;
  readonly intake: Intake;
  /** What the stations said last before the gateway stopped: local subscribers find it again. */
  readonly retained: Iterable<RetainedMessage>;
  readonly counters: Counters;
  readonly now: () => number;
  readonly log: Logger;
  /** How long to wait before a message that the disk refused is tried again. */
  readonly retryAfterMs?: number;
  /** How long a device waits for its refusal whose name is in use; it tries again after that. */
  readonly refuseAfterMs?: number;
}

/** The broker that edge, ESP devices, Node-RED and Home Assistant share at the site. */
export interface Broker {
  readonly host: string;
  readonly port: number;
  readonly clients: () => number;
  readonly nameConflicts: () => readonly NameConflict[];
  readonly misdirected: () => readonly Misdirected[];
  /** Publishes to the local subscribers, past the rules for clients. */
  readonly publish: (message: {
    readonly topic: string;
    readonly payload: Uint8Array;
    readonly retain: boolean;
  }) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where a publication goes that must go no further: acknowledged like any other, heard by nobody. */
const nowhere = "$datacityzen/dropped";

/** CONNACK return codes of MQTT 3.1.1. */
const IDENTIFIER_REJECTED = 2;
const SERVER_UNAVAILABLE = 3;

const bytes = (payload: string | Uint8Array | undefined): Uint8Array =>
  typeof payload === "string" ? Buffer.from(payload) : (payload ?? new Uint8Array());

const isShort = (text: string): boolean => Buffer.byteLength(text) <= brokerLimits.name;

/** Starts listening; rejects with the system's error (EADDRINUSE, EACCES) when it cannot. */
export const openBroker = async (options: BrokerOptions): Promise<Broker> => {
  const { host, port, intake, retained, counters, now, log } = options;
  const { retryAfterMs = 1000, refuseAfterMs = 5000 } = options;
  const stopping = new AbortController();
  const holding = new Set<Promise<void>>();
  let heldBytes = 0;
  /** The last will of each topic whose keeping is still tried: an older one gives up. */
  const wills = new Map<string, PublishPacket>();
  const retainedBudget = createRetainedBudget();
  const judgeSubscriber = createSlowSubscribers(brokerLimits, now);
  const misdirected = createMisdirected();
  const heardAt = new WeakMap<Socket, number>();
  /** The filters that each client was granted. */
  const granted = new WeakMap<Client, Set<string>>();
  let filters = 0;

  const nameConflicts = createNameConflicts(now, ({ name, addresses }) => {
    counters.nameConflicts += 1;
    log.warn(
      { name, addresses },
      "two devices use one name and push each other out: give one of them another name (STATION_ID)",
    );
  });

  const letGo = (client: Client | null, socket: Socket, reason: keyof Counters["letGo"]): void => {
    counters.letGo[reason] += 1;
    log.warn({ client: client?.id, address: socket.remoteAddress, reason }, "client let go");
    socket.destroy();
  };
  const oversize = guardAgainstOversize<Socket>(
    {
      packet: limits.relayed + LONGEST_TOPIC,
      unfinished: limits.unfinishedTogether.gateway,
    },
    (socket) => letGo(null, socket, "too_large"),
  );

  /** Resolves to true when the message is on disk, to false when it is not wanted any more. */
  const keep = async (
    attempt: () => Promise<Committed<unknown>>,
    wanted: () => boolean,
  ): Promise<boolean> => {
    for (;;) {
      const outcome = await attempt();
      if (outcome.ok) return true;
      // The acknowledgement waits with it: the sender keeps its copy until there is room again.
      await delay(retryAfterMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || !wanted()) return false;
    }
  };

  /** Calls `done`, which lets the acknowledgement go, once `attempt` has put the message on disk. */
  const hold = (
    client: Client | null,
    packet: PublishPacket,
    attempt: () => Promise<Committed<unknown>>,
    done: () => void,
  ): void => {
    const isWill = client === null || client.closed;
    const { topic } = packet;
    const size = packet.payload.length;
    if (!isWill && heldBytes + size > brokerLimits.heldBytes) {
      letGo(client, client.conn as Socket, "disk_waits");
      return;
    }
    if (isWill) wills.set(topic, packet);
    heldBytes += size;
    const wanted = () => (isWill ? wills.get(topic) === packet : !client.closed);
    const held = keep(attempt, wanted)
      .then(
        (kept) => {
          if (kept) done();
        },
        (error: unknown) => log.error({ err: error, topic }, "intake failed"),
      )
      .finally(() => {
        heldBytes -= size;
        holding.delete(held);
        if (wills.get(topic) === packet) wills.delete(topic);
      });
    holding.add(held);
  };

  const admitRetained = (packet: PublishPacket, ofStation: boolean): void => {
    if (!packet.retain) return;
    if (!retainedBudget.admit(packet.topic, packet.payload.length, ofStation)) {
      packet.retain = false;
      counters.notRetained += 1;
      return;
    }
    // A slice would keep the whole chunk of the socket in memory.
    packet.payload = Buffer.from(packet.payload);
  };

  /** Tells the station that was probably meant, as the cloud does for what it quarantines itself. */
  const sendReceipt = (topic: string, meant: Topic | undefined): void => {
    if (meant === undefined) return;
    const receipt: Receipt = {
      at: now(),
      outcome: "quarantined",
      reason: "topic",
      detail: `"${topic.slice(0, 300)}" is not a topic on which stations publish; "${formatTopic(meant)}" is`,
    };
    void publish({
      topic: formatTopic({ station: meant.station, kind: "receipts" }),
      payload: Buffer.from(JSON.stringify(receipt)),
      retain: false,
    });
  };

  const holdLookalike = (client: Client | null, packet: PublishPacket, done: () => void): void => {
    const { topic } = packet;
    const { meant } = findLookalike(topic) ?? {};
    const fromCloud = parseTopic(topic) !== undefined;
    const attempt = () => intake.keepUnread(topic, bytes(packet.payload), client?.id);
    hold(client, packet, attempt, () => {
      counters.unknownTopics += 1;
      misdirected.note({ topic, client: client?.id, meant, at: now() });
      log.debug({ topic, client: client?.id }, "topic is not one on which stations publish");
      sendReceipt(topic, meant);
      // What only the cloud may say must reach no station.
      if (fromCloud) {
        packet.topic = nowhere;
        packet.retain = false;
      }
      done();
    });
  };

  const refusedFilters = new WeakMap<Client, number>();
  const refuseFilter = (client: Client): void => {
    counters.refusedFilters += 1;
    const refused = (refusedFilters.get(client) ?? 0) + 1;
    refusedFilters.set(client, refused);
    if (refused === brokerLimits.refusedFilters)
      letGo(client, client.conn as Socket, "too_many_filters");
  };

  const pace = createPace<Client>(brokerLimits, now);
  /** Bytes of publications that wait for their time, of each client and of all. */
  const aheadOf = new WeakMap<Client, number>();
  let ahead = 0;
  const waitInPace = (client: Client, size: number, waitMs: number, done: () => void): void => {
    const own = (aheadOf.get(client) ?? 0) + size;
    // Aedes goes on reading a client whose publications wait, when each fills a piece of what it reads.
    if (own > brokerLimits.aheadOfClient || ahead + size > brokerLimits.ahead) {
      letGo(client, client.conn as Socket, "too_fast");
      return;
    }
    aheadOf.set(client, own);
    ahead += size;
    setTimeout(() => {
      aheadOf.set(client, (aheadOf.get(client) ?? size) - size);
      ahead -= size;
      done();
    }, waitMs);
  };
  /** `done`, called as late as the sender's rate demands. */
  const paced = (client: Client | null, packet: PublishPacket, done: () => void): (() => void) => {
    const size = packet.payload.length;
    const waitMs = client === null ? 0 : pace(client, size);
    return client === null || waitMs === 0 ? done : () => waitInPace(client, size, waitMs, done);
  };

  const maySubscribe = (client: Client, filter: string): boolean => {
    // "$" topics are the broker's own: who connects, who subscribes to what.
    if (filter.startsWith("$") || !isShort(filter)) return false;
    const own = granted.get(client);
    if (own?.has(filter)) return true;
    return (own?.size ?? 0) < brokerLimits.filtersOfClient && filters < brokerLimits.filters;
  };

  const refusal = (returnCode: number, reason: string) =>
    Object.assign(new Error(reason), { returnCode });

  const aedes = await Aedes.createBroker({
    drainTimeout: 2000,
    connectTimeout: brokerLimits.connectMs,
    maxInflightInbound: brokerLimits.unreleased,
    preConnect: (client, { clientId, will }, done) => {
      const tooLong = !isShort(clientId) || (will?.payload.length ?? 0) > brokerLimits.will;
      if (tooLong) letGo(client, client.conn as Socket, "too_large");
      done(tooLong ? new Error("name or will too long") : null, !tooLong);
    },
    authenticate: (client, _user, _password, done) => {
      const holder = clientsOf(aedes)[client.id];
      if (holder === undefined || holder.closed) return done(null, true);
      const place = holder.conn as Socket;
      const verdict = nameConflicts.takeover({
        name: client.id,
        newcomer: (client.conn as Socket).remoteAddress ?? "",
        holder: place.remoteAddress ?? "",
        holderHeard: heardAt.get(place) ?? 0,
      });
      if (verdict === "allowed") return done(null, true);
      // The one that is connected stays; the other learns it late, so that it does not try at once.
      delay(refuseAfterMs, undefined, { signal: stopping.signal }).then(
        () => done(refusal(SERVER_UNAVAILABLE, "another device uses this name"), false),
        () => done(refusal(IDENTIFIER_REJECTED, "stopping"), false),
      );
    },
    // Aedes sends the PUBACK as soon as this calls back (aedes/lib/handlers/publish.js), so the
    // call waits for the disk. An error would close the connection, and the client would send the
    // same again for ever: there is none for any topic or content.
    authorizePublish: (client, packet, callBack) => {
      if (client !== null && packet.payload.length > limits.relayed)
        return letGo(client, client.conn as Socket, "too_large");
      const done = paced(client, packet, () => callBack(null));
      if (packet.topic.startsWith("$")) {
        counters.reserved += 1;
        const { topic } = packet;
        const lookalike = findLookalike(topic);
        if (lookalike !== undefined)
          misdirected.note({ topic, client: client?.id, meant: lookalike.meant, at: now() });
        packet.topic = nowhere;
        packet.retain = false;
        return done();
      }
      if (findLookalike(packet.topic) !== undefined) {
        admitRetained(packet, false);
        return holdLookalike(client, packet, done);
      }
      const topic = parseTopic(packet.topic);
      admitRetained(packet, topic !== undefined);
      if (topic === undefined) return done();
      const attempt = () => intake.keep(topic, bytes(packet.payload), client?.id);
      hold(client, packet, attempt, done);
    },
    authorizeSubscribe: (client, subscription, done) => {
      if (!maySubscribe(client, subscription.topic)) {
        refuseFilter(client);
        return done(null, null);
      }
      const own = granted.get(client) ?? new Set();
      if (!own.has(subscription.topic)) filters += 1;
      granted.set(client, own.add(subscription.topic));
      done(null, subscription);
    },
    authorizeForward: (client, packet) => {
      if (packet.topic.startsWith("$")) return null;
      const verdict = judgeSubscriber(client.conn as Socket);
      if (verdict === "send") return packet.qos === 2 ? { ...packet, qos: 1 } : packet;
      counters.leftOut += 1;
      if (verdict === "close") letGo(client, client.conn as Socket, "reads_nothing");
      return null;
    },
  });

  const { persistence } = aedes as unknown as { readonly persistence: SessionPersistence };
  const sessions = boundSessions<Client>(persistence, {
    limits: brokerLimits,
    now,
    granted: (client, filter) => granted.get(client)?.has(filter) ?? false,
    onLeftOut: () => {
      counters.leftOut += 1;
    },
  });
  const forgetting = setInterval(sessions.forgetOld, brokerLimits.forgetSessionsEveryMs);
  aedes.on("client", sessions.connected);
  aedes.on("unsubscribe", (unsubscribed, client) => {
    for (const filter of unsubscribed) if (granted.get(client)?.delete(filter)) filters -= 1;
  });
  aedes.on("clientDisconnect", (client) => {
    filters -= granted.get(client)?.size ?? 0;
    granted.delete(client);
    sessions.left(client);
  });
  aedes.on("clientError", (client, error) =>
    log.debug({ client: client.id, err: error }, "local client failed"),
  );
  aedes.on("connectionError", (_client, error) =>
    log.debug({ err: error }, "local connection failed"),
  );

  const publish: Broker["publish"] = ({ topic, payload, retain }) =>
    new Promise((resolve) => {
      const packet = { cmd: "publish", qos: 1, dup: false, topic, retain } as const;
      if (retain) retainedBudget.admit(topic, payload.length, true);
      aedes.publish({ ...packet, payload: Buffer.from(payload) }, (error) => {
        if (error) log.warn({ topic, err: error }, "local publication failed");
        resolve();
      });
    });
  for (const { topic, payload } of retained) await publish({ topic, payload, retain: true });

  const sockets = new Set<Socket>();
  const server = createServer({ highWaterMark: brokerLimits.socketBuffer }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    readLittleAtOnce(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    aedes.handle(socket);
    oversize.watch(socket);
    socket.on("data", () => heardAt.set(socket, now()));
  });
  server.maxConnections = brokerLimits.connections;
  server.on("drop", () => {
    counters.letGo.too_many += 1;
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    // Their timers would keep a process alive that has nothing to do.
    aedes.close();
    clearInterval(forgetting);
    throw error;
  });
  const address = server.address() as AddressInfo;

  return {
    host,
    port: address.port,
    clients: () => aedes.connectedClients,
    nameConflicts: nameConflicts.all,
    misdirected: misdirected.all,
    publish,
    close: async () => {
      stopping.abort();
      clearInterval(forgetting);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Closing a client publishes its will, which is kept before the database is closed.
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await Promise.all(holding);
    },
  };
};

/**
 * A server gives its sockets one size for both buffers. The one for writing must be large, so that
 * a subscriber that reads slowly stops nobody; the one for reading small, so that a client that
 * sends fast leaves a turn to the others.
 */
const readLittleAtOnce = (socket: Socket): void => {
  const { _readableState: state } = socket as unknown as {
    _readableState: { highWaterMark: number };
  };
  state.highWaterMark = brokerLimits.readAtOnce;
};

/** The clients that are connected, by name; Aedes has them and does not declare them. */
const clientsOf = (aedes: Aedes): Readonly<Record<string, Client | undefined>> =>
  (aedes as unknown as { clients: Record<string, Client> }).clients;
