import type { MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let now = NOW;
let subject: CloudUnderTest;
let gateway: MqttClient;

const publish = (client: MqttClient, station: string, kind: string, document: object) =>
  client.publishAsync(`dcz/1/${station}/${kind}`, JSON.stringify(document), { qos: 1 });
const batch = (seq: number) => ({
  boot: "abcdefgh",
  seq,
  clock: "ntp",
  readings: [{ at: now - 1000, sensor: "sds011", values: { pm2_5: 5 } }],
});
const station = async (id: string) => (await subject.get(`/api/v1/stations/${id}`)).body;

beforeEach(async () => {
  now = NOW;
  subject = await openCloudUnderTest(() => now);
  gateway = await subject.connect("fablab", {
    username: "gateway:fablab",
    will: {
      topic: "dcz/1/fablab/status",
      payload: Buffer.from('{"state":"offline"}'),
      qos: 1,
      retain: true,
    },
  });
  await publish(gateway, "fablab", "hello", {
    kit: "gateway",
    sensors: [],
    software: { gateway: "0.1.0" },
  });
  await publish(gateway, "fablab", "status", {
    state: "online",
    at: now,
    health: {
      ...{ uptime: 60, waiting: 0, dropped: 0, rejected: {} },
      gateway: { stations: 1, disk: "ok", freeBytes: 5e9, nameConflicts: ["edge-workshop"] },
    },
  });
  await publish(gateway, "workshop", "status", { state: "online", at: now });
  await publish(gateway, "workshop", "readings", batch(0));
});
afterEach(() => subject.remove());

test("a gateway is no station of the list, and says how it is", async () => {
  const { body } = await subject.get("/api/v1/stations");
  expect(body).toMatchObject({ total: 1, stations: [{ id: "workshop", state: "online" }] });
  expect((await subject.getAsAdministrator("/api/v1/health")).body).toMatchObject({ stations: 1 });
  expect(await station("fablab")).toMatchObject({
    kit: "gateway",
    health: { gateway: { nameConflicts: ["edge-workshop"] } },
  });
  expect(await station("workshop")).toMatchObject({
    via: { gateway: "fablab", state: "online" },
  });
});

test("while the gateway is away its stations are cut off, also after a restart, and then are back", async () => {
  now += 1000;
  const since = new Date(now).toISOString();
  gateway.stream.destroy();
  await expect
    .poll(() => station("workshop"))
    .toMatchObject({ state: "cut_off", stateAt: since, via: { state: "offline", since } });
  await subject.restart();
  expect(await station("workshop")).toMatchObject({ state: "cut_off", stateAt: since });
  const { body } = await subject.get("/api/v1/stations?state=cut_off");
  expect(body).toMatchObject({ total: 1, counts: { cut_off: 1, online: 0 } });

  now += 1000;
  const back = await subject.connect("fablab", { username: "gateway:fablab" });
  await publish(back, "fablab", "status", { state: "online", at: now });
  expect(await station("workshop")).toMatchObject({ state: "online" });
});

test("a station that speaks for itself has no gateway any more", async () => {
  const direct = await subject.connect("edge-workshop");
  now += 2000;
  await publish(direct, "workshop", "readings", batch(1));
  const told = await station("workshop");
  expect(told).toMatchObject({ state: "online" });
  expect(told).not.toHaveProperty("via");
});

test("the fleet: a gateway away and back with a backlog raises nothing, a dead station does", async () => {
  interface Answer {
    readonly stations: { station: string; problems: { problem: string }[] }[];
  }
  const fleet = async (search = "") =>
    (await subject.getAsAdministrator(`/api/v1/fleet${search}`)).body;
  const MINUTE = 60_000;
  const allWell = {
    stations: [],
    total: 0,
    lookedAfter: { stations: 1, gateways: 1, needHelp: 0 },
  };
  expect(await fleet()).toMatchObject(allWell);
  gateway.stream.destroy();
  const since = new Date(now).toISOString();
  const notHeard = { station: "workshop", problems: [{ problem: "not_heard", since }] };
  await expect
    .poll(() => fleet(), { timeout: 30_000 })
    .toMatchObject({ stations: [notHeard], total: 1 });
  now += 120 * MINUTE;
  const [first, second] = ((await fleet()) as Answer).stations;
  expect(first).toMatchObject({ station: "fablab", problems: [{ problem: "silent", since }] });
  expect(second).toMatchObject(notHeard);
  expect(await fleet("?problem=not_heard&limit=1")).toMatchObject({
    stations: [notHeard],
    total: 1,
  });
  expect(await fleet("?limit=1")).toMatchObject({ next: "fablab", total: 2 });
  expect(await fleet("?limit=1&cursor=fablab")).toMatchObject({ stations: [notHeard] });
  expect((await subject.get("/api/v1/fleet")).status).toBe(401);

  const back = await subject.connect("fablab", { username: "gateway:fablab" });
  await publish(back, "fablab", "status", { state: "online", at: now });
  expect(await fleet()).toMatchObject(allWell);
  now += 4 * MINUTE;
  const backlog = { ...batch(1), readings: [{ ...batch(1).readings[0], at: NOW + MINUTE }] };
  await publish(back, "workshop", "readings", backlog);
  expect(await fleet()).toMatchObject(allWell);
  now += 5 * MINUTE + 1;
  expect(await fleet()).toMatchObject({
    stations: [{ station: "workshop", problems: [{ problem: "silent" }] }],
  });
});

test("the fleet tells a gateway that is away from a station that is dead, and how each gateway is linked", async () => {
  interface Answer {
    readonly gateways: readonly object[];
  }
  const gateways = async () =>
    ((await subject.getAsAdministrator("/api/v1/fleet")).body as Answer).gateways;
  const since = new Date(now - 60_000).toISOString();
  const say = (more: object) =>
    publish(gateway, "fablab", "status", {
      state: "online",
      at: now,
      health: {
        ...{ uptime: 60, waiting: 0, dropped: 0, rejected: {} },
        gateway: { stations: 1, disk: "ok", freeBytes: 5e9, ...more },
      },
    });
  const link = { by: "gprs", since: now - 60_000, outages: 2, spent: 41 };
  const failedUpdate = {
    ...{ version: "0.2.0", runs: "0.1.9", why: "not_acknowledged" },
    at: now - 60_000,
  } as const;
  await say({ link, silent: ["workshop"], unreadable: ["workshop"], failedUpdate });
  await expect.poll(gateways).toEqual([
    {
      ...{ station: "fablab", stations: 1, link: { ...link, since } },
      ...{ silent: ["workshop"], unreadable: ["workshop"] },
      failedUpdate: { ...failedUpdate, at: since },
    },
  ]);
  // What it said before says nothing of now: its stations are not known to be silent.
  gateway.stream.destroy();
  await expect
    .poll(gateways)
    .toEqual([{ station: "fablab", stations: 1, away: new Date(now).toISOString() }]);
});
