import { Secret } from "@datacityzen/hardware/device/secret";
import { expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { openBroker } from "./broker.fixture.ts";
import { type Patience, simulateCommand } from "./command.ts";
import type { mapOf } from "./map.ts";

const KEY = "5e".repeat(32);

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
  const minute = () => Math.floor(Date.now() / 60_000);
  const begin = minute();
  const { code, stdout } = await simulate([...words, "--broker", broker.url]).outcome();
  expect(code).toBe(0);
  const { stations, published, acknowledged } = JSON.parse(stdout) as Record<string, number>;
  expect([stations, acknowledged]).toEqual([3, published]);
  // A minute that ends meanwhile is measured too.
  expect(published).toBeGreaterThanOrEqual(3 * 60);
  expect(published).toBeLessThanOrEqual(3 * (60 + minute() - begin));
  expect(broker.packets.every(({ qos }) => qos === 1)).toBe(true);
  for (const station of ["sim-1-0001", "sim-1-0002", "sim-1-0003"]) {
    const batches = broker.taken.filter((one) => one.station === station).map(({ batch }) => batch);
    expect(batches.length).toBeGreaterThanOrEqual(60);
    expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_, seq) => seq));
    expect(new Set(batches.map(({ boot }) => boot)).size).toBe(1);
    const instants = batches.map(({ readings }) => readings[0]?.at ?? 0);
    expect(instants.map((at) => at - (instants[0] ?? 0))).toEqual(
      instants.map((_, index) => 60_000 * index),
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

const through = (...words: string[]) => ["--per-gateway", "2", "--episode", "none", ...words];

test("gateways relay a backlog whole: they introduce their stations first, and leave at the end", async () => {
  const broker = await openBroker({ isCloud: true });
  const words = through("-n", "5", "--every", "PT1M", "--backlog", "PT10M", "--duration", "0");
  const run = simulate([...words, "--json", "--broker", broker.url]);
  const { code, stdout } = await run.outcome();
  const sums = JSON.parse(stdout) as Record<string, number>;
  expect(sums).toMatchObject({ gateways: 3, acknowledged: sums.published });
  expect(code).toBe(0);
  expect(broker.users.toSorted()).toEqual([
    "gateway:sim-gateway-1-001",
    "gateway:sim-gateway-1-002",
    "gateway:sim-gateway-1-003",
  ]);
  for (const secret of broker.passwords.values())
    expect(Secret.safeParse(secret).success).toBe(true);
  for (let station = 1; station <= 5; station++) {
    const name = `sim-1-000${station}`;
    const topics = broker.packets.map(({ topic }) => topic).filter((each) => each.includes(name));
    expect(topics.slice(0, 4)).toEqual(
      ["introduction", "hello", "status", "readings"].map((kind) => `dcz/1/${name}/${kind}`),
    );
    const batches = broker.taken.filter((one) => one.station === name).map(({ batch }) => batch);
    const instants = batches.map(({ readings }) => readings[0]?.at ?? 0);
    // Ten minutes, and one that may end meanwhile.
    expect([10, 11]).toContain(instants.length);
    expect(instants.map((at) => at - (instants[0] ?? 0))).toEqual(
      instants.map((_, minute) => 60_000 * minute),
    );
    expect(new Set(batches.map(({ boot, seq }) => `${boot} ${seq}`)).size).toBe(instants.length);
  }
  expect(broker.hellos.filter(({ kit }) => kit === "gateway")).toHaveLength(3);
  const states = broker.packets
    .filter(({ topic, retain }) => topic === "dcz/1/sim-gateway-1-001/status" && retain)
    .map(({ payload }) => (JSON.parse(payload.toString()) as { state: string }).state);
  expect(states).toEqual(["online", "offline"]);
});

test("many stations reach a cloud by gateways, and any other broker each by its own connection", async () => {
  const cloud = await openBroker({ isCloud: true });
  const words = ["-n", "201", "--backlog", "PT10S", "--duration", "0", "--episode", "none"];
  const { stdout } = await simulate([...words, "--broker", cloud.url]).outcome();
  // Another interval may end meanwhile.
  expect(stdout).toMatch(/^201 stations, 1 gateway: (201|402) messages published, \1 acknowledged/);
  const site = await openBroker();
  const refused = await simulate(through("--broker", site.url)).outcome();
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/is a site's broker: .*--per-gateway/);
  const cut = await simulate(["--episode", "gateway", "--broker", site.url]).outcome();
  expect(cut.code).toBe(2);
  expect(cut.stderr).toMatch(/each station has its own connection: add --per-gateway/);
});

test("names that a cloud does not take from a gateway are counted and told, and nothing is sent", async () => {
  const refuses = (station: string) => Number(station.slice(-1)) % 2 === 0;
  const broker = await openBroker({ isCloud: true, refuses });
  const { code, stderr } = await simulate(through("-n", "8", "--broker", broker.url)).outcome();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^The broker refuses 4 names, sim-1-000[2468] among them: .*--seed/);
  expect(broker.taken).toEqual([]);
});

