import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24, 8, 10);
const now = NOW;
let subject: PlacesUnderTest;
let jeanne: Host;
const exact = { lat: 44.841_234, lon: -0.581_234 };

/** A value in the middle of each of the last 72 whole hours. */
const hours = async (
  name: string,
  values: (hour: number) => object,
  flags: readonly string[] = [],
) => {
  const client = await subject.connect(`edge-${name}`);
  const batch = {
    ...{ boot: "abcdefgh", seq: 900, clock: "ntp" },
    readings: Array.from({ length: 72 }, (_, index) => ({
      ...{ at: NOW - 600_000 - (72 - index) * HOUR + 1_800_000, sensor: "sds011", flags },
      values: values(index),
    })),
  };
  await client.publishAsync(`dcz/1/${name}/readings`, JSON.stringify(batch), { qos: 1 });
  await client.endAsync();
};

interface Answer {
  stations: {
    station: string;
    level: number | null;
    value: number | null;
    place: { lat: number; lon: number } | null;
  }[];
  next?: string;
  total: number;
  bounds: number[] | null;
}
const list = async (query = "", asks = subject.get) =>
  (await asks(`/api/v1/map/stations?${query}`)).body as Answer;
const names = ({ stations }: Answer) => stations.map(({ station }) => station);
const tileOf = async (path: string, headers: Record<string, string> = {}) =>
  fetch(`${subject.cloud().http}/api/v1/map/tiles/${path}`, { headers });
const marks = async (query = "") => {
  const bytes = new Uint8Array(await (await tileOf(`stations/0/0/0?${query}`)).arrayBuffer());
  const layer = new VectorTile(new PbfReader(bytes)).layers.stations;
  return Array.from({ length: layer?.length ?? 0 }, (_, index) => layer?.feature(index).properties);
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now, "on");
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  for (const [name, lat, visibility] of [
    ["quai", exact.lat, "public"],
    ["rue", 44.9, "public"],
    ["salon", 44.85, "public"],
    ["cave", 44.86, "private"],
  ] as const) {
    await subject.hosted(name, jeanne, 8);
    await subject.share(jeanne, name, visibility);
    const exposure = name === "salon" ? "indoor" : "outdoor";
    await subject.place(jeanne, name, {
      ...{ lat, lon: exact.lon, exposure, since: new Date(NOW - 96 * HOUR).toISOString() },
    });
  }
  // Clean air until two days ago ended, smoke since yesterday.
  await hours("quai", (hour) => ({ pm2_5: hour < 40 ? 5 : 40, laeq: 44 }));
  await hours("rue", () => ({ pm2_5: 8 }));
  await hours("salon", () => ({ pm2_5: 2 }));
  await hours("cave", () => ({ pm2_5: 3 }));
  await hours("maquette", () => ({ pm2_5: 60 }), ["simulated"]);
});
afterAll(() => subject.remove());

test("the list has the worst first, with public points alone: no room, nothing private, for nobody", async () => {
  const found = await list();
  expect(names(found)).toEqual(["maquette", "quai", "rue"]);
  expect(found).toMatchObject({
    ...{ quantity: "air", unit: null, from: "2026-11-23T08:00:00.000Z" },
    levels: [
      { level: 1, stations: 1 },
      { level: 4, stations: 1 },
      { level: 5, stations: 1 },
    ],
  });
  const asHost = (path: string) => jeanne.browser.ask("GET", path);
  expect(names(await list("", asHost as typeof subject.get))).toEqual(names(found));
  const place = (await subject.get("/api/v1/stations/quai")).body as {
    place: { lat: number; lon: number };
  };
  const quai = found.stations.find(({ station }) => station === "quai");
  expect(quai?.place).toMatchObject({ lat: place.place.lat, lon: place.place.lon });
  expect(quai?.place?.lat).not.toBe(exact.lat);
});

