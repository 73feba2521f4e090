import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import {
  boundSessions,
  type SessionPersistence,
} from "@datacityzen/hardware/broker/bounded-sessions";
import { createGrantedFilters } from "@datacityzen/hardware/broker/granted-filters";
import {
  createNameConflicts,
  type NameConflict,
} from "@datacityzen/hardware/broker/name-conflicts";
import { createSlowSubscribers } from "@datacityzen/hardware/broker/slow-subscribers";
import { createSmallPackets } from "@datacityzen/hardware/broker/small-packets";
import { StationId } from "@datacityzen/hardware/identifiers";
import { introducedBy } from "@datacityzen/hardware/wire/introduction";
import { limits } from "@datacityzen/hardware/wire/limits";
import { guardAgainstOversize } from "@datacityzen/hardware/wire/oversize";
import type { Receipt } from "@datacityzen/hardware/wire/receipt";
import { formatTopic, parseTopic, type Topic } from "@datacityzen/hardware/wire/topic";
import { Aedes, type Client, type PublishPacket } from "aedes";
import type { Logger } from "pino";
import type { Counters, DisconnectReason } from "../counters.ts";
import type { Intake } from "../intake.ts";
import type { Misdirected } from "../notices.ts";
import type { StationCredentials } from "../store/credentials.ts";
import type { RetainedMessage } from "../store/retained.ts";
import { createHeldMessages } from "./held-messages.ts";
import { brokerLimits } from "./limits.ts";
import { openListener, type ServerKey } from "./listener.ts";
import { findLookalike } from "./lookalike.ts";
import { createMisdirected } from "./misdirected.ts";
import { createNameRules } from "./name-rules.ts";
import { isOwnNetwork } from "./own-network.ts";
import { createRate } from "./rate.ts";
import { createRetainedBudget } from "./retained-budget.ts";

/** A topic, its length and a packet identifier stand before the payload (MQTT 3.1.1, 3.3.2). */
const LONGEST_TOPIC = 65_535 + 2 + 2;

