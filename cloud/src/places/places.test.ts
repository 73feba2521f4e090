import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { auditEntry } from "../audit/tables.ts";
import { openCloudUnderTest } from "../cloud.fixture.ts";
import { station } from "../hosting/tables.ts";
import type { Browser } from "../people/people.fixture.ts";
import { thing } from "../things/tables.ts";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "./places.fixture.ts";
import { startHosting } from "./queries.ts";
import { placeExact } from "./tables.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
const HOUR = 3_600_000;
let now = NOW;
let subject: PlacesUnderTest;
let jeanne: Host;
let paul: Host;

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now);
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  paul = await subject.signUp("paul@example.org", "Paul");
});
afterAll(() => subject.remove());

/** Every door that gives something of one station. */
const doors = (name: string) => {
  const range = `station=${name}&quantity=pm2_5&from=2026-11-24T07:00:00Z&until=2026-11-24T08:00:00Z`;
  return [
    `/api/v1/stations/${name}`,
    `/api/v1/stations/${name}/latest`,
    `/api/v1/stations/${name}/places`,
    ...["", ".csv", ".ndjson"].flatMap((suffix) => [
      `/api/v1/series${suffix}?${range}`,
      `/api/v1/series/means${suffix}?every=PT1H&${range}`,
    ]),
  ];
};

const list = async (query = "", browser: Browser = subject.browser()) =>
  (await browser.ask("GET", `/api/v1/stations?${query}`)).body as {
    stations: { id: string; place?: object; distance?: number; latest: object[] }[];
    total: number;
    counts: object;
    next?: string;
  };

test("a private station is, by every door, one that nobody knows; its host sees it", async () => {
  const before = await list();
  await subject.hosted("cuisine", jeanne);
  expect(await subject.share(jeanne, "cuisine", "private")).toBe(200);
  const others: [string, (path: string) => ReturnType<Browser["ask"]>][] = [
    ["a visitor", (path) => subject.get(path)],
    ["somebody else", (path) => paul.browser.ask("GET", path)],
    ["the machine", (path) => subject.getAsAdministrator(path)],
  ];
  for (const [who, ask] of others) {
    for (const [index, path] of doors("cuisine").entries()) {
      const hidden = await ask(path);
      const unknown = await ask(doors("nowhere")[index] as string);
      const told = (answer: typeof hidden) =>
        JSON.stringify([answer.status, { ...(answer.body as object), request: 0 }]);
      expect(told(hidden).replaceAll("cuisine", "nowhere"), `${who}: ${path}`).toBe(told(unknown));
      expect(hidden.status).toBe(404);
    }
    const { status } = await ask("/api/v1/stations/cuisine/live");
    expect(status, who).toBe(404);
  }
  expect(await list()).toEqual(before);
  expect(await list("", paul.browser)).toEqual(before);
  expect(await list("search=cuisine")).toMatchObject({ total: 0 });
  for (const path of doors("cuisine")) {
    const { status, headers } = await jeanne.browser.ask("GET", path);
    expect(status, path).toBe(200);
    expect(headers.get("cache-control")).toBe("private, no-store");
  }
  expect((await list("search=cuisine", jeanne.browser)).total).toBe(1);
});

test("a station is nobody else's until its host has agreed", async () => {
  const id = await subject.hosted("neuve", jeanne);
  await jeanne.browser.ask("GET", "/api/v1/stations/neuve/share");
  expect((await jeanne.browser.ask("GET", "/api/v1/stations/neuve/share")).body).toMatchObject({
    needsConsent: true,
  });
  const old = { visibility: "public", licence: "CC-BY-4.0", terms: "2019-01" };
  const refused = await jeanne.browser.ask("PUT", "/api/v1/stations/neuve/share", old);
  expect(refused.body).toMatchObject({ code: "terms_outdated" });
  // It was read again: nobody has agreed.
  expect((await subject.get("/api/v1/stations/neuve")).status).toBe(200);
  await subject.place(jeanne, "neuve", { lat: 44.84, lon: -0.58, exposure: "outdoor" });
  expect((await subject.get("/api/v1/stations/neuve")).status).toBe(404);
  expect(await subject.share(jeanne, "neuve", "public")).toBe(200);
  expect((await subject.get("/api/v1/stations/neuve")).body).toMatchObject({
    visibility: "public",
    licence: "CC-BY-4.0",
    place: { lat: 44.83812, lon: -0.57706, precision: "cell", exposure: "outdoor" },
  });
  expect((await subject.get("/api/v1/station-terms")).body).toMatchObject({ version: "2026-11" });
  expect(await subject.share(paul, "neuve", "private")).toBe(403);
  const { db } = subject.records;
  const entries = await db.select().from(auditEntry).where(eq(auditEntry.thing, id));
  expect(entries.map(({ action }) => action).toSorted()).toEqual([
    "stations.move",
    "stations.share",
  ]);
  expect(JSON.stringify(entries)).not.toContain("44.8");
});

