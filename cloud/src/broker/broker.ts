import type { Socket } from "node:net";
import {
  boundSessions,
  type SessionPersistence,
} from "@datacityzen/hardware/broker/bounded-sessions";
import { createGrantedFilters } from "@datacityzen/hardware/broker/granted-filters";
import type { NameConflict } from "@datacityzen/hardware/broker/name-conflicts";
import { readWhole } from "@datacityzen/hardware/broker/read-whole";
import { createSlowSubscribers } from "@datacityzen/hardware/broker/slow-subscribers";
import { createSmallPackets } from "@datacityzen/hardware/broker/small-packets";
import { setSocketBuffers } from "@datacityzen/hardware/broker/socket-buffers";
import { limits } from "@datacityzen/hardware/wire/limits";
import { guardAgainstOversize } from "@datacityzen/hardware/wire/oversize";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { Aedes, type Client, type PublishPacket } from "aedes";
import type { Logger } from "pino";
import { may } from "../access/may.ts";
import type { Credentials, Device, Principal } from "../access/principal.ts";
import type { EventBus } from "../events/bus.ts";
import type { Accepted, Incoming } from "../ingest/ingest.ts";
import type { Certificate } from "../tls/certificate.ts";
import { createAdmission } from "./admission.ts";
import { createConnectedDevices } from "./connected-devices.ts";
import {
  type BrokerLimits,
  type DisconnectReason,
  brokerLimits as documentedLimits,
} from "./limits.ts";
import { createListeners } from "./listeners.ts";
import { type PacketParser, readPublicationsQuickly } from "./plain-publications.ts";
import { createPublications } from "./publications.ts";
import { sendReceipts } from "./receipts.ts";
import { sendConfigs } from "./send-configs.ts";
import { createWebSocketDoor, type UpgradeHandler } from "./web-socket.ts";

export interface Broker {
  /** Starts to take connections, over TLS with a certificate; gives the port, which the system chooses for 0. */
  listen(host: string, port: number, certificate?: Certificate): Promise<number>;
  /** Takes the connections of an HTTP server that want to speak MQTT over a WebSocket. */
  readonly upgrade: UpgradeHandler;
  clients(): number;
  /** Asks again whether a device may be connected that has changed, and disconnects it when not. */
  recheck(device: Device): void;
  /** Two devices that connect with this station's name and push each other out, while they do. */
  nameConflict(station: string): NameConflict | undefined;
  /** Disconnects every client. What was not acknowledged is theirs to send again. */
  close(): Promise<void>;
}

export interface BrokerOptions {
  /** Who connects; undefined when nobody may connect like that. */
  readonly authenticate: (credentials: Credentials) => Principal | undefined;
  /** Resolves when what is new of a device is on disk: only then is its connection accepted. */
  readonly saved: (device: Device) => Promise<void> | undefined;
  /** A gateway tells that a station proved its name to it; acknowledged when this resolves. */
  readonly introduce: (sender: Principal, station: string, payload: Uint8Array) => Promise<void>;
  /** The message is acknowledged when this calls back with it; with an error, the client is disconnected. */
  readonly accept: (message: Incoming, settled: Accepted) => void;
  /** What a station is told from afar, as its topic has it. */
  readonly configOf?: (station: string) => string | undefined;
  readonly events: EventBus;
  readonly now: () => number;
  readonly log: Logger;
  /** A client was disconnected, for the figures. */
  readonly onDisconnect?: (reason: DisconnectReason) => void;
  readonly limits?: Partial<BrokerLimits>;
  /** Pages whose scripts may open a WebSocket, as Origin has them; programs send no Origin. */
  readonly isOwnOrigin?: (origin: string, host: string | undefined) => boolean;
}

type PublishDone = (error?: Error) => void;

/** What comes down to a station is subscribed by its exact topic; what stations send, by nobody. */
const maySubscribe = (sender: Principal, filter: string): boolean => {
  const topic = parseTopic(filter);
  if (topic?.kind === "receipts") return may(sender, "receipts.subscribe", topic);
  if (topic?.kind === "config") return may(sender, "config.subscribe", topic);
  return false;
};

