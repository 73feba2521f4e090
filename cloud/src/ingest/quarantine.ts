import type { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
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

export interface Quarantine {
  /** Resolves when the message is durable. */
  add(message: Quarantined): Promise<void>;
  /** How many messages are kept, since the store was made. */
  count(): number;
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
  return {
    add({ received, topic, client, reason, detail, payload }) {
      const group = commits.open();
      const id = ++lastId;
      group.add(async (connection) => {
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
      group.durable.then(
        () => {
          count += 1;
        },
        () => undefined,
      );
      return group.durable;
    },
    count: () => count,
  };
};
