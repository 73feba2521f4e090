import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "./audit.ts";

/**
 * Where the cloud is killed: at any moment after readings were committed; while it records what it found; while a mail
 * is on its way; and when the mail server has taken a mail and the cloud does not know yet.
 */
export const moments = ["judging", "answering", "sending", "taken"] as const;
export type Moment = (typeof moments)[number];

/** Tables that one answer writes, in its order. */
const written = ["alert_profile", "outbox_message", "alert_transition", "alert_condition"] as const;

/**
 * Holds a table of the answer until the cloud waits for it: what was written before it is written, and not committed.
 * Gives what lets go of it; undefined when nothing came to it in time.
 */
export const stopInAnswer = async (
  client: Client,
  random: () => number,
  mostMs: number,
): Promise<{ readonly table: string; readonly waited: boolean }> => {
  const table = written[Math.floor(random() * written.length)] ?? "alert_transition";
  await client.query("begin");
  await client.query(`lock table ${table} in share row exclusive mode`);
  for (const until = performance.now() + mostMs; performance.now() < until; await delay(10)) {
    const { rows } = await client.query<{ count: number }>(
      "select count(*)::int from pg_locks where not granted and relation = $1::regclass",
      [table],
    );
    if ((rows[0]?.count ?? 0) > 0) return { table, waited: true };
  }
  return { table, waited: false };
};