test("a value of an hour, an earlier hour, a quantity and what is measured alone are what they say", async () => {
  expect(await list("quantity=pm2_5&kind=value&quality=measured")).toMatchObject({
    ...{ unit: "µg/m³", total: 2, range: { lowest: 8, highest: 40 } },
    stations: [
      { station: "quai", value: 40 },
      { station: "rue", value: 8 },
    ],
  });
  const before = await list("quantity=pm2_5&at=2026-11-22T08:00:00Z&sort=low&quality=measured");
  expect(before.stations).toMatchObject([
    { station: "quai", value: 5, level: 1 },
    { station: "rue", value: 8, level: 1 },
  ]);
  expect(names(await list("quantity=laeq"))).toEqual(["quai"]);
});

test("a cursor goes on where the page ended, in every order", async () => {
  for (const sort of ["high", "low", "name"]) {
    const whole = names(await list(`sort=${sort}`));
    const found: string[] = [];
    let next: string | undefined;
    do {
      const page = await list(`sort=${sort}&limit=1${next === undefined ? "" : `&cursor=${next}`}`);
      found.push(...names(page));
      next = page.next;
    } while (next !== undefined);
    expect(found).toEqual(whole);
  }
  for (const wrong of ["cursor=~", "sort=distance", "at=2020-01-01T00:00:00Z", "quantity=x"])
    expect((await subject.get(`/api/v1/map/stations?${wrong}`)).status).toBe(400);
});

test("the nearest to the middle of a territory come first, and what has no place last", async () => {
  const { body } = await subject.get("/api/v1/territories?kind=commune&limit=1");
  const [commune] = (body as { territories: { key: string }[] }).territories;
  const found = await list(`sort=distance&from=${commune?.key}`);
  expect(names(found)).toEqual(["rue", "quai", "maquette"]);
  expect(found.stations[0]).toMatchObject({ distance: expect.any(Number) });
  expect((await list(`territory=${commune?.key}`)).total).toBe(0);
});

test("a tile has what the list has, and is not sent again to whoever has it", async () => {
  expect(await marks()).toEqual([{ count: 2, level: 4 }]);
  expect(await marks("quantity=laeq")).toEqual([{ station: "quai", value: 44 }]);
  const first = await tileOf("stations/0/0/0");
  expect(first.headers.get("content-type")).toBe("application/vnd.mapbox-vector-tile");
  expect(first.headers.get("cache-control")).toBe("public, no-cache");
  const etag = first.headers.get("etag") ?? "";
  expect((await tileOf("stations/0/0/0", { "if-none-match": etag })).status).toBe(304);
  for (const wrong of ["stations/1/2/0", "stations/15/0/0", "roads/0/0/0"])
    expect((await tileOf(wrong)).status).toBe(400);
});

test("a station that was hidden is in no list and no tile from then on", async () => {
  await subject.share(jeanne, "rue", "private");
  expect(names(await list())).toEqual(["maquette", "quai"]);
  expect(await marks()).toEqual([{ station: "quai", level: 4 }]);
  await subject.share(jeanne, "rue", "public");
});

test("coverage counts town and country, and names where nobody measures", async () => {
  const { body } = await subject.get("/api/v1/map/coverage?limit=1");
  const coverage = body as {
    town: { territories: number; measured: number };
    country: { territories: number };
    unmeasured: { key: string }[];
    next?: string;
    bounds: number[];
  };
  expect(coverage.town.territories + coverage.country.territories).toBeGreaterThan(2);
  expect(coverage.town.measured).toBe(0);
  expect(coverage.unmeasured).toHaveLength(1);
  const second = await subject.get(`/api/v1/map/coverage?limit=500&cursor=${coverage.next}`);
  expect((second.body as typeof coverage).unmeasured[0]?.key).not.toBe(coverage.unmeasured[0]?.key);
  const [west = 0, south = 0, east = 0, north = 0] = coverage.bounds;
  expect([west < east, south < north]).toEqual([true, true]);
  const tile = await tileOf("coverage/0/0/0", { "accept-encoding": "identity" });
  const { layers } = new VectorTile(new PbfReader(new Uint8Array(await tile.arrayBuffer())));
  expect(layers.territories?.feature(0).properties).toMatchObject({ measured: 0 });
  expect(layers.names?.length).toBe(layers.territories?.length);
});
