import type { DuckDBConnection } from "@duckdb/node-api";
import { addPieces } from "./pieces.ts";

/** The largest document of a station that any version since the sixth writes. */
const MOST_DOCUMENT_BYTES = 128 * 1024;

const DOCUMENTS_AT_ONCE = 32;

/** What of a document that is too large is kept: how the station is, and what is small. */
const shrink = (document: string): string => {
  const {
    status,
    hello: _,
    ...rest
  } = JSON.parse(document) as {
    readonly [field: string]: unknown;
    readonly status?: { readonly state?: unknown; readonly at?: unknown };
  };
  const said = status === undefined ? {} : { status: { state: status.state, at: status.at } };
  const small = JSON.stringify({ ...rest, ...said });
  return small.length <= MOST_DOCUMENT_BYTES
    ? small
    : JSON.stringify({ id: rest.id, firstSeen: rest.firstSeen, cadences: {}, ...said });
};

/**
 * Documents had no bound once, and 300 of 1 MB are more than the store's memory: few are read at a time. Of a document that is too large, the station's own figures are left out; it says them anew.
 */
const cutDocuments = async (connection: DuckDBConnection): Promise<void> => {
  await connection.run(
    "CREATE TABLE station_piece (station VARCHAR NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL)",
  );
  const last = await connection.runAndReadAll("SELECT coalesce(max(rowid), -1) FROM station");
  for (let from = 0; from <= Number(last.getRows()[0]?.[0]); from += DOCUMENTS_AT_ONCE) {
    const rows = await connection.runAndReadAll(
      `SELECT id, document FROM station WHERE rowid >= ${from} AND rowid < ${from + DOCUMENTS_AT_ONCE}`,
    );
    const documents = rows.getRows() as [string, string][];
    await addPieces(
      connection,
      "station_piece",
      documents.map(([id, document]) => [
        id,
        Buffer.from(document.length > MOST_DOCUMENT_BYTES ? shrink(document) : document),
      ]),
    );
  }
  await connection.run("DROP TABLE station");
};

type Migration = string | ((connection: DuckDBConnection) => Promise<void>);

