import type { DatabaseSync } from "node:sqlite";
import { formatTopic } from "@datacityzen/hardware/wire/topic";
import type { Committed, GroupCommit } from "./group-commit.ts";

/** The last status or hello of a station. A newer one is a new object: identity is the revision. */
export interface RetainedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** When it came, UTC ms. */
  readonly arrived: number;
}

/** Keeps the latest message of each retained topic; one that was superseded need not be sent. */
export interface Retained {
  readonly keep: (
    message: RetainedMessage,
    options?: { readonly sender?: string; readonly alongside?: () => void },
  ) => Promise<Committed<"kept" | "repeat">>;
  readonly all: () => Iterable<RetainedMessage>;
  readonly get: (topic: string) => RetainedMessage | undefined;
  /** Leaves out what a station said that was forgotten; its rows go with the station's. */
  readonly forget: (station: string) => void;
}

export const openRetained = (database: DatabaseSync, commits: GroupCommit): Retained => {
  const upsert = database.prepare(
    `insert into retained (topic, payload, arrived) values (?, ?, ?)
     on conflict (topic) do update set payload = excluded.payload, arrived = excluded.arrived`,
  );
  const rows = database
    .prepare("select topic, payload, arrived from retained order by topic")
    .all() as unknown as RetainedMessage[];
  const byTopic = new Map(rows.map((row) => [row.topic, row]));

  return {
    keep: async ({ topic, payload, arrived }, { sender, alongside } = {}) => {
      const outcome = await commits.run(
        () => {
          alongside?.();
          upsert.run(topic, payload, arrived);
        },
        sender === undefined ? {} : { sender },
      );
      if (!outcome.ok) return outcome;
      const known = byTopic.get(topic);
      if (known !== undefined && Buffer.compare(known.payload, payload) === 0)
        return { ok: true, value: "repeat" };
      // A copy: what came from a socket is a slice that would keep the whole chunk in memory.
      byTopic.set(topic, { topic, payload: Uint8Array.from(payload), arrived });
      return { ok: true, value: "kept" };
    },
    all: () => byTopic.values(),
    get: (topic) => byTopic.get(topic),
    forget: (station) => {
      for (const kind of ["status", "hello"] as const)
        byTopic.delete(formatTopic({ station, kind }));
    },
  };
};
