import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createGroupCommit } from "../duckdb/group-commit.ts";
import { openDatabase } from "../duckdb/open.ts";
import { createEventBus } from "../events/bus.ts";
import { openQuarantine, type QuarantineOptions } from "./store.ts";

export const MESSAGE = {
  received: 1,
  topic: "t",
  client: "c",
  reason: "topic",
  detail: "",
} as const;

export const AMPLE = {
  totalBytes: 1e9,
  totalMessages: 1e6,
  senderBytes: 1e9,
  senderMessages: 1e6,
  ageMs: 1e12,
};

/** The number of a message that must be kept. */
export const kept = async (added: Promise<number | undefined>): Promise<number> => {
  const id = await added;
  if (id === undefined) throw new Error("the message was not kept");
  return id;
};

/** A folder of its own; gives what opens the quarantine in it. */
export const inFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-quarantine-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  return async (options: Partial<QuarantineOptions> = {}) => {
    const database = await openDatabase(path, { foldPastBytes: 16 * 1024 * 1024 });
    const fault = Promise.withResolvers<Error>();
    const commits = createGroupCommit(database.writer, {
      onFault: fault.resolve,
      onRecovery: () => undefined,
      afterCommit: () => database.foldLog().catch(fault.resolve),
      closeWithinMs: 100,
    });
    const quarantine = await openQuarantine(database, commits, {
      limits: AMPLE,
      events: createEventBus({ onFault: () => undefined, onLeftOut: () => undefined }),
      now: () => 1,
      elapsed: options.now ?? (() => 1),
      hasRoom: async () => true,
      ...options,
    });
    const close = () => commits.close().then(database.close);
    return { database, quarantine, fault: fault.promise, close };
  };
};