const isShort = (text: string, most: number): boolean => Buffer.byteLength(text) <= most;

/** The clients that are connected, by name; Aedes has them and does not declare them. */
const clientsOf = (aedes: Aedes): Readonly<Record<string, Client | undefined>> =>
  (aedes as unknown as { clients: Record<string, Client> }).clients;

/** What reads a client's packets; Aedes has it and does not declare it. */
const parserOf = (client: Client): PacketParser =>
  (client as unknown as { readonly _parser: PacketParser })._parser;

/**
 * The MQTT 3.1.1 broker that stations and gateways publish to. Aedes writes the PUBACK once
 * `authorizePublish` has called back: the callback is held until the message is durable.
 */
export const createBroker = async ({
  authenticate,
  saved,
  introduce,
  accept,
  configOf = () => undefined,
  events,
  now,
  log,
  onDisconnect = () => undefined,
  limits: otherLimits = {},
  isOwnOrigin = () => false,
}: BrokerOptions): Promise<Broker> => {
  const brokerLimits: BrokerLimits = { ...documentedLimits, ...otherLimits };
  const connected = createConnectedDevices();
  const { senderOf } = connected;

  const stopping = new AbortController();
  const disconnect = (client: Client | null, socket: Socket, reason: DisconnectReason): void => {
    // Of what was read with the packet that closed it, each might do so again: it is told and counted once.
    if (socket.destroyed) return;
    log.warn({ client: client?.id, address: socket.remoteAddress, reason }, "client disconnected");
    socket.destroy();
    onDisconnect(reason);
  };
  const socketOf = (client: Client): Socket => client.conn as Socket;

  const judgeSmallPackets = () => createSmallPackets(documentedLimits.smallPackets, now);
  const oversize = guardAgainstOversize<Socket>(
    { packet: limits.unfinished, unfinished: limits.unfinishedTogether.cloud },
    (socket) => disconnect(null, socket, "too_large"),
    judgeSmallPackets,
    (socket) => disconnect(null, socket, "too_fast"),
  );

  const clientOf = (name: string): Client | undefined => clientsOf(aedes)[name];
  const heardAt = new WeakMap<Socket, number>();
  const admission = createAdmission({
    authenticate,
    saved,
    connected,
    clientOf,
    heardAt: (socket) => heardAt.get(socket) ?? 0,
    refuseAfterMs: brokerLimits.refuseAfterMs,
    stopping: stopping.signal,
    now,
    log,
  });
  const publications = createPublications({
    limits: brokerLimits,
    senderOf,
    introduce,
    accept,
    disconnect: (client, reason) => disconnect(client, socketOf(client), reason),
    now,
    log,
  });

  const filters = createGrantedFilters<Client>(brokerLimits, (client) =>
    disconnect(client, socketOf(client), "too_many_filters"),
  );

  const judgeSubscriber = createSlowSubscribers(brokerLimits, now);

  const aedes = await Aedes.createBroker({
    connectTimeout: brokerLimits.connectMs,
    drainTimeout: brokerLimits.drainMs,
    maxInflightInbound: brokerLimits.unreleased,
    maxClientsIdLength: brokerLimits.name,
    preConnect: (client, { clientId, will }, done) => {
      const isTooLong =
        !isShort(clientId, brokerLimits.name) || (will?.payload.length ?? 0) > brokerLimits.will;
      if (isTooLong) disconnect(client, socketOf(client), "too_large");
      done(isTooLong ? new Error("name or will too long") : null, !isTooLong);
    },
    authenticate: (client, userName, password, done) => {
      const address = socketOf(client).remoteAddress;
      admission.authenticate(client, { clientId: client.id, userName, password, address }, done);
    },
    authorizePublish: (client, { topic, payload }, done) =>
      publications.take(client, topic, payload as Uint8Array, done),
    authorizeSubscribe: (client, subscription, done) => {
      const { topic } = subscription;
      const isAllowed = () =>
        isShort(topic, brokerLimits.filter) && maySubscribe(senderOf(client), topic);
      done(null, filters.grant(client, topic, isAllowed) ? subscription : null);
    },
    authorizeForward: (client, packet) => {
      // Asked again for each message that goes down: a session may have been left by another sender.
      if (!maySubscribe(senderOf(client), packet.topic)) return null;
      const verdict = judgeSubscriber(socketOf(client));
      if (verdict === "close") disconnect(client, socketOf(client), "reads_nothing");
      return verdict === "send" ? packet : null;
    },
  });
  const { persistence } = aedes as unknown as { readonly persistence: SessionPersistence };
  const sessions = boundSessions<Client>(persistence, {
    limits: brokerLimits,
    now,
    granted: filters.has,
    onLeftOut: () => undefined,
  });
  const forgetting = setInterval(sessions.forgetOld, brokerLimits.forgetSessionsEveryMs);
  aedes.on("client", sessions.connected);
  aedes.on("unsubscribe", (unsubscribed, client) => {
    for (const filter of unsubscribed) filters.remove(client, filter);
  });
  // What clients send is for ingest alone, retained or not: nobody subscribes to it, and a receipt
  // that a client forged must reach no station. Only the cloud's own messages are handed out.
  const handOut = aedes.publish.bind(aedes);
  aedes.publish = (packet: PublishPacket, ...rest: (Client | PublishDone)[]) => {
    const done = rest.at(-1) as PublishDone;
    if (rest.length === 1) handOut(packet, done);
    else done();
  };

  // Also for one that left before it was ready, which has no "clientDisconnect".
  aedes.on("clientError", connected.remove);
  aedes.on("clientError", (client, error) =>
    log.debug({ client: client.id, err: error }, "client disconnected"),
  );
  aedes.on("connectionError", (_client, error) => log.debug({ err: error }, "connection refused"));

  const gatewayOf = (client: Client): string | undefined => {
    const sender = senderOf(client);
    return sender.kind === "gateway" ? sender.id : undefined;
  };
  aedes.on("clientReady", (client) => {
    const gateway = gatewayOf(client);
    if (gateway !== undefined) events.publish("gateway.connected", { gateway, at: now() });
  });
  aedes.on("clientDisconnect", (client) => {
    connected.remove(client);
    filters.removeAll(client);
    sessions.left(client);
    const gateway = gatewayOf(client);
    if (gateway !== undefined) events.publish("gateway.left", { gateway, at: now() });
  });

  sendReceipts(aedes, events, log);
  sendConfigs(aedes, events, configOf, log);

  const listeners = createListeners(brokerLimits, log, (socket) => {
    setSocketBuffers(socket, { read: brokerLimits.readAtOnce });
    readWhole(socket, setImmediate);
    const client = aedes.handle(socket);
    readPublicationsQuickly(parserOf(client), publications.takeQuickly(client));
    oversize.watch(socket);
    socket.on("data", () => heardAt.set(socket, now()));
  });
  const webSocket = createWebSocketDoor({
    limits: {
      ...brokerLimits,
      unfinished: limits.unfinished,
      unfinishedTogether: limits.unfinishedTogether.cloud,
    },
    isOwnOrigin,
    take: listeners.take,
    judging: judgeSmallPackets,
    onOversize: (socket) => disconnect(null, socket, "too_large"),
  });

  return {
    listen: listeners.listen,
    upgrade: webSocket,
    clients: () => aedes.connectedClients,
    recheck(device) {
      for (const { client, credentials } of connected.of(device))
        if (authenticate(credentials) === undefined)
          disconnect(client, socketOf(client), "not_allowed");
    },
    nameConflict: admission.nameConflict,
    async close() {
      stopping.abort();
      clearInterval(forgetting);
      const closed = listeners.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await closed;
    },
  };
};
