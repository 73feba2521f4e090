import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { Batch, type Reading } from "@datacityzen/hardware/wire/batch";
import { Status } from "@datacityzen/hardware/wire/status";
import { Aedes } from "aedes";
import { connect } from "mqtt";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { type Publisher, type PublisherOptions, startPublisher } from "./publisher.ts";
import type { SpoolChange } from "./spool.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Heard {
  readonly topic: string;
  readonly text: string;
}

/** A real broker. `hold` keeps acknowledgements back; `kill` ends it as a crash does. */
const startBroker = async (port = 0) => {
  const heard: Heard[] = [];
  const held: (() => void)[] = [];
  const users: string[] = [];
  let holding = false;
  let slowMs = 0;
  let underWay = 0;
  let peak = 0;
  const aedes = await Aedes.createBroker({
    authenticate: (_, user, __, done) => {
      users.push(user ?? "");
      done(null, true);
    },
    authorizePublish: (_, packet, done) => {
      heard.push({ topic: packet.topic, text: String(packet.payload) });
      if (!packet.topic.endsWith("/readings")) return done(null);
      peak = Math.max(peak, ++underWay);
      const acknowledge = () => {
        underWay -= 1;
        done(null);
      };
      if (holding) held.push(acknowledge);
      else if (slowMs > 0) setTimeout(acknowledge, slowMs);
      else acknowledge();
    },
  });
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const acknowledgeHeld = () => {
    holding = false;
    for (const acknowledge of held.splice(0)) acknowledge();
  };
  const kill = async () => {
    acknowledgeHeld();
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
    if (!aedes.closed) await new Promise<void>((resolve) => aedes.close(() => resolve()));
  };
  cleanUps.push(kill);
  return {
    aedes,
    port: address.port,
    url: `mqtt://127.0.0.1:${address.port}`,
    users,
    kill,
    cutLinks: () => {
      for (const socket of sockets) socket.destroy();
    },
    hold: () => {
      holding = true;
    },
    acknowledgeHeld,
    slowDown: (ms: number) => {
      slowMs = ms;
    },
    peak: () => peak,
    batches: () =>
      heard
        .filter(({ topic }) => topic === "dcz/1/workshop/readings")
        .map(({ text }) => Batch.parse(JSON.parse(text))),
    said: (kind: string) =>
      heard
        .filter(({ topic }) => topic === `dcz/1/workshop/${kind}`)
        .map(({ text }) => JSON.parse(text)),
    retained: async (kind: string) => {
      const reader = connect(`mqtt://127.0.0.1:${address.port}`);
      cleanUps.push(() => reader.endAsync(true));
      const message = new Promise<string>((resolve) => {
        reader.once("message", (_, payload) => resolve(String(payload)));
      });
      await reader.subscribeAsync(`dcz/1/workshop/${kind}`);
      return JSON.parse(await message);
    },
  };
};

const start = (url: string, options: Partial<PublisherOptions> = {}) => {
  const lines: Record<string, unknown>[] = [];
  const publisher = startPublisher({
    url,
    station: "workshop",
    boot: "k3v9x0qz",
    now: Date.now,
    random: () => 0,
    clock: () => "ntp",
    health: () => ({ uptime: 1, rejected: {} }),
    log: pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }),
    patience: { firstMs: 20, longestMs: 100 },
    ...options,
  });
  cleanUps.push(() => publisher.stop(0));
  return { publisher, lines };
};

const reading = (value: number): Reading => ({
  at: 1_790_000_040_000 + 1000 * value,
  sensor: "sds011-58d9",
  values: { pm2_5: value },
});
const publishAll = (publisher: Publisher, ...values: number[]) =>
  Promise.all(values.map((value) => publisher.publish([reading(value)])));
const valuesOf = (batches: readonly Batch[]) =>
  batches.flatMap(({ readings }) => readings.map(({ values }) => values.pm2_5));

