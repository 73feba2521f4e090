import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { settingsOfHost } from "./queries.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
const SENSOR = "sds011-58d9";
let subject: PlacesUnderTest;
let jeanne: Host;
let paul: Host;

const hello = (config?: object) =>
  JSON.stringify({
    kit: "street-station",
    sensors: [{ id: SENSOR, model: "sds011", every: 60_000 }],
    software: {},
    ...(config === undefined ? {} : { config }),
  });

const introduce = async (name: string, config?: object) => {
  const client = await subject.connect(`edge-${name}`);
  await client.publishAsync(`dcz/1/${name}/hello`, hello(config), { qos: 1, retain: true });
  await client.endAsync();
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  paul = await subject.signUp("paul@example.org", "Paul");
  for (const name of ["jardin", "cour", "toit"]) {
    await subject.hosted(name, jeanne);
    await introduce(name);
  }
});
afterAll(() => subject.remove());

const path = (name: string) => `/api/v1/stations/${name}/settings`;
const set = ({ browser }: Host, name: string, replaces: number, settings: object) =>
  browser.ask("PUT", path(name), { replaces, settings });

interface Heard {
  readonly config: unknown;
  readonly retain: boolean;
}

/** What a station's topic gives to the station, or to the gateway that relays it. */
const listen = async (name: string, client?: MqttClient) => {
  const heard: Heard[] = [];
  const station = client ?? (await subject.connect(`edge-${name}`));
  onTestFinished(() => station.endAsync(true));
  station.on("message", (topic, payload, { retain }) => {
    expect(topic).toBe(`dcz/1/${name}/config`);
    heard.push({ config: JSON.parse(payload.toString()), retain });
  });
  await station.subscribeAsync(`dcz/1/${name}/config`, { qos: 1 });
  return heard;
};

const settings = {
  every: 300_000,
  sensors: { [SENSOR]: { label: "côté nord", offsets: { pm2_5: -1.5 } } },
};

test("what a host sets reaches the station at once, and whoever connects later", async () => {
  const present = await listen("jardin");
  expect((await jeanne.browser.ask("GET", path("jardin"))).body).toEqual({
    version: 0,
    settings: {},
    sensors: [{ id: SENSOR, model: "sds011", rests: { on: 60_000, every: 300_000 } }],
  });
  expect(await set(jeanne, "jardin", 0, settings)).toMatchObject({
    status: 200,
    body: { version: 1, set: new Date(NOW).toISOString(), settings },
  });
  const config = { version: 1, ...settings };
  await expect.poll(() => present).toEqual([{ config, retain: false }]);
  const gateway = await subject.connect("maison", { username: "gateway:maison" });
  const later = await listen("jardin", gateway);
  await expect.poll(() => later).toEqual([{ config, retain: true }]);
});

test("what the station makes of it stands beside it", async () => {
  const reported = { version: 1, state: "rolled_back", detail: `silent since then: ${SENSOR}` };
  await set(jeanne, "toit", 0, { every: 600_000 });
  await introduce("toit", reported);
  await expect
    .poll(async () => (await jeanne.browser.ask("GET", path("toit"))).body)
    .toMatchObject({ version: 1, reported });
});

test("a version is always above what the station has seen, and nobody overwrites what they did not see", async () => {
  await introduce("cour", { version: 41, state: "applied" });
  await expect
    .poll(async () => (await jeanne.browser.ask("GET", path("cour"))).body)
    .toMatchObject({ reported: { version: 41 } });
  expect((await set(jeanne, "cour", 0, { every: 60_000 })).body).toMatchObject({ version: 42 });
  expect(await set(jeanne, "cour", 0, { every: 1_000 })).toMatchObject({
    status: 409,
    body: { code: "config_replaced" },
  });
  const both = await Promise.all([
    set(jeanne, "cour", 42, { every: 2_000 }),
    set(jeanne, "cour", 42, { every: 3_000 }),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  // Nothing set: the box's own settings are in force again.
  expect(await set(jeanne, "cour", 43, {})).toMatchObject({
    status: 200,
    body: { version: 44, settings: {} },
  });
  await introduce("cour", { version: 2_147_483_647, state: "applied" });
  await expect
    .poll(async () => (await set(jeanne, "cour", 44, {})).body)
    .toMatchObject({ code: "config_refused", detail: expect.stringContaining("last version") });
});

test.each([
  ["a port", { port: "/dev/ttyUSB9" }],
  ["a station's name", { label: "school" }],
  ["a sensor's address", { sensors: { [SENSOR]: { address: "http://192.168.1.1" } } }],
  ["a command", { sensors: { [SENSOR]: { command: "aab4" } } }],
  ["a cadence of nothing", { every: 0 }],
  ["an offset of text", { sensors: { [SENSOR]: { offsets: { pm2_5: "1" } } } }],
  ["an unknown quantity", { sensors: { [SENSOR]: { offsets: { pm3: 1 } } } }],
  ["a rest longer than the cycle", { sensors: { [SENSOR]: { duty: { on: 9000, every: 9000 } } } }],
  ["null", { every: null }],
])("%s cannot be set", async (_, refused) => {
  const before = (await jeanne.browser.ask("GET", path("jardin"))).body;
  expect((await set(jeanne, "jardin", 1, refused)).status).toBe(400);
  expect((await jeanne.browser.ask("GET", path("jardin"))).body).toEqual(before);
});

test("a sensor that the station has not told of is named", async () => {
  expect(
    await set(jeanne, "jardin", 1, { sensors: { constructor: { label: "x" } } }),
  ).toMatchObject({
    status: 409,
    body: {
      code: "config_refused",
      detail: `"jardin" cannot be set like that. It has told of no sensor "constructor", but of: ${SENSOR}.`,
    },
  });
});

test("nobody else reads or sets it, and a station cannot set another", async () => {
  expect((await paul.browser.ask("GET", path("jardin"))).status).toBe(404);
  expect((await set(paul, "jardin", 1, {})).status).toBe(404);
  expect((await subject.get(path("jardin"))).status).toBe(401);
  const heard = await listen("jardin");
  await expect.poll(() => heard).toHaveLength(1);
  const other = await subject.connect("edge-cour", { username: "cour" });
  await other.publishAsync("dcz/1/jardin/config", '{"version":99}', { qos: 1, retain: true });
  const later = await listen(
    "jardin",
    await subject.connect("edge-jardin-2", { username: "jardin" }),
  );
  await expect.poll(() => later).toMatchObject([{ config: { version: 1 } }]);
  expect(heard).toHaveLength(1);
});

test("after a restart of the cloud a station gets what was set before", async () => {
  await subject.restart();
  const heard = await listen("jardin");
  await expect.poll(() => heard).toEqual([{ config: { version: 1, ...settings }, retain: true }]);
});

test("a host's own archive has the names that they gave", async () => {
  expect(await settingsOfHost(subject.records.db, jeanne.id)).toContainEqual(
    expect.objectContaining({ station: "jardin", settings }),
  );
  expect(await settingsOfHost(subject.records.db, paul.id)).toEqual([]);
});