/** Each entry brings the file from the version of its index to the next; append, never edit. */
const migrations: readonly Migration[] = [
  `
  CREATE TABLE series (id INTEGER NOT NULL, station VARCHAR NOT NULL, sensor VARCHAR NOT NULL, quantity VARCHAR NOT NULL);
  CREATE TABLE point (series INTEGER NOT NULL, instant BIGINT NOT NULL, value DOUBLE NOT NULL, flags INTEGER NOT NULL, received BIGINT NOT NULL);
  CREATE TABLE quarantine (received BIGINT NOT NULL, topic VARCHAR NOT NULL, client VARCHAR NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL, payload BLOB NOT NULL);
  CREATE TABLE station (id VARCHAR NOT NULL, document VARCHAR NOT NULL);
  `,
  // Payloads in pieces: see ingest/quarantine.ts.
  `
  CREATE TABLE quarantine_piece (message BIGINT NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL);
  INSERT INTO quarantine_piece
    SELECT rowid, place, payload[place * 1024 + 1 : (place + 1) * 1024]
    FROM quarantine, range(0, 8192) AS places(place) WHERE place * 1024 < octet_length(payload);
  CREATE TABLE quarantined AS SELECT rowid AS id, received, topic, client, reason, detail FROM quarantine;
  DROP TABLE quarantine;
  ALTER TABLE quarantined RENAME TO quarantine;
  `,
  // An origin and a variant for each series. Replayed values (the flag of value 1) stood among measured
  // ones: they become series of their own.
  `
  ALTER TABLE series ADD COLUMN origin VARCHAR DEFAULT 'measured';
  ALTER TABLE series ADD COLUMN variant VARCHAR DEFAULT 'raw';
  CREATE TEMP TABLE replayed AS
    SELECT series AS measured, (SELECT max(id) FROM series) + (row_number() OVER ())::INTEGER AS id
    FROM (SELECT DISTINCT series FROM point WHERE flags & 1 = 1);
  INSERT INTO series
    SELECT replayed.id, station, sensor, quantity, 'replayed', 'raw'
    FROM replayed JOIN series ON series.id = replayed.measured;
  UPDATE point SET series = replayed.id FROM replayed
    WHERE point.series = replayed.measured AND point.flags & 1 = 1;
  DROP TABLE replayed;
  CREATE TABLE choice (series INTEGER NOT NULL, instant BIGINT NOT NULL, value DOUBLE, decided BIGINT NOT NULL, decided_by VARCHAR NOT NULL);
  `,
  "ALTER TABLE choice ADD COLUMN other DOUBLE;",
  // How many groups were committed: see commit-count.ts.
  `
  CREATE TABLE commit_count (groups BIGINT NOT NULL);
  INSERT INTO commit_count VALUES (0);
  `,
  // Documents of stations in pieces: see stations/directory.ts.
  cutDocuments,
  // What is known of each series, for the first so many rows of `point`: see series/duckdb/summary.ts.
  `
  CREATE TABLE series_summary (series INTEGER NOT NULL, oldest BIGINT NOT NULL, newest BIGINT NOT NULL, step BIGINT NOT NULL,
                               instant BIGINT NOT NULL, received BIGINT NOT NULL, value DOUBLE NOT NULL, flags INTEGER NOT NULL);
  CREATE TABLE summary_state (points BIGINT NOT NULL);
  `,
  // What sums of hours, which lie in a file beside, need to know: which store they are of, and of which points
  // the flags were changed. See series/duckdb/day-sums.ts.
  `
  CREATE TABLE store_identity AS SELECT uuid()::VARCHAR AS id;
  CREATE TABLE flag_change (series INTEGER NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL);
  `,
  // Days that are over stand in files: which ones, what comes to such days later, how many points were removed
  // from `point` since, and how many the store ever had at each start. See series/duckdb/sealed-days.ts.
  `
  CREATE TABLE sealed_file (name VARCHAR NOT NULL, day BIGINT NOT NULL, visibility VARCHAR NOT NULL, sealing VARCHAR NOT NULL,
                            first_sensor INTEGER NOT NULL, last_sensor INTEGER NOT NULL, row_count BIGINT NOT NULL,
                            points BIGINT NOT NULL, bytes BIGINT NOT NULL, checksum BIGINT NOT NULL, columns VARCHAR NOT NULL,
                            points_ever BIGINT NOT NULL);
  CREATE TABLE point_late (series INTEGER NOT NULL, instant BIGINT NOT NULL, value DOUBLE NOT NULL, flags INTEGER NOT NULL, received BIGINT NOT NULL);
  CREATE TABLE removed_point (points BIGINT NOT NULL);
  INSERT INTO removed_point VALUES (0);
  CREATE TABLE store_start (id VARCHAR NOT NULL, points BIGINT NOT NULL);
  `,
  // Which sensors each file has, and the digest by which who fetched it can check it. Unknown of files of before: they are
  // written anew when one of their stations is public. See series/duckdb/classes.ts.
  `
  ALTER TABLE sealed_file ADD COLUMN sensors VARCHAR;
  ALTER TABLE sealed_file ADD COLUMN sha256 VARCHAR;
  `,
  // Points that were dropped since an operator wished it: from when on there are points, sums of hours and sums of days, and which
  // cadences the points showed before. Rows are only added. See series/duckdb/retention.ts.
  `
  CREATE TABLE kept_since (values_since BIGINT, hours_since BIGINT, days_since BIGINT);
  CREATE TABLE kept_cadence (series INTEGER NOT NULL, since BIGINT NOT NULL, every BIGINT NOT NULL);
  `,
];

/** The store's file was written by a later version of this program. */
export class StoreTooNew extends Error {}

/** The version of the schema that this program writes. */
export const newestVersion = migrations.length;

export const migrate = async (connection: DuckDBConnection): Promise<void> => {
  await connection.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
  const rows = await connection.runAndReadAll("SELECT max(version) FROM schema_version");
  const version = Number(rows.getRows()[0]?.[0] ?? 0);
  if (version > migrations.length)
    throw new StoreTooNew(`schema ${version}, this program knows ${migrations.length}`);
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    await connection.run("BEGIN");
    await (typeof migration === "string" ? connection.run(migration) : migration(connection));
    await connection.run("INSERT INTO schema_version VALUES ($1)", [index + 1]);
    await connection.run("COMMIT");
  }
};
