import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { eraseNotesOf, findAnnotations } from "./annotation-queries.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let subject: PlacesUnderTest;
let host: Host;
let neighbour: Host;
beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
  const [one, other] = [
    await subject.signUp("host@example.org"),
    await subject.signUp("next@example.org"),
  ];
  host = one;
  neighbour = other;
  await subject.hosted("garden", host);
  await subject.share(host, "garden", "public");
});
afterAll(() => subject.remove());

const path = "/api/v1/quality/annotations";
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const bonfire = {
  ...{ station: "garden", kind: "bonfire", from: at(-60), until: at(0) },
  note: "The neighbours burn their hedge",
};

test("a host says what happened, everybody reads it, and the lineage of a value then shows it", async () => {
  const added = await host.browser.ask("POST", path, bonfire);
  expect(added).toMatchObject({
    status: 201,
    body: { kind: "bonfire", by: "host", note: bonfire.note, station: "garden" },
  });
  const { body } = await subject.get(`${path}?station=garden&from=${at(-120)}`);
  expect(body).toMatchObject({
    annotations: [{ kind: "bonfire", says: { en: "bonfire, barbecue or burning" } }],
    more: false,
  });
  // Who wrote it is for the audit alone.
  expect(JSON.stringify(body)).not.toContain(host.id);
  const lineage = await subject.get("/api/v1/quality/lineage?station=garden&quantity=pm2_5");
  expect(lineage.body).toMatchObject({ values: [{ annotations: [{ kind: "bonfire" }] }] });
  // Half-open: at its end it is over.
  const after = await subject.get(`${path}?station=garden&from=${at(0)}&until=${at(10)}`);
  expect(after.body).toMatchObject({ annotations: [] });
});

test("whoever is neither host nor steward may not, and of a hidden station learns nothing", async () => {
  expect((await subject.get(path, { method: "POST" })).status).toBeGreaterThanOrEqual(400);
  const denied = await neighbour.browser.ask("POST", path, bonfire);
  expect(denied.status).toBe(403);
  await subject.hosted("hidden", host);
  await subject.share(host, "hidden", "private");
  const hidden = { ...bonfire, station: "hidden" };
  expect((await host.browser.ask("POST", path, hidden)).status).toBe(201);
  const nobodyHas = await neighbour.browser.ask("POST", path, { ...bonfire, station: "nowhere" });
  const refused = await neighbour.browser.ask("POST", path, hidden);
  expect(refused.status).toBe(404);
  expect((refused.body as { code: string }).code).toBe("station_unknown");
  expect(nobodyHas.status).toBe(403);
  expect((await subject.get(`${path}?station=hidden`)).status).toBe(404);
});

test("windows that end before they begin, or last longer than a year, are refused", async () => {
  for (const wrong of [{ until: at(-60) }, { from: at(-60 * 24 * 367) }, { kind: "dragon" }])
    expect((await host.browser.ask("POST", path, { ...bonfire, ...wrong })).status).toBe(400);
});

test("an annotation is withdrawn by its host or by the administrator, once, and stays among the records", async () => {
  const { body } = await host.browser.ask("POST", path, { ...bonfire, kind: "works" });
  const { id } = body as { id: string };
  expect((await neighbour.browser.ask("DELETE", `${path}/${id}`)).status).toBe(403);
  expect((await host.browser.ask("DELETE", `${path}/${id}`)).status).toBe(200);
  const again = await subject.getAsAdministrator(`${path}/${id}`, { method: "DELETE" });
  expect(again).toMatchObject({ status: 404, body: { code: "annotation_unknown" } });
  const left = await subject.get(`${path}?station=garden`);
  expect(JSON.stringify(left.body)).not.toContain(id);
  const audit = await subject.getAsAdministrator("/api/v1/admin/audit");
  expect(JSON.stringify(audit.body)).toContain("quality.withdraw");
  // What somebody wrote in their own words is not in it.
  expect(JSON.stringify(audit.body)).not.toContain("burn their hedge");
});

test("when somebody leaves, their notes go and what happened stays", async () => {
  const { db } = subject.records;
  await eraseNotesOf(db, host.id);
  const kept = await findAnnotations(db, {
    ...{ station: "garden", from: new Date(NOW - 7_200_000), until: new Date(NOW), limit: 10 },
  });
  expect(kept.map(({ kind, note, author }) => [kind, note, author])).toEqual([
    ["bonfire", null, null],
  ]);
});
