import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { thing } from "../things/tables.ts";
import { type MediaUnderTest, openMediaUnderTest, words } from "./media.fixture.ts";
import { mediaOfPerson } from "./personal-data.ts";
import { picture } from "./pictures.fixture.ts";
import { media as mediaTable } from "./tables.ts";

const DAY = 86_400_000;
let subject: MediaUnderTest;
beforeAll(async () => {
  subject = await openMediaUnderTest();
});
afterAll(() => subject.remove());
beforeEach(() => subject.empty());

test("the same picture of two people is one file, which goes with the last of them", async () => {
  const [jeanne, paul] = [await subject.newPerson(), await subject.newPerson()];
  const bytes = await picture().png().toBuffer();
  const first = await subject.upload(jeanne, bytes);
  const second = await subject.upload(paul, bytes);
  const two = await subject.onDisk();
  expect(two).toHaveLength(2);
  await subject.ask(`/api/v1/media/${first.body.id}`, jeanne, { method: "DELETE" });
  expect(await subject.onDisk()).toEqual(two);
  expect((await subject.ask(second.body.files.full, paul)).status).toBe(200);
  expect(
    (await subject.ask(`/api/v1/media/${second.body.id}`, paul, { method: "DELETE" })).status,
  ).toBe(204);
  expect(await subject.onDisk()).toEqual([]);
});

test("the media of somebody who is erased go, with their files", async () => {
  const [jeanne, paul] = [await subject.newPerson(), await subject.newPerson()];
  await subject.upload(jeanne, await picture(50, 50).png().toBuffer());
  await subject.upload(paul, await picture(60, 60).png().toBuffer());
  const { db } = subject.records;
  const own = mediaOfPerson(subject.door);
  const [archive] = await own.collect(db, jeanne);
  expect(String(archive?.content)).toContain(words.alt);
  const abandoned = db.transaction(async (tx) => {
    await own.erase(tx, jeanne);
    throw new Error("changed my mind");
  });
  await expect(abandoned).rejects.toThrow("changed my mind");
  expect(await subject.onDisk()).toHaveLength(4);
  const afterwards = await db.transaction((tx) => own.erase(tx, jeanne));
  await afterwards?.();
  expect(await subject.onDisk()).toHaveLength(2);
});

test("what nothing uses goes after a week; a file without a record is set aside, and taken back", async () => {
  const jeanne = await subject.newPerson();
  const draft = await subject.upload(jeanne, await picture(50, 50).png().toBuffer());
  const kept = await subject.upload(jeanne, await picture(60, 60).png().toBuffer());
  const by = subject.people.get(jeanne);
  if (by === undefined) throw new Error("Jeanne");
  const { db } = subject.records;
  await db.transaction((tx) =>
    subject.door.attach(tx, { media: kept.body.id, to: jeanne, by, visibility: "public" }),
  );
  const before = await subject.onDisk();
  await subject.door.sweep();
  expect(await subject.onDisk()).toEqual(before);
  subject.pass(8 * DAY);
  await subject.door.sweep();
  const left = await subject.onDisk();
  expect(left).toHaveLength(2);
  expect((await subject.ask(draft.body.files.full, jeanne)).status).toBe(404);
  expect((await subject.ask(kept.body.files.full)).status).toBe(200);

  // As after a restart with another database, and back again.
  const rows = await db.select().from(thing).where(eq(thing.id, kept.body.id));
  const [row] = rows;
  if (row === undefined) throw new Error("a row");
  const [medium] = await db.select().from(mediaTable).where(eq(mediaTable.id, row.id));
  if (medium === undefined) throw new Error("a medium");
  await db.delete(thing).where(eq(thing.id, row.id));
  await subject.door.sweep();
  expect((await subject.onDisk()).every((name) => name.startsWith("unknown/"))).toBe(true);
  const { search: _, ...writable } = row;
  await db.insert(thing).values(writable);
  await db.insert(mediaTable).values(medium);
  await subject.door.sweep();
  expect(await subject.onDisk()).toEqual(left);
  await db.delete(thing).where(eq(thing.id, row.id));
  await subject.door.sweep();
  subject.pass(31 * DAY);
  await subject.door.sweep();
  expect(await subject.onDisk()).toEqual([]);
});

test("a picture of a thing that is gone goes too, and leaves no thing behind", async () => {
  const jeanne = await subject.newPerson();
  const place = await subject.newThing("place", jeanne);
  const { body } = await subject.upload(jeanne, await picture().png().toBuffer());
  const by = subject.people.get(jeanne);
  if (by === undefined) throw new Error("Jeanne");
  const { db } = subject.records;
  await db.transaction((tx) =>
    subject.door.attach(tx, { media: body.id, to: place, by, visibility: "public" }),
  );
  await db.delete(thing).where(eq(thing.id, place));
  subject.pass(8 * DAY);
  await subject.door.sweep();
  expect(await db.select().from(thing).where(eq(thing.kind, "media"))).toEqual([]);
  expect(await subject.onDisk()).toEqual([]);
});
