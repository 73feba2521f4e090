import { afterAll, beforeAll, expect, test } from "vitest";
import { GRID } from "./grid.ts";
import { MOST_PLACES } from "./limits.ts";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "./places.fixture.ts";
import { place } from "./tables.ts";

let subject: PlacesUnderTest;
let mover: Host;

beforeAll(async () => {
  subject = await openPlacesUnderTest(Date.now);
  mover = await subject.signUp("mover@example.org", "Mover");
});
afterAll(() => subject.remove());

const point = { lat: 44.84, lon: -0.58, exposure: "outdoor" };

test("sixty moves at once keep nobody from the records", async () => {
  const names = ["balcon", "jardin", "toit"];
  for (const name of names) {
    await subject.hosted(name, mover);
    await subject.share(mover, name, "public");
    // What was exact becomes a cell: something is taken away, and closed before it is committed.
    expect(await subject.place(mover, name, { ...point, exact: true })).toBe(201);
  }
  const moves = Array.from({ length: 60 }, (_, index) =>
    subject.place(mover, names[index % 3] ?? "", { ...point, exact: index % 2 === 0 }),
  );
  const asked = Array.from({ length: 10 }, () => mover.browser.ask("GET", "/api/v1/account"));
  const [statuses, answers] = await Promise.all([Promise.all(moves), Promise.all(asked)]);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  // One that came before another within a millisecond says that it overlaps.
  expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
  expect(statuses).toContain(201);
});

test("a station is at so many places, and its last one can be corrected", async () => {
  const id = await subject.hosted("errante", mover);
  await subject.share(mover, "errante", "public");
  const { lat, lon } = point;
  const before = Array.from({ length: MOST_PLACES - 1 }, (_, index) => ({
    ...{ station: id, host: mover.id, grid: GRID, row: 1, column: 1, lat, lon, isExact: false },
    exposure: "outdoor" as const,
    ...{ since: new Date(index * 1000), until: new Date(index * 1000 + 1000) },
  }));
  await subject.records.db.insert(place).values(before);
  expect(await subject.place(mover, "errante", point)).toBe(201);
  const path = "/api/v1/stations/errante/places";
  const refused = await mover.browser.ask("POST", path, point);
  expect(refused).toMatchObject({ status: 409, body: { code: "conflict" } });
  const { body } = await mover.browser.ask("GET", path);
  const { places } = body as { places: { id?: string; until?: string }[] };
  expect(places).toHaveLength(MOST_PLACES);
  const { body: own } = await mover.browser.ask("GET", `${path}/exact`);
  const [now] = (own as typeof body & { places: { id: string }[] }).places;
  const corrected = await mover.browser.ask("PATCH", `${path}/${now?.id}`, { exposure: "indoor" });
  expect(corrected.status).toBe(200);
});