test("two homes of one cell give the same answers to 500 questions, by every door", async () => {
  // 400 m from each other, the height and the picture as different as can be.
  const homes = [
    { name: "maison-a", lat: 44.8362, lon: -0.5799, height: 1 },
    { name: "maison-b", lat: 44.8399, lon: -0.5742, height: 30 },
  ] as const;
  for (const { name, ...exact } of homes) {
    await subject.hosted(name, jeanne);
    expect(await subject.share(jeanne, name, "public")).toBe(200);
    expect(await subject.place(jeanne, name, { ...exact, exposure: "outdoor" })).toBe(201);
  }
  const same = (text: string) => text.replaceAll("maison-b", "maison-a");
  for (const [index, path] of doors("maison-a").entries()) {
    const [one, other] = [path, doors("maison-b")[index] as string];
    const answers = await Promise.all([one, other].map((each) => subject.get(each)));
    const [a, b] = answers.map(({ body }) => same(JSON.stringify(body)));
    expect(a, path).toBe(b);
  }
  let asked = 0;
  const random = (() => {
    let state = 7;
    return () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
  })();
  while (asked < 500) {
    const part = (from: number, width: number) => (from + random() * width).toFixed(6);
    const [lat, lon] = [part(44.828, 0.02), part(-0.587, 0.02)];
    const radius = Math.ceil(random() * 1_500);
    const query = [
      `near=${lat},${lon}&radius=${radius}`,
      `near=${lat},${lon}`,
      `bbox=${lon},${lat},${part(-0.567, 0.01)},${part(44.848, 0.01)}`,
    ][asked % 3];
    const { stations } = await list(`search=maison&${query}`);
    const [a, b, ...others] = stations.map(({ id, ...station }) => same(JSON.stringify(station)));
    expect(others).toEqual([]);
    expect(a, query).toBe(b);
    asked += 1;
  }
});

test("stations come in order of the distance of their public points, on pages too", async () => {
  for (const [name, lat, lon] of [
    ["loin-c", 44.9, -0.58],
    ["loin-a", 44.86, -0.58],
    ["loin-b", 44.88, -0.58],
  ] as const) {
    await subject.hosted(name, jeanne);
    await subject.share(jeanne, name, "public");
    await subject.place(jeanne, name, { lat, lon, exposure: "outdoor", connectivity: "lora" });
  }
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = await list(`near=44.84,-0.58&search=loin&limit=1${cursor}`);
    expect(page.total).toBe(3);
    seen.push(...page.stations.map(({ id }) => id));
    cursor = page.next === undefined ? "" : `&cursor=${page.next}`;
  } while (cursor !== "");
  expect(seen).toEqual(["loin-a", "loin-b", "loin-c"]);
  const near = await list("near=44.84,-0.58&search=loin&radius=3000");
  expect(near.stations).toMatchObject([{ id: "loin-a", distance: expect.any(Number) }]);
  expect((await list("connectivity=lora")).total).toBe(3);
  expect((await list("exposure=indoor")).total).toBe(0);
  expect((await list("bbox=-0.6,44.85,-0.5,44.87")).total).toBe(1);
  for (const wrong of ["radius=5", "near=91,0", "near=1", "bbox=1,2,3", "near=1,2&cursor=loin-a"])
    expect((await subject.get(`/api/v1/stations?${wrong}`)).status, wrong).toBe(400);
  // A cursor that names a station which is not shown tells nothing of where it is.
  await subject.share(jeanne, "loin-b", "private");
  expect((await list("near=44.84,-0.58&search=loin")).total).toBe(2);
});

