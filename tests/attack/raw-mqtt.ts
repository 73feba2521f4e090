import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";

const HOST = "127.0.0.1";

/**
 * Resolves when one of these events comes, or the connection is closed. A connection that the other side resets is
 * closed too: `once` of node:events would reject, and end the attack in place of the chain.
 */
export const awaitEvent = (socket: Socket, ...events: readonly string[]): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    const names = [...events, "close"];
    const come = () => {
      for (const name of names) socket.off(name, come);
      resolve();
    };
    for (const name of names) socket.on(name, come);
  });

/** A TCP connection whose errors are part of the attack. */
export const openSocket = async (port: number, host: string = HOST): Promise<Socket> => {
  const socket = connect(port, host);
  socket.on("error", () => undefined);
  // Many writers may wait for room at a time.
  socket.setMaxListeners(0);
  await awaitEvent(socket, "connect");
  return socket;
};

/** Resolves when the other side has closed it, or with false when `ms` have passed. */
export const closedWithin = async (socket: Socket, ms: number): Promise<boolean> => {
  if (socket.destroyed) return true;
  socket.resume();
  const closed = new Promise<boolean>((resolve) => socket.once("close", () => resolve(true)));
  return Promise.race([closed, wait(ms, false)]);
};

/** An MQTT client that keeps to nothing: it sends packets as they are and answers none. */
export interface RawClient {
  readonly socket: Socket;
  /** Publications that came, as topics with the beginning of their payloads. */
  readonly heard: readonly string[];
  /** Their identifiers, of those that want an acknowledgement. */
  readonly heardIds: readonly number[];
  /** Packets other than publications, by command. */
  readonly answers: readonly Packet[];
  /** Writes; resolves when there is room for more, or the connection is closed. */
  send(packet: Packet | Uint8Array): Promise<void>;
  /** Resolves with the first answer of this command, or undefined when `ms` have passed. */
  answer(command: Packet["cmd"], ms?: number): Promise<Packet | undefined>;
  close(): void;
}

export const connectRaw = async (
  port: number,
  clientId: string,
  options: Partial<IConnectPacket> = {},
): Promise<RawClient> => {
  const socket = await openSocket(port);
  const heard: string[] = [];
  const heardIds: number[] = [];
  const answers: Packet[] = [];
  const packets = parser();
  packets.on("packet", (packet: Packet) => {
    if (packet.cmd === "publish") {
      heard.push(`${packet.topic} ${packet.payload.toString().slice(0, 80)}`);
      if (packet.messageId !== undefined) heardIds.push(packet.messageId);
    } else if (answers.length < 1000) answers.push(packet);
  });
  packets.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => packets.parse(chunk));
  const client: RawClient = {
    socket,
    heard,
    heardIds,
    answers,
    async send(packet) {
      if (socket.destroyed) return;
      const bytes = packet instanceof Uint8Array ? packet : generate(packet);
      if (socket.write(bytes)) return;
      await awaitEvent(socket, "drain");
    },
    async answer(command, ms = 5000) {
      const deadline = performance.now() + ms;
      while (performance.now() < deadline) {
        const found = answers.find(({ cmd }) => cmd === command);
        if (found !== undefined || socket.destroyed) return found;
        await wait(10);
      }
      return undefined;
    },
    close: () => void socket.destroy(),
  };
  await client.send({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clientId,
    clean: true,
    keepalive: 0,
    ...options,
  });
  await client.answer("connack");
  return client;
};

export const publication = (
  topic: string,
  payload: string | Buffer,
  options: { qos?: 0 | 1 | 2; retain?: boolean; messageId?: number } = {},
): Packet => ({
  cmd: "publish",
  topic,
  payload,
  qos: options.qos ?? 0,
  retain: options.retain ?? false,
  dup: false,
  ...((options.qos ?? 0) > 0 && { messageId: options.messageId ?? 1 }),
});

export const subscription = (...topics: string[]): Packet => ({
  cmd: "subscribe",
  messageId: 1,
  subscriptions: topics.map((topic) => ({ topic, qos: 1 })),
});

/** Calls `work` until `ms` have passed, giving the event loop room. */
export const during = async (
  ms: number,
  work: (round: number) => Promise<void>,
): Promise<number> => {
  const deadline = performance.now() + ms;
  let round = 0;
  while (performance.now() < deadline) {
    await work(round++);
    if (round % 32 === 0) await wait(0);
  }
  return round;
};

/** Publishes with QoS 1 and waits for what was acknowledged, a window at a time. */
export const publishAll = async (
  client: RawClient,
  messages: Iterable<readonly [topic: string, payload: string | Buffer]>,
  { ms = 20_000, retain = false }: { ms?: number; retain?: boolean } = {},
): Promise<{ sent: number; acknowledged: () => number }> => {
  let acknowledged = 0;
  const packets = parser();
  packets.on("packet", ({ cmd }: Packet) => void (cmd === "puback" && acknowledged++));
  packets.on("error", () => undefined);
  client.socket.on("data", (chunk: Buffer) => packets.parse(chunk));
  let sent = 0;
  const deadline = performance.now() + ms;
  for (const [topic, payload] of messages) {
    if (client.socket.destroyed || performance.now() > deadline) break;
    await client.send(
      publication(topic, payload, { qos: 1, retain, messageId: 1 + (sent % 65_000) }),
    );
    sent++;
    if (sent % 64 === 0) await wait(0);
  }
  while (!client.socket.destroyed && acknowledged < sent && performance.now() < deadline)
    await wait(10);
  return { sent, acknowledged: () => acknowledged };
};
