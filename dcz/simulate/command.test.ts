import { once } from "node:events";
import { createServer } from "node:net";
import { Secret } from "@datacityzen/hardware/device/secret";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { Hello } from "@datacityzen/hardware/wire/hello";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { Aedes, type PublishPacket } from "aedes";
import { expect, onTestFinished, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { type Patience, simulateCommand } from "./command.ts";

const KEY = "5e".repeat(32);

interface Taken {
  readonly station: string;
  readonly batch: Batch;
}

/** A real broker; `acknowledge` false withholds the acknowledgement of readings, `admits` lets a client in, `room` is for so many. */
const openBroker = async ({
  acknowledge = true,
  room = Number.POSITIVE_INFINITY,
  admits = (_password: string): boolean => true,
} = {}) => {
  const passwords = new Map<string, string>();
  const taken: Taken[] = [];
  const hellos: Hello[] = [];
  const packets: PublishPacket[] = [];
  const first = Promise.withResolvers<void>();
  const broker = await Aedes.createBroker({
    authenticate: (_, user, password, done) => {
      const given = password?.toString() ?? "";
      if (user !== undefined) passwords.set(user, given);
      if (admits(given)) return done(null, true);
      done(Object.assign(new Error("refused"), { returnCode: 5 as const }), null);
    },
    authorizePublish: (_, packet, done) => {
      packets.push(packet);
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
  const server = createServer(broker.handle).listen(0, "127.0.0.1");
  server.maxConnections = room;
  await once(server, "listening");
  onTestFinished(async () => {
    await new Promise<void>((resolve) => broker.close(resolve));
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    taken,
    hellos,
    packets,
    passwords,
    firstTaken: first.promise,
  };
};

const simulate = (words: readonly string[], patience?: Patience, key: string | undefined = KEY) => {
  const captured = captureTerminal();
  const done = simulateCommand(captured.terminal, async () => key, patience).parseAsync(words, {
    from: "user",
  });
  return { stop: captured.stop, outcome: () => done.then(captured.outcome) };
};

test("a backlog arrives whole, in order, on its grid, as valid batches of QoS 1", async () => {
  const broker = await openBroker();
  const words = ["-n", "3", "--every", "PT1M", "--backlog", "PT1H", "--duration", "0", "--json"];
  const { code, stdout } = await simulate([...words, "--broker", broker.url]).outcome();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ stations: 3, published: 180, acknowledged: 180 });
  expect(broker.packets.every(({ qos }) => qos === 1)).toBe(true);
  for (const station of ["sim-1-0001", "sim-1-0002", "sim-1-0003"]) {
    const batches = broker.taken.filter((one) => one.station === station).map(({ batch }) => batch);
    expect(batches.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, seq) => seq));
    expect(new Set(batches.map(({ boot }) => boot)).size).toBe(1);
    const instants = batches.map(({ readings }) => readings[0]?.at ?? 0);
    expect(instants.map((at) => at - (instants[0] ?? 0))).toEqual(
      Array.from({ length: 60 }, (_, minute) => 60_000 * minute),
    );
    expect(instants.every((at) => at % 60_000 === 0 && at + 60_000 <= Date.now())).toBe(true);
  }
});

test("each station says what it is made of, retained, and that it leaves", async () => {
  const broker = await openBroker();
  const words = ["-n", "2", "--backlog", "PT1M", "--duration", "0", "--broker", broker.url];
  await simulate(words).outcome();
  expect(broker.hellos).toHaveLength(2);
  expect(broker.hellos[0]?.sensors.map(({ every }) => every)).toEqual([10_000, 10_000, 10_000]);
  const states = broker.packets
    .filter(({ topic, retain }) => topic === "dcz/1/sim-1-0001/status" && retain)
    .map(({ payload }) => (JSON.parse(payload.toString()) as { state: string }).state);
  expect(states).toEqual(["online", "offline"]);
});

test("each station proves its name, with the same secret at each run of this machine", async () => {
  const broker = await openBroker();
  const words = ["-n", "2", "--backlog", "PT1M", "--duration", "0", "--broker", broker.url];
  const run = async (key?: string) => {
    broker.passwords.clear();
    await simulate(words, undefined, key).outcome();
    return [...broker.passwords.values()];
  };
  const first = await run();
  expect(first).toHaveLength(2);
  expect(new Set(first).size).toBe(2);
  for (const secret of first) expect(Secret.safeParse(secret).success).toBe(true);
  expect(await run()).toEqual(first);
  expect(await run("6f".repeat(32))).not.toEqual(first);
});

test("names that another machine proves are told, and nothing is sent", async () => {
  // The first asks whether a broker is there.
  const broker = await openBroker({ admits: (password) => password === "" });
  const { code, stderr } = await simulate(["-n", "3", "--broker", broker.url]).outcome();
  expect(code).toBe(1);
  expect(stderr).toMatch(/refuses the name sim-1-000\d: .*--seed/);
  expect(broker.taken).toEqual([]);
});

test("a broker that has no room for all is told, and nothing is sent", async () => {
  const broker = await openBroker({ room: 3 });
  const patience = { settleMs: 10, stopMs: 10, connectMs: 500 };
  const run = simulate(["-n", "6", "--broker", broker.url], patience);
  const { code, stderr } = await run.outcome();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^\d of 6 stations could connect/);
  expect(broker.taken).toEqual([]);
});

test("readings go on in their true rhythm until somebody stops them", async () => {
  const broker = await openBroker();
  const run = simulate(["-n", "2", "--rate", "10", "--broker", broker.url]);
  await expect.poll(() => broker.taken.length).toBeGreaterThan(6);
  run.stop();
  const { code, stdout } = await run.outcome();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^2 stations: \d+ messages published, \d+ acknowledged/);
  const instants = broker.taken
    .filter(({ station }) => station === "sim-1-0001")
    .map(({ batch }) => batch.readings[0]?.at ?? 0);
  expect(instants.every((at, index) => at === (instants[0] ?? 0) + 100 * index)).toBe(true);
});

test("what was left without an acknowledgement is counted, and the program ends with 1", async () => {
  const broker = await openBroker({ acknowledge: false });
  const words = ["-n", "1", "--rate", "10", "--broker", broker.url];
  const run = simulate(words, { settleMs: 10, stopMs: 10, connectMs: 10_000 });
  await broker.firstTaken;
  run.stop();
  const { code, stderr } = await run.outcome();
  expect(code).toBe(1);
  expect(stderr).toMatch(/\d+ messages were left without an acknowledgement\./);
});

test("a broker that is not there is said in a sentence", async () => {
  const { code, stderr } = await simulate(["--broker", "mqtt://127.0.0.1:1"]).outcome();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^No broker answers at mqtt:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)/);
});