export interface BrokerOptions {
  readonly host: string;
  readonly port: number;
  /** A second door, over TLS. */
  readonly secure?: { readonly port: number; readonly tls: ServerKey } | undefined;
  readonly intake: Intake;
  /** Who may connect under a station's name. */
  readonly credentials: StationCredentials;
  /** The stations that this gateway was given to relay; any when undefined. */
  readonly given?: ReadonlySet<string> | undefined;
  /** What the stations said last before the gateway stopped: local subscribers find it again. */
  readonly retained: Iterable<RetainedMessage>;
  readonly counters: Counters;
  /**
   * What clients publish on topics that are nothing to the platform; `mayPublish`: whether this client may speak for a
   * station.
   */
  readonly onOther?:
    | ((topic: string, payload: Uint8Array, mayPublish: (station: string) => boolean) => void)
    | undefined;
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
  /** Of the door over TLS. */
  readonly securePort: number | undefined;
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
const NOT_AUTHORIZED = 5;

const bytes = (payload: string | Uint8Array | undefined): Uint8Array =>
  typeof payload === "string" ? Buffer.from(payload) : (payload ?? new Uint8Array());

const socketOf = (client: Client): Socket => client.conn as Socket;

const refusal = (returnCode: number, reason: string) =>
  Object.assign(new Error(reason), { returnCode });

const isShort = (text: string): boolean => Buffer.byteLength(text) <= brokerLimits.name;

/** Starts listening; rejects with the system's error (EADDRINUSE, EACCES) when it cannot. */
export const openBroker = async (options: BrokerOptions): Promise<Broker> => {
  const { host, port, intake, credentials, given, retained, counters, now, log } = options;
  const { retryAfterMs = 1000, refuseAfterMs = brokerLimits.refuseAfterMs } = options;
  const stopping = new AbortController();
  const retainedBudget = createRetainedBudget();
  const judgeSubscriber = createSlowSubscribers(brokerLimits, now);
  const misdirected = createMisdirected();
  const nameConflicts = createNameConflicts(now, ({ name, addresses }) => {
    counters.nameConflicts += 1;
    log.warn(
      { client: name, addresses },
      "two devices use one name and push each other out: give one of them another name (STATION_ID)",
    );
  });

  const disconnect = (client: Client | null, socket: Socket, reason: DisconnectReason): void => {
    counters.disconnected[reason] += 1;
    log.warn({ client: client?.id, address: socket.remoteAddress, reason }, "client disconnected");
    socket.destroy();
  };
  const disconnectClient = (reason: DisconnectReason) => (client: Client) =>
    disconnect(client, socketOf(client), reason);
  const oversize = guardAgainstOversize<Socket>(
    {
      packet: limits.relayed + LONGEST_TOPIC,
      unfinished: limits.unfinishedTogether.gateway,
    },
    (socket) => disconnect(null, socket, "too_large"),
    () => createSmallPackets(brokerLimits.smallPackets, now),
    (socket) => disconnect(null, socket, "too_fast"),
  );

  const held = createHeldMessages({
    mostBytes: brokerLimits.heldBytes,
    retryAfterMs,
    stopping: stopping.signal,
    onTooMany: disconnectClient("disk_waits"),
    log,
  });
  const names = createNameRules<Client>(credentials, given);
  /** What must go no further is acknowledged all the same: it would be sent again for ever. */
  const dropForeign = (client: Client | null, packet: PublishPacket, station: string): void => {
    counters.foreignNames += 1;
    log.warn({ client: client?.id, station }, "a client published under the name of a station");
    packet.topic = nowhere;
    packet.retain = false;
  };

  const filters = createGrantedFilters(brokerLimits, disconnectClient("too_many_filters"));
  const atRate = createRate(brokerLimits, now, disconnectClient("too_fast"));

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
    held.hold(client, packet, attempt, () => {
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

  const aedes = await Aedes.createBroker({
    drainTimeout: brokerLimits.drainMs,
    connectTimeout: brokerLimits.connectMs,
    maxInflightInbound: brokerLimits.unreleased,
    preConnect: (client, { clientId }, done) => {
      const isNamed = isShort(clientId);
      if (!isNamed) disconnect(client, socketOf(client), "too_large");
      done(isNamed ? null : new Error("name too long"), isNamed);
    },
    authenticate: (client, user, password, done) => {
      const station = StationId.safeParse(user).data;
      const judged = names.judge(station, password);
      const isFromOutside = !isOwnNetwork(socketOf(client).remoteAddress);
      if (judged === "refused" || (judged === "free" && isFromOutside)) {
        counters.refusedClients += 1;
        log.warn(
          { client: client.id, user, address: socketOf(client).remoteAddress },
          names.refusal(judged, station),
        );
        // As late as for a name in use, so that who guesses does not try at once.
        delay(refuseAfterMs, undefined, { signal: stopping.signal }).then(
          () => done(refusal(NOT_AUTHORIZED, "not authorized"), false),
          () => done(refusal(IDENTIFIER_REJECTED, "stopping"), false),
        );
        return;
      }
      if (judged === "proved" && station !== undefined) names.proved(client, station);
      const holder = clientsOf(aedes)[client.id];
      if (holder === undefined || holder.closed) return done(null, true);
      const place = socketOf(holder);
      const verdict = nameConflicts.takeover({
        name: client.id,
        newcomer: socketOf(client).remoteAddress ?? "",
        holder: place.remoteAddress ?? "",
        holderHeard: heardAt(place),
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
        return disconnect(client, socketOf(client), "too_large");
      const acknowledge = () => callBack(null);
      const done =
        client === null ? acknowledge : atRate(client, packet.payload.length, acknowledge);
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
      const introduced = introducedBy(packet.topic);
      if (introduced !== undefined) {
        dropForeign(client, packet, introduced);
        return done();
      }
      if (findLookalike(packet.topic) !== undefined) {
        admitRetained(packet, false);
        return holdLookalike(client, packet, done);
      }
      const topic = parseTopic(packet.topic);
      if (topic !== undefined && !names.mayPublish(client, topic)) {
        dropForeign(client, packet, topic.station);
        return done();
      }
      admitRetained(packet, topic !== undefined);
      if (topic === undefined) {
        options.onOther?.(packet.topic, bytes(packet.payload), (station) =>
          names.mayPublish(client, { station, kind: "readings" }),
        );
        return done();
      }
      const attempt = () => intake.keep(topic, bytes(packet.payload), client?.id);
      held.hold(client, packet, attempt, done);
    },
    authorizeSubscribe: (client, subscription, done) => {
      const { topic } = subscription;
      // "$" topics are the broker's own: who connects, who subscribes to what.
      const isGranted = filters.grant(
        client,
        topic,
        () => !topic.startsWith("$") && isShort(topic),
      );
      if (!isGranted) counters.refusedFilters += 1;
      done(null, isGranted ? subscription : null);
    },
    authorizeForward: (client, packet) => {
      if (packet.topic.startsWith("$")) return null;
      const verdict = judgeSubscriber(socketOf(client));
      if (verdict === "send") return packet.qos === 2 ? { ...packet, qos: 1 } : packet;
      counters.leftOut += 1;
      if (verdict === "close") disconnect(client, socketOf(client), "reads_nothing");
      return null;
    },
  });

  const { persistence } = aedes as unknown as { readonly persistence: SessionPersistence };
  const sessions = boundSessions<Client>(persistence, {
    limits: brokerLimits,
    now,
    granted: filters.has,
    onLeftOut: () => {
      counters.leftOut += 1;
    },
  });
  const forgetting = setInterval(sessions.forgetOld, brokerLimits.forgetSessionsEveryMs);
  aedes.on("client", sessions.connected);
  aedes.on("unsubscribe", (unsubscribed, client) => {
    for (const filter of unsubscribed) filters.remove(client, filter);
  });
  aedes.on("clientDisconnect", (client) => {
    filters.removeAll(client);
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

  const events = {
    now,
    onConnection: (socket: Socket) => {
      aedes.handle(socket);
      oversize.watch(socket);
    },
    onTooMany: () => {
      counters.disconnected.too_many += 1;
    },
  };
  const giveUp = (error: unknown): never => {
    // Their timers would keep a process alive that has nothing to do.
    aedes.close();
    clearInterval(forgetting);
    throw error;
  };
  const listener = await openListener({ host, port }, brokerLimits, events).catch(giveUp);
  const secure =
    options.secure &&
    (await openListener({ host, ...options.secure }, brokerLimits, events).catch(async (error) => {
      await listener.stop();
      return giveUp(error);
    }));
  const heardAt = (socket: Socket): number =>
    Math.max(listener.heardAt(socket), secure?.heardAt(socket) ?? 0);

  return {
    host,
    port: listener.port,
    securePort: secure?.port,
    clients: () => aedes.connectedClients,
    nameConflicts: nameConflicts.all,
    misdirected: misdirected.all,
    publish,
    close: async () => {
      stopping.abort();
      clearInterval(forgetting);
      const stopped = Promise.all([listener.stop(), secure?.stop()]);
      // Closing a client publishes its will, which is kept before the database is closed.
      await new Promise<void>((resolve) => aedes.close(resolve));
      listener.destroyAll();
      secure?.destroyAll();
      await stopped;
      await held.settled();
    },
  };
};

/** The clients that are connected, by name; Aedes has them and does not declare them. */
const clientsOf = (aedes: Aedes): Readonly<Record<string, Client | undefined>> =>
  (aedes as unknown as { clients: Record<string, Client> }).clients;