test("only the host reads the exact point; it goes into their archive, and away with their account", async () => {
  const marie = await subject.signUp("marie@example.org", "Marie");
  const id = await subject.hosted("chez-marie", marie);
  await subject.share(marie, "chez-marie", "public");
  const exact = { lat: 44.841234, lon: -0.573456, height: 6.5 };
  const body = { ...exact, exposure: "outdoor", siting: "balcony", exact: true };
  expect(await subject.place(marie, "chez-marie", body)).toBe(201);
  const path = "/api/v1/stations/chez-marie/places/exact";
  const own = await marie.browser.ask("GET", path);
  expect(own.body).toMatchObject({ places: [{ exact, precision: "exact" }] });
  expect((await subject.get(path)).status).toBe(401);
  expect((await paul.browser.ask("GET", path)).status).toBe(403);
  expect((await subject.getAsAdministrator(path)).status).toBe(403);
  const shown = async () => (await subject.get("/api/v1/stations/chez-marie")).body;
  expect(await shown()).toMatchObject({ place: { lat: exact.lat, precision: "exact" } });
  const placeId = (own.body as { places: { id: string }[] }).places[0]?.id;
  const change = `/api/v1/stations/chez-marie/places/${placeId}`;
  expect((await marie.browser.ask("PATCH", change, { exact: false })).status).toBe(200);
  expect(await shown()).toMatchObject({ place: { precision: "cell" } });
  expect(JSON.stringify(await shown())).not.toContain("44.8412");
  expect((await paul.browser.ask("PATCH", change, { exact: true })).status).toBe(403);
  await marie.browser.ask("PATCH", change, { exact: true });
  const erased = { confirm: "marie@example.org" };
  expect((await marie.browser.ask("POST", "/api/v1/account/erasure", erased)).status).toBe(200);
  expect(JSON.stringify(await shown())).not.toContain("44.8412");
  const { db } = subject.records;
  expect(await db.select().from(placeExact).where(eq(placeExact.lat, exact.lat))).toEqual([]);
  expect((await db.select().from(thing).where(eq(thing.id, id)))[0]?.owner).toBeNull();
});

test("what is measured indoors is the host's alone, also after the station has moved out again", async () => {
  await subject.hosted("voyage", jeanne);
  await subject.share(jeanne, "voyage", "public");
  const at = (hour: number) => new Date(NOW + hour * HOUR).toISOString();
  const outdoors = { lat: 44.84, lon: -0.58, exposure: "outdoor" };
  await subject.place(jeanne, "voyage", { ...outdoors, since: at(-10) });
  await subject.place(jeanne, "voyage", {
    lat: 44.9,
    lon: -0.6,
    exposure: "indoor",
    since: at(-6),
  });
  expect((await subject.get("/api/v1/stations/voyage")).status).toBe(404);
  expect((await list("search=voyage")).total).toBe(0);
  await subject.publish("voyage", NOW - 5 * HOUR, 55);
  expect((await subject.get("/api/v1/stations/voyage/latest")).status).toBe(404);
  await subject.place(jeanne, "voyage", { ...outdoors, since: at(-2) });
  const series = (from: number, until: number, suffix = "") =>
    `/api/v1/series${suffix}?station=voyage&quantity=pm2_5&from=${at(from)}&until=${at(until)}`;
  expect((await subject.get(series(-6, -1))).body).toMatchObject({ code: "range_hidden" });
  expect((await subject.get(series(-12, 0))).body).toMatchObject({ code: "range_hidden" });
  const since = await subject.get(series(-2, 1));
  expect(since.body).toMatchObject({ series: [{ points: [{ value: 5 }] }], places: [{}] });
  // Pages ask from there on.
  expect((await subject.get("/api/v1/stations/voyage")).body).toMatchObject({ shownSince: at(-2) });
  expect((await jeanne.browser.ask("GET", "/api/v1/stations/voyage")).body).not.toHaveProperty(
    "shownSince",
  );
  const mine = await jeanne.browser.ask("GET", series(-12, 1));
  const { places, series: found } = mine.body as {
    places: object[];
    series: { points: object[] }[];
  };
  expect(places).toHaveLength(3);
  expect(found[0]?.points).toHaveLength(2);
  const csv = (await jeanne.browser.ask("GET", series(-12, 1, ".csv"))).body as string;
  expect(csv.split("\r\n")[0]).toMatch(/,lat,lon$/);
  expect(csv.split("\r\n")[1]).toContain("44.9");
  expect((await subject.get("/api/v1/stations/voyage/places")).body).toMatchObject({
    places: [{ exposure: "outdoor" }, { exposure: "outdoor" }],
  });
  // What comes late from the time indoors is not among the newest values, nor in a stream.
  await subject.publish("voyage", NOW - 3 * HOUR, 66);
  const latest = (await subject.get("/api/v1/stations/voyage/latest")).body;
  expect(JSON.stringify(latest)).not.toContain("66");
});

