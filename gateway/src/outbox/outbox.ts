import type { DatabaseSync } from "node:sqlite";
import type { Committed, GroupCommit } from "../store/group-commit.ts";
import type { NewMessage } from "./message.ts";

export interface Message {
  readonly id: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly arrived: number;
}

export interface Waiting {
  readonly messages: number;
  readonly readings: number;
  /** When the oldest of them arrived, UTC ms. */
  readonly oldest?: number;
}

/** Keeps messages on disk until the cloud has acknowledged them. */
export interface Outbox {
  /** Resolves when the message is on disk; a repeat of one that waits or left lately changes nothing. */
  readonly append: (message: NewMessage) => Promise<Committed<"kept" | "repeat">>;
  /** Up to `limit` messages, newest first, without those in `except`. They stay until removed. */
  readonly take: (request: {
    readonly limit: number;
    readonly except: ReadonlySet<number | string>;
  }) => readonly Message[];
  readonly get: (id: number) => Message | undefined;
  /** Forgets messages that the cloud acknowledged; from this call on they are not given again. */
  readonly remove: (ids: readonly number[]) => Promise<void>;
  readonly waiting: () => Waiting;
}

/** Keys of messages that left, kept to know a repeat: a fortnight of one station at one a minute. */
const sentKept = 20_000;

export const openOutbox = (database: DatabaseSync, commits: GroupCommit): Outbox => {
  const wasSent = database.prepare("select 1 from sent where key = ?");
  const insert = database.prepare(
    `insert into message (key, topic, payload, readings, arrived) values (?, ?, ?, ?, ?)
     on conflict (key) do nothing`,
  );
  const newest = database.prepare(
    "select id, topic, payload, arrived from message order by id desc limit ?",
  );
  const byId = database.prepare("select id, topic, payload, arrived from message where id = ?");
  const oldest = database.prepare("select arrived from message order by id limit 1");
  const discard = database.prepare("delete from message where id = ? returning key, readings");
  const noteSent = database.prepare("insert or ignore into sent (key) values (?)");
  const forgetSent = database.prepare(
    "delete from sent where id <= (select max(id) from sent) - ?",
  );

  const total = database
    .prepare("select count(*) messages, coalesce(sum(readings), 0) readings from message")
    .get() as { messages: number; readings: number };
  let { messages, readings } = total;

  /** Acknowledged, but not yet off the disk: never to be sent again. */
  const gone = new Set<number>();

  const removeNow = (ids: readonly number[]): number => {
    let readingsRemoved = 0;
    for (const id of ids) {
      const row = discard.get(id) as { key: string; readings: number } | undefined;
      if (row === undefined) continue;
      noteSent.run(row.key);
      readingsRemoved += row.readings;
    }
    forgetSent.run(sentKept);
    return readingsRemoved;
  };

  return {
    append: async (message) => {
      const { key, topic, payload, arrived } = message;
      const outcome = await commits.run(() => {
        if (wasSent.get(key) !== undefined) return "repeat";
        const { changes } = insert.run(key, topic, payload, message.readings, arrived);
        return changes === 0 ? "repeat" : "kept";
      });
      if (outcome.ok && outcome.value === "kept") {
        messages += 1;
        readings += message.readings;
      }
      return outcome;
    },

    take: ({ limit, except }) => {
      const rows = newest.all(limit + except.size + gone.size) as unknown as Message[];
      return rows.filter(({ id }) => !except.has(id) && !gone.has(id)).slice(0, limit);
    },

    get: (id) => (gone.has(id) ? undefined : (byId.get(id) as unknown as Message | undefined)),

    remove: async (ids) => {
      for (const id of ids) gone.add(id);
      // Those that a fault left behind are tried again with the next.
      const all = [...gone];
      const outcome = await commits.run(() => removeNow(all), { frees: true });
      if (!outcome.ok) return;
      for (const id of all) if (gone.delete(id)) messages -= 1;
      readings -= outcome.value;
    },

    waiting: () => {
      const row = oldest.get() as { arrived: number } | undefined;
      const count = { messages: messages - gone.size, readings };
      return row === undefined || count.messages === 0 ? count : { ...count, oldest: row.arrived };
    },
  };
};
