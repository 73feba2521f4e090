import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { connectTo } from "../../cloud/src/records/database.ts";
import { saysUnavailable } from "../../cloud/src/records/unavailable.ts";
import type { Running } from "../processes.ts";

export interface KillOptions {
  readonly times: number;
  readonly random: () => number;
  readonly socket: string;
  readonly start: () => Running;
  /** Kills every process of PostgreSQL on the folder. */
  readonly killServer: () => Promise<void>;
  readonly report?: (line: string) => void;
}

export interface Killed {
  /** Rows whose insertion was answered with success, over all rounds. */
  readonly answered: number;
  readonly missing: readonly string[];
  /** Rows that are there and were not answered: cut off between the commit and the answer. */
  readonly unanswered: number;
}

const WRITERS = 4;
const LONGEST_MS = 400;

/**
 * Starts a cloud, writes records with several writers, kills the cloud and PostgreSQL at a random moment, and
 * starts again: as often as asked. What was answered with success must be there after each start.
 */
export const killAndCheck = async (options: KillOptions): Promise<Killed> => {
  const { times, random, socket, start, killServer, report } = options;
  const to = { socket, port: 5432, user: "datacityzen", database: "postgres" };
  const answered = new Set<string>();
  let missing: string[] = [];
  let unanswered = 0;
  let failure: Error | undefined;

  /** A busy machine is ready before its records are, and before their migrations have run. */
  const connect = async () => {
    for (const until = performance.now() + 120_000; ; await delay(50)) {
      const client = await connectTo(to).catch(() => undefined);
      try {
        await client?.query("select 1 from thing limit 0");
        if (client !== undefined) return client;
      } catch {
        await client?.end();
      }
      if (performance.now() > until) throw new Error("The records are not open after two minutes.");
    }
  };

  const check = async () => {
    const client = await connect();
    const { rows } = await client
      .query<{ id: string }>("select id from thing where kind = 'killed'")
      .finally(() => client.end());
    const found = new Set(rows.map(({ id }) => id));
    missing = [...answered].filter((id) => !found.has(id));
    unanswered = found.size - (answered.size - missing.length);
  };

  const write = async (signal: AbortSignal) => {
    let client: Awaited<ReturnType<typeof connectTo>> | undefined;
    try {
      // The server may be killed while a writer still connects to it.
      client = await connectTo(to);
      while (!signal.aborted) {
        const id = randomUUID();
        await client.query(
          "insert into thing (id, kind, title, status, visibility, created, updated) values ($1::uuid, 'killed', 'written before a kill', 'draft', 'private', now(), now())",
          [id],
        );
        answered.add(id);
      }
    } catch (error) {
      // A server that was killed: this row was not answered. Any other failure is the test's own.
      const isBroken = "syscall" in (error as Error) || saysUnavailable(error);
      if (!isBroken) failure = error as Error;
    } finally {
      await client?.end().catch(() => undefined);
    }
  };

  for (let round = 0; round <= times; round++) {
    const cloud = start();
    await cloud.ready;
    await check();
    if (missing.length > 0 || round === times) {
      await cloud.end("SIGTERM");
      break;
    }
    const stopping = new AbortController();
    const writers = Array.from({ length: WRITERS }, () => write(stopping.signal));
    // On a machine that is busy, connecting alone may take longer than the longest round.
    const before = answered.size;
    while (answered.size === before) {
      if (failure !== undefined) throw failure;
      await delay(5);
    }
    await delay(random() * LONGEST_MS);
    // Sometimes the parent first, sometimes the server, and sometimes the parent alone.
    const order = Math.floor(random() * 3);
    if (order === 1) await killServer();
    await cloud.end("SIGKILL");
    if (order === 0) await killServer();
    stopping.abort();
    await Promise.all(writers);
    report?.(
      `${round + 1} of ${times}: ${answered.size} records answered, ${missing.length} missing`,
    );
  }
  return { answered: answered.size, missing, unanswered };
};
