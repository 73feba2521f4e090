import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createGroupCommit } from "../duckdb/group-commit.ts";
import { openDatabase } from "../duckdb/open.ts";
import { openQuarantine } from "./store.ts";

const MESSAGE = { received: 1, topic: "t", client: "c", reason: "topic", detail: "" } as const;

/** A folder of its own; gives what opens the quarantine in it. */
const inFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-quarantine-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  return async () => {
    const database = await openDatabase(path, { foldPastBytes: 16 * 1024 * 1024 });
    const fault = Promise.withResolvers<Error>();
    const commits = createGroupCommit(database.writer, {
      onFault: fault.resolve,
      onRecovery: () => undefined,
      afterCommit: () => database.foldLog().catch(fault.resolve),
      closeWithinMs: 100,
    });
    const quarantine = await openQuarantine(database, commits);
    const close = () => commits.close().then(database.close);
    return { database, quarantine, fault: fault.promise, close };
  };
};

test("large messages that come all at once, more than the database's memory holds, are all kept", async () => {
  const start = await inFolder();
  const { quarantine, fault, close } = await start();
  onTestFinished(close);
  const payload = Buffer.alloc(1024 * 1024, crypto.getRandomValues(new Uint8Array(65_535)));
  const added = Array.from({ length: 300 }, () => quarantine.add({ ...MESSAGE, payload }));
  expect(await Promise.race([Promise.all(added), fault])).not.toBeInstanceOf(Error);
  expect(quarantine.count()).toBe(300);
});

test("each message is kept whole, and apart from those of earlier starts", async () => {
  const start = await inFolder();
  const sizes = [0, 1, 1024, 1025, 5000];
  const payloads = sizes.map((size) => crypto.getRandomValues(new Uint8Array(size)));
  for (const payload of payloads) {
    const { quarantine, close } = await start();
    await quarantine.add({ ...MESSAGE, payload });
    await close();
  }
  const { database, quarantine, close } = await start();
  onTestFinished(close);
  expect(quarantine.count()).toBe(sizes.length);
  const rows = await database.query((connection) =>
    connection.runAndReadAll(
      "SELECT id, coalesce(string_agg(hex(bytes), '' ORDER BY place), '') FROM quarantine LEFT JOIN quarantine_piece ON message = id GROUP BY id ORDER BY id",
    ),
  );
  expect(rows.getRows().map(([, bytes]) => bytes)).toEqual(
    payloads.map((payload) => Buffer.from(payload).toString("hex").toUpperCase()),
  );
});
