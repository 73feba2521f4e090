import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openMemorySeries } from "../series/memory/store.ts";
import { thing } from "../things/tables.ts";
import { makeGroupDays } from "./make-group-days.ts";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "./places.fixture.ts";
import { groupDay } from "./tables.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24, 8);
let now = NOW;
let subject: PlacesUnderTest;
let hosts: Host[];
let group: string;
let code: string;

const ask = async (host: Host, method: string, path: string, body?: object) =>
  host.browser.ask(method, `/api/v1/groups${path}`, body);
const one = () => hosts[0] as Host;

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now);
  hosts = [];
  for (const name of ["un", "deux", "trois", "quatre"])
    hosts.push(await subject.signUp(`${name}@example.org`, name));
  const given = { kind: "street", title: "Rue Haute", zone: "Europe/Paris", visibility: "public" };
  const made = await ask(one(), "POST", "", { ...given, lat: 44.84, lon: -0.58 });
  expect(made.status).toBe(201);
  ({ id: group, code } = made.body as { id: string; code: string });
});
afterAll(() => subject.remove());

test("a group names a square, lets in who has its code, and lists its stations to members alone", async () => {
  expect((await subject.get(`/api/v1/groups/${group}`)).body).toEqual({
    ...{ id: group, kind: "street", title: "Rue Haute", summary: "", zone: "Europe/Paris" },
    ...{ visibility: "public", area: { lat: 44.83812, lon: -0.57706 } },
  });
  const [, second, third, last] = hosts as [Host, Host, Host, Host];
  expect((await ask(last, "GET", `/${group}/stations`)).status).toBe(403);
  expect((await subject.get(`/api/v1/groups/${group}/stations`)).status).toBe(401);
  expect((await ask(last, "POST", "/join", { code: "abcd-efgh-jkmn" })).body).toMatchObject({
    code: "group_code_invalid",
  });
  for (const host of [second, third, last])
    expect((await ask(host, "POST", "/join", { code: code.toUpperCase() })).status).toBe(200);
  for (const [index, host] of hosts.entries()) {
    const name = `chambre-${index}`;
    await subject.hosted(name, host);
    await subject.share(host, name, "private");
    const place = { lat: 44.84 + index / 1_000, lon: -0.58, exposure: "indoor" };
    await subject.place(host, name, place);
    expect((await ask(last, "PUT", `/${group}/stations/${name}`)).status).toBe(
      host === last ? 200 : 404,
    );
    expect((await ask(host, "PUT", `/${group}/stations/${name}`)).status).toBe(200);
  }
  const ownGroups = async (host: Host) =>
    (await host.browser.ask("GET", "/api/v1/account/groups")).body;
  const listed = { id: group, title: "Rue Haute", kind: "street" };
  expect(await ownGroups(one())).toEqual({ groups: [{ ...listed, isMine: true }] });
  expect(await ownGroups(last)).toEqual({ groups: [{ ...listed, isMine: false }] });
  const { body } = await ask(one(), "GET", `/${group}/stations`);
  expect(body).toMatchObject({
    stations: [{ id: "chambre-0", isMine: true, isShown: true }, { isShown: false }, {}, {}],
  });
});

test("days are made once, over three homes at least, and stay when somebody leaves", async () => {
  const series = openMemorySeries();
  for (let index = 0; index < 4; index++)
    await series.append({
      station: `chambre-${index}`,
      received: NOW,
      readings: [20, 44].map((hours) => ({
        at: NOW + hours * HOUR,
        sensor: "scd30",
        values: { co2: 500 + 100 * index },
      })),
    });
  const make = () => makeGroupDays({ db: subject.records.db, series, now: () => now });
  const days = async () =>
    ((await subject.get(`/api/v1/groups/${group}/days`)).body as { days: object[] }).days;
  // The day is over in Paris, and not yet waited for.
  now = Date.UTC(2026, 10, 26, 4, 59);
  await make();
  expect(await days()).toEqual([]);
  now = Date.UTC(2026, 10, 26, 5);
  await make();
  const first = {
    ...{ day: "2026-11-25", exposure: "indoor", quantity: "co2", unit: "[ppm]" },
    ...{ homes: 4, mean: 650 },
  };
  expect(await days()).toEqual([{ ...first, unit: expect.any(String) }]);
  // Two leave in the course of the next day: of the two homes that are left nothing is said.
  const [, , third, last] = hosts as [Host, Host, Host, Host];
  now = Date.UTC(2026, 10, 26, 12);
  expect((await ask(last, "POST", `/${group}/leave`)).status).toBe(200);
  expect((await ask(third, "DELETE", `/${group}/stations/chambre-2`)).status).toBe(200);
  now = Date.UTC(2026, 10, 28, 12);
  await make();
  await make();
  expect(await days()).toEqual([{ ...first, unit: expect.any(String) }]);
  const csv = (await subject.get(`/api/v1/groups/${group}/days.csv`)).body as string;
  expect(csv.split("\r\n")[0]).toBe("day,exposure,quantity,unit,homes,mean");
  expect(csv.split("\r\n")[1]).toMatch(/^2026-11-25,indoor,co2,.*,4,650$/);
  const few = { group, day: "2026-11-24", exposure: "indoor", quantity: "co2" } as const;
  const refused = subject.records.db
    .insert(groupDay)
    .values({ ...few, homes: 2, mean: 1, made: new Date() });
  await expect(refused).rejects.toThrow();
});

test("a station that is shown to a group is seen by its members alone, until its host leaves", async () => {
  const [first, second, third, last] = hosts as [Host, Host, Host, Host];
  await subject.hosted("toit", second);
  expect(await subject.share(second, "toit", "group", { group })).toBe(200);
  const status = async (host: Host) =>
    (await host.browser.ask("GET", "/api/v1/stations/toit")).status;
  expect([await status(second), await status(first), await status(third)]).toEqual([200, 200, 200]);
  expect(await status(last)).toBe(404);
  expect((await subject.get("/api/v1/stations/toit")).status).toBe(404);
  expect((await subject.get("/api/v1/stations?search=toit")).body).toMatchObject({ total: 0 });
  expect(await subject.share(last, "chambre-3", "group", { group })).toBe(404);
  expect(await subject.share(second, "toit", "group")).toBe(400);
  await ask(second, "POST", `/${group}/leave`);
  expect([await status(second), await status(first)]).toEqual([200, 404]);
});

test("a group that is not public is none to others; a mean outdoors holds public stations alone", async () => {
  const given = { kind: "class", title: "CM2", zone: "Europe/Paris", visibility: "group" };
  const { body } = await ask(one(), "POST", "", given);
  const { id } = body as { id: string };
  const nothing = (await subject.get(`/api/v1/groups/${crypto.randomUUID()}`)).status;
  expect([(await subject.get(`/api/v1/groups/${id}`)).status, nothing]).toEqual([404, 404]);
  expect((await ask(hosts[3] as Host, "GET", `/${id}/days`)).status).toBe(404);
  expect((await ask(one(), "GET", `/${id}/days`)).status).toBe(200);
  const { db } = subject.records;
  expect((await db.select().from(thing).where(eq(thing.id, id)))[0]?.visibility).toBe("group");
  expect((await subject.get("/api/v1/groups")).body).toMatchObject({ groups: [{ id: group }] });
});
