import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { limits } from "@datacityzen/hardware/wire/limits";
import { guardAgainstOversize } from "@datacityzen/hardware/wire/oversize";
import { parseTopic, type Topic } from "@datacityzen/hardware/wire/topic";
import { Aedes, type Client, type PublishPacket } from "aedes";
import type { Logger } from "pino";
import type { Counters, DropReason } from "../counters.ts";
import type { Intake } from "../intake.ts";
import type { RetainedMessage } from "../store/retained.ts";

/** A topic, its length and a packet identifier stand before the payload (MQTT 3.1.1, 3.3.2). */
const LONGEST_TOPIC = 65_535 + 2 + 2;

export interface BrokerOptions {
  readonly host: string;
  readonly port: number;
  readonly intake: Intake;
  /** What the stations said last before the gateway stopped: local subscribers find it again. */
  readonly retained: Iterable<RetainedMessage>;
  readonly counters: Counters;
  readonly log: Logger;
  /** How long to wait before a message that the disk refused is tried again. */
  readonly retryAfterMs?: number;
}

/** The broker that edge, ESP devices, Node-RED and Home Assistant share at the site. */
export interface Broker {
  readonly host: string;
  readonly port: number;
  readonly clients: () => number;
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

/** What the cloud alone may say. */
const comesFromCloud = ({ kind }: Topic): boolean => kind === "receipts" || kind === "config";

const bytes = (payload: string | Uint8Array | undefined): Uint8Array =>
  typeof payload === "string" ? Buffer.from(payload) : (payload ?? new Uint8Array());

/** Starts listening; rejects with the system's error (EADDRINUSE, EACCES) when it cannot. */
export const openBroker = async (options: BrokerOptions): Promise<Broker> => {
  const { host, port, intake, retained, counters, log, retryAfterMs = 1000 } = options;
  const stopping = new AbortController();
  const holding = new Set<Promise<void>>();
  /** The last will of each topic whose keeping is still tried: an older one gives up. */
  const wills = new Map<string, PublishPacket>();

  const letGo = (socket: Socket): void => {
    log.warn({ address: socket.remoteAddress }, "client let go: its message is too large");
    counters.tooLarge += 1;
    socket.destroy();
  };
  const oversize = guardAgainstOversize<Socket>(
    {
      packet: limits.relayed + LONGEST_TOPIC,
      unfinished: limits.unfinishedTogether.gateway,
    },
    letGo,
  );

  /** Resolves to true when the message is on disk, to false when it is not wanted any more. */
  const keep = async (
    topic: Topic,
    payload: Uint8Array,
    wanted: () => boolean,
  ): Promise<boolean> => {
    for (;;) {
      const outcome = await intake(topic, payload);
      if (outcome.ok) return true;
      // The acknowledgement waits with it: the sender keeps its copy until there is room again.
      await delay(retryAfterMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || !wanted()) return false;
    }
  };

  const drop = (packet: PublishPacket, reason: DropReason, client: Client | null): void => {
    counters.dropped[reason] += 1;
    log.debug({ topic: packet.topic, client: client?.id, reason }, "publication dropped");
    packet.topic = nowhere;
    packet.retain = false;
  };

  const hold = (
    client: Client | null,
    topic: Topic,
    packet: PublishPacket,
    done: (error?: Error | null) => void,
  ): void => {
    const isWill = client === null || client.closed;
    if (isWill) wills.set(packet.topic, packet);
    const wanted = () => (isWill ? wills.get(packet.topic) === packet : !client.closed);
    const held = keep(topic, bytes(packet.payload), wanted)
      .then(
        (kept) => {
          if (kept) done(null);
        },
        (error: unknown) => log.error({ err: error, topic: packet.topic }, "intake failed"),
      )
      .finally(() => {
        holding.delete(held);
        if (wills.get(packet.topic) === packet) wills.delete(packet.topic);
      });
    holding.add(held);
  };

  const aedes = await Aedes.createBroker({
    // A subscriber that reads nothing any more must not hold the others up for a minute.
    drainTimeout: 15_000,
    // Aedes sends the PUBACK as soon as this calls back (aedes/lib/handlers/publish.js), so the
    // call waits for the disk. An error would close the connection, and the client would send the
    // same again for ever: there is none for any topic or content.
    authorizePublish: (client, packet, done) => {
      if (client !== null) {
        if (packet.payload.length > limits.relayed) return letGo(client.conn as Socket);
      }
      if (packet.topic.startsWith("$")) {
        drop(packet, "reserved", client);
        return done(null);
      }
      const topic = parseTopic(packet.topic);
      if (topic === undefined) {
        if (packet.topic.startsWith("dcz/")) {
          counters.unknownTopics += 1;
          log.debug({ topic: packet.topic, client: client?.id }, "topic is none of the wire's");
        }
        return done(null);
      }
      if (comesFromCloud(topic)) {
        drop(packet, "from_cloud", client);
        return done(null);
      }
      hold(client, topic, packet, done);
    },
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
      aedes.publish({ ...packet, payload: Buffer.from(payload) }, (error) => {
        if (error) log.warn({ topic, err: error }, "local publication failed");
        resolve();
      });
    });
  for (const { topic, payload } of retained) await publish({ topic, payload, retain: true });

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    aedes.handle(socket);
    oversize.watch(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    // Its timers would keep a process alive that has nothing to do.
    aedes.close();
    throw error;
  });
  const address = server.address() as AddressInfo;

  return {
    host,
    port: address.port,
    clients: () => aedes.connectedClients,
    publish,
    close: async () => {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Closing a client publishes its will, which is kept before the database is closed.
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await Promise.all(holding);
    },
  };
};
