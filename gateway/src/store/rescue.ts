import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { messageKey } from "./message-key.ts";
import { type Row, readRawRows } from "./raw-pages.ts";

interface Rescued {
  readonly id: number;
  readonly key: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly readings: number;
  readonly arrived: number;
  readonly packed: number;
}

/** A message's key is a hash of its content: a row that was damaged does not pass for a message. */
const asMessage = ({ id, values }: Row): Rescued | undefined => {
  // Rows of before version 4 have no `packed`.
  const [none, key, topic, payload, readings, arrived, packed = 0, ...more] = values;
  if (none !== null || more.length > 0 || id <= 0) return undefined;
  if (packed !== 0 && packed !== 1 && packed !== 2) return undefined;
  if (typeof key !== "string" || typeof topic !== "string") return undefined;
  if (typeof readings !== "number" || typeof arrived !== "number") return undefined;
  if (!(payload instanceof Uint8Array)) return undefined;
  const expected = messageKey(topic, payload);
  // Version 1 named a message by its batch; its content cannot be checked there.
  const older = key.includes("/") && parseTopic(topic) !== undefined;
  return key === expected || older
    ? { id, key: expected, topic, payload, readings, arrived, packed }
    : undefined;
};

/** Copies what the file's own tree still gives of a table; ends at the first damaged page. */
const copyTable = (from: DatabaseSync, into: DatabaseSync, name: string, columns: string): void => {
  const names = columns.split(", ");
  const insert = into.prepare(
    `insert or ignore into ${name} (${columns}) values (${names.map(() => "?").join(", ")})`,
  );
  try {
    for (const row of from.prepare(`select ${columns} from ${name}`).iterate())
      insert.run(...names.map((column) => row[column] ?? null));
  } catch {
    // Stations publish their status again, and the latest values come with the next readings.
  }
};

const copySmallTables = (database: DatabaseSync, path: string): void => {
  let damaged: DatabaseSync | undefined;
  try {
    // Immutable: reading must not fold the log into a file that is kept as evidence.
    const place = new URL(`${pathToFileURL(path).href}?immutable=1`);
    damaged = new DatabaseSync(place, { readOnly: true });
    copyTable(damaged, database, "station", "id");
    copyTable(damaged, database, "retained", "topic, payload, arrived");
    copyTable(damaged, database, "latest", "station, sensor, quantity, at, received, value, flags");
    copyTable(
      damaged,
      database,
      "quarter",
      "at, station, sensor, quantity, count, mean, least, most",
    );
  } catch {
    // Nothing of it can be opened: the messages are read page by page.
  } finally {
    damaged?.close();
  }
};

/**
 * Carries what this version knows of a later version's whole file into the new database and gives how many messages
 * that were.
 */
export const carryOver = (database: DatabaseSync, path: string): number => {
  database.exec("begin immediate");
  const later = new DatabaseSync(path, { readOnly: true });
  try {
    copyTable(later, database, "message", "id, key, topic, payload, readings, arrived, packed");
  } finally {
    later.close();
  }
  copySmallTables(database, path);
  database.exec("commit");
  return Number(database.prepare("select count(*) messages from message").get()?.messages);
};

/**
 * Carries what can be read of a damaged file into the new database and gives how many messages
 * that were. A message that the cloud already has may be among them: a repeat changes nothing.
 */
export const rescue = (database: DatabaseSync, path: string): number => {
  const insert = database.prepare(
    `insert or ignore into message (id, key, topic, payload, readings, arrived, packed)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const station = database.prepare("insert or ignore into station (id) values (?)");
  let rescued = 0;
  database.exec("begin immediate");
  copySmallTables(database, path);
  for (const row of readRawRows(path)) {
    const message = asMessage(row);
    if (message === undefined) continue;
    const { id, key, topic, payload, readings, arrived, packed } = message;
    const { changes } = insert.run(id, key, topic, payload, readings, arrived, packed);
    rescued += Number(changes);
    const named = parseTopic(topic)?.station;
    if (named !== undefined) station.run(named);
  }
  database.exec("commit");
  return rescued;
};
