import type { DatabaseSync } from "node:sqlite";
import { encodeCompact } from "@datacityzen/hardware/wire/compact-batch";
import { messageKey } from "../store/message-key.ts";
import { hourlyMeans } from "./hourly-means.ts";
import { joinMessages } from "./joined.ts";
import type { Message } from "./outbox.ts";

/** A row of the table `message`, and in which form it stands there. */
export interface Stored extends Message {
  readonly key: string;
  readonly readings: number;
  readonly packed: number;
}

/** By how much the counts of what waits go down. */
export interface Counts {
  readonly messages: number;
  readonly readings: number;
  readonly loose: number;
  /** Of payloads. */
  readonly bytes: number;
}

/** As it came; joined with others, or not to be joined; reduced to hourly means. */
export const forms = { loose: 0, packed: 1, hourly: 2 } as const;

const columns = "id, key, topic, payload, arrived, readings, packed";

/** Rows of the table `message` that change their form. Each call is part of a transaction of its caller. */
export const openPackedRows = (database: DatabaseSync, onRemovedKey: (key: string) => void) => {
  const inForm = database.prepare(
    `select ${columns} from message
     where packed = ? and readings > 0 and arrived < ? order by id limit ?`,
  );
  const oldest = database.prepare(
    "select arrived from message where packed = ? and readings > 0 order by id limit 1",
  );
  const rewrite = database.prepare(
    "update message set key = ?, payload = ?, readings = ?, arrived = ?, packed = ? where id = ?",
  );
  const setForm = database.prepare("update message set packed = ? where id = ?");
  const isWaiting = database.prepare("select 1 from message where key = ? and id <> ?");
  const discard = database.prepare("delete from message where id = ?");

  return {
    /** The oldest rows of a form that arrived before an instant (UTC ms), until they hold so many readings. */
    holding: (form: keyof typeof forms, before: number, mostReadings: number): Stored[] => {
      const found: Stored[] = [];
      let count = 0;
      for (const row of inForm.iterate(forms[form], before, mostReadings)) {
        found.push(row as unknown as Stored);
        count += Number(row.readings);
        if (count >= mostReadings) break;
      }
      return found;
    },

    /** The oldest rows of a form that arrived before an instant (UTC ms). */
    inForm: (form: keyof typeof forms, before: number, most: number): readonly Stored[] =>
      inForm.all(forms[form], before, most) as unknown as Stored[],

    /** When the oldest row of a form arrived, UTC ms. */
    oldest: (form: keyof typeof forms): number | undefined =>
      (oldest.get(forms[form]) as { arrived: number } | undefined)?.arrived,

    /** Joins rows, given oldest first, by station and run; each joined batch takes the row of its newest. */
    change: (rows: readonly Stored[], form: "packed" | "hourly"): Counts => {
      const byId = new Map(rows.map((row) => [row.id, row]));
      const { joined, unread } = joinMessages(rows.toReversed());
      const leave = (ids: readonly number[]): void => {
        for (const id of ids) setForm.run(forms[form], id);
      };
      const changes = {
        ...{ messages: 0, readings: 0, bytes: 0 },
        loose: rows.filter(({ packed }) => packed === forms.loose).length,
      };
      leave(unread.map(({ id }) => id));
      for (const { topic, batch, ids } of joined) {
        const [newest = 0, ...others] = ids;
        const next = form === "hourly" ? hourlyMeans(batch) : batch;
        const payload = encodeCompact(next);
        const key = messageKey(topic, payload);
        const saved = batch.readings.length - next.readings.length;
        // Alone it gains little, or a batch of the same content waits already.
        if ((others.length === 0 && saved === 0) || isWaiting.get(key, newest) !== undefined) {
          leave(ids);
          continue;
        }
        // The station may not have heard that they arrived: what it sends again is still known.
        for (const id of ids) onRemovedKey(byId.get(id)?.key ?? "");
        for (const id of others) discard.run(id);
        const arrived = byId.get(others.at(-1) ?? newest)?.arrived ?? 0;
        rewrite.run(key, payload, next.readings.length, arrived, forms[form], newest);
        changes.messages += others.length;
        changes.readings += saved;
        const before = ids.reduce((sum, id) => sum + (byId.get(id)?.payload.length ?? 0), 0);
        changes.bytes += before - payload.length;
      }
      return changes;
    },
  };
};
