import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import pino from "pino";
import type { Person } from "../access/principal.ts";
import { createApi } from "../api/api.ts";
import { createAudit } from "../audit/audit.ts";
import { auditEntry } from "../audit/tables.ts";
import { openRecordsUnderTest, type RecordsUnderTest } from "../records/records.fixture.ts";
import { thing } from "../things/tables.ts";
import { createEncoder } from "./encoder.ts";
import { openMediaFiles } from "./files.ts";
import { createMedia, type MediaDoor } from "./media.ts";
import { mediaProblems } from "./problems.ts";
import { mediaRoutes } from "./routes.ts";
import { acceptUploads } from "./upload.ts";

/** What is said of a picture where a test is about something else. */
export const words = { alt: "Une rue de Bègles", author: "Jeanne", licence: "CC-BY-4.0" };

export interface Medium {
  readonly id: string;
  readonly files: { readonly full: string; readonly small?: string };
  readonly [name: string]: unknown;
}

interface MediaAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly body: Medium & { readonly code: string; readonly detail: string };
}

/** Media in records and a folder of their own, behind routes on a free port; all of them have 1 MB, each account 100 kB. */
export interface MediaUnderTest extends RecordsUnderTest {
  readonly folder: string;
  /** Where the routes are: "http://127.0.0.1:1234". */
  readonly address: string;
  readonly door: MediaDoor;
  /** Who asks is in a header here; how accounts are recognised is not this module's. */
  readonly people: Map<string, Person>;
  newThing(kind: string, owner?: string): Promise<string>;
  newPerson(more?: Partial<Person>): Promise<string>;
  ask(path: string, who?: string, options?: RequestInit): Promise<MediaAnswer>;
  upload(
    who: string | undefined,
    bytes: Buffer,
    fields?: { readonly [name: string]: string },
    name?: string,
  ): Promise<MediaAnswer>;
  /** All files below the folder, as names of content. */
  onDisk(): Promise<readonly string[]>;
  /** Moves the clock, by milliseconds. */
  pass(time: number): void;
  /** From now on the disk has no room, until `empty`. */
  fillDisk(): void;
  /** As before the first test: no things, no files, and room. */
  empty(): Promise<void>;
}

export const openMediaUnderTest = async (): Promise<MediaUnderTest> => {
  const log = pino({ level: "silent" });
  let clock = Date.now();
  let room = true;
  const stopping = new AbortController();
  const people = new Map<string, Person>();
  const subject = await openRecordsUnderTest();
  const folder = await mkdtemp(join(tmpdir(), "dcz-media-"));
  const { records } = subject;
  const audit = createAudit(() => clock);
  const door = createMedia({
    records,
    audit,
    files: await openMediaFiles(folder),
    encode: createEncoder(stopping.signal),
    limits: { all: 1_000_000, one: 100_000 },
    hasRoom: async () => room,
    now: () => clock,
    log,
  });
  const { api } = await createApi({
    log,
    version: "0",
    token: { matches: (offered) => offered === "the-token" },
    problems: mediaProblems,
    identify: async ({ headers }) => people.get(String(headers["x-person"])),
  });
  await acceptUploads(api);
  mediaRoutes(api, { records, audit, now: () => clock, door });
  const address = await api.listen({ host: "127.0.0.1", port: 0 });

  const newThing: MediaUnderTest["newThing"] = async (kind, owner) => {
    const [made] = await records.db
      .insert(thing)
      .values({
        kind,
        title: kind,
        status: "published",
        visibility: "public",
        owner: owner ?? null,
      })
      .returning({ id: thing.id });
    if (made === undefined) throw new Error("a thing");
    return made.id;
  };
  const ask: MediaUnderTest["ask"] = async (path, who, options = {}) => {
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
      body: isJson ? JSON.parse(bytes.toString()) : undefined,
    };
  };
  return {
    ...subject,
    ...{ folder, address, door, people, newThing, ask },
    async newPerson(more = {}) {
      const id = await newThing("person");
      people.set(id, { kind: "person", id, roles: [], ...more });
      return id;
    },
    async upload(who, bytes, fields = words, name = "photo.jpg") {
      const form = new FormData();
      for (const [key, value] of Object.entries(fields)) form.set(key, value);
      form.set("file", new Blob([Uint8Array.from(bytes)]), name);
      return ask("/api/v1/media", who, { method: "POST", body: form });
    },
    onDisk: async () =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
        .toSorted(),
    pass(time) {
      clock += time;
    },
    fillDisk() {
      room = false;
    },
    async empty() {
      const ids = await records.db.select({ id: thing.id }).from(thing);
      for (const { id } of ids) await records.db.delete(thing).where(eq(thing.id, id));
      await records.db.delete(auditEntry);
      await rm(folder, { recursive: true });
      await openMediaFiles(folder);
      room = true;
    },
    async remove() {
      await api.close();
      stopping.abort();
      await subject.remove();
      await rm(folder, { recursive: true });
    },
  };
};
