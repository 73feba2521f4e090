import { showCode } from "@datacityzen/hardware/device/label";
import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Browser,
  openPeopleUnderTest,
  type PeopleUnderTest,
} from "../people/people.fixture.ts";
import { type Box, boxOf } from "./box.fixture.ts";
import { sha256 } from "./proofs.ts";

const patient = { timeout: 60_000 };

let now = Date.UTC(2026, 10, 26, 12);
let subject: PeopleUnderTest;
let host: { browser: Browser; id: string };
let other: { browser: Browser; id: string };

beforeAll(async () => {
  subject = await openPeopleUnderTest(() => now);
  host = await subject.signUp("host@example.org", "Jeanne");
  other = await subject.signUp("other@example.org", "Omar");
}, 120_000);
afterAll(() => subject.remove());

const connect = (box: Box, options: { password?: string } = {}): Promise<MqttClient> =>
  subject.connect(`edge-${box.name}`, { username: box.name, password: box.secret, ...options });

const publish = (client: MqttClient, box: Box, seq: number) =>
  client.publishAsync(
    `dcz/1/${box.name}/readings`,
    JSON.stringify({
      ...{ boot: "k3v9x0qz", seq, clock: "ntp" },
      readings: [{ at: now - 60_000 * (100 - seq), sensor: "sds011", values: { pm2_5: 5 } }],
    }),
    { qos: 1 },
  );

const claim = (browser: Browser, body: object) =>
  browser.ask("POST", "/api/v1/stations/claims", body);

const stateIn = async (box: Box): Promise<string | undefined> => {
  const { body } = await host.browser.ask("GET", "/api/v1/account/stations");
  const { stations } = body as { stations: { station: string; state: string }[] };
  return stations.find(({ station }) => station === box.name)?.state;
};

test("a box is claimed once, with its code as people type it and the word that it shows", async () => {
  const box = boxOf("one");
  const client = await connect(box);
  await publish(client, box, 1);
  const { code, word } = box;
  const typed = showCode(code).toLowerCase().replaceAll("0", "o").replaceAll("1", "l");
  expect(await claim(subject.browser(), { code, word })).toMatchObject({ status: 401 });
  // A label can be photographed.
  expect(await claim(other.browser, { code })).toMatchObject({
    status: 403,
    body: { code: "claim_refused" },
  });
  expect(await claim(host.browser, { code: typed, word: word.toUpperCase() })).toMatchObject({
    status: 201,
    body: { station: box.name, state: "claimed" },
  });
  // The code is dead: for its host too.
  for (const { browser } of [host, other])
    expect((await claim(browser, { code, word })).status).toBe(403);
  expect(await stateIn(box)).toBe("claimed");
  // What it sends goes on, and nobody without its secret has its name.
  await publish(client, box, 2);
  await expect(connect(box, { password: sha256("guess") })).rejects.toThrow();
});

test("ten wrong codes an hour, also when the right one follows", async () => {
  const box = boxOf("two");
  await connect(box);
  const guesser = await subject.signUp("guesser@example.org", "Guesser");
  const answers = await Promise.all(
    Array.from({ length: 14 }, (_, index) =>
      claim(guesser.browser, { code: `AAAA-AA${index + 10}`, word: box.word }),
    ),
  );
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array(10).fill(403), ...Array(4).fill(429)]);
  const { code, word } = box;
  expect((await claim(guesser.browser, { code, word })).status).toBe(429);
  now += 3_600_001;
  expect((await claim(guesser.browser, { code, word })).status).toBe(201);
});

test("a host sees that the own station is silent, and nobody else's", async () => {
  const { name } = boxOf("one");
  const silentFor = async (browser: Browser): Promise<readonly string[]> => {
    const { body } = await browser.ask("GET", "/api/v1/fleet?problem=silent");
    return (body as { stations: { station: string }[] }).stations.map(({ station }) => station);
  };
  expect(await silentFor(host.browser)).toEqual([name]);
  expect(await silentFor(other.browser)).toEqual([]);
});

