import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { Logger } from "pino";
import { type Connection, connectTo } from "./database.ts";

/** One number for all clouds, and no other lock's: whoever has it uses the records. */
export const LOCK = 7_309_900;

const FIRST_WITHIN_MS = 5_000;
const TRY_EVERY_MS = 500;
const TRY_AGAIN_MS = 5_000;

/** Keeps two clouds from using one database. */
export interface SoleUse {
  /** Whether these records are ours alone; waits a little for a cloud that has just been ended. */
  begin(withinMs?: number): Promise<boolean>;
  /** Takes them again after the server was away; says so as long as another cloud has them. */
  resume(): void;
  close(): Promise<void>;
}

/**
 * Several clouds on one database are not built: docs/scale.md says what each keeps that the others would need.
 * Two would give up each other's mails, whose key is the other's, and make means of measurements that the other has.
 * The lock is a connection's and ends with it, so that a cloud that was killed leaves none.
 */
export const createSoleUse = (to: Connection, log: Pick<Logger, "error" | "info">): SoleUse => {
  const stopping = new AbortController();
  const { signal } = stopping;
  let holder: pg.Client | undefined;
  let isResuming = false;

  /** False when another has it. Throws when the server does not answer. */
  const take = async (): Promise<boolean> => {
    if (holder !== undefined) return true;
    const client = await connectTo(to);
    try {
      const { rows } = await client.query("select pg_try_advisory_lock($1) as own", [LOCK]);
      if (rows[0]?.own === true && !signal.aborted) {
        holder = client;
        client.once("end", () => {
          holder = undefined;
          // Of this connection alone; where the server is away, its coming back asks again.
          if (!signal.aborted) resume();
        });
        return true;
      }
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    await client.end();
    return false;
  };

  const takeLater = async (): Promise<void> => {
    for (let isTold = false; !signal.aborted; ) {
      // Undefined: the server does not answer, and is asked again.
      const own = await take().catch(() => undefined);
      if (own === true) {
        if (isTold) log.info("the records are this cloud's alone again");
        return;
      }
      if (own === false && !isTold) {
        log.error("another cloud uses the same records: stop one of the two");
        isTold = true;
      }
      await delay(TRY_AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };

  const resume = (): void => {
    if (isResuming) return;
    isResuming = true;
    void takeLater().finally(() => {
      isResuming = false;
    });
  };

  return {
    async begin(withinMs = FIRST_WITHIN_MS) {
      const until = performance.now() + withinMs;
      while (!(await take())) {
        if (performance.now() >= until) return false;
        await delay(TRY_EVERY_MS);
      }
      return true;
    },
    resume,
    async close() {
      // A try that is under way lets go of what it gets: a server that hangs does not delay the end.
      stopping.abort();
      await holder?.end().catch(() => undefined);
    },
  };
};
