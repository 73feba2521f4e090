import * as z from "zod";
import type { Actor, Audit } from "../audit/audit.ts";
import type { JobContext } from "../jobs/jobs.ts";
import type { ModuleContext } from "../module.ts";
import type { Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { type Imported, importFile } from "./import-file.ts";
import { type ImportFolder, TooLong, type WaitingFile } from "./import-folder.ts";
import {
  changeImport,
  type ImportWithJob,
  insertImport,
  listImports,
  readImport,
  sameFileBefore,
  waitingImports,
} from "./import-queries.ts";
import { FileRefused, fileSentences, type Sentence } from "./sentences.ts";

/** The work of an import, as it is listed among the jobs. */
const JOB = "territories.import";
const WITHIN_SECONDS = 4 * 3600;

/** The compressed addresses of all of France are shorter. */
export const MOST_UPLOADED = 2 * 1024 ** 3;

const JobData = z.object({ import: z.uuid() });

export interface Given {
  /** The file's name, to know it again. */
  readonly file: string;
  readonly allowRemovals: boolean;
  readonly isDemonstration: boolean;
  readonly actor: Actor;
}

/** Files that an administrator gives, imported one after the other. */
export interface Imports {
  /** Keeps the file, and starts its import. Throws `FileRefused` when it is too long. */
  add(parts: AsyncIterable<Uint8Array>, given: Given): Promise<string>;
  /** Starts the import of a file that was received before, in the transaction of what asks for it. */
  start(
    tx: Transaction,
    id: string,
    received: { bytes: number; sha256: string },
    given: Given,
  ): Promise<void>;
  read(id: string): Promise<ImportWithJob | undefined>;
  list(limit: number): Promise<ImportWithJob[]>;
  /** When what former programs left has been removed. */
  settled(): Promise<void>;
}

export type ImportsContext = Pick<
  ModuleContext,
  "records" | "jobs" | "territories" | "now" | "log"
> & {
  readonly audit: Pick<Audit, "write">;
  readonly folder: ImportFolder;
};

export const createImports = ({
  records,
  jobs,
  audit,
  territories,
  folder,
  now,
  log,
}: ImportsContext): Imports => {
  const { country } = territories;

  const refuse = async (id: string, refusal: Sentence): Promise<void> => {
    await changeImport(records.db, id, { outcome: "refused", refusal, ended: new Date(now()) });
    log.warn({ import: id, reason: refusal.code }, "file of territories refused");
  };

  const work = async (
    { row }: ImportWithJob,
    file: WaitingFile,
    { progress }: JobContext,
  ): Promise<Imported> => {
    let read = 0;
    async function* counted() {
      for await (const part of file.parts) {
        read += part.length;
        yield part;
      }
    }
    const kilobytes = (bytes: number) => Math.ceil(bytes / 1024);
    return importFile(records.db, counted(), {
      country,
      allowRemovals: row.allowRemovals,
      isDemonstration: row.isDemonstration,
      at: new Date(now()),
      onLines: (lines) =>
        // The last step is writing, after all was read.
        progress(
          Math.min(kilobytes(read), kilobytes(file.bytes) - 1),
          kilobytes(file.bytes),
          `${lines}`,
        ),
      // In the transaction of the import: a crash leaves both or none.
      onDone: (tx, { format, counts, damages }) =>
        changeImport(tx, row.id, {
          outcome: "imported",
          format,
          counts,
          damages,
          ended: new Date(now()),
        }),
    });
  };

  const run = async (data: unknown, context: JobContext): Promise<unknown> => {
    const { import: id } = JobData.parse(data);
    const known = await readImport(records.db, id);
    // It was done, and only the queue did not learn of it.
    if (known === undefined || known.row.outcome !== null) return { import: id };
    const format = await sameFileBefore(records.db, known.row);
    if (format !== undefined)
      await changeImport(records.db, id, { outcome: "unchanged", format, ended: new Date(now()) });
    else {
      const file = await folder.read(id);
      if (file === undefined) await refuse(id, fileSentences.gone());
      else
        try {
          const { format: found, counts } = await work(known, file, context);
          log.info({ import: id, format: found, ...counts }, "territories imported");
        } catch (error) {
          if (!(error instanceof FileRefused)) throw error;
          await refuse(id, error.sentence);
        } finally {
          file.close();
        }
    }
    await folder.remove(id);
    await territories.refresh();
    return { import: id };
  };
  jobs.define(JOB, run, { withinSeconds: WITHIN_SECONDS });

  let removing = Promise.resolve();
  records.onUp(() => {
    removing = waitingImports(records.db)
      .then((ids) => folder.keepOnly(ids))
      .catch((error: Error) => {
        if (records.state().up) log.warn({ err: error }, "files of former imports not removed");
      });
  });

  const start: Imports["start"] = async (tx, id, { bytes, sha256 }, given) => {
    const { file, allowRemovals, isDemonstration, actor } = given;
    await insertImport(tx, {
      id,
      file,
      country: country.country,
      kilobytes: Math.ceil(bytes / 1024),
      sha256,
      allowRemovals,
      isDemonstration,
      created: new Date(now()),
    });
    await changeImport(tx, id, { job: await jobs.start(tx, JOB, { import: id }) });
    await audit.write(tx, {
      actor,
      action: "territories.import",
      after: { import: id, file, sha256, allowRemovals },
    });
  };

  return {
    async add(parts, given) {
      const id = newIdentifier();
      try {
        const received = await folder.receive(id, parts, MOST_UPLOADED);
        await records.db.transaction((tx) => start(tx, id, received, given));
        return id;
      } catch (error) {
        await folder.remove(id);
        if (error instanceof TooLong)
          throw new FileRefused(fileSentences.tooLarge(`${MOST_UPLOADED / 1024 ** 2} MB`));
        throw error;
      }
    },
    start,
    read: (id) => readImport(records.db, id),
    list: (limit) => listImports(records.db, limit),
    settled: () => removing,
  };
};
