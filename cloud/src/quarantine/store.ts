import { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { appendRows } from "../duckdb/append.ts";
import type { Group, GroupCommit, SharedWork, Work } from "../duckdb/group-commit.ts";
import type { Database } from "../duckdb/open.ts";
import { addPieces, PIECE_BYTES } from "../duckdb/pieces.ts";
import type { EventBus } from "../events/bus.ts";
import { RefusedByStore } from "../refused-by-store.ts";
import { createIntakeBudget } from "./intake-budget.ts";
import {
  createClockWatch,
  datedAnew,
  datedAtStart,
  type Held,
  isNearlyFull,
  type QuarantineLimits,
  type Removal,
  ROW_BYTES,
  removalsOf,
  usedParts,
} from "./limits.ts";

/** A message that was acknowledged and could not be accepted, kept whole with the reason. */
export interface Quarantined {
  /** UTC milliseconds. */
  readonly received: number;
  readonly topic: string;
  /** Who sent it, as far as is known: its user name, or the client's own name for itself. */
  readonly client: string;
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly payload: Uint8Array;
}

/** A message as lists show it, without what is in it. */
export interface KeptMessage extends Omit<Quarantined, "payload"> {
  readonly id: number;
  readonly station?: string;
  readonly bytes: number;
}

export interface QuarantineQuery {
  readonly station?: string | undefined;
  readonly reason?: QuarantineReason | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** Only messages that were kept before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** What a station sent and the cloud could not accept, and why the last time. */
export interface StationQuarantine {
  readonly messages: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly reason: QuarantineReason;
  readonly detail: string;
}

export interface Quarantine {
  /**
   * Resolves with the message's number when it is durable; with undefined when it is counted and not
   * kept: its sender, or all together, have sent more in this hour than is ever kept.
   */
  add(message: Quarantined): Promise<number | undefined>;
  /** The newest first. */
  list(query: QuarantineQuery): Promise<readonly KeptMessage[]>;
  /** How many fit the query, whatever its limit. */
  total(query: QuarantineQuery): number;
  find(id: number): Promise<(KeptMessage & Pick<Quarantined, "payload">) | undefined>;
  /** Resolves when they are durably gone, with how many there were. */
  remove(ids: readonly number[]): Promise<number>;
  /** How many messages are kept. */
  count(): number;
  bytes(): number;
  /** Of one station; undefined when nothing of it is kept. */
  of(station: string): StationQuarantine | undefined;
}

export interface QuarantineOptions {
  readonly limits: QuarantineLimits;
  readonly events: EventBus;
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets: `performance.now`. */
  readonly elapsed: () => number;
  /** Whether the disk has room for more than readings. */
  readonly hasRoom: () => Promise<boolean>;
}

type Numbered = Quarantined & { readonly id: number };

/** Writes all messages of a group at once: a statement for each would hold everybody up in a flood. */
const insertMessages: SharedWork<Numbered> = async (connection, messages) => {
  await appendRows(connection, "quarantine", (appender) => {
    for (const { id, received, topic, client, reason, detail } of messages) {
      appender.appendBigInt(BigInt(id));
      appender.appendBigInt(BigInt(received));
      for (const text of [topic, client, reason, detail]) appender.appendVarchar(text);
      appender.endRow();
    }
  });
  await addPieces(
    connection,
    "quarantine_piece",
    messages.map(({ id, payload }) => [BigInt(id), payload]),
  );
};

/** Numbers as one text, which DuckDB takes apart again: a statement for any number of them. */
const asList = (ids: readonly number[]): string => ids.join(" ");
const IN_LIST = "IN (SELECT unnest(string_split($1, ' '))::BIGINT)";

const deleteMessages =
  (ids: readonly number[]): Work =>
  async (connection) => {
    for (const [table, column] of [
      ["quarantine", "id"],
      ["quarantine_piece", "message"],
    ] as const)
      await connection.run(`DELETE FROM ${table} WHERE ${column} ${IN_LIST}`, [asList(ids)]);
  };

/** What is remembered of each message: lists are filtered without reading the disk. */
interface Entry extends Held {
  dated: number;
  readonly station: string | undefined;
  readonly reason: QuarantineReason;
}

interface Usage {
  bytes: number;
  messages: number;
}

const entriesOf = async (database: Database) => {
  const rows = await database.query(async (connection) =>
    (
      await connection.runAndReadAll(`
        SELECT id, received, topic, client, reason, detail, coalesce(bytes, 0)
        FROM quarantine LEFT JOIN
          (SELECT message, sum(octet_length(bytes)) AS bytes FROM quarantine_piece GROUP BY message)
          ON message = id
        ORDER BY id`)
    ).getRows(),
  );
  return rows.map(([id, received, topic, client, reason, detail, bytes]) => ({
    id: Number(id),
    received: Number(received),
    topic: String(topic),
    client: String(client),
    reason: QuarantineReason.parse(reason),
    detail: String(detail),
    bytes: Number(bytes),
  }));
};

/** Messages in memory, in order of arrival, with sums for each sender and station. */
const createIndex = () => {
  const entries = new Map<number, Entry>();
  const bySender = new Map<string, Usage>();
  const byStation = new Map<string, StationQuarantine>();
  const total: Usage = { bytes: 0, messages: 0 };
  const count = (usage: Usage, { bytes }: Entry, sign: 1 | -1): void => {
    usage.bytes += sign * (bytes + ROW_BYTES);
    usage.messages += sign;
  };
  return {
    entries,
    byStation,
    total,
    usageOf: (client: string): Usage => bySender.get(client) ?? { bytes: 0, messages: 0 },
    add(entry: Entry, detail: string): void {
      entries.set(entry.id, entry);
      const usage = bySender.get(entry.client) ?? { bytes: 0, messages: 0 };
      bySender.set(entry.client, usage);
      count(usage, entry, 1);
      count(total, entry, 1);
      if (entry.station === undefined) return;
      const messages = 1 + (byStation.get(entry.station)?.messages ?? 0);
      const { received: at, reason } = entry;
      byStation.set(entry.station, { messages, at, reason, detail });
    },
    remove(id: number): boolean {
      const entry = entries.get(id);
      if (entry === undefined) return false;
      entries.delete(id);
      count(total, entry, -1);
      const usage = bySender.get(entry.client);
      if (usage !== undefined) count(usage, entry, -1);
      if (usage?.messages === 0) bySender.delete(entry.client);
      const ofStation = entry.station === undefined ? undefined : byStation.get(entry.station);
      if (entry.station === undefined || ofStation === undefined) return true;
      if (ofStation.messages === 1) byStation.delete(entry.station);
      else byStation.set(entry.station, { ...ofStation, messages: ofStation.messages - 1 });
      return true;
    },
  };
};

const stationOf = (topic: string): string | undefined => parseTopic(topic)?.station;

const NOT_KEPT = "the disk is nearly full: what the message held is not kept";

export const openQuarantine = async (
  database: Database,
  commits: GroupCommit,
  { limits, events, now, elapsed, hasRoom }: QuarantineOptions,
): Promise<Quarantine> => {
  const index = createIndex();
  let lastId = -1;
  const found = await entriesOf(database);
  const dates = datedAtStart(
    found.map(({ received }) => received),
    now(),
    limits.ageMs,
  );
  for (const [place, { topic, detail, ...entry }] of found.entries()) {
    lastId = entry.id;
    const dated = dates[place] ?? entry.received;
    index.add({ ...entry, dated, station: stationOf(topic) }, detail);
  }
  const clockMoved = createClockWatch(now, elapsed);
  /** Ages go on counting from where they were when our clock is set. */
  const followClock = (): void => {
    const moved = clockMoved();
    if (moved === 0) return;
    for (const entry of index.entries.values()) entry.dated += moved;
  };
  const budget = createIntakeBudget(limits);
  const byGroup = new WeakMap<Group, (message: Numbered) => Promise<void>>();
  const write = (group: Group, message: Numbered): Promise<void> => {
    const share = byGroup.get(group) ?? group.share(insertMessages);
    byGroup.set(group, share);
    return share(message);
  };

  const leaveOut = (reason: "sender" | "total" | "refused", { client, payload }: Quarantined) =>
    events.publish("quarantine.left_out", {
      ...{ at: now(), reason, client, bytes: payload.length },
    });

  /** Senders and the whole that are past the first warning; told once until they are below again. */
  const warned = new Set<string>();

  const warn = (limit: "sender" | "total", part: number, client: string): void => {
    const key = limit === "sender" ? `sender ${client}` : "total";
    if (!isNearlyFull(part)) {
      warned.delete(key);
      return;
    }
    if (warned.has(key)) return;
    warned.add(key);
    const named = limit === "sender" ? { client } : {};
    events.publish("quarantine.nearly_full", { at: now(), limit, part, ...named });
  };

  const needsRemoval = (client: string, at: number): boolean => {
    const parts = usedParts({ sender: index.usageOf(client), total: index.total }, limits);
    warn("sender", parts.sender, client);
    warn("total", parts.total, client);
    const oldest = index.entries.values().next().value;
    if (oldest !== undefined && datedAnew(oldest.dated, at, limits.ageMs) !== oldest.dated)
      for (const entry of index.entries.values())
        entry.dated = datedAnew(entry.dated, at, limits.ageMs);
    return (
      parts.sender > 1 ||
      parts.total > 1 ||
      (oldest !== undefined && oldest.dated < at - limits.ageMs)
    );
  };

  const tellRemoved = ({ limit, messages }: Removal, client: string): void => {
    const bytes = messages.reduce((sum, message) => sum + message.bytes, 0);
    const named = limit === "sender" ? { client } : {};
    events.publish("quarantine.thinned", {
      at: now(),
      limit,
      messages: messages.length,
      bytes,
      ...named,
    });
  };

  const matches = ({ id, station, reason, received }: Entry, query: QuarantineQuery): boolean =>
    (query.station === undefined || station === query.station) &&
    (query.reason === undefined || reason === query.reason) &&
    (query.from === undefined || received >= query.from) &&
    (query.until === undefined || received < query.until) &&
    (query.before === undefined || id < query.before);

  const load = async (ids: readonly number[]): Promise<readonly KeptMessage[]> => {
    if (ids.length === 0) return [];
    const rows = await database.query(async (connection) =>
      (
        await connection.runAndReadAll(
          `SELECT id, topic, detail FROM quarantine WHERE id ${IN_LIST}`,
          [asList(ids)],
        )
      ).getRows(),
    );
    const told = new Map(rows.map(([id, topic, detail]) => [Number(id), { topic, detail }]));
    return ids.flatMap((id) => {
      const entry = index.entries.get(id);
      const text = told.get(id);
      if (entry === undefined || text === undefined) return [];
      const { station, dated: _, ...rest } = entry;
      const message = { ...rest, topic: String(text.topic), detail: String(text.detail) };
      return [station === undefined ? message : { ...message, station }];
    });
  };

  return {
    async add(message) {
      followClock();
      const beyond = budget.spend(message.client, message.payload.length + ROW_BYTES, now());
      if (beyond !== undefined) {
        leaveOut(beyond, message);
        return undefined;
      }
      const isKept = message.payload.length === 0 || (await hasRoom());
      const kept = isKept
        ? message
        : {
            ...message,
            payload: new Uint8Array(),
            detail: `${message.detail} (${NOT_KEPT})`,
          };
      const group = commits.open();
      const id = ++lastId;
      const { received, topic, client, reason, detail, payload } = kept;
      const station = stationOf(topic);
      const durable = write(group, { ...kept, id });
      group.grow(1 + Math.ceil(payload.length / PIECE_BYTES));
      index.add(
        { id, received, dated: received, client, reason, station, bytes: payload.length },
        detail,
      );
      const removals = needsRemoval(client, received)
        ? removalsOf([...index.entries.values()], limits, received)
        : [];
      const removed = removals.flatMap(({ messages }) => messages.map((held) => held.id));
      const thinned = removed.length > 0 ? group.add(deleteMessages(removed)) : undefined;
      for (const gone of removed) index.remove(gone);
      try {
        await durable;
        await thinned;
      } catch (error) {
        if (!(error instanceof RefusedByStore)) throw error;
        // It will never be taken: who sent it is acknowledged, or would send it for ever.
        index.remove(id);
        leaveOut("refused", message);
        return undefined;
      }
      for (const removal of removals) tellRemoved(removal, client);
      return id;
    },
    list: (query) =>
      load(
        [...index.entries.values()]
          .reverse()
          .filter((entry) => matches(entry, query))
          .slice(0, query.limit)
          .map(({ id }) => id),
      ),
    total(query) {
      let total = 0;
      for (const entry of index.entries.values())
        if (matches(entry, { ...query, before: undefined })) total += 1;
      return total;
    },
    async find(id) {
      const [message] = await load([id]);
      if (message === undefined) return undefined;
      const rows = await database.query(async (connection) =>
        (
          await connection.runAndReadAll(
            "SELECT bytes FROM quarantine_piece WHERE message = $1 ORDER BY place",
            [BigInt(id)],
          )
        ).getRows(),
      );
      const pieces = rows.map(([blob]) => (blob as unknown as { bytes: Uint8Array }).bytes);
      return { ...message, payload: new Uint8Array(Buffer.concat(pieces)) };
    },
    async remove(ids) {
      const known = ids.filter((id) => index.entries.has(id));
      if (known.length === 0) return 0;
      const group = commits.open();
      group.grow(known.length);
      await group.add(deleteMessages(known));
      return known.filter((id) => index.remove(id)).length;
    },
    count: () => index.total.messages,
    bytes: () => index.total.bytes,
    of: (station) => index.byStation.get(station),
  };
};