test("a host who takes a station over sees nothing of what the one before did not show", async () => {
  const id = await subject.hosted("donnee", jeanne, 77);
  await subject.share(jeanne, "donnee", "private");
  await subject.place(jeanne, "donnee", { lat: 44.84, lon: -0.58, exposure: "indoor" });
  const { db } = subject.records;
  now += HOUR;
  await db.transaction(async (tx) => {
    await tx
      .update(station)
      .set({ host: paul.id, since: new Date(now) })
      .where(eq(station.id, id));
    await tx.update(thing).set({ owner: paul.id }).where(eq(thing.id, id));
    await startHosting(tx, id, new Date(now));
  });
  await subject.share(paul, "donnee", "public");
  const past = doors("donnee").find((path) => path.startsWith("/api/v1/series?")) as string;
  for (const browser of [paul.browser, jeanne.browser, subject.browser()])
    expect((await browser.ask("GET", past)).body).toMatchObject({ code: "range_hidden" });
  for (const path of ["places", "latest", "places/exact"])
    expect(
      JSON.stringify((await paul.browser.ask("GET", `/api/v1/stations/donnee/${path}`)).body),
    ).not.toMatch(/44\.8|77/);
});

test("who looks after the quarantine reads nothing of what is measured in a home", async () => {
  await subject.hosted("bureau", jeanne);
  await subject.share(jeanne, "bureau", "private");
  const client = await subject.connect("edge-bureau");
  const wrong = '{"boot":"abcdefgh","seq":9,"readings":[{"at":1,"values":{"pm2_5":4321}}]}';
  await client.publishAsync("dcz/1/bureau/readings", wrong, { qos: 1 });
  // Another value for the instant of the first one.
  await subject.publish("bureau", now - 1_000, 1234);
  const read = async (path: string) => (await subject.getAsAdministrator(path)).body;
  await expect
    .poll(() => read("/api/v1/quarantine?station=bureau"), { timeout: 30_000 })
    .toMatchObject({ total: 2 });
  const { messages } = (await read("/api/v1/quarantine?station=bureau")) as {
    messages: { id: number }[];
  };
  const told = await Promise.all([
    read("/api/v1/quarantine?station=bureau"),
    read("/api/v1/conflicts?station=bureau"),
    ...messages.map(({ id }) => read(`/api/v1/quarantine/${id}`)),
  ]);
  expect(JSON.stringify(told)).not.toMatch(/4321|1234|NDMyMS|MTIzN/);
  await subject.share(jeanne, "bureau", "public");
  expect(JSON.stringify(await read("/api/v1/conflicts?station=bureau"))).toContain("1234");
});

test("a stream ends when what it shows is shown no more", async () => {
  await subject.hosted("fenetre", jeanne);
  await subject.share(jeanne, "fenetre", "public");
  const answer = await fetch(`${subject.cloud().http}/api/v1/stations/fenetre/live`);
  const reader = answer.body?.getReader();
  const text = new TextDecoder();
  let heard = "";
  const done = (async () => {
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) return;
      heard += text.decode(part.value, { stream: true });
    }
  })();
  await expect.poll(() => heard, { timeout: 30_000 }).toContain("event: station");
  await subject.share(jeanne, "fenetre", "private");
  await subject.publish("fenetre", now - 500, 88);
  await done;
  expect(heard).not.toContain("88");
});

test("the last known holds without the records, in a file for its owner alone, without exact places", async () => {
  const path = join(subject.folder, "cloud", "places", "known-stations");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const text = await readFile(path, "utf8");
  expect(text).toContain("cuisine");
  expect(text).not.toMatch(/44\.8362|44\.8399/);
  const alone = await openCloudUnderTest(() => now);
  onTestFinished(() => alone.remove());
  const client = await alone.connect();
  const batch = {
    ...{ boot: "abcdefgh", seq: 1, clock: "ntp" },
    readings: [{ at: now - 1_000, sensor: "sds011", values: { pm2_5: 5 } }],
  };
  for (const name of ["cuisine", "maison-a"])
    await client.publishAsync(`dcz/1/${name}/readings`, JSON.stringify(batch), { qos: 1 });
  const kept = join(alone.folder, "cloud", "places", "known-stations");
  const status = async (name: string) => (await alone.get(`/api/v1/stations/${name}`)).status;
  await writeFile(kept, text);
  await alone.restart();
  expect([await status("cuisine"), await status("maison-a")]).toEqual([404, 200]);
  // A line that was being written when the machine stopped takes nothing with it.
  await writeFile(kept, `${text}{"name":"maison-a","visib`);
  await alone.restart();
  expect([await status("cuisine"), await status("maison-a")]).toEqual([404, 200]);
  // Where the file is damaged nobody knows what it hid.
  await writeFile(kept, text.replace('"visibility":"private"', '"visibility":'));
  await alone.restart();
  expect([await status("cuisine"), await status("maison-a")]).toEqual([404, 404]);
});