test("a batch is sent once, named by boot and seq, and settled when it is acknowledged", async () => {
  const broker = await startBroker();
  const { publisher } = start(broker.url);
  expect(await publishAll(publisher, 1, 2, 3)).toEqual(Array(3).fill("acknowledged"));
  expect(broker.batches()).toEqual(
    [1, 2, 3].map((value, seq) => ({
      boot: "k3v9x0qz",
      seq,
      clock: "ntp",
      readings: [reading(value)],
    })),
  );
  expect(broker.users).toEqual(["workshop"]);
});

test("no more than the window is on its way", async () => {
  const broker = await startBroker();
  broker.slowDown(5);
  const { publisher } = start(broker.url, { window: 3 });
  expect(await publishAll(publisher, ...Array(20).keys())).toEqual(Array(20).fill("acknowledged"));
  expect(broker.peak()).toBe(3);
  expect(valuesOf(broker.batches())).toEqual([...Array(20).keys()]);
});

test("what was not acknowledged is sent again after a reconnect, the same and in order", async () => {
  const broker = await startBroker();
  broker.hold();
  const { publisher } = start(broker.url, { window: 2 });
  const settled = publishAll(publisher, 1, 2, 3);
  await expect.poll(() => broker.batches().length).toBe(2);
  broker.cutLinks();
  await expect.poll(() => broker.batches().length).toBe(4);
  broker.acknowledgeHeld();
  expect(await settled).toEqual(Array(3).fill("acknowledged"));
  const batches = broker.batches();
  expect(batches.map(({ seq }) => seq)).toEqual([0, 1, 0, 1, 2]);
  expect(batches.slice(2, 4)).toEqual(batches.slice(0, 2));
});

test("a broker that is killed and comes back gets everything, and no seq with two contents", async () => {
  const first = await startBroker();
  const { publisher } = start(first.url);
  const settled: Promise<unknown>[] = [];
  for (let value = 0; value < 50; value++) settled.push(publisher.publish([reading(value)]));
  await expect.poll(() => first.batches().length).toBeGreaterThan(10);
  await first.kill();
  for (let value = 50; value < 100; value++) settled.push(publisher.publish([reading(value)]));
  const second = await startBroker(first.port);
  expect(await Promise.all(settled)).toEqual(Array(100).fill("acknowledged"));
  const contents = new Map<number, string>();
  for (const batch of [...first.batches(), ...second.batches()]) {
    const content = JSON.stringify(batch);
    expect(contents.get(batch.seq) ?? content).toBe(content);
    contents.set(batch.seq, content);
  }
  expect([...contents.keys()].toSorted((a, b) => a - b)).toEqual([...Array(100).keys()]);
});

test("a queue that overflows drops the oldest, counts them and says so", async () => {
  const port = await startBroker().then(async (broker) => {
    await broker.kill();
    return broker.port;
  });
  const { publisher, lines } = start(`mqtt://127.0.0.1:${port}`, { limit: 4 });
  const settled = publishAll(publisher, ...Array(10).keys());
  const broker = await startBroker(port);
  expect(await settled).toEqual([...Array(6).fill("dropped"), ...Array(4).fill("acknowledged")]);
  expect(valuesOf(broker.batches())).toEqual([6, 7, 8, 9]);
  expect(Status.parse(broker.said("status")[0])).toMatchObject({
    state: "online",
    health: { dropped: 6, waiting: 4 },
  });
  expect(lines).toContainEqual(expect.objectContaining({ msg: "connected", waiting: 4 }));
});

test("hello and status are retained, said anew on each connection, and status from time to time", async () => {
  const broker = await startBroker();
  const { publisher } = start(broker.url, { statusEveryMs: 50 });
  const hello = { kit: "workshop-table", sensors: [], software: { edge: "1" } };
  publisher.publishHello(hello);
  await expect.poll(() => broker.said("status").length).toBeGreaterThan(2);
  expect(await broker.retained("hello")).toEqual(hello);
  expect((await broker.retained("status")).state).toBe("online");
  broker.cutLinks();
  await expect.poll(() => broker.said("hello").length).toBe(2);
});

