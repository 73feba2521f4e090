import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Damage, type OpenedDatabase, openDatabase } from "./database.ts";

export type RescuedOutbox =
  | { readonly state: "absent" }
  | { readonly state: Extract<OpenedDatabase, { ok: false }>["reason"]; readonly detail: string }
  | {
      readonly state: "opened";
      /** Messages that wait for the cloud now. */
      readonly waiting: number;
      /** What this opening found damaged or missing. */
      readonly damage?: Damage;
    };

/**
 * Opens the data in the gateway's folder as its start does: a damaged file is put aside, and what can
 * be read of it is carried over. The gateway must not be running.
 */
export const rescueOutbox = (folder: string, now: number): RescuedOutbox => {
  const path = join(folder, "outbox.sqlite");
  // The mark alone: the database is gone, and the mark says how much was in it.
  if (!existsSync(path) && !existsSync(`${path}.mark`)) return { state: "absent" };
  const opened = openDatabase(path, now);
  if (!opened.ok) return { state: opened.reason, detail: opened.detail };
  const { database, watermark, damage } = opened;
  try {
    const waiting = Number(database.prepare("select count(*) waiting from message").get()?.waiting);
    return { state: "opened", waiting, ...(damage === undefined ? {} : { damage }) };
  } finally {
    database.close();
    watermark.close();
  }
};
