import type { DatabaseSync } from "node:sqlite";
import type { Committed, GroupCommit } from "../store/group-commit.ts";
import { messageKey } from "../store/message-key.ts";
import type { Mark } from "../store/watermark.ts";
import type { NewMessage } from "./message.ts";
import { type Counts, forms, openPackedRows, type Stored } from "./packed-rows.ts";

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

/** What was given up since the site was set up. */
export interface GivenUp {
  /** Removed to make room for newer ones on a full disk. */
  readonly messages: number;
  readonly readings: number;
  /** Readings for which an hourly mean stands, on a full disk or past their age. */
  readonly averaged: number;
  /** Changed by the disk: their content is not what the station sent. */
  readonly damaged: number;
}

export interface AppendOptions {
  /** Who sent it; each sender gets an equal share of a transaction. */
  readonly sender?: string;
  /** What else the same publication changes, in the same transaction. */
  readonly alongside?: () => void;
}

/** Keeps messages on disk until the cloud has acknowledged them. */
export interface Outbox {
  /** Resolves when the message is on disk; a repeat of one that waits or left lately changes nothing. */
  readonly append: (
    message: NewMessage,
    options?: AppendOptions,
  ) => Promise<Committed<"kept" | "repeat">>;
  /**
   * Up to `limit` messages, newest first, without those in `except`; when `bytes` is given, no more than
   * reach that many bytes. They stay until removed, and as they are until removed or given back.
   */
  readonly next: (request: {
    readonly limit: number;
    readonly except: ReadonlySet<number | string>;
    readonly bytes?: number;
  }) => readonly Message[];
  readonly get: (id: number) => Message | undefined;
  /** These are not under way any more: they may be packed. */
  readonly giveBack: (ids: Iterable<number>) => void;
  /** The messages that came after the one of id `after` (0 for none), oldest first: up to some `bytes` of them, and one at least. */
  readonly following: (after: number, bytes: number) => readonly Message[];
  /** Forgets messages that the cloud acknowledged; from this call on they are not given again. */
  readonly remove: (ids: readonly number[]) => Promise<void>;
  /** How many batches wait as they came, those under way among them. */
  readonly loose: () => number;
  /** When the oldest of them arrived, UTC ms. */
  readonly oldestLoose: () => number | undefined;
  /**
   * Joins up to `most` of the oldest loose messages that arrived before `before`, by station and run, into
   * compact batches (decision 29), each in one transaction: a cut of power leaves either what came or what it was
   * packed into. What is under way stays as it is.
   */
  readonly pack: (request: {
    readonly most: number;
    readonly before: number;
    readonly signal?: AbortSignal;
  }) => Promise<void>;
  /**
   * Puts hourly means in the place of the oldest messages with more detail that arrived before `before`, of some
   * `most` readings together, and counts the readings that are gone for it. Gives how many messages it looked at.
   */
  readonly average: (request: { readonly most: number; readonly before: number }) => number;
  /** What the messages that wait take on the disk, in bytes, about. */
  readonly bytes: () => number;
  readonly waiting: () => Waiting;
  readonly givenUp: () => GivenUp;
  /**
   * Gives the oldest messages up to make room for newer ones: those that cannot be read, and when
   * there are none of them and it is allowed, readings. Counts them. Gives how many it removed.
   */
  readonly thin: (request: { readonly most: number; readonly readingsToo: boolean }) => number;
}

export interface OutboxOptions {
  /** Called when messages were added or removed for good. */
  readonly onChange?: (mark: Mark) => void;
}

/** Keys of messages that left, kept to know a repeat: a fortnight of one station at one a minute. */
const sentKept = 20_000;

/** Of a row beside its payload: topic, name, the name again in its index. */
const aroundPayload = 120;

/** Messages of one station that are read and joined in one go: some milliseconds of work. */
const packedTogether = 500;

interface Discarded {
  readonly key: string;
  readonly readings: number;
  readonly packed: number;
  readonly bytes: number;
}

const nothing: GivenUp = { messages: 0, readings: 0, averaged: 0, damaged: 0 };