test("a station whose clock is not set says how it is without a date", async () => {
  const broker = await startBroker();
  start(broker.url, { now: () => 42_000 });
  await expect.poll(() => broker.said("status")).not.toEqual([]);
  const [said] = broker.said("status");
  expect(Status.parse(said)).toMatchObject({ state: "online" });
  expect(said).not.toHaveProperty("at");
});

test("the will says offline when the station falls silent", async () => {
  const broker = await startBroker();
  start(broker.url);
  await expect.poll(() => broker.said("status").length).toBe(1);
  broker.cutLinks();
  await expect.poll(() => broker.said("status")).toContainEqual({ state: "offline" });
});

test.each([
  ["quarantined", "clock_ahead", /quarantine/],
  ["marked", "clock_doubtful", /keeps a batch with a mark/],
])("a receipt that says %s is logged as what it is", async (outcome, reason, msg) => {
  const broker = await startBroker();
  const { lines } = start(broker.url);
  const receipt = {
    at: 1_790_000_040_000,
    outcome,
    reason,
    detail: "a day",
    boot: "k3v9x0qz",
    seq: 3,
  };
  await once(broker.aedes, "subscribe");
  broker.aedes.publish(
    {
      cmd: "publish",
      topic: "dcz/1/workshop/receipts",
      payload: Buffer.from(JSON.stringify(receipt)),
      qos: 1,
      retain: false,
      dup: false,
    },
    () => undefined,
  );
  await expect
    .poll(() => lines)
    .toContainEqual(
      expect.objectContaining({ level: 40, reason, seq: 3, msg: expect.stringMatching(msg) }),
    );
});

test("stopping waits for acknowledgements, and disconnects", async () => {
  const broker = await startBroker();
  broker.hold();
  const { publisher } = start(broker.url);
  const settled = publishAll(publisher, 1, 2);
  await expect.poll(() => broker.batches().length).toBe(2);
  const stopped = publisher.stop(4000);
  broker.acknowledgeHeld();
  await stopped;
  expect(await settled).toEqual(["acknowledged", "acknowledged"]);
  expect(broker.said("status").at(-1)).toMatchObject({ state: "offline", health: { waiting: 0 } });
});

test("stopping does not wait longer than it is told, with a broker that is mute or none at all", async () => {
  const mute = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(mute, "listening");
  cleanUps.push(async () => mute.close());
  const address = mute.address();
  const port = address !== null && typeof address !== "string" ? address.port : 0;
  for (const url of [`mqtt://127.0.0.1:${port}`, "mqtt://127.0.0.1:1"]) {
    const { publisher, lines } = start(url);
    const settled = publishAll(publisher, 1);
    const begun = performance.now();
    await publisher.stop(100);
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(await settled).toEqual(["unsent"]);
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, batches: 1 }));
  }
});

test("what comes after the good-bye is unsent, and told so at once", async () => {
  const { publisher } = start("mqtt://127.0.0.1:1");
  await publisher.stop(0);
  expect(await publisher.publish([reading(1)])).toBe("unsent");
});

test("readings that were never sent move with the clock; what a broker may have stays as it is", async () => {
  const broker = await startBroker();
  broker.hold();
  const { publisher } = start(broker.url, { window: 1, clock: () => "free" });
  const settled = publishAll(publisher, 1, 2);
  await expect.poll(() => broker.batches().length).toBe(1);
  publisher.moveInstants(60_000);
  broker.acknowledgeHeld();
  await settled;
  expect(broker.batches().map(({ readings }) => readings)).toEqual([
    [reading(1)],
    [{ ...reading(2), at: reading(2).at + 60_000, flags: ["clock_repaired"] }],
  ]);
  expect(publisher.latestSent()).toBe(reading(2).at + 60_000);
});

test("readings of a clock that a server set do not move", async () => {
  const broker = await startBroker();
  const { publisher } = start(broker.url, { isHeld: () => broker.batches().length > 0 });
  void publisher.publish([reading(1)]);
  publisher.moveInstants(60_000);
  await expect.poll(() => broker.batches().length).toBe(1);
  expect(broker.batches()[0]?.readings).toEqual([reading(1)]);
});

