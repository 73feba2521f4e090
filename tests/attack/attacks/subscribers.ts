import type { Attack } from "../attack.ts";
import { oneReading, topic } from "../payloads.ts";
import { connectRaw, during, publication, publishAll, subscription } from "../raw-mqtt.ts";

const LARGE = Buffer.alloc(64 * 1024, "x");

/** 5.3 GB in 20 s, and everybody else waited. */
export const unreadSubscriber: Attack = {
  name: "unread-subscriber",
  target: "gateway",
  what: "a subscriber of # that reads nothing, while another publishes",
  async run({ site, amount, note }) {
    const deaf = await connectRaw(site.gateway.mqttPort, "deaf");
    await deaf.send(subscription("#"));
    await deaf.answer("suback");
    deaf.socket.pause();
    const loud = await connectRaw(site.gateway.mqttPort, "loud");
    const rounds = await during(amount(16_000), async (round) => {
      await loud.send(
        publication(`house/${round % 10}`, LARGE, { qos: 1, messageId: 1 + (round % 65_000) }),
      );
    });
    note(`${Math.round((rounds * LARGE.length) / 1024 / 1024)} MiB published`);
    loud.close();
    deaf.close();
  },
};

/** 60 000 of them took 772 MB. */
export const retainedFlood: Attack = {
  name: "retained-flood",
  target: "gateway",
  what: "retained messages under ever new topics",
  fills: true,
  async run({ site, amount, note }) {
    const client = await connectRaw(site.gateway.mqttPort, "retain");
    const payload = Buffer.alloc(8 * 1024, "r");
    const messages = Array.from(
      { length: amount(60_000) },
      (_, index) => [`house/retained/${index}`, payload] as const,
    );
    const { sent, acknowledged } = await publishAll(client, messages, { retain: true });
    note(`${sent} retained messages of 8 KiB, ${acknowledged()} acknowledged`);
    client.close();
  },
};

/** 768 MB for one of them. */
export const forgottenSessions: Attack = {
  name: "forgotten-sessions",
  target: "gateway",
  what: "persistent sessions that subscribe, leave, and collect messages",
  async run({ site, amount, note }) {
    const sessions = amount(40);
    for (let index = 0; index < sessions; index++) {
      const client = await connectRaw(site.gateway.mqttPort, `forgotten-${index}`, {
        clean: false,
      });
      await client.send(subscription("house/#"));
      await client.answer("suback");
      client.close();
    }
    const loud = await connectRaw(site.gateway.mqttPort, "loud");
    const messages = Array.from(
      { length: amount(4000) },
      (_, index) => [`house/${index % 10}`, LARGE] as const,
    );
    const { sent } = await publishAll(loud, messages, { ms: amount(16_000) });
    note(`${sent} messages of 64 KiB for ${sessions} sessions`);
    loud.close();
  },
};

/** A SUBSCRIBE with one refused filter gave that filter after a reconnect. */
export const refusedFilter: Attack = {
  name: "refused-filter",
  target: "cloud",
  what: "a persistent session with a granted and a refused filter comes back",
  light: true,
  async run({ site, note, fault }) {
    const port = site.cloud.mqttPort;
    const options = { clean: false, username: "thief" };
    const first = await connectRaw(port, "edge-thief", options);
    await first.send(subscription("dcz/1/thief/receipts", "dcz/1/victim/receipts", "#", "dcz/#"));
    const suback = await first.answer("suback");
    note(`granted: ${suback?.cmd === "suback" ? suback.granted.join(" ") : "no answer"}`);
    first.close();
    const victim = await connectRaw(port, "edge-victim", { username: "victim" });
    await publishAll(victim, [[topic("victim"), "?"]], { ms: 3000 });
    const again = await connectRaw(port, "edge-thief", options);
    await publishAll(
      victim,
      [
        [topic("victim"), "??"],
        [topic("victim"), "???"],
      ],
      { ms: 3000 },
    );
    await publishAll(again, [[topic("thief"), "?"]], { ms: 3000 });
    await again.answer("pingresp", 500);
    const stolen = again.heard.filter((one) => one.includes("victim"));
    if (stolen.length > 0) fault(`another station's messages were heard: ${stolen[0]}`);
    again.close();
    victim.close();
  },
};

/** What brokers tell about themselves is for operators. */
export const systemTopics: Attack = {
  name: "system-topics",
  target: "both",
  what: "subscriptions of $SYS and of everything",
  light: true,
  async run({ site, note, fault }) {
    for (const [name, port] of [
      ["gateway", site.gateway.mqttPort],
      ["cloud", site.cloud.mqttPort],
    ] as const)
      for (const filter of [
        "$SYS/#",
        "$SYS/+/heartbeat",
        "+/+/heartbeat",
        "$share/g/#",
        "$queue/#",
      ]) {
        const client = await connectRaw(port, `system-${filter.length}`);
        await client.send(subscription(filter));
        const suback = await client.answer("suback", 1000);
        await client.answer("pingresp", 150);
        // A broker that beats once a minute would say nothing so soon: a grant is enough.
        const granted = suback?.cmd === "suback" && suback.granted[0] !== 128;
        if (granted && filter.startsWith("$SYS")) fault(`${name} grants ${filter}`);
        if (client.heard.some((one) => one.startsWith("$SYS")))
          fault(`${name} tells ${client.heard[0]}`);
        client.close();
      }
    note("a grant counts as told");
  },
};

/** Unread answers of the cloud: receipts for a sender that sends junk and reads nothing. */
export const unreadReceipts: Attack = {
  name: "unread-receipts",
  target: "cloud",
  what: "a sender of junk that subscribes its receipts and never reads",
  async run({ site, amount, note }) {
    const deaf = await connectRaw(site.cloud.mqttPort, "deaf", { username: "deaf" });
    await deaf.send(subscription("dcz/1/deaf/receipts"));
    await deaf.answer("suback");
    deaf.socket.pause();
    const junk = await connectRaw(site.cloud.mqttPort, "junk", { username: "deaf" });
    const rounds = await during(amount(12_000), async (round) => {
      await junk.send(
        publication(topic("deaf"), `{"x":"${oneReading(round)}`, {
          qos: 1,
          messageId: 1 + (round % 65_000),
        }),
      );
    });
    note(`${rounds} junk messages`);
    junk.close();
    deaf.close();
  },
};
