import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntry } from "../audit/tables.ts";
import { station } from "../hosting/tables.ts";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "./places.fixture.ts";
import { putHostWords } from "./queries.ts";
import { stationShare } from "./tables.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let subject: PlacesUnderTest;
let paul: Host;

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
  paul = await subject.signUp("paul@example.org", "Paul");
});
afterAll(() => subject.remove());

test("a station's page says whose it is as far as its host wishes, and no longer than it is theirs", async () => {
  const alix = await subject.signUp("alix@example.org", "Alix Nom-Civil");
  await subject.hosted("chez-alix", alix);
  const shown = async () => (await subject.get("/api/v1/stations/chez-alix")).body;
  const name = async (by: Host, credit?: string) =>
    by.browser.ask(
      "PUT",
      "/api/v1/stations/chez-alix/credit",
      credit === undefined ? {} : { credit },
    );
  // Nobody has agreed to anything yet.
  expect((await name(alix, "Alix")).status).toBe(409);
  expect(await subject.share(alix, "chez-alix", "public")).toBe(200);
  expect(await shown()).not.toHaveProperty("credit");
  expect(JSON.stringify(await shown())).not.toContain("Nom-Civil");
  expect(await name(alix, "  Alix,\n rue\u202e des Lilas ")).toMatchObject({
    status: 200,
    body: { credit: "Alix, rue des Lilas" },
  });
  expect(await shown()).toMatchObject({ credit: "Alix, rue des Lilas", licence: "CC-BY-4.0" });
  expect((await name(paul, "Paul")).status).toBe(403);
  // The cut does not go through a sign of two units.
  expect((await name(alix, `${"x".repeat(79)}😀`)).body).toMatchObject({ credit: "x".repeat(79) });
  // Of which nothing can be seen.
  expect((await name(alix, "\u200b\u3164")).status).toBe(200);
  expect(await shown()).not.toHaveProperty("credit");
  await name(alix, "Alix");
  expect((await name(alix)).status).toBe(200);
  expect(await shown()).not.toHaveProperty("credit");

  await name(alix, "Alix");
  const { db } = subject.records;
  const [row] = await db.select().from(station).where(eq(station.name, "chez-alix"));
  // By somebody who gave it away while they were asked for it.
  expect(await putHostWords(db, row?.id ?? "", paul.id, { credit: "Paul" })).toBe(false);
  expect(await shown()).toMatchObject({ credit: "Alix" });
  const entries = await db
    .select()
    .from(auditEntry)
    .where(eq(auditEntry.thing, row?.id ?? ""));
  expect(entries.map(({ action }) => action)).toContain("stations.credit");
  expect(JSON.stringify(entries)).not.toContain("Lilas");
  const erased = { confirm: "alix@example.org" };
  expect((await alix.browser.ask("POST", "/api/v1/account/erasure", erased)).status).toBe(200);
  expect(await shown()).not.toHaveProperty("credit");
  const kept = await db
    .select()
    .from(stationShare)
    .where(eq(stationShare.station, row?.id ?? ""));
  expect(kept[0]?.credit).toBeNull();
});