test("readings are held while a clock that is about to be set is wrong", async () => {
  const broker = await startBroker();
  let held = true;
  const { publisher, lines } = start(broker.url, { isHeld: () => held, clock: () => "free" });
  const settled = publisher.publish([{ ...reading(1), at: 5000, flags: ["clock_doubtful"] }]);
  await expect.poll(() => lines).toContainEqual(expect.objectContaining({ msg: "connected" }));
  publisher.moveInstants(reading(1).at - 5000);
  expect(broker.batches()).toEqual([]);
  held = false;
  publisher.wake();
  expect(await settled).toBe("acknowledged");
  expect(broker.batches()[0]?.readings).toEqual([{ ...reading(1), flags: ["clock_repaired"] }]);
});

test("two devices with one name notice it, come back ever more rarely, and say what to do", async () => {
  const broker = await startBroker();
  const devices = [start(broker.url), start(broker.url)];
  const words = () => devices.flatMap(({ lines }) => lines).map(({ msg }) => String(msg));
  await expect
    .poll(words, { timeout: 5000 })
    .toContainEqual(expect.stringContaining('uses the name "workshop"'));
  const before = words().filter((word) => word === "connected").length;
  expect(before).toBeLessThan(12);
  expect(words().find((word) => word.includes("uses the name"))).toContain("STATION_ID");
});

test("a station that a gateway refuses, since another has its name, says what to do", async () => {
  const broker = await startBroker();
  broker.aedes.authenticate = (_, __, ___, done) =>
    // MQTT 3.1.1, 3.2.2.3: server unavailable.
    done(Object.assign(new Error("another device uses this name"), { returnCode: 3 }), false);
  const { lines } = start(broker.url);
  await expect
    .poll(() => lines.map(({ msg }) => msg), { timeout: 5000 })
    .toContainEqual(expect.stringContaining('uses the name "workshop"'));
});

test("what waits is written to the spool, and taken out when it is acknowledged", async () => {
  const broker = await startBroker();
  broker.hold();
  const disk = new Map<number, string>();
  const spool = {
    left: [{ boot: "earlier0", seq: 7, payload: Buffer.from(JSON.stringify({ seq: 7 })) }],
    write: ({ add, remove }: SpoolChange) => {
      for (const { seq } of remove) disk.delete(seq);
      for (const { seq, boot } of add) disk.set(seq, boot);
      return "kept" as const;
    },
  };
  disk.set(7, "earlier0");
  const { publisher } = start(broker.url, { spool, spoolEveryMs: 20 });
  const settled = publisher.publish([reading(1)]);
  await expect.poll(() => [...disk.keys()]).toEqual([7, 0]);
  broker.acknowledgeHeld();
  expect(await settled).toBe("acknowledged");
  await expect.poll(() => [...disk.keys()]).toEqual([]);
  expect(broker.said("readings")[0]).toEqual({ seq: 7 });
});

test("a packet of megabytes from the gateway is not read: the station goes on when it is gone", async () => {
  const broker = await startBroker();
  const configs: number[] = [];
  const { publisher, lines } = start(broker.url, {
    onConfig: (payload) => configs.push(payload.length),
  });
  await publishAll(publisher, 1);
  const config = { cmd: "publish", topic: "dcz/1/workshop/config", dup: false } as const;
  const send = (payload: Buffer) =>
    new Promise<void>((resolve) =>
      broker.aedes.publish({ ...config, payload, qos: 0, retain: false }, () => resolve()),
    );
  await send(Buffer.alloc(3_000_000, "a"));
  await expect
    .poll(() => JSON.stringify(lines), { timeout: 10_000 })
    .toContain("the gateway began a packet of megabytes");
  expect(await publishAll(publisher, 2)).toEqual(["acknowledged"]);
  await expect
    .poll(
      async () => {
        await send(Buffer.from("{}"));
        return configs;
      },
      { timeout: 10_000 },
    )
    .toContain(2);
  expect(Math.max(...configs)).toBe(2);
});
