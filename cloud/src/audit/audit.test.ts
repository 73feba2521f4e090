import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { insertKey } from "../people/key-queries.ts";
import { insertPerson, removePerson } from "../people/person-queries.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { openRecordsUnderTest, type RecordsUnderTest } from "../records/records.fixture.ts";
import { createAudit } from "./audit.ts";

const NOW = Date.UTC(2026, 10, 26, 7);
const MARIE = "01935e3c-0000-7000-8000-000000000001";
const PAUL = "01935e3c-0000-7000-8000-000000000002";
const KEY = "01935e3c-0000-7000-8000-000000000009";
let subject: CloudUnderTest;
let records: RecordsUnderTest;
beforeAll(async () => {
  records = await openRecordsUnderTest();
  subject = await openCloudUnderTest(() => NOW, { databaseUrl: records.url });
});
afterAll(async () => {
  await subject.remove();
  await records.remove();
});

test("an entry is there with its change or not at all, and names both who act and for whom", async () => {
  const { db } = records.records;
  const audit = createAudit(() => NOW);
  const actor = { kind: "person", id: MARIE, roles: [] } as const;
  await db
    .transaction(async (tx) => {
      await audit.write(tx, { actor, action: "people.erase" });
      throw new Error("no");
    })
    .catch(() => undefined);
  await db.transaction((tx) =>
    audit.write(tx, {
      actor,
      onBehalfOf: PAUL,
      action: "people.change",
      thing: PAUL,
      after: { language: "fr" },
    }),
  );
  await audit.write(db, { actor: { kind: "system" }, action: "outbox.remove" });
  const { status, body } = await subject.getAsAdministrator("/api/v1/admin/audit");
  expect(status).toBe(200);
  const { entries } = body as { entries: { action: string }[] };
  expect(entries.map(({ action }) => action)).toEqual(["outbox.remove", "people.change"]);
  expect(entries[1]).toMatchObject({
    at: "2026-11-26T07:00:00.000Z",
    actorKind: "person",
    actor: MARIE,
    onBehalfOf: PAUL,
    thing: PAUL,
    after: { language: "fr" },
  });
  const of = (query: string) => subject.getAsAdministrator(`/api/v1/admin/audit?${query}`);
  expect((await of(`thing=${PAUL}&limit=1`)).body).toEqual({ entries: [entries[1]] });
  expect((await of("limit=1")).body).toMatchObject({
    entries: [entries[0]],
    next: expect.any(String),
  });
  expect((await of("from=2026-11-27")).body).toEqual({ entries: [] });
});

test("entries come with today's names beside the numbers, until an erasure", async () => {
  const { db } = records.records;
  const audit = createAudit(() => NOW);
  const at = new Date(NOW);
  const [ada, bo] = [newIdentifier(), newIdentifier()];
  for (const [id, name] of [
    [ada, "Ada"],
    [bo, "Bo"],
  ] as const)
    await insertPerson(db, { id, name, email: `${id}@example.org` }, at);
  await insertKey(db, {
    id: KEY,
    person: ada,
    name: "Weather",
    hash: "h",
    scopes: [],
    created: at,
  });
  await audit.write(db, {
    actor: { kind: "person", id: ada, roles: [] },
    onBehalfOf: bo,
    action: "media.change",
    thing: bo,
  });
  const program = { kind: "program", id: KEY, owner: ada, scopes: [], roles: [] } as const;
  await audit.write(db, { actor: program, action: "media.change" });
  const shown = async () => {
    const { body } = await subject.getAsAdministrator("/api/v1/admin/audit?action=media.change");
    const { entries } = body as { entries: { actorName: string }[] };
    // Both may be of one millisecond: their order is not what this test is about.
    return entries.toSorted((one, other) => other.actorName.localeCompare(one.actorName));
  };
  expect(await shown()).toMatchObject([
    { actor: KEY, actorName: "Weather" },
    { actorName: "Ada", onBehalfOfName: "Bo", thingTitle: "Bo", thingKind: "person" },
  ]);
  await removePerson(db, bo);
  const [, entry] = await shown();
  expect(entry).toMatchObject({ actorName: "Ada", onBehalfOf: bo });
  expect(entry).not.toHaveProperty("onBehalfOfName");
});

test("the audit is for administrators", async () => {
  expect((await subject.get("/api/v1/admin/audit")).status).toBe(401);
});
