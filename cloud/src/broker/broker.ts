import { createServer, type Server, type Socket } from "node:net";
import type { Receipt } from "@datacityzen/hardware/wire/receipt";
import { formatTopic, parseTopic } from "@datacityzen/hardware/wire/topic";
import { Aedes, type Client, type PublishPacket } from "aedes";
import type { Logger } from "pino";
import type { Incoming } from "../ingest/ingest.ts";
import { guardAgainstOversize } from "./oversize.ts";

export interface Broker {
  readonly port: number;
  clients(): number;
  sendReceipt(station: string, receipt: Receipt): void;
  /** Lets go of every client. What was not acknowledged is theirs to send again. */
  close(): Promise<void>;
}

export interface BrokerOptions {
  readonly host: string;
  readonly port: number;
  /** The message is acknowledged when this resolves; when it rejects, the client is let go. */
  readonly accept: (message: Incoming) => Promise<void>;
  readonly log: Logger;
}

type PublishDone = (error?: Error) => void;

/** Stations send to the cloud; what comes down to them is subscribed by its exact topic. */
const maySubscribe = (filter: string): boolean => {
  const topic = parseTopic(filter);
  return topic !== undefined && (topic.kind === "receipts" || topic.kind === "config");
};

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
export const openBroker = async ({ host, port, accept, log }: BrokerOptions): Promise<Broker> => {
  const oversize = guardAgainstOversize((socket) =>
    log.warn({ address: socket.remoteAddress }, "client let go: a message without end"),
  );
  const hold = (
    client: Client | null,
    packet: PublishPacket,
    done: (error?: Error | null) => void,
  ): void => {
    if (client !== null) oversize.finished(client.conn);
    const message = {
      topic: packet.topic,
      client: client?.id ?? "",
      payload: packet.payload as Uint8Array,
    };
    accept(message).then(
      () => done(),
      (error: Error) => {
        log.warn({ client: client?.id, topic: message.topic, error }, "message not acknowledged");
        done(error);
      },
    );
  };

  const aedes = await Aedes.createBroker({
    authorizePublish: hold,
    authorizeSubscribe: (_client, subscription, done) =>
      done(null, maySubscribe(subscription.topic) ? subscription : null),
    // MQTT 3.1.1 lets a server take longer names than 23 characters, and gateways use them.
    maxClientsIdLength: 128,
  });
  // What clients send is for ingest alone, retained or not: nobody subscribes to it, and a receipt
  // that a client forged must reach no station. Only the cloud's own messages are handed out.
  const handOut = aedes.publish.bind(aedes);
  aedes.publish = (packet: PublishPacket, ...rest: (Client | PublishDone)[]) => {
    const done = rest.at(-1) as PublishDone;
    if (rest.length === 1) handOut(packet, done);
    else done();
  };

  aedes.on("clientError", (client, error) =>
    log.debug({ client: client.id, error: error.message }, "client let go"),
  );
  aedes.on("connectionError", (_client, error) =>
    log.debug({ error: error.message }, "connection refused"),
  );

  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    oversize.watch(socket);
    socket.on("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
  const listening = await listen(server, host, port);

  return {
    port: listening,
    clients: () => aedes.connectedClients,
    sendReceipt(station, receipt) {
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
          if (error) log.warn({ station, error }, "receipt not sent");
        },
      );
    },
    async close() {
      oversize.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await closed;
    },
  };
};
