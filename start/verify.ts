import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readBackup, readHeader } from "../cloud/src/backup/file.ts";
import { verifyStore } from "../cloud/src/duckdb/verify.ts";
import type { Verified, VerifiedBackup, Verifier } from "../dcz/verify/finding.ts";
import { openSpool } from "../edge/src/spool.ts";
import { resultCode } from "../gateway/src/store/database.ts";
import { rescueOutbox } from "../gateway/src/store/rescue-outbox.ts";
import { explained } from "./backup.ts";
import { notOpened, spoolsIn } from "./data-folder.ts";

const SQLITE_BUSY = 5;

const verifyCloud = async (folder: string): Promise<Verified> => {
  const cloud = { process: "cloud", place: join(folder, "series.duckdb") } as const;
  try {
    const found = await verifyStore(cloud.place);
    if (found === undefined) return { ...cloud, state: "absent", isWhole: true };
    const { damage, points, missingCommits: missing } = found;
    const isWhole = damage === undefined && missing === 0;
    return {
      ...{ ...cloud, state: isWhole ? "sound" : "damaged", isWhole },
      ...(damage === undefined ? {} : { detail: damage }),
      ...(points === undefined ? {} : { present: points }),
      ...(missing === undefined ? {} : { missing }),
    };
  } catch (error) {
    return { ...cloud, ...notOpened(error as Error) };
  }
};

/** Whether a process of ours holds the SQLite file: it keeps the lock for as long as it runs. */
const isHeld = (path: string): boolean => {
  const absent = [`${path}-wal`, `${path}-shm`].filter((file) => !existsSync(file));
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      database.exec("select count(*) from sqlite_schema");
      // Whoever reads makes an empty log and its index; nothing of ours stays. Before the lock is given back: a
      // process that starts then must not lose the log that it makes.
      for (const file of absent) rmSync(file, { force: true });
    } finally {
      database.close();
    }
    return false;
  } catch (error) {
    // What else is wrong with it shows in its copy.
    return resultCode(error) === SQLITE_BUSY;
  }
};

/**
 * Opens a copy as the process's own start would: to open SQLite's file itself writes its log into it, and puts it
 * aside when it is damaged. Such files are small.
 */
const ofCopy = <T>(folder: string, name: string, examine: (copy: string) => T): T => {
  const copy = mkdtempSync(join(tmpdir(), "dcz-verify-"));
  try {
    for (const file of readdirSync(folder))
      if (file.startsWith(name)) cpSync(join(folder, file), join(copy, file), { recursive: true });
    return examine(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

type Examined = Omit<Verified, "process" | "place">;

const examineSqlite = (
  about: Pick<Verified, "process" | "place">,
  folder: string,
  name: string,
  examine: (copy: string) => Examined,
): Verified => {
  if (isHeld(about.place)) return { ...about, state: "in_use", isWhole: false };
  try {
    return { ...about, ...ofCopy(folder, name, examine) };
  } catch (error) {
    return { ...about, state: "refused", detail: (error as Error).message, isWhole: false };
  }
};

const verifyGateway = (folder: string, now: number): Verified => {
  const name = "outbox.sqlite";
  const gateway = { process: "gateway", place: join(folder, name) } as const;
  if (!existsSync(gateway.place) && !existsSync(`${gateway.place}.mark`))
    return { ...gateway, state: "absent", isWhole: true };
  return examineSqlite(gateway, folder, name, (copy) => {
    const found = rescueOutbox(copy, now);
    if (found.state === "absent") return { state: "absent", isWhole: true };
    if (found.state !== "opened")
      return { state: found.state, detail: found.detail, isWhole: false };
    const { waiting, damage } = found;
    if (damage === undefined) return { state: "sound", present: waiting, isWhole: true };
    return { state: "damaged", present: waiting, missing: damage.missing, isWhole: false };
  });
};

const verifyStation = (folder: string, name: string, now: number): Verified =>
  examineSqlite({ process: "edge", place: join(folder, name) }, folder, name, (copy) => {
    const opened = openSpool(join(copy, name), now);
    if (!opened.ok) return { state: opened.reason, detail: opened.detail, isWhole: false };
    const { spool, damage } = opened;
    const present = spool.left.length;
    spool.close();
    if (damage === undefined) return { state: "sound", present, isWhole: true };
    const missing = damage.lost === undefined ? {} : { missing: damage.lost };
    return { state: "damaged", present, ...missing, isWhole: false };
  });

const verifyStations = (folder: string, now: number): Verified[] =>
  spoolsIn(folder).map((name) => verifyStation(folder, name, now));

const verifyBackup = async (
  file: string,
  passphrase: string | undefined,
): Promise<VerifiedBackup> => {
  try {
    const { header } = await readHeader(file);
    let [tables, files, bytes] = [0, 0, 0];
    for await (const { head, bytes: content } of readBackup(file, passphrase)) {
      if (head.type === "table") tables += 1;
      if (head.type === "file") files += 1;
      for await (const piece of content) bytes += piece.length;
    }
    const { created } = header;
    const encrypted = header.encryption !== null;
    return { isWhole: true, file, created, encrypted, tables, files, bytes };
  } catch (error) {
    const detail = explained(error);
    if (detail === undefined) throw error;
    return { isWhole: false, file, detail };
  }
};

/** Reads through what each process keeps in a data folder, or a backup; nothing is changed. */
export const verifierOf = (dataDir: string, now: () => number): Verifier => ({
  dataDir,
  data: async (folder) => [
    await verifyCloud(join(folder, "cloud")),
    verifyGateway(join(folder, "gateway"), now()),
    ...verifyStations(join(folder, "edge"), now()),
  ],
  isEncrypted: (file) =>
    readHeader(file).then(
      ({ header }) => header.encryption !== null,
      // What is wrong with it is told when it is read.
      () => false,
    ),
  backup: verifyBackup,
});
