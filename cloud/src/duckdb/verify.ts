import { existsSync } from "node:fs";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { hasWholeBlocks } from "./block-checksums.ts";
import { readCommitCount } from "./commit-count.ts";
import { StoreInUse } from "./files.ts";
import { newestVersion, StoreTooNew } from "./migrate.ts";
import { isDamage } from "./repair.ts";
import { COUNT_POINTS, damagedFiles } from "./sealed-folder.ts";

/** The version of the schema from which on days may be sealed. */
const SEALING_SINCE = 9;

interface ReadOnly {
  /** What DuckDB said of a damage. */
  readonly damage?: string;
  readonly points?: number;
  /** Groups of commits that the store counts. */
  readonly groups?: number;
}

const numberOf = async (connection: DuckDBConnection, question: string): Promise<number> =>
  Number((await connection.runAndReadAll(question)).getRows()[0]?.[0] ?? 0);

/** Every value of every table: a damaged block shows when it is read. */
const readTables = async (connection: DuckDBConnection): Promise<void> => {
  const tables = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE NOT internal",
  );
  for (const [name] of tables.getRows())
    await connection.run(`SELECT bit_xor(hash(t)) FROM "${String(name).replaceAll('"', '""')}" t`);
};

/** Reads a store through without a change to its files; its log is read too, and stays a log. */
const readOnly = async (path: string): Promise<ReadOnly> => {
  // Before DuckDB opens the file: to close it here afterwards would let go of DuckDB's lock on it (fcntl(2)).
  const isWhole = await hasWholeBlocks(path);
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  let found: ReadOnly = {};
  try {
    instance = await DuckDBInstance.create(path, {
      access_mode: "READ_ONLY",
      autoinstall_known_extensions: "false",
      enable_external_access: "false",
    });
    connection = await instance.connect();
    const version = await numberOf(connection, "SELECT max(version) FROM schema_version");
    if (version > newestVersion)
      throw new StoreTooNew(`schema ${version}, this program knows ${newestVersion}`);
    const hasSealed = version >= SEALING_SINCE;
    found = {
      points: await numberOf(connection, hasSealed ? COUNT_POINTS : "SELECT count(*) FROM point"),
      groups: await numberOf(connection, "SELECT max(groups) FROM commit_count"),
    };
    // A block that is not in use may have a wrong checksum.
    if (!isWhole) await readTables(connection);
    const damaged = hasSealed ? await damagedFiles(connection, path, { whole: true }) : [];
    if (damaged.length > 0)
      return { ...found, damage: damaged.map(({ fault }) => fault).join("; ") };
    return found;
  } catch (error) {
    const [said = ""] = (error as Error).message.split("\n", 1);
    if (said.includes("Could not set lock"))
      throw new StoreInUse(`${path} is in use by another process`, { cause: error });
    if (!isDamage(error as Error)) throw error;
    return { ...found, damage: said };
  } finally {
    connection?.closeSync();
    instance?.closeSync();
  }
};

export interface VerifiedStore {
  /** What of the files is damaged; undefined when nothing is. */
  readonly damage?: string;
  /** Undefined when they cannot be read. */
  readonly points?: number;
  /** Commits that were acknowledged and are not there; undefined when nobody knows. */
  readonly missingCommits?: number;
}

/**
 * Reads the store at this path through, and changes nothing: neither is its log written into the file,
 * nor a damaged file put aside. Undefined where there is no store. Rejects with `StoreInUse` while the cloud runs,
 * with `StoreTooNew`, or with the system's error.
 */
export const verifyStore = async (path: string): Promise<VerifiedStore | undefined> => {
  const acknowledged = readCommitCount(`${path}.commits`);
  if (!existsSync(path))
    return acknowledged === 0
      ? undefined
      : { damage: `${path} is gone`, missingCommits: acknowledged };
  const { damage, points, groups } = await readOnly(path);
  return {
    ...(damage === undefined ? {} : { damage }),
    ...(points === undefined ? {} : { points }),
    // Damaged rows may be those of any commit.
    ...(groups === undefined || damage !== undefined
      ? {}
      : { missingCommits: Math.max(0, acknowledged - groups) }),
  };
};
