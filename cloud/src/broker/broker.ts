import { createServer, type Server, type Socket } from "node:net";
import { limits } from "@datacityzen/hardware/wire/limits";
import { guardAgainstOversize } from "@datacityzen/hardware/wire/oversize";
import type { Receipt } from "@datacityzen/hardware/wire/receipt";
import { formatTopic, parseTopic } from "@datacityzen/hardware/wire/topic";
import { Aedes, type Client, type PublishPacket, type Subscription } from "aedes";
import type { Logger } from "pino";
import { may } from "../access/may.ts";
import { type Credentials, nobody, type Principal } from "../access/principal.ts";
import type { EventBus } from "../events/bus.ts";
import type { Incoming } from "../ingest/ingest.ts";

export interface Broker {
  /** Starts to take connections; gives the port, which the system chooses for 0. */
  listen(host: string, port: number): Promise<number>;
  clients(): number;
  /** Lets go of every client. What was not acknowledged is theirs to send again. */
  close(): Promise<void>;
}

export interface BrokerOptions {
  /** Who connects; undefined when nobody may connect like that. */
  readonly authenticate: (credentials: Credentials) => Promise<Principal | undefined>;
  /** The message is acknowledged when this resolves; when it rejects, the client is let go. */
  readonly accept: (message: Incoming) => Promise<void>;
  readonly events: EventBus;
  readonly now: () => number;
  readonly log: Logger;
}

type PublishDone = (error?: Error) => void;

/** What comes down to a station is subscribed by its exact topic; what stations send, by nobody. */
const maySubscribe = (sender: Principal, filter: string): boolean => {
  const topic = parseTopic(filter);
  if (topic?.kind === "receipts") return may(sender, "receipts.subscribe", topic);
  if (topic?.kind === "config") return may(sender, "config.subscribe", topic);
  return false;
};

/** CONNACK return code of MQTT 3.1.1: not authorized. */
const NOT_AUTHORIZED = 5;

interface Persistence {
  addSubscriptions(client: Client, subscriptions: Subscription[]): Promise<unknown>;
}

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });

/**
 * The MQTT 3.1.1 broker that stations and gateways publish to. Aedes writes the PUBACK once
 * `authorizePublish` has called back: the callback is held until the message is durable.
 */
export const createBroker = async ({
  authenticate,
  accept,
  events,
  now,
  log,
}: BrokerOptions): Promise<Broker> => {
  const senders = new WeakMap<Client, Principal>();
  const senderOf = (client: Client | null): Principal =>
    (client === null ? undefined : senders.get(client)) ?? nobody;

  const oversize = guardAgainstOversize<Socket>(
    { packet: limits.unfinished, unfinished: limits.unfinishedTogether.cloud },
    (socket) => {
      log.warn({ address: socket.remoteAddress }, "client let go: its message is too large");
      socket.destroy();
    },
  );
  const hold = (
    client: Client | null,
    packet: PublishPacket,
    done: (error?: Error | null) => void,
  ): void => {
    const message = {
      topic: packet.topic,
      client: client?.id ?? "",
      sender: senderOf(client),
      payload: packet.payload as Uint8Array,
    };
    accept(message).then(
      () => done(),
      (error: Error) => {
        log.warn(
          { client: client?.id, topic: message.topic, err: error },
          "message not acknowledged",
        );
        done(error);
      },
    );
  };

  const aedes = await Aedes.createBroker({
    authenticate: (client, userName, password, done) => {
      authenticate({ clientId: client.id, userName, password }).then(
        (sender) => {
          if (sender === undefined) {
            const refusal = new Error("not authorized");
            done(Object.assign(refusal, { returnCode: NOT_AUTHORIZED }), false);
            return;
          }
          senders.set(client, sender);
          done(null, true);
        },
        (error: Error) => {
          log.error({ err: error, client: client.id }, "sender not authenticated");
          done(Object.assign(error, { returnCode: NOT_AUTHORIZED }), false);
        },
      );
    },
    authorizePublish: hold,
    authorizeSubscribe: (client, subscription, done) =>
      done(null, maySubscribe(senderOf(client), subscription.topic) ? subscription : null),
    // Asked again for each message that goes down: a session may have been left by another sender.
    authorizeForward: (client, packet) =>
      maySubscribe(senderOf(client), packet.topic) ? packet : null,
    // MQTT 3.1.1 lets a server take longer names than 23 characters, and gateways use them.
    maxClientsIdLength: 128,
  });
  // Aedes keeps every filter of a SUBSCRIBE that had one granted: the refused ones would collect
  // messages while their client is away, and come alive when it returns.
  const { persistence } = aedes as unknown as { readonly persistence: Persistence };
  const keepSubscriptions = persistence.addSubscriptions.bind(persistence);
  persistence.addSubscriptions = (client, subscriptions) => {
    const sender = senderOf(client);
    return keepSubscriptions(
      client,
      subscriptions.filter(({ topic }) => maySubscribe(sender, topic)),
    );
  };
  // What clients send is for ingest alone, retained or not: nobody subscribes to it, and a receipt
  // that a client forged must reach no station. Only the cloud's own messages are handed out.
  const handOut = aedes.publish.bind(aedes);
  aedes.publish = (packet: PublishPacket, ...rest: (Client | PublishDone)[]) => {
    const done = rest.at(-1) as PublishDone;
    if (rest.length === 1) handOut(packet, done);
    else done();
  };

  aedes.on("clientError", (client, error) =>
    log.debug({ client: client.id, err: error }, "client let go"),
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
    const gateway = gatewayOf(client);
    if (gateway !== undefined) events.publish("gateway.left", { gateway, at: now() });
  });

  const sendReceipt = (station: string, receipt: Receipt): void =>
    aedes.publish(
      {
        cmd: "publish",
        topic: formatTopic({ station, kind: "receipts" }),
        payload: JSON.stringify(receipt),
        qos: 1,
        retain: false,
        dup: false,
      },
      (error) => {
        if (error) log.warn({ station, err: error }, "receipt not sent");
      },
    );
  events.subscribe("message.quarantined", {
    name: "receipts",
    handle: ({ id: _, station, received: at, ...said }) => {
      if (station !== undefined) sendReceipt(station, { at, outcome: "quarantined", ...said });
    },
  });

  events.subscribe("readings.marked", {
    name: "receipts",
    handle: ({ station, received: at, ...said }) =>
      sendReceipt(station, { at, outcome: "marked", ...said }),
  });

  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    aedes.handle(socket);
    oversize.watch(socket);
  });

  return {
    listen: (host, port) => listen(server, host, port),
    clients: () => aedes.connectedClients,
    async close() {
      // Calls back with an error when it never listened, and is closed all the same.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await closed;
    },
  };
};
