import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import pino from "pino";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Person } from "../access/principal.ts";
import { createApi } from "../api/api.ts";
import { createAudit } from "../audit/audit.ts";
import { auditEntry } from "../audit/tables.ts";
import { openRecordsUnderTest, type RecordsUnderTest } from "../records/records.fixture.ts";
import { thing } from "../things/tables.ts";
import { createEncoder } from "./encoder.ts";
import { type MediaFiles, openMediaFiles } from "./files.ts";
import { createMedia, type MediaDoor } from "./media.ts";
import { mediaOfPerson } from "./personal-data.ts";
import { pdf, photograph, picture } from "./pictures.fixture.ts";
import { mediaProblems } from "./problems.ts";
import { mediaRoutes } from "./routes.ts";
import { media as mediaTable } from "./tables.ts";
import { acceptUploads } from "./upload.ts";

const DAY = 86_400_000;
const log = pino({ level: "silent" });
let clock = Date.now();
let subject: RecordsUnderTest;
let folder: string;
let files: MediaFiles;
let door: MediaDoor;
let api: Awaited<ReturnType<typeof createApi>>["api"];
let address: string;
let room = true;
const limits = { all: 1_000_000, one: 100_000 };
const stopping = new AbortController();

/** Who asks is in a header here; how accounts are recognised is not this module's. */
const people = new Map<string, Person>();
const newThing = async (kind: string, owner?: string): Promise<string> => {
  const [made] = await subject.records.db
    .insert(thing)
    .values({ kind, title: kind, status: "published", visibility: "public", owner: owner ?? null })
    .returning({ id: thing.id });
  if (made === undefined) throw new Error("a thing");
  return made.id;
};
const newPerson = async (more: Partial<Person> = {}): Promise<string> => {
  const id = await newThing("person");
  people.set(id, { kind: "person", id, roles: [], ...more });
  return id;
};

beforeAll(async () => {
  subject = await openRecordsUnderTest();
  folder = await mkdtemp(join(tmpdir(), "dcz-media-"));
  const { records } = subject;
  const audit = createAudit(() => clock);
  files = await openMediaFiles(folder);
  door = createMedia({
    records,
    audit,
    files,
    encode: createEncoder(stopping.signal),
    limits,
    hasRoom: async () => room,
    now: () => clock,
    log,
  });
  const made = await createApi({
    log,
    version: "0",
    token: { matches: (offered) => offered === "the-token" },
    problems: mediaProblems,
    identify: async ({ headers }) => people.get(String(headers["x-person"])),
  });
  api = made.api;
  await acceptUploads(api);
  mediaRoutes(api, { records, audit, now: () => clock, door });
  address = await api.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await api.close();
  stopping.abort();
  await subject.remove();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  const ids = await subject.records.db.select({ id: thing.id }).from(thing);
  for (const { id } of ids) await subject.records.db.delete(thing).where(eq(thing.id, id));
  await subject.records.db.delete(auditEntry);
  await rm(folder, { recursive: true });
  await openMediaFiles(folder);
  room = true;
});

const words = { alt: "Une rue de Bègles", author: "Jeanne", licence: "CC-BY-4.0" };

interface Medium {
  readonly id: string;
  readonly files: { readonly full: string; readonly small?: string };
  readonly [name: string]: unknown;
}

