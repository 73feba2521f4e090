import type { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows } from "../duckdb/append.ts";
import type { GroupCommit } from "../duckdb/group-commit.ts";
import type { Database } from "../duckdb/open.ts";

/** A message that was acknowledged and could not be accepted, kept whole with the reason. */
export interface Quarantined {
  /** UTC milliseconds. */
  readonly received: number;
  readonly topic: string;
  /** The MQTT client's own name for itself. */
  readonly client: string;
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly payload: Uint8Array;
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
  /** Resolves when the message is durable. */
  add(message: Quarantined): Promise<void>;
  /** How many messages are kept, since the store was made. */
  count(): number;
  /** Of one station; undefined when nothing of it is kept. */
  of(station: string): StationQuarantine | undefined;
}

/**
 * Payloads are kept in pieces of this many bytes. DuckDB rewrites 122 880 rows at a time when it
 * folds its log, in memory: whole payloads would outgrow that, and the store would stop for good.
 */
const PIECE_BYTES = 1024;

const addPieces = (connection: DuckDBConnection, id: number, payload: Uint8Array): Promise<void> =>
  appendRows(connection, "quarantine_piece", (appender) => {
    for (let place = 0; place * PIECE_BYTES < payload.length; place++) {
      appender.appendBigInt(BigInt(id));
      appender.appendInteger(place);
      appender.appendBlob(payload.subarray(place * PIECE_BYTES, (place + 1) * PIECE_BYTES));
      appender.endRow();
    }
  });

/** What is kept of each station, in the order in which it came. */
const loadByStation = async (database: Database): Promise<Map<string, StationQuarantine>> => {
  const rows = await database.query(async (connection) =>
    (
      await connection.runAndReadAll(`
        SELECT topic, count(*), max(received), arg_max(reason, id), arg_max(detail, id)
        FROM quarantine GROUP BY topic ORDER BY max(id)`)
    ).getRows(),
  );
  const byStation = new Map<string, StationQuarantine>();
  for (const [topic, messages, at, reason, detail] of rows) {
    const station = parseTopic(String(topic))?.station;
    if (station === undefined) continue;
    byStation.set(station, {
      messages: (byStation.get(station)?.messages ?? 0) + Number(messages),
      at: Number(at),
      reason: reason as QuarantineReason,
      detail: String(detail),
    });
  }
  return byStation;
};

export const openQuarantine = async (
  database: Database,
  commits: GroupCommit,
): Promise<Quarantine> => {
  const rows = await database.query(async (connection) =>
    (
      await connection.runAndReadAll("SELECT count(*), coalesce(max(id), -1) FROM quarantine")
    ).getRows(),
  );
  let [count = 0, lastId = -1] = (rows[0] ?? []).map(Number);
  const byStation = await loadByStation(database);
  return {
    add({ received, topic, client, reason, detail, payload }) {
      const group = commits.open();
      const id = ++lastId;
      const durable = group.add(async (connection) => {
        await connection.run("INSERT INTO quarantine VALUES ($1, $2, $3, $4, $5, $6)", [
          BigInt(id),
          BigInt(received),
          topic,
          client,
          reason,
          detail,
        ]);
        await addPieces(connection, id, payload);
      });
      group.grow(1 + Math.ceil(payload.length / PIECE_BYTES));
      durable.then(
        () => {
          count += 1;
          const station = parseTopic(topic)?.station;
          if (station === undefined) return;
          const messages = 1 + (byStation.get(station)?.messages ?? 0);
          byStation.set(station, { messages, at: received, reason, detail });
        },
        () => undefined,
      );
      return durable;
    },
    count: () => count,
    of: (station) => byStation.get(station),
  };
};
