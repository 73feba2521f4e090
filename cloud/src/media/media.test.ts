import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Person } from "../access/principal.ts";
import { auditEntry } from "../audit/tables.ts";
import { type MediaUnderTest, openMediaUnderTest, words } from "./media.fixture.ts";
import { pdf, photograph, picture } from "./pictures.fixture.ts";

let subject: MediaUnderTest;
beforeAll(async () => {
  subject = await openMediaUnderTest();
});
afterAll(() => subject.remove());
beforeEach(() => subject.empty());

test("a picture is encoded anew, private at first, and public once a thing shows it", async () => {
  const jeanne = await subject.newPerson();
  const other = await subject.newPerson();
  const made = await subject.upload(
    jeanne,
    await photograph(),
    words,
    "../../é tc/passwd\u202e.jpg",
  );
  expect(made.status).toBe(201);
  const { id } = made.body;
  expect(made.headers.get("location")).toBe(`/api/v1/media/${id}`);
  expect(made.body).toMatchObject({
    ...words,
    type: "image/webp",
    width: 48,
    height: 64,
    visibility: "private",
    used: false,
  });
  const own = await subject.ask(made.body.files.full, jeanne);
  expect(own.headers.get("cache-control")).toBe("private, no-store");
  expect(own.headers.get("x-content-type-options")).toBe("nosniff");
  expect(own.headers.get("content-type")).toBe("image/webp");
  expect(await sharp(own.bytes).metadata()).toMatchObject({ format: "webp" });
  for (const path of [made.body.files.full, `/api/v1/media/${id}`])
    for (const who of [other, undefined])
      expect(await subject.ask(path, who)).toMatchObject({
        status: 404,
        body: { code: "media_unknown" },
      });
  // Each file has the name of what it holds, and nothing else is left.
  const left = await subject.onDisk();
  expect(left).toHaveLength(2);
  for (const name of left) {
    const digest = createHash("sha256")
      .update(await readFile(join(subject.folder, name)))
      .digest("hex");
    expect(name).toBe(join(digest.slice(0, 2), digest));
  }

  const place = await subject.newThing("place", jeanne);
  const by = subject.people.get(jeanne);
  const stranger = subject.people.get(other);
  if (by === undefined || stranger === undefined) throw new Error("people");
  const { db } = subject.records;
  const attach = (who: Person, visibility: "public" | "group") =>
    db.transaction((tx) => subject.door.attach(tx, { media: id, to: place, by: who, visibility }));
  await expect(attach(stranger, "public")).rejects.toThrow("You have no medium");
  await attach(by, "group");
  expect((await subject.ask(made.body.files.full, other)).status).toBe(404);
  subject.people.set(other, { ...stranger, memberships: [{ of: place }] });
  expect((await subject.ask(made.body.files.full, other)).status).toBe(200);
  await attach(by, "public");
  const seen = await subject.ask(made.body.files.full);
  expect(seen.status).toBe(200);
  expect(seen.headers.get("cache-control")).toBe("public, max-age=604800, immutable");
  expect(seen.headers.get("content-security-policy")).toContain("default-src 'none'");
  const etag = seen.headers.get("etag") ?? "";
  const again = await subject.ask(made.body.files.full, undefined, {
    headers: { "if-none-match": etag },
  });
  expect(again.status).toBe(304);
  expect((await subject.ask(`/api/v1/media/${id}`, other, { method: "DELETE" })).status).toBe(403);
  expect((await subject.ask(`/api/v1/media/${id}`, undefined, { method: "DELETE" })).status).toBe(
    401,
  );
});

