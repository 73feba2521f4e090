import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { connectTo } from "../../../cloud/src/records/database.ts";

/** Writes records without a pause, connects again when the server is gone, and remembers which were answered. */
export const startRecordsWriter = (socket: string) => {
  const to = { socket, port: 5432, user: "datacityzen", database: "postgres" };
  const answered = new Set<string>();
  const stopping = new AbortController();
  const write = async (): Promise<void> => {
    const client = await connectTo(to);
    try {
      while (!stopping.signal.aborted) {
        const id = randomUUID();
        await client.query(
          "insert into thing (id, kind, title, status, visibility, created, updated) values ($1::uuid, 'platform', repeat('written while a disk fails ', 10), 'draft', 'private', now(), now())",
          [id],
        );
        answered.add(id);
        await wait(10);
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      // Not answered: it does not count.
      await write().catch(() => undefined);
      await wait(100);
    }
  })();
  return {
    answered,
    stop: () => {
      stopping.abort();
      return ended;
    },
    /** Those that were answered and are not there. */
    missing: async (): Promise<string[]> => {
      const client = await connectTo(to);
      const { rows } = await client
        .query<{ id: string }>("select id from thing where kind = 'platform'")
        .finally(() => client.end());
      const found = new Set(rows.map(({ id }) => id));
      return [...answered].filter((id) => !found.has(id));
    },
  };
};
