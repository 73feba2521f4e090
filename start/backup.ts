import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Environment } from "@datacityzen/hardware/settings/settings";
import { ERASED, mergeErased, readErased } from "../cloud/src/backup/erased.ts";
import {
  PassphraseMissing,
  readBackup,
  readHeader,
  writeBackupFile,
} from "../cloud/src/backup/file.ts";
import { BackupDamaged } from "../cloud/src/backup/frames.ts";
import { noteBackup } from "../cloud/src/backup/last-backup.ts";
import { RestoreRefused, restore } from "../cloud/src/backup/restore.ts";
import { readConfig } from "../cloud/src/config.ts";
import { ServerRefused } from "../cloud/src/records/server-refused.ts";
import type { BackupOutcome, Backups, RestoreOutcome } from "../dcz/backup/outcome.ts";
import { administrationFor, dataDirOf } from "./machine.ts";

type Answer =
  | { readonly ok: true; readonly answer: Response }
  | Extract<BackupOutcome, { ok: false }>;

const ask = async (environment: Environment): Promise<Answer> => {
  const { url, tokenFile } = administrationFor(environment);
  const token = (await readFile(tokenFile, "utf8").catch(() => "")).trim();
  if (token === "") return { ok: false, fault: "no_token", place: tokenFile };
  let answer: Response;
  try {
    answer = await fetch(new URL("/api/v1/admin/backup", url), {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      redirect: "error",
    });
  } catch {
    return { ok: false, fault: "unreachable", place: url };
  }
  if (answer.ok) return { ok: true, answer };
  const { detail } = (await answer.json().catch(() => ({}))) as { detail?: string };
  return { ok: false, fault: "refused", detail: `${answer.status} ${detail ?? ""}`.trim() };
};

/** The answer's bytes. It is held until they are read: what nothing holds is taken away with its body. */
async function* bytesOf(answer: Response): AsyncGenerator<Uint8Array> {
  for await (const piece of answer.body ?? []) yield piece;
  if (answer.bodyUsed !== true) throw new Error("The cloud gave no backup.");
}

/** What a person is told of a fault of a backup; undefined of one that is ours. */
export const explained = (error: unknown): string | undefined => {
  if (
    error instanceof BackupDamaged ||
    error instanceof RestoreRefused ||
    error instanceof ServerRefused ||
    error instanceof PassphraseMissing
  )
    return error.message;
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  // The system's word: no room, no right, a folder that is not there; or a connection that broke.
  if (syscall !== undefined && code !== undefined) return message;
  return message === "terminated" ? "the connection to the cloud broke" : undefined;
};

/** The list of who was erased, in the data folder and beside backups. */
const listBeside = (file: string): string => join(dirname(resolve(file)), ERASED);

export const backupsOf = (environment: Environment, now: () => number): Backups => ({
  dataDir: dataDirOf(environment),

  async make(file, passphrase) {
    const asked = await ask(environment);
    if (!asked.ok) return asked;
    try {
      const { bytes } = await writeBackupFile(file, bytesOf(asked.answer), now(), passphrase);
      await mergeErased(listBeside(file), await readErased(join(dataDirOf(environment), ERASED)));
      // The backup is whole all the same.
      await noteBackup(dataDirOf(environment), now()).catch(() => undefined);
      return { ok: true, bytes };
    } catch (error) {
      const detail = explained(error);
      if (detail === undefined) throw error;
      return { ok: false, fault: "not_written", detail };
    }
  },

  async restore(file, { passphrase, replace }): Promise<RestoreOutcome> {
    const settings = readConfig({ ...environment, DATA_DIR: dataDirOf(environment) });
    if (!settings.ok) return { ok: false, detail: settings.sentences.join(" ") };
    try {
      const restored = await restore(readBackup(file, passphrase), {
        config: settings.value,
        now,
        erased: await readErased(listBeside(file)),
        replace,
      });
      return { ok: true, ...restored };
    } catch (error) {
      const detail = explained(error);
      if (detail === undefined) throw error;
      return { ok: false, detail };
    }
  },

  isEncrypted: async (file) => {
    try {
      return (await readHeader(file)).header.encryption !== null;
    } catch {
      // What is wrong with it is told by the restore.
      return false;
    }
  },
});