test("who uploads says what is to be seen, by whom, under which licence", async () => {
  const jeanne = await subject.newPerson();
  const bytes = await picture().png().toBuffer();
  for (const [fields, said] of [
    [{}, '"alt"'],
    [{ ...words, alt: "   " }, '"alt"'],
    [{ ...words, licence: "mine" }, '"licence"'],
    [{ ...words, visibility: "public" }, '"form"'],
    [{ ...words, purpose: "avatar" }, '"purpose"'],
    [{ ...words, author: "x".repeat(5000) }, "too long"],
    [{ ...words, constructor: "x" }, "prototype"],
  ] as const) {
    const { status, body } = await subject.upload(
      jeanne,
      bytes,
      fields as { [name: string]: string },
    );
    expect([status, body.code], said).toEqual([400, "invalid_request"]);
    expect(body.detail).toContain(said);
  }
  const { body } = await subject.upload(jeanne, bytes, { ...words, alt: " a\r\nb\u202e " });
  expect(body.alt).toBe("a b");
  expect((await subject.upload(undefined, bytes)).status).toBe(401);
  const json = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
  expect((await subject.ask("/api/v1/media", jeanne, json)).body.code).toBe("unsupported_type");
  const form = new FormData();
  form.set("alt", "x");
  expect((await subject.ask("/api/v1/media", jeanne, { method: "POST", body: form })).status).toBe(
    400,
  );
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n\x89PNG';
  for (const [body, type] of [
    ["--x", "multipart/form-data"],
    [part, "multipart/form-data; boundary=b"],
    [`${part}\r\n--b\r\nContent`, "multipart/form-data; boundary=b"],
    [`${part}\r\n--b\r\n\r\n\r\n--b--`, "multipart/form-data; boundary=b"],
    ["", "multipart/form-data; boundary=b"],
    [`--b\r\n${"X: y\r\n".repeat(5000)}\r\n`, "multipart/form-data; boundary=b"],
  ] as const) {
    const options = { method: "POST", body, headers: { "content-type": type } };
    const answer = await subject.ask("/api/v1/media", jeanne, options);
    expect(answer.status, body.slice(0, 80)).toBeGreaterThanOrEqual(400);
    expect(answer.status, body.slice(0, 80)).toBeLessThan(500);
  }
});

test("what is said can be corrected by its owner", async () => {
  const jeanne = await subject.newPerson();
  const { body } = await subject.upload(jeanne, await picture().png().toBuffer());
  const change = (words_: object) =>
    subject.ask(`/api/v1/media/${body.id}`, jeanne, {
      method: "PATCH",
      body: JSON.stringify(words_),
      headers: { "content-type": "application/json" },
    });
  expect((await change({ alt: "Un jardin", licence: "CC0-1.0" })).body).toMatchObject({
    alt: "Un jardin",
    licence: "CC0-1.0",
    author: "Jeanne",
  });
  expect((await change({ visibility: "public" })).status).toBe(400);
  expect((await change({})).status).toBe(200);
  const entries = await subject.records.db.select().from(auditEntry);
  expect(entries.map(({ action }) => action)).toContain("media.change");
});

test("what is not taken is refused with a sentence, and leaves nothing", async () => {
  const jeanne = await subject.newPerson();
  for (const [bytes, code, said] of [
    ["<svg xmlns='http://www.w3.org/2000/svg'/>", "media_type", "PNG"],
    ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", "media_type", "JPEG"],
    ["ID3\x03", "media_type", "Sound"],
    ["%PDF-1.4 /Pages %%EOF", "media_type", "mandate"],
    ["GIF89a broken", "media_damaged", "save it again"],
    ["", "media_type", "no picture"],
  ] as const) {
    const { body } = await subject.upload(jeanne, Buffer.from(bytes, "latin1"));
    expect(body.code, bytes).toBe(code);
    expect(body.detail).toContain(said);
  }
  const { body } = await subject.upload(jeanne, Buffer.alloc(26_000_000));
  expect(body.code).toBe("media_too_large");
  expect(await subject.onDisk()).toEqual([]);
});

test("the scan of a mandate is a mediator's, private for ever, and opened by no page", async () => {
  const jeanne = await subject.newPerson();
  const mediator = await subject.newPerson({
    roles: [{ role: "mediator", scope: { kind: "platform" } }],
  });
  const mandate = { ...words, purpose: "mandate" };
  expect((await subject.upload(jeanne, pdf(), mandate)).status).toBe(403);
  const { body, status } = await subject.upload(mediator, pdf(), mandate);
  expect(status).toBe(201);
  expect(body.files.small).toBeUndefined();
  const by = subject.people.get(mediator);
  if (by === undefined) throw new Error("a mediator");
  await subject.records.db.transaction((tx) =>
    subject.door.attach(tx, {
      media: body.id,
      to: jeanne,
      by,
      visibility: "public",
      purpose: "mandate",
    }),
  );
  const scan = await subject.ask(body.files.full, mediator);
  expect(scan.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  expect(scan.headers.get("content-disposition")).toBe(`attachment; filename="${body.id}.pdf"`);
  expect(scan.headers.get("content-type")).toBe("application/pdf");
  expect(scan.bytes).toEqual(pdf());
  expect((await subject.ask(body.files.full)).status).toBe(404);
  const asPicture = subject.records.db.transaction((tx) =>
    subject.door.attach(tx, { media: body.id, to: jeanne, by, visibility: "public" }),
  );
  await expect(asPicture).rejects.toThrow('of the purpose "content"');
  const active = await subject.upload(mediator, pdf("/OpenAction 5 0 R"), mandate);
  expect(active.body).toMatchObject({ code: "media_type" });
});
