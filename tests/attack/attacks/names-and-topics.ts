import { setTimeout as wait } from "node:timers/promises";
import type { Attack } from "../attack.ts";
import { batch, oneReading, topic } from "../payloads.ts";
import { connectRaw, during, openSocket, publication, publishAll } from "../raw-mqtt.ts";
import { openSite } from "../site.ts";

interface Points {
  readonly series: readonly { readonly points: readonly { at: string; value: number }[] }[];
}

const valuesOf = async (http: string, station: string): Promise<number[]> => {
  const until = new Date(Date.now() + 60_000).toISOString();
  const answer = await fetch(
    `${http}/api/v1/series?station=${station}&quantity=pm2_5&until=${until}`,
  );
  if (!answer.ok) return [];
  const { series } = (await answer.json()) as Points;
  return series.flatMap(({ points }) => points.map(({ value }) => value));
};

const poll = async (ms: number, done: () => Promise<boolean>): Promise<boolean> => {
  const deadline = performance.now() + ms;
  while (performance.now() < deadline) {
    if (await done()) return true;
    await wait(100);
  }
  return false;
};

/** A device that draws the same boot after each power-up and starts to count at 0. */
export const sameNameOtherContent: Attack = {
  name: "same-name-other-content",
  target: "both",
  what: "five batches of one name (boot and seq) with different readings, through each broker",
  light: true,
  async run({ site, note, fault }) {
    for (const [station, port] of [
      ["reborn-relayed", site.gateway.mqttPort],
      ["reborn-direct", site.cloud.mqttPort],
    ] as const) {
      const client = await connectRaw(port, station, { username: station });
      const first = Date.now() - 60_000;
      const messages = Array.from(
        { length: 5 },
        (_, index) =>
          [
            topic(station),
            batch(
              0,
              [{ at: first + index * 1000, sensor: "same", values: { pm2_5: index } }],
              "sameboot",
            ),
          ] as const,
      );
      const { acknowledged } = await publishAll(client, messages, { ms: 5000 });
      client.close();
      const kept = async () => (await valuesOf(site.cloud.http, station)).length;
      // What the gateway acknowledged is on its disk; it hands over later on a busy machine.
      await poll(60_000, async () => (await kept()) >= acknowledged());
      note(`${station}: ${acknowledged()} acknowledged, ${await kept()} kept`);
      if ((await kept()) < acknowledged())
        fault(`${station}: ${acknowledged()} acknowledged, ${await kept()} kept`);
    }
  },
};

/** Topics that resemble ours: what is acknowledged is kept, or somebody is told. */
export const resemblingTopics: Attack = {
  name: "resembling-topics",
  target: "both",
  what: "readings under topics that differ from ours by a slash, a letter or a version",
  light: true,
  async run({ site, note, fault }) {
    const topics = (station: string) => [
      `/dcz/1/${station}/readings`,
      `dcz/1/${station}/readings/`,
      `DCZ/1/${station}/readings`,
      `dcz/1/${station}/Readings`,
      `dcz/2/${station}/readings`,
      `dcz/1/${station}/reading`,
      `dcz//${station}/readings`,
      `dcz/1/${station.toUpperCase()}/readings`,
    ];
    const counted = async () => {
      const metrics = await (await fetch(`${site.gateway.http}/metrics`)).text();
      const health = await (await fetch(`${site.gateway.http}/api/health`)).text();
      return { metrics, health };
    };
    for (const [name, port] of [
      ["gateway", site.gateway.mqttPort],
      ["cloud", site.cloud.mqttPort],
    ] as const) {
      const station = `similar-${name}`;
      const client = await connectRaw(port, station, { username: station });
      const messages = topics(station).map((each, index) => [each, oneReading(index)] as const);
      const { acknowledged } = await publishAll(client, messages, { ms: 5000 });
      note(`${name}: ${acknowledged()} of ${messages.length} acknowledged`);
      client.close();
    }
    const { health } = await counted();
    const page = await (await fetch(`${site.gateway.http}/?lang=en`)).text();
    const told = /unknown|resembl|topic/i;
    if (!told.test(health) && !told.test(page.replace(/<style[\s\S]*?<\/style>/, "")))
      fault("the gateway acknowledges topics that resemble ours, and its page says all is well");
  },
};

/** Two stations with one name: 95 connections each in 75 s, without a word in any log. */
export const duplicateClientIds: Attack = {
  name: "duplicate-client-ids",
  target: "both",
  what: "two clients of one name that take each other's connection, at both brokers",
  light: true,
  async run({ site, amount, note, fault }) {
    let count = 0;
    const fight = (port: number, address: string) =>
      during(amount(16_000), async (round) => {
        const client = await connectRaw(port, "twin", { username: "twin" });
        await client.send(publication(topic("twin"), oneReading(round, address), { qos: 1 }));
        await client.answer("puback", 300);
        count++;
      });
    await Promise.all(
      [site.gateway.mqttPort, site.cloud.mqttPort].flatMap((port) => [
        fight(port, "one"),
        fight(port, "other"),
      ]),
    );
    note(`${count} connections`);
    for (const name of ["gateway", "cloud"] as const)
      if (!/twin/.test(site.output(name))) fault(`${name} says nothing of two clients of one name`);
  },
};