export const openOutbox = (
  database: DatabaseSync,
  commits: GroupCommit,
  { onChange }: OutboxOptions = {},
): Outbox => {
  const wasSent = database.prepare("select 1 from sent where key = ?");
  const insert = database.prepare(
    `insert into message (key, topic, payload, readings, arrived) values (?, ?, ?, ?, ?)
     on conflict (key) do nothing`,
  );
  const columns = "id, key, topic, payload, arrived, readings, packed";
  const newest = database.prepare("select id from message order by id desc limit ?");
  const byId = database.prepare(`select ${columns} from message where id = ?`);
  const afterId = database.prepare(`select ${columns} from message where id > ? order by id`);
  const oldest = database.prepare("select arrived from message order by id limit 1");
  const discard = database.prepare(
    "delete from message where id = ? returning key, readings, packed, length(payload) bytes",
  );
  const noteSent = database.prepare("insert or ignore into sent (key) values (?)");
  const forgetSent = database.prepare(
    "delete from sent where id <= (select max(id) from sent) - ?",
  );
  const oldestUnread = database.prepare(
    "select id from message where readings = 0 order by id limit ?",
  );
  const oldestOfAll = database.prepare("select id from message order by id limit ?");
  const keepNote = database.prepare(
    `insert into note (name, value) values ('given_up', ?)
     on conflict (name) do update set value = excluded.value`,
  );

  const rows = openPackedRows(database, (key) => noteSent.run(key));

  const total = database
    .prepare(
      `select count(*) messages, coalesce(sum(readings), 0) readings,
         count(*) filter (where packed = 0 and readings > 0) loose,
         coalesce(sum(length(payload)), 0) bytes from message`,
    )
    .get() as unknown as Counts;
  let { messages, readings, loose, bytes } = total;
  const noted = database.prepare("select value from note where name = 'given_up'").get();
  let givenUp: GivenUp = { ...nothing, ...(noted && JSON.parse(String(noted.value))) };
  let lastId = Number(
    database.prepare("select seq from sqlite_sequence where name = 'message'").get()?.seq ?? 0,
  );

  /** Acknowledged, but not yet off the disk: never to be sent again. */
  const gone = new Set<number>();
  /** Given out and not yet given back: what is acknowledged must be what was sent. */
  const lent = new Set<number>();

  let marking = false;
  const changed = (): void => {
    if (marking || onChange === undefined) return;
    marking = true;
    queueMicrotask(() => {
      marking = false;
      onChange({ lastId, waiting: messages });
    });
  };

  const discardAll = (ids: readonly number[], onKey: (key: string) => void = () => {}): Counts => {
    const removed = { messages: 0, readings: 0, loose: 0, bytes: 0 };
    for (const id of ids) {
      const row = discard.get(id) as unknown as Discarded | undefined;
      if (row === undefined) continue;
      onKey(row.key);
      removed.messages += 1;
      removed.readings += row.readings;
      removed.bytes += row.bytes;
      if (row.packed === forms.loose && row.readings > 0) removed.loose += 1;
    }
    return removed;
  };

  const subtract = (removed: Counts): void => {
    messages -= removed.messages;
    readings -= removed.readings;
    loose -= removed.loose;
    bytes -= removed.bytes;
  };

  const removeNow = (ids: readonly number[]): Counts => {
    const removed = discardAll(ids, (key) => noteSent.run(key));
    forgetSent.run(sentKept);
    return removed;
  };

  const giveUp = (ids: readonly number[], why: "thinned" | "damaged"): void => {
    const removed = discardAll(ids);
    const next =
      why === "damaged"
        ? { ...givenUp, damaged: givenUp.damaged + removed.messages }
        : {
            ...givenUp,
            messages: givenUp.messages + removed.messages,
            readings: givenUp.readings + removed.readings,
          };
    keepNote.run(JSON.stringify(next));
    givenUp = next;
    subtract(removed);
    for (const id of ids) gone.delete(id);
  };

  /** A page that the disk changed must not become a measurement: the key is a hash of the content. */
  const undamaged = (rows: readonly Stored[]): readonly Stored[] => {
    const damaged = rows.filter(({ key, topic, payload }) => messageKey(topic, payload) !== key);
    if (damaged.length === 0) return rows;
    const ids = damaged.map(({ id }) => id);
    for (const id of ids) gone.add(id);
    void commits.run(() => giveUp(ids, "damaged"), { frees: true }).then(changed);
    return rows.filter(({ id }) => !gone.has(id));
  };

  /** What is under way stays as it is: its acknowledgement must remove what was sent. */
  const idle = (all: readonly Stored[]): readonly Stored[] =>
    undamaged(all.filter(({ id }) => !lent.has(id) && !gone.has(id)));

  /** Runs `work` in a transaction of its own; what it counted is as before when it fails. */
  const atOnce = <T>(work: () => T): T => {
    const before = { givenUp, messages, readings, loose, bytes };
    database.exec("begin immediate");
    try {
      const value = work();
      database.exec("commit");
      return value;
    } catch (error) {
      if (database.isTransaction) database.exec("rollback");
      ({ givenUp, messages, readings, loose, bytes } = before);
      throw error;
    }
  };

  return {
    append: async (message, { sender, alongside } = {}) => {
      const { key, topic, payload, arrived } = message;
      const outcome = await commits.run(
        () => {
          alongside?.();
          if (wasSent.get(key) !== undefined) return undefined;
          const added = insert.run(key, topic, payload, message.readings, arrived);
          return added.changes === 0 ? undefined : Number(added.lastInsertRowid);
        },
        sender === undefined ? {} : { sender },
      );
      if (!outcome.ok) return outcome;
      if (outcome.value === undefined) return { ok: true, value: "repeat" };
      messages += 1;
      readings += message.readings;
      if (message.readings > 0) loose += 1;
      bytes += payload.length;
      lastId = Math.max(lastId, outcome.value);
      changed();
      return { ok: true, value: "kept" };
    },

    next: ({ limit, except, bytes: mostBytes = Number.POSITIVE_INFINITY }) => {
      // What is under way stands first in this order: its ids are passed over, its content is not read.
      const rows = newest.all(limit + except.size + gone.size) as unknown as { id: number }[];
      const wanted = rows.filter(({ id }) => !except.has(id) && !gone.has(id)).slice(0, limit);
      const taken: Stored[] = [];
      let total = 0;
      for (const { id } of wanted) {
        if (total >= mostBytes) break;
        const row = byId.get(id) as unknown as Stored;
        taken.push(row);
        total += row.payload.length;
      }
      const given = undamaged(taken);
      for (const { id } of given) lent.add(id);
      return given;
    },

    get: (id) => {
      if (gone.has(id)) return undefined;
      const row = byId.get(id) as unknown as Stored | undefined;
      const given = row && undamaged([row])[0];
      if (given !== undefined) lent.add(id);
      return given;
    },

    giveBack: (ids) => {
      for (const id of ids) lent.delete(id);
    },

    following: (after, bytes) => {
      const found: Message[] = [];
      let left = bytes;
      for (const row of afterId.iterate(after) as unknown as Iterable<Message>) {
        if (gone.has(row.id)) continue;
        found.push(row);
        left -= row.payload.length;
        if (left <= 0) break;
      }
      return found;
    },

    remove: async (ids) => {
      for (const id of ids) {
        gone.add(id);
        lent.delete(id);
      }
      // Those that a fault left behind are tried again with the next.
      const all = [...gone];
      const outcome = await commits.run(() => removeNow(all), { frees: true });
      if (!outcome.ok) return;
      for (const id of all) gone.delete(id);
      subtract(outcome.value);
      changed();
    },

    loose: () => loose,

    oldestLoose: () => rows.oldest("loose"),

    pack: async ({ most, before, signal }) => {
      const all = rows.inForm("loose", before, most).map(({ id, topic }) => ({ id, topic }));
      for (const [topic, own] of Map.groupBy(all, (row) => row.topic))
        for (let from = 0; from < own.length; from += packedTogether) {
          if (signal?.aborted) return;
          const ids = own.slice(from, from + packedTogether).map(({ id }) => id);
          const work = (): Counts => {
            const found = ids.flatMap(
              (id) => (byId.get(id) as unknown as Stored | undefined) ?? [],
            );
            const changes = rows.change(idle(found), "packed");
            forgetSent.run(sentKept);
            return changes;
          };
          const outcome = await commits.run(work, { frees: true, sender: topic });
          if (!outcome.ok) return;
          subtract(outcome.value);
          changed();
        }
    },

    average: ({ most, before }) => {
      const packed = idle(rows.holding("packed", before, most));
      const found = packed.length > 0 ? packed : idle(rows.holding("loose", before, most));
      if (found.length === 0) return 0;
      atOnce(() => {
        const changes = rows.change(found, "hourly");
        forgetSent.run(sentKept);
        subtract(changes);
        givenUp = { ...givenUp, averaged: givenUp.averaged + changes.readings };
        keepNote.run(JSON.stringify(givenUp));
      });
      changed();
      return found.length;
    },

    bytes: () => bytes + messages * aroundPayload,

    waiting: () => {
      const row = oldest.get() as { arrived: number } | undefined;
      const count = { messages: messages - gone.size, readings };
      return row === undefined || count.messages === 0 ? count : { ...count, oldest: row.arrived };
    },

    givenUp: () => givenUp,

    thin: ({ most, readingsToo }) => {
      const idsOf = (rows: readonly unknown[]) => rows.map((row) => (row as { id: number }).id);
      const unread = idsOf(oldestUnread.all(most));
      const ids = unread.length > 0 || !readingsToo ? unread : idsOf(oldestOfAll.all(most));
      if (ids.length === 0) return 0;
      atOnce(() => giveUp(ids, "thinned"));
      changed();
      return ids.length;
    },
  };
};