const ask = async (path: string, who?: string, options: RequestInit = {}) => {
  const answer = await fetch(address + path, {
    ...options,
    headers: { ...options.headers, ...(who === undefined ? {} : { "x-person": who }) },
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  return {
    status: answer.status,
    headers: answer.headers,
    bytes,
    body: (isJson ? JSON.parse(bytes.toString()) : undefined) as Medium & {
      code: string;
      detail: string;
    },
  };
};

const upload = async (
  who: string | undefined,
  bytes: Buffer,
  fields: { [name: string]: string } = words,
  name = "photo.jpg",
) => {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  form.set("file", new Blob([Uint8Array.from(bytes)]), name);
  return ask("/api/v1/media", who, { method: "POST", body: form });
};

/** All files below the folder, as names of content. */
const onDisk = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();

test("a picture is encoded anew, private at first, and public once a thing shows it", async () => {
  const jeanne = await newPerson();
  const other = await newPerson();
  const made = await upload(jeanne, await photograph(), words, "../../é tc/passwd\u202e.jpg");
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
  const own = await ask(made.body.files.full, jeanne);
  expect(own.headers.get("cache-control")).toBe("private, no-store");
  expect(own.headers.get("x-content-type-options")).toBe("nosniff");
  expect(own.headers.get("content-type")).toBe("image/webp");
  expect(await sharp(own.bytes).metadata()).toMatchObject({ format: "webp" });
  for (const path of [made.body.files.full, `/api/v1/media/${id}`])
    for (const who of [other, undefined])
      expect(await ask(path, who)).toMatchObject({ status: 404, body: { code: "media_unknown" } });
  // Each file has the name of what it holds, and nothing else is left.
  const left = await onDisk();
  expect(left).toHaveLength(2);
  for (const name of left) {
    const digest = createHash("sha256")
      .update(await readFile(join(folder, name)))
      .digest("hex");
    expect(name).toBe(join(digest.slice(0, 2), digest));
  }

  const place = await newThing("place", jeanne);
  const by = people.get(jeanne);
  const stranger = people.get(other);
  if (by === undefined || stranger === undefined) throw new Error("people");
  const { db } = subject.records;
  const attach = (who: Person, visibility: "public" | "group") =>
    db.transaction((tx) => door.attach(tx, { media: id, to: place, by: who, visibility }));
  await expect(attach(stranger, "public")).rejects.toThrow("You have no medium");
  await attach(by, "group");
  expect((await ask(made.body.files.full, other)).status).toBe(404);
  people.set(other, { ...stranger, memberships: [{ of: place }] });
  expect((await ask(made.body.files.full, other)).status).toBe(200);
  await attach(by, "public");
  const seen = await ask(made.body.files.full);
  expect(seen.status).toBe(200);
  expect(seen.headers.get("cache-control")).toBe("public, max-age=604800, immutable");
  expect(seen.headers.get("content-security-policy")).toContain("default-src 'none'");
  const etag = seen.headers.get("etag") ?? "";
  const again = await ask(made.body.files.full, undefined, { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
  expect((await ask(`/api/v1/media/${id}`, other, { method: "DELETE" })).status).toBe(403);
  expect((await ask(`/api/v1/media/${id}`, undefined, { method: "DELETE" })).status).toBe(401);
});

test("who uploads says what is to be seen, by whom, under which licence", async () => {
  const jeanne = await newPerson();
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
    const { status, body } = await upload(jeanne, bytes, fields as { [name: string]: string });
    expect([status, body.code], said).toEqual([400, "invalid_request"]);
    expect(body.detail).toContain(said);
  }
  const { body } = await upload(jeanne, bytes, { ...words, alt: " a\r\nb\u202e " });
  expect(body.alt).toBe("a b");
  expect((await upload(undefined, bytes)).status).toBe(401);
  const json = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
  expect((await ask("/api/v1/media", jeanne, json)).body.code).toBe("unsupported_type");
  const form = new FormData();
  form.set("alt", "x");
  expect((await ask("/api/v1/media", jeanne, { method: "POST", body: form })).status).toBe(400);
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
    const answer = await ask("/api/v1/media", jeanne, options);
    expect(answer.status, body.slice(0, 80)).toBeGreaterThanOrEqual(400);
    expect(answer.status, body.slice(0, 80)).toBeLessThan(500);
  }
});

test("what is said can be corrected by its owner", async () => {
  const jeanne = await newPerson();
  const { body } = await upload(jeanne, await picture().png().toBuffer());
  const change = (words_: object) =>
    ask(`/api/v1/media/${body.id}`, jeanne, {
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
  const jeanne = await newPerson();
  for (const [bytes, code, said] of [
    ["<svg xmlns='http://www.w3.org/2000/svg'/>", "media_type", "PNG"],
    ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", "media_type", "JPEG"],
    ["ID3\x03", "media_type", "Sound"],
    ["%PDF-1.4 /Pages %%EOF", "media_type", "mandate"],
    ["GIF89a broken", "media_damaged", "save it again"],
    ["", "media_type", "no picture"],
  ] as const) {
    const { body } = await upload(jeanne, Buffer.from(bytes, "latin1"));
    expect(body.code, bytes).toBe(code);
    expect(body.detail).toContain(said);
  }
  const { body } = await upload(jeanne, Buffer.alloc(26_000_000));
  expect(body.code).toBe("media_too_large");
  expect(await onDisk()).toEqual([]);
});

test("the scan of a mandate is a mediator's, private for ever, and opened by no page", async () => {
  const jeanne = await newPerson();
  const mediator = await newPerson({ roles: [{ role: "mediator", scope: { kind: "platform" } }] });
  const mandate = { ...words, purpose: "mandate" };
  expect((await upload(jeanne, pdf(), mandate)).status).toBe(403);
  const { body, status } = await upload(mediator, pdf(), mandate);
  expect(status).toBe(201);
  expect(body.files.small).toBeUndefined();
  const by = people.get(mediator);
  if (by === undefined) throw new Error("a mediator");
  await subject.records.db.transaction((tx) =>
    door.attach(tx, { media: body.id, to: jeanne, by, visibility: "public", purpose: "mandate" }),
  );
  const scan = await ask(body.files.full, mediator);
  expect(scan.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  expect(scan.headers.get("content-disposition")).toBe(`attachment; filename="${body.id}.pdf"`);
  expect(scan.headers.get("content-type")).toBe("application/pdf");
  expect(scan.bytes).toEqual(pdf());
  expect((await ask(body.files.full)).status).toBe(404);
  const asPicture = subject.records.db.transaction((tx) =>
    door.attach(tx, { media: body.id, to: jeanne, by, visibility: "public" }),
  );
  await expect(asPicture).rejects.toThrow('of the purpose "content"');
  const active = await upload(mediator, pdf("/OpenAction 5 0 R"), mandate);
  expect(active.body).toMatchObject({ code: "media_type" });
});

test("the same picture of two people is one file, which goes with the last of them", async () => {
  const [jeanne, paul] = [await newPerson(), await newPerson()];
  const bytes = await picture().png().toBuffer();
  const first = await upload(jeanne, bytes);
  const second = await upload(paul, bytes);
  const two = await onDisk();
  expect(two).toHaveLength(2);
  await ask(`/api/v1/media/${first.body.id}`, jeanne, { method: "DELETE" });
  expect(await onDisk()).toEqual(two);
  expect((await ask(second.body.files.full, paul)).status).toBe(200);
  expect((await ask(`/api/v1/media/${second.body.id}`, paul, { method: "DELETE" })).status).toBe(
    204,
  );
  expect(await onDisk()).toEqual([]);
});

const noise = (seed: number) =>
  sharp({
    create: {
      width: 700,
      height: 500,
      channels: 3,
      background: "#888",
      noise: { type: "gaussian", mean: 128, sigma: 60 + seed },
    },
  })
    .png()
    .toBuffer();

test("one account and all together have so much room, also when uploads come at once", async () => {
  const jeanne = await newPerson();
  const pictures = await Promise.all([1, 2, 3, 4].map(noise));
  const answers = [];
  for (const pair of [pictures.slice(0, 2), pictures.slice(2)])
    answers.push(...(await Promise.all(pair.map((bytes) => upload(jeanne, bytes)))));
  const codes = answers.map(({ status, body }) => (status === 201 ? "taken" : body.code));
  expect(codes).toContain("media_quota");
  const list = await ask("/api/v1/media", jeanne);
  const { used, most, media } = list.body as unknown as {
    used: number;
    most: number;
    media: Medium[];
  };
  expect(used).toBeLessThanOrEqual(most);
  expect(media).toHaveLength(codes.filter((code) => code === "taken").length);
  room = false;
  const full = await upload(await newPerson(), await picture().png().toBuffer());
  expect(full.body).toMatchObject({ code: "media_quota" });
  expect((await onDisk()).every((name) => /^[0-9a-f]{2}\//.test(name))).toBe(true);
});

test("somebody who acts for another uploads into their room, and both are named", async () => {
  const jeanne = await newPerson();
  const mediator = await newPerson({ actingFor: jeanne });
  const { body } = await upload(mediator, await picture().png().toBuffer());
  expect((await ask(`/api/v1/media/${body.id}`, jeanne)).status).toBe(200);
  const [entry] = await subject.records.db.select().from(auditEntry);
  expect(entry).toMatchObject({ action: "media.add", actor: mediator, onBehalfOf: jeanne });
});

test("the media of somebody who is erased go, with their files", async () => {
  const [jeanne, paul] = [await newPerson(), await newPerson()];
  await upload(jeanne, await picture(50, 50).png().toBuffer());
  await upload(paul, await picture(60, 60).png().toBuffer());
  const { db } = subject.records;
  const own = mediaOfPerson(door);
  const [archive] = await own.collect(db, jeanne);
  expect(String(archive?.content)).toContain(words.alt);
  const abandoned = db.transaction(async (tx) => {
    await own.erase(tx, jeanne);
    throw new Error("changed my mind");
  });
  await expect(abandoned).rejects.toThrow("changed my mind");
  expect(await onDisk()).toHaveLength(4);
  const afterwards = await db.transaction((tx) => own.erase(tx, jeanne));
  await afterwards?.();
  expect(await onDisk()).toHaveLength(2);
});

test("what nothing uses goes after a week; a file without a record is set aside, and taken back", async () => {
  const jeanne = await newPerson();
  const draft = await upload(jeanne, await picture(50, 50).png().toBuffer());
  const kept = await upload(jeanne, await picture(60, 60).png().toBuffer());
  const by = people.get(jeanne);
  if (by === undefined) throw new Error("Jeanne");
  const { db } = subject.records;
  await db.transaction((tx) =>
    door.attach(tx, { media: kept.body.id, to: jeanne, by, visibility: "public" }),
  );
  const before = await onDisk();
  await door.sweep();
  expect(await onDisk()).toEqual(before);
  clock += 8 * DAY;
  await door.sweep();
  const left = await onDisk();
  expect(left).toHaveLength(2);
  expect((await ask(draft.body.files.full, jeanne)).status).toBe(404);
  expect((await ask(kept.body.files.full)).status).toBe(200);

  // As after a restart with another database, and back again.
  const rows = await db.select().from(thing).where(eq(thing.id, kept.body.id));
  const [row] = rows;
  if (row === undefined) throw new Error("a row");
  const [medium] = await db.select().from(mediaTable).where(eq(mediaTable.id, row.id));
  if (medium === undefined) throw new Error("a medium");
  await db.delete(thing).where(eq(thing.id, row.id));
  await door.sweep();
  expect((await onDisk()).every((name) => name.startsWith("unknown/"))).toBe(true);
  const { search: _, ...writable } = row;
  await db.insert(thing).values(writable);
  await db.insert(mediaTable).values(medium);
  await door.sweep();
  expect(await onDisk()).toEqual(left);
  await db.delete(thing).where(eq(thing.id, row.id));
  await door.sweep();
  clock += 31 * DAY;
  await door.sweep();
  expect(await onDisk()).toEqual([]);
});

test("a picture of a thing that is gone goes too, and leaves no thing behind", async () => {
  const jeanne = await newPerson();
  const place = await newThing("place", jeanne);
  const { body } = await upload(jeanne, await picture().png().toBuffer());
  const by = people.get(jeanne);
  if (by === undefined) throw new Error("Jeanne");
  const { db } = subject.records;
  await db.transaction((tx) =>
    door.attach(tx, { media: body.id, to: place, by, visibility: "public" }),
  );
  await db.delete(thing).where(eq(thing.id, place));
  clock += 8 * DAY;
  await door.sweep();
  expect(await db.select().from(thing).where(eq(thing.kind, "media"))).toEqual([]);
  expect(await onDisk()).toEqual([]);
});

test("uploads of one account wait for each other; what a killed program left is removed", async () => {
  const jeanne = await newPerson();
  const { hostname, port } = new URL(address);
  const slow = [1, 2].map(() => {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.write(
      `POST /api/v1/media HTTP/1.1\r\nHost: x\r\nX-Person: ${jeanne}\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nab';
    socket.write(`${part.length.toString(16)}\r\n${part}\r\n`);
    return socket;
  });
  await expect.poll(async () => (await readdir(join(folder, "incoming"))).length).toBe(2);
  const third = await upload(jeanne, await picture().png().toBuffer());
  expect(third).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
  expect((await upload(await newPerson(), await picture().png().toBuffer())).status).toBe(201);
  for (const socket of slow) socket.destroy();
  await expect.poll(async () => (await readdir(join(folder, "incoming"))).length).toBe(0);
  expect((await upload(jeanne, await picture().png().toBuffer())).status).toBe(201);
  await writeFile(join(folder, "incoming", "left"), "x");
  await openMediaFiles(folder);
  expect(await readdir(join(folder, "incoming"))).toEqual([]);
});

test("uploads that stay give their places to others, the slowest first, when all places are taken", async () => {
  const { hostname, port } = new URL(address);
  const begin = (who: string) => {
    const socket = connect(Number(port), hostname);
    const answers: string[] = [];
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => answers.push(String(chunk)));
    socket.write(
      `POST /api/v1/media HTTP/1.1\r\nHost: x\r\nX-Person: ${who}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`,
    );
    return { socket, answers };
  };
  const incoming = join(folder, "incoming");
  const idle: ReturnType<typeof begin>[] = [];
  for (const _ of [1, 2, 3, 4]) {
    const who = await newPerson();
    idle.push(begin(who), begin(who));
    await expect.poll(async () => (await readdir(incoming)).length).toBe(idle.length);
  }
  for (const [index, { socket }] of idle.entries())
    if (index !== 5) socket.write("x".repeat(100_000));
  const received = async () => {
    const files = (await readdir(incoming)).map((name) =>
      stat(join(incoming, name, "file")).catch(() => ({ size: 0 })),
    );
    return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
  };
  await expect.poll(received).toBeGreaterThan(600_000);
  const png = await picture().png().toBuffer();
  const patient = await newPerson();
  expect((await upload(patient, png)).status).toBe(429);
  clock += 10_000;
  expect((await upload(patient, png)).status).toBe(201);
  await expect.poll(() => idle[5]?.answers.join("")).toMatch(/^HTTP\/1.1 400 /);
  expect(idle.filter(({ answers }) => answers.length > 0)).toHaveLength(1);
  for (const { socket } of idle) socket.destroy();
  await expect.poll(async () => (await readdir(incoming)).length).toBe(0);
});
