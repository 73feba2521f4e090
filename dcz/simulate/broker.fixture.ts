import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { Hello } from "@datacityzen/hardware/wire/hello";
import { introducedBy } from "@datacityzen/hardware/wire/introduction";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { Aedes, type PublishPacket } from "aedes";
import { onTestFinished } from "vitest";

export interface Taken {
  readonly station: string;
  readonly batch: Batch;
}

/**
 * A real broker. `acknowledge` false withholds the acknowledgement of readings, `admits` lets a client in, `room` is
 * for so many. `isCloud`: it grants nothing but receipts, of the stations that it does not `refuse`.
 */
export const openBroker = async ({
  acknowledge = true,
  room = Number.POSITIVE_INFINITY,
  admits = (_password: string, _user?: string): boolean => true,
  isCloud = false,
  refuses = (_station: string): boolean => false,
} = {}) => {
  const passwords = new Map<string, string>();
  const taken: Taken[] = [];
  const hellos: Hello[] = [];
  const packets: PublishPacket[] = [];
  const users: string[] = [];
  const first = Promise.withResolvers<void>();
  const broker = await Aedes.createBroker({
    authenticate: (_, user, password, done) => {
      const given = password?.toString() ?? "";
      if (user !== undefined) {
        passwords.set(user, given);
        users.push(user);
      }
      if (admits(given, user)) return done(null, true);
      done(Object.assign(new Error("refused"), { returnCode: 5 as const }), null);
    },
    authorizeSubscribe: (_, subscription, done) => {
      const topic = parseTopic(subscription.topic);
      const isGranted = !isCloud || (topic?.kind === "receipts" && !refuses(topic.station));
      done(null, isGranted ? subscription : null);
    },
    authorizePublish: (_, packet, done) => {
      packets.push(packet);
      if (introducedBy(packet.topic) !== undefined) return done(null);
      const topic = parseTopic(packet.topic);
      if (topic === undefined) throw new Error(`not a topic of ours: ${packet.topic}`);
      const payload = Buffer.from(packet.payload);
      if (topic.kind === "hello") {
        const hello = parsePayload(Hello, payload);
        if (hello.ok) hellos.push(hello.value);
      }
      if (topic.kind !== "readings") return done(null);
      const batch = parsePayload(Batch, payload);
      if (!batch.ok) throw new Error(batch.detail);
      taken.push({ station: topic.station, batch: batch.value });
      first.resolve();
      if (acknowledge) done(null);
    },
  });
  const listen = async (port: number): Promise<Server> => {
    const server = createServer(broker.handle).listen(port, "127.0.0.1");
    server.maxConnections = room;
    await once(server, "listening");
    return server;
  };
  let server = await listen(0);
  onTestFinished(async () => {
    await new Promise<void>((resolve) => broker.close(resolve));
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  const { port } = address;
  const clients = () =>
    Object.values((broker as unknown as { clients: Record<string, { conn: unknown }> }).clients);
  return {
    ...{ taken, hellos, packets, passwords, users },
    url: `mqtt://127.0.0.1:${port}`,
    firstTaken: first.promise,
    connected: () => broker.connectedClients,
    /** Publishes to whoever is subscribed. */
    tell: (topic: string, payload: string) =>
      new Promise<void>((resolve) =>
        broker.publish(
          {
            ...{ cmd: "publish", topic, payload: Buffer.from(payload) },
            ...{ qos: 1, retain: false, dup: false },
          },
          () => resolve(),
        ),
      ),
    /** Goes away: every connection breaks, and none is taken. */
    async leave() {
      const closed = once(server, "close");
      server.close();
      for (const { conn } of clients()) (conn as { destroy(): void }).destroy();
      await closed;
    },
    async comeBack() {
      server = await listen(port);
    },
  };
};
