import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let subject: CloudUnderTest;

beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW);
  const client = await subject.connect();
  const publish = (station: string, kind: string, document: object) =>
    client.publishAsync(`dcz/1/${station}/${kind}`, JSON.stringify(document), { qos: 1 });
  const batch = (values: object, flags: string[] = []) => ({
    boot: "abcdefgh",
    seq: 1,
    clock: "ntp",
    readings: [{ at: NOW - 1000, sensor: "sds011", values, flags }],
  });
  await publish("rue-haute", "readings", batch({ pm2_5: 5, pm10: 9 }));
  await publish("rue-haute", "status", { state: "online", at: NOW - 500 });
  await publish("rue-basse", "readings", batch({ pm2_5: 6 }, ["replayed"]));
  await publish("rue-basse", "status", { state: "offline", at: NOW - 500 });
  await publish("atelier", "status", { state: "online", at: NOW - 500 });
  await publish("quai", "readings", batch({ pm2_5: 7 }));
});
afterAll(() => subject.remove());

interface Listed {
  stations: { id: string; state: string; origins: string[]; latest: { quantity: string }[] }[];
  next?: string;
  total: number;
  counts: object;
}
const list = async (query = "") => (await subject.get(`/api/v1/stations?${query}`)).body as Listed;
const ids = ({ stations }: Listed) => stations.map(({ id }) => id);

test("stations come in order of their names, with their newest values and counts by state", async () => {
  const all = await list();
  expect(ids(all)).toEqual(["atelier", "quai", "rue-basse", "rue-haute"]);
  expect(all).toMatchObject({
    total: 4,
    counts: { online: 2, starting: 1, sleeping: 0, offline: 1, unknown: 0 },
    groups: { well: 3, look: 1, asleep: 0, out: 0 },
  });
  expect(all.next).toBeUndefined();
  const [atelier, , basse, haute] = all.stations;
  expect(atelier).toMatchObject({ origins: [], latest: [] });
  expect(basse).toMatchObject({ origins: ["replayed"] });
  expect(haute).toMatchObject({ origins: ["measured"], state: "online" });
  expect(haute?.latest.map(({ quantity }) => quantity)).toEqual(["pm10", "pm2_5"]);
});

test.each([
  ["fault", ["rue-basse", "atelier", "quai", "rue-haute"]],
  ["heard", ["quai", "rue-basse", "rue-haute", "atelier"]],
  ["new", ["atelier", "quai", "rue-basse", "rue-haute"]],
])("sorted by %s, the list goes on page by page", async (sort, expected) => {
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = await list(`limit=1&sort=${sort}${cursor}`);
    seen.push(...ids(page));
    cursor = page.next === undefined ? "" : `&cursor=${page.next}`;
  } while (cursor !== "");
  expect(seen).toEqual(expected);
  expect((await subject.get(`/api/v1/stations?sort=${sort}&cursor=rue`)).status).toBe(400);
});

test("a cursor goes through all pages, each station once", async () => {
  const seen: string[] = [];
  let page = await list("limit=1");
  seen.push(...ids(page));
  while (page.next !== undefined) {
    page = await list(`limit=1&cursor=${page.next}`);
    expect(page.total).toBe(4);
    seen.push(...ids(page));
  }
  expect(seen).toEqual(["atelier", "quai", "rue-basse", "rue-haute"]);
  expect(ids(await list("cursor=zz"))).toEqual([]);
});

test.each([
  ["search=rue", ["rue-basse", "rue-haute"], 2],
  ["search=%20RUE%20&state=online", ["rue-haute"], 1],
  ["state=offline", ["rue-basse"], 1],
  ["state=offline,online", ["quai", "rue-basse", "rue-haute"], 3],
  ["group=look", ["rue-basse"], 1],
  ["group=asleep,well", ["atelier", "quai", "rue-haute"], 3],
  ["ids=rue-haute,quai,nobody", ["quai", "rue-haute"], 2],
  ["origin=replayed", ["rue-basse"], 1],
  ["origin=simulated", [], 0],
])("%s finds its stations", async (query, found, total) => {
  const page = await list(query);
  expect(ids(page)).toEqual(found);
  expect(page.total).toBe(total);
});

test("counts are of what was searched, whatever state was asked for", async () => {
  expect(await list("search=rue&state=sleeping")).toMatchObject({
    total: 0,
    counts: { online: 1, sleeping: 0, offline: 1, unknown: 0 },
  });
});

test.each(["limit=0", "limit=501", "limit=x", "state=asleep", "cursor=A%20B"])(
  "%s is refused",
  async (query) => {
    const { status, body } = await subject.get(`/api/v1/stations?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: "invalid_request" });
  },
);
