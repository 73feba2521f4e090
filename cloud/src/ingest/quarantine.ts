import type { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import { blobValue } from "@duckdb/node-api";
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

export const openQuarantine = async (
  database: Database,
  commits: GroupCommit,
): Promise<Quarantine> => {
  const rows = await database.query(async (connection) =>
    (await connection.runAndReadAll("SELECT count(*) FROM quarantine")).getRows(),
  );
  let count = Number(rows[0]?.[0]);
  return {
    add({ received, topic, client, reason, detail, payload }) {
      const group = commits.open();
      group.add(async (connection) => {
        await connection.run("INSERT INTO quarantine VALUES ($1, $2, $3, $4, $5, $6)", [
          BigInt(received),
          topic,
          client,
          reason,
          detail,
          blobValue(payload),
        ]);
      });
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
