import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24, 8, 10);
let now = NOW;
let subject: PlacesUnderTest;
let jeanne: Host;

/** A value in the middle of each of the last 24 whole hours, and one of now. */
const day = async (name: string, values: object, flags: readonly string[] = []) => {
  const client = await subject.connect(`edge-${name}`);
  const instants = [
    ...Array.from({ length: 24 }, (_, index) => NOW - 600_000 - (24 - index) * HOUR + 1_800_000),
    NOW - 1_000,
  ];
  const batch = {
    ...{ boot: "abcdefgh", seq: 900, clock: "ntp" },
    readings: instants.map((at) => ({ at, sensor: "sds011", values, flags })),
  };
  await client.publishAsync(`dcz/1/${name}/readings`, JSON.stringify(batch), { qos: 1 });
  await client.endAsync();
};

interface Answer {
  stations: { station: string; air: { level: number | null }; place: object | null }[];
  next?: string;
  total: number;
}
const air = async (query = "", asks = subject.get) =>
  (await asks(`/api/v1/air/stations?${query}`)).body as Answer;
const names = ({ stations }: Answer) => stations.map(({ station }) => station);

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now, "on");
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  for (const [name, lat] of [
    ["quai", 44.84],
    ["rue", 44.9],
    ["salon", 44.85],
  ] as const) {
    await subject.hosted(name, jeanne, 8);
    await subject.share(jeanne, name, "public");
    const exposure = name === "salon" ? "indoor" : "outdoor";
    await subject.place(jeanne, name, {
      ...{ lat, lon: -0.58, exposure, since: new Date(NOW - 48 * HOUR).toISOString() },
    });
  }
  await day("quai", { pm2_5: 8, laeq: 44 });
  await day("rue", { pm2_5: 30 });
  await day("salon", { pm2_5: 2 });
  await day("maquette", { pm2_5: 60 }, ["simulated"]);
});
afterAll(() => subject.remove());

test("the air is told in words, by the table that is named", async () => {
  const found = await air("ids=quai,maquette");
  expect(found).toMatchObject({
    total: 2,
    tables: {
      atmo: { version: "2021", bounds: { pm2_5: [10, 20, 25, 50, 75] } },
      advice: { asOf: "2026-11-27" },
    },
    stations: [
      { station: "maquette", origin: "simulated", place: null, sure: { key: "not_measured" } },
      {
        ...{ station: "quai", name: "quai", origin: "measured" },
        place: { exposure: "outdoor", precision: "cell" },
        air: { level: 1, words: { fr: "L'air est bon.", en: "The air is good." } },
        noise: { level: 1, lden: expect.any(Number) },
        quantities: expect.arrayContaining([
          expect.objectContaining({ quantity: "pm2_5", level: 1, trend: "steady" }),
        ]),
      },
    ],
  });
});

test("a station indoors is in no answer, not even its host's", async () => {
  expect(names(await air())).toEqual(["maquette", "quai", "rue"]);
  const asHost = (path: string) => jeanne.browser.ask("GET", path);
  expect(names(await air("ids=salon", asHost as typeof subject.get))).toEqual([]);
});

test("a private station is told to its host alone", async () => {
  await subject.share(jeanne, "rue", "private");
  expect(names(await air("ids=rue,quai"))).toEqual(["quai"]);
  const { body } = await jeanne.browser.ask("GET", "/api/v1/air/stations?ids=rue");
  expect(names(body as Answer)).toEqual(["rue"]);
  await subject.share(jeanne, "rue", "public");
  expect(names(await air("ids=rue,quai"))).toEqual(["quai", "rue"]);
});

test("near a point, the nearest comes first, and a cursor goes on; the point may stand in a body", async () => {
  const first = await air("near=44.9,-0.58&limit=1");
  expect(first).toMatchObject({ total: 2, stations: [{ station: "rue" }] });
  expect(names(await air(`near=44.9,-0.58&limit=1&cursor=${first.next}`))).toEqual(["quai"]);
  const answer = await subject.get("/api/v1/air/near", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ lat: 44.84, lon: -0.58, limit: 5 }),
  });
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(names(answer.body as Answer)).toEqual(["quai", "rue"]);
  for (const wrong of ["near=100,0", "radius=5", "cursor=~", "ids=A%20B"])
    expect((await subject.get(`/api/v1/air/stations?${wrong}`)).status).toBe(400);
});

test("readings that come late change the hour to which they belong", async () => {
  expect(await air("ids=rue")).toMatchObject({ stations: [{ air: { level: 4 } }] });
  const late = NOW - 600_000 - HOUR + 60_000;
  await subject.publish("rue", late, 999);
  now = NOW + 90_000;
  await expect.poll(async () => (await air("ids=rue")).stations[0]?.air.level).toBe(5);
  now = NOW;
  const withHours = await air("ids=quai&hours=true");
  expect(withHours).toMatchObject({
    stations: [
      {
        quantities: expect.arrayContaining([
          expect.objectContaining({ quantity: "pm2_5", hours: Array(24).fill(8) }),
        ]),
      },
    ],
  });
});

test("a territory's day at a glance counts measured stations outdoors", async () => {
  const { body } = await subject.get("/api/v1/territories?kind=commune&limit=1");
  const [commune] = (body as { territories: { key: string }[] }).territories;
  const empty = await subject.get(`/api/v1/air/territories/${commune?.key}`);
  expect(empty.body).toMatchObject({ stations: 0, level: null, worst: null, completeness: null });
  expect((await subject.get("/api/v1/air/territories/99999")).status).toBe(404);
  const all = await subject.get("/api/v1/air/territories");
  expect(all.body).toMatchObject({
    ...{ territory: null, origin: "measured", stations: 2, judged: 2, level: 5 },
    worst: { station: "rue" },
    noise: { stations: 1, judged: 1, aboveGuideline: 0 },
  });
});