test("a gateway's name that another machine proves is told", async () => {
  const admits = (_: string, user?: string) => user === undefined || user.endsWith("-001");
  const broker = await openBroker({ isCloud: true, admits });
  const { code, stderr } = await simulate(through("-n", "4", "--broker", broker.url)).outcome();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^The broker refuses the name sim-gateway-1-002: /);
  expect(broker.taken).toEqual([]);
});

test("a broker that goes away and comes back gets all that was measured meanwhile", async () => {
  const broker = await openBroker({ isCloud: true });
  const run = simulate(through("-n", "3", "--rate", "10", "--json", "--broker", broker.url));
  await expect.poll(() => broker.taken.length, { timeout: 10_000 }).toBeGreaterThan(20);
  await broker.leave();
  const before = broker.taken.length;
  await broker.comeBack();
  await expect.poll(() => broker.taken.length, { timeout: 20_000 }).toBeGreaterThan(before + 30);
  run.stop();
  const { code, stdout } = await run.outcome();
  expect(code).toBe(0);
  const { published, acknowledged, dropped } = JSON.parse(stdout) as Record<string, number>;
  expect({ acknowledged, dropped }).toEqual({ acknowledged: published, dropped: 0 });
  for (const name of ["sim-1-0001", "sim-1-0002", "sim-1-0003"]) {
    const all = broker.taken
      .filter(({ station }) => station === name)
      .map(({ batch }) => batch.readings[0]?.at ?? 0);
    const instants = [...new Set(all)].toSorted((one, other) => one - other);
    expect(instants.every((at, index) => at === (instants[0] ?? 0) + 100 * index)).toBe(true);
  }
});

test("what gateways sent and nobody acknowledged is counted as published and as left", async () => {
  const broker = await openBroker({ isCloud: true, acknowledge: false });
  const words = through("-n", "2", "--rate", "10", "--json", "--broker", broker.url);
  const run = simulate(words, { settleMs: 10, stopMs: 10, connectMs: 10_000 });
  await broker.firstTaken;
  run.stop();
  const { code, stdout, stderr } = await run.outcome();
  expect(code).toBe(1);
  const { published, acknowledged } = JSON.parse(stdout) as Record<string, number>;
  expect(published).toBeGreaterThan(0);
  expect(acknowledged).toBe(0);
  expect(stderr).toMatch(/[1-9]\d* messages were left without an acknowledgement\./);
});

test("a backlog through gateways keeps the pace that was asked for", async () => {
  const broker = await openBroker({ isCloud: true });
  const words = through("-n", "2", "--every", "PT1M", "--backlog", "PT10M", "--duration", "0");
  const from = performance.now();
  const { stdout } = await simulate([
    ...[...words, "--rate", "20", "--json"],
    ...["--broker", broker.url],
  ]).outcome();
  // Ten of each station, one in 50 ms.
  expect(performance.now() - from).toBeGreaterThan(450);
  const { published = 0, acknowledged } = JSON.parse(stdout) as Record<string, number>;
  expect([20, 22]).toContain(published);
  expect(acknowledged).toBe(published);
});

test("the places of the stations are a map of points that are near each other", async () => {
  const { code, stdout } = await simulate(["-n", "300", "--seed", "4", "--places"]).outcome();
  expect(code).toBe(0);
  const { type, features } = JSON.parse(stdout) as ReturnType<typeof mapOf>;
  expect(type).toBe("FeatureCollection");
  expect(features).toHaveLength(300);
  expect(new Set(features.map(({ id }) => id)).size).toBe(300);
  const [home] = features;
  const [lon0 = 0, lat0 = 0] = home?.geometry.coordinates ?? [];
  for (const { geometry } of features) {
    const [lon = 0, lat = 0] = geometry.coordinates;
    expect(Math.hypot(lon - lon0, lat - lat0)).toBeLessThan(0.12);
  }
});