const raw = (...bytes: number[]): Buffer => Buffer.from(bytes);
const connectPacket = raw(0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 1, 0x7a);

/** Packets that the protocol forbids: each ends its own connection at most. */
export const hostilePackets: Attack = {
  name: "hostile-packets",
  target: "both",
  what: "packets that MQTT forbids, and topics that no client may publish to",
  light: true,
  async run({ site, note }) {
    const packets: Buffer[] = [
      raw(0x00, 0x00),
      raw(0xf0, 0x00),
      raw(0x30, 0xff, 0xff, 0xff, 0xff, 0x7f),
      raw(0x36, 2, 0, 0),
      raw(0x30, 2, 0xff, 0xff),
      raw(0x32, 5, 0, 1, 0x61, 0, 0),
      raw(0x82, 2, 0, 1),
      raw(0x82, 5, 0, 1, 0, 9, 0x61),
      raw(0x80, 6, 0, 1, 0, 1, 0x23, 9),
      raw(0xa2, 2, 0, 1),
      raw(0x40, 0),
      raw(0x50, 2, 0xff, 0xff),
      raw(0x62, 2, 0, 0),
      raw(0xc1, 0),
      raw(0xe0, 1, 1),
      connectPacket,
      ...[
        "#",
        "+/a",
        "a/#",
        "",
        "\u0000",
        "dcz/1/a\u0000b/readings",
        "$SYS/x",
        "\ud7ff/".repeat(5000),
      ].map((name) => {
        const bytes = Buffer.from(name);
        const body = Buffer.concat([raw(bytes.length >> 8, bytes.length & 0xff), bytes, raw(0, 7)]);
        const length = raw((body.length & 0x7f) | 0x80, (body.length >> 7) & 0x7f);
        return body.length < 16_384
          ? Buffer.concat([raw(0x32), length, body])
          : Buffer.concat([
              raw(
                0x32,
                (body.length & 0x7f) | 0x80,
                ((body.length >> 7) & 0x7f) | 0x80,
                body.length >> 14,
              ),
              body,
            ]);
      }),
    ];
    const connects: Buffer[] = [
      raw(0x10, 0),
      raw(0x10, 4, 0, 4, 0x4d, 0x51),
      raw(0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 9, 2, 0, 0, 0, 0),
      raw(0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0, 0, 0, 0, 0),
      raw(0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0xff, 0, 0, 0, 0),
      raw(0x10, 15, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 2, 0, 0, 2, 0x21, 0, 0, 0),
      raw(0x12, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 0),
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
      raw(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3),
    ];
    for (const port of [site.cloud.mqttPort, site.gateway.mqttPort]) {
      for (const bytes of connects) {
        const socket = await openSocket(port);
        socket.write(bytes);
        await wait(20);
        socket.destroy();
      }
      for (const bytes of packets) {
        const socket = await openSocket(port);
        socket.write(connectPacket);
        await wait(20);
        // Whole, and a byte at a time.
        socket.write(bytes);
        await wait(20);
        if (!socket.destroyed) for (const byte of bytes.subarray(0, 32)) socket.write(raw(byte));
        socket.destroy();
      }
    }
    note(`${2 * (packets.length + connects.length)} packets`);
  },
};

export const ipv6: Attack = {
  name: "ipv6",
  target: "both",
  what: "the same processes on ::1, with a reading through both",
  light: true,
  async run({ fault, note }) {
    const site = await openSite({ environment: { HOST: "::1" } }).catch((error: Error) => error);
    if (site instanceof Error)
      return fault(`they do not start on ::1: ${site.message.slice(-200)}`);
    try {
      for (const name of ["cloud", "gateway"] as const) {
        const ready = await site.running(name).ready;
        note(`${name}: ${ready.http} ${ready.mqtt}`);
        for (const url of [ready.http, ready.mqtt])
          if (!URL.canParse(url ?? "")) fault(`${name} names an address that is none: ${url}`);
        const { httpPort } = site[name];
        const answer = await fetch(`http://[::1]:${httpPort}/`);
        if (answer.status >= 500 && name === "gateway") fault(`${name} answers ${answer.status}`);
        const socket = await openSocket(site[name].mqttPort, "::1");
        if (socket.destroyed) fault(`${name} takes no MQTT connection on ::1`);
        socket.destroy();
      }
    } finally {
      await site.close();
    }
  },
};
