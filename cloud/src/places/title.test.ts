import { VectorTile } from "@mapbox/vector-tile";
import { eq } from "drizzle-orm";
import { PbfReader } from "pbf";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntry } from "../audit/tables.ts";
import { station } from "../hosting/tables.ts";
import { openPlacesUnderTest, type PlacesUnderTest } from "./places.fixture.ts";
import { startHosting } from "./queries.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
const WHERE = { lat: 45.07, lon: -5.12, exposure: "outdoor" };
let subject: PlacesUnderTest;

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
});
afterAll(() => subject.remove());

/** What everybody reads of the one station in an answer. */
const called = async (path: string, list: string): Promise<unknown> => {
  const { body } = await subject.get(path);
  return (body as { readonly [list: string]: readonly object[] })[list]?.[0];
};

test("a station is called what its host calls it, wherever it is named, as long as it is theirs", async () => {
  const alix = await subject.signUp("alix@example.org", "Alix");
  const paul = await subject.signUp("paul@example.org", "Paul");
  const id = await subject.hosted("box-7", alix);
  const title = async (by: typeof alix, body: object) =>
    by.browser.ask("PUT", "/api/v1/stations/box-7/title", body);
  const shown = async () => (await subject.get("/api/v1/stations/box-7")).body;

  // Nobody has agreed to anything yet.
  expect((await title(alix, { title: "École" })).status).toBe(409);
  expect(await subject.share(alix, "box-7", "public")).toBe(200);
  const since = new Date(NOW - 3_600_000).toISOString();
  expect(await subject.place(alix, "box-7", { ...WHERE, since })).toBeLessThan(300);
  expect(await shown()).not.toHaveProperty("title");
  expect(await called("/api/v1/map/stations", "stations")).toMatchObject({ name: "box-7" });

  expect(await title(alix, { title: " École\n Jules-Ferry\u202e " })).toMatchObject({
    status: 200,
    body: { title: "École Jules-Ferry" },
  });
  expect((await title(paul, { title: "À Paul" })).status).toBe(403);
  expect((await title(alix, { title: "x".repeat(201) })).status).toBe(400);
  const name = "École Jules-Ferry";
  expect(await shown()).toMatchObject({ id: "box-7", title: name });
  for (const search of ["jules ferry", "ECOLE", "box"])
    expect(
      await called(`/api/v1/stations?search=${encodeURIComponent(search)}`, "stations"),
    ).toMatchObject({ id: "box-7", title: name });
  expect(await called("/api/v1/stations?search=lycee", "stations")).toBeUndefined();
  expect(await called("/api/v1/stations?search=-", "stations")).toMatchObject({ id: "box-7" });
  expect(await called("/api/v1/air/stations?ids=box-7", "stations")).toMatchObject({ name });
  expect(await called("/api/v1/map/stations", "stations")).toMatchObject({
    ...{ station: "box-7", name },
  });
  const tileNames = async () => {
    const answer = await fetch(`${subject.cloud().http}/api/v1/map/tiles/stations/0/0/0`);
    const { stations } = new VectorTile(new PbfReader(await answer.arrayBuffer())).layers;
    return Array.from({ length: stations?.length ?? 0 }, (_, index) => {
      const { name: told, station: by } = stations?.feature(index).properties ?? {};
      return told ?? by;
    });
  };
  expect(await tileNames()).toEqual([name]);

  // Of which nothing can be seen.
  expect((await title(alix, { title: "\u200b\u3164" })).status).toBe(200);
  expect(await shown()).not.toHaveProperty("title");
  expect(await tileNames()).toEqual(["box-7"]);
  await title(alix, { title: name });
  const { db } = subject.records;
  const entries = await db.select().from(auditEntry).where(eq(auditEntry.thing, id));
  expect(entries.map(({ action }) => action)).toContain("stations.title");
  expect(JSON.stringify(entries)).not.toContain("Ferry");

  // Another host: the words of the one before are nobody's.
  await db.transaction(async (tx) => {
    await startHosting(tx, id, new Date(NOW));
    await tx.update(station).set({ host: paul.id }).where(eq(station.id, id));
  });
  expect(await subject.share(paul, "box-7", "public")).toBe(200);
  expect(await shown()).not.toHaveProperty("title");
  await title(paul, { title: "À Paul" });
  expect(await shown()).toMatchObject({ title: "À Paul" });
  const erased = { confirm: "paul@example.org" };
  expect((await paul.browser.ask("POST", "/api/v1/account/erasure", erased)).status).toBe(200);
  expect(await shown()).not.toHaveProperty("title");
});