test("maintenance and back, and a retired station sends no more and keeps its name", async () => {
  const box = boxOf("three");
  const client = await connect(box);
  await claim(host.browser, { code: box.code, word: box.word });
  const path = `/api/v1/stations/${box.name}/state`;
  const change = (browser: Browser, state: string) => browser.ask("PUT", path, { state });
  expect((await change(other.browser, "retired")).status).toBe(404);
  expect((await change(host.browser, "maintenance")).status).toBe(200);
  await publish(client, box, 1);
  const shown = async () => (await host.browser.ask("GET", `/api/v1/stations/${box.name}`)).body;
  const since = new Date(now).toISOString();
  expect(await shown()).toMatchObject({ outOfService: { reason: "maintenance", since } });
  expect((await change(host.browser, "claimed")).status).toBe(200);
  expect(await shown()).not.toHaveProperty("outOfService");
  const closed = new Promise<void>((resolve) => void client.once("close", () => resolve()));
  expect(await change(host.browser, "retired")).toMatchObject({ body: { state: "retired" } });
  await closed;
  await expect(connect(box)).rejects.toThrow();
  expect(await shown()).toMatchObject({ outOfService: { reason: "retired" } });
  expect((await change(host.browser, "claimed")).status).toBe(409);
});

test("a revoked secret closes its session, and another one opens the name", async () => {
  const box = boxOf("four");
  const client = await connect(box);
  await claim(host.browser, { code: box.code, word: box.word });
  const closed = new Promise<void>((resolve) => void client.once("close", () => resolve()));
  const path = `/api/v1/stations/${box.name}/secret`;
  expect((await host.browser.ask("PUT", path, {})).status).toBe(200);
  await closed;
  await expect(connect(box)).rejects.toThrow();
  const next = sha256("the next secret");
  expect((await host.browser.ask("PUT", path, { proof: box.proof })).status).toBe(409);
  expect((await host.browser.ask("PUT", path, { proof: sha256(next) })).status).toBe(200);
  await publish(await connect(box, { password: next }), box, 1);
  // Rotation by the box itself: it proves the secret that it gives up.
  const third = sha256("the third secret");
  await publish(await connect(box, { password: `${next} ${third}` }), box, 2);
  await expect(connect(box, { password: next })).rejects.toThrow();
  await publish(await connect(box, { password: third }), box, 3);
});

test("a station goes to another host when both agree, and to nobody else", async () => {
  const box = boxOf("five");
  await connect(box);
  await claim(host.browser, { code: box.code, word: box.word });
  const offer = (email: string) =>
    host.browser.ask("POST", `/api/v1/stations/${box.name}/hand-over`, { email });
  // Whether somebody has an account is not told.
  const own = async () => {
    const { body } = await host.browser.ask("GET", "/api/v1/account/stations");
    const { stations } = body as { stations: { station: string }[] };
    return stations.find(({ station }) => station === box.name);
  };
  expect(await own()).toMatchObject({ visibility: "private" });
  expect(await own()).not.toHaveProperty("offered");
  expect((await offer("nobody@example.org")).status).toBe(202);
  const offered = { until: new Date(now + 7 * 86_400_000).toISOString() };
  expect(await own()).toMatchObject({ offered });
  expect((await offer("other@example.org")).status).toBe(202);
  expect(await own()).toMatchObject({ offered });
  const offers = async (browser: Browser) =>
    ((await browser.ask("GET", "/api/v1/account/stations")).body as { offers: { id: string }[] })
      .offers;
  const [open] = await offers(other.browser);
  expect(await offers(host.browser)).toEqual([]);
  const accept = (browser: Browser) =>
    browser.ask("POST", `/api/v1/account/station-offers/${open?.id}/acceptance`, {});
  expect((await accept(host.browser)).status).toBe(404);
  expect(await accept(other.browser)).toMatchObject({ status: 200, body: { station: box.name } });
  expect((await accept(other.browser)).status).toBe(404);
  expect(await stateIn(box)).toBeUndefined();
  expect((await offer("other@example.org")).status).toBe(404);
});

test("stations of this machine become records without a host, which everybody sees", async () => {
  const client = await subject.connect("balcony", { username: "balcony" });
  await client.publishAsync("dcz/1/balcony/hello", "{}", { qos: 1 });
  const box = boxOf("six");
  await publish(await connect(box), box, 1);
  await expect
    .poll(async () => (await subject.get(`/api/v1/stations/${box.name}`)).status, patient)
    .toBe(200);
  const waiting = await subject.getAsAdministrator("/api/v1/admin/stations/waiting");
  expect(waiting.body).toEqual({ stations: [] });
  expect((await subject.get("/api/v1/admin/stations/waiting")).status).toBe(401);
});
