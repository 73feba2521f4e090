import { mkdir, readdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { RefusedByStore } from "../../refused-by-store.ts";
import { DAY_MS } from "../days/day-block.ts";
import type { Conflict } from "../store.ts";
import { type ArchiveFile, archiveName } from "./archive-files.ts";
import type { DayOfArchive } from "./day-of-archive.ts";
import { type Journal, openJournal } from "./journal.ts";
import type { LeftOutFile, LeftOutLine } from "./left-out.ts";
import { unitsOfSealed } from "./sealed-days-of-archive.ts";
import type { DescribedFile } from "./sealed-source.ts";
import { spoolOf, unitsOfText } from "./text-days.ts";
import { type ImportThread, startThread } from "./threads.ts";
import type { Unit } from "./unit.ts";

/** What became of a day. */
export interface ImportedDay {
  /** Points that are new. */
  readonly added: number;
  /** Points that were there with the same value. */
  readonly repeats: number;
  /** Points that were there with another value, which stays. */
  readonly conflicts: number;
  /** The first of them. */
  readonly examples: readonly Conflict[];
}

/** What takes an archive in. */
export interface ArchiveStore {
  /**
   * Takes in a day of an archive, past the tables straight into files. The day must be over: what comes to it meanwhile or
   * later is late. Resolves when it is durable; rejects with `RefusedByStore` where values of the day were dropped. Nothing
   * may be appended meanwhile.
   */
  importDay(day: DayOfArchive): Promise<ImportedDay>;
  /** The names of the files in which a day stands. */
  filesOf(day: number): readonly string[];
}

export interface ImportTally {
  phase: "reading" | "importing";
  bytes: number;
  bytesRead: number;
  lines: number;
  wrongLines: number;
  days: number;
  daysDone: number;
  /** Days of an earlier import of the same archive, which was broken off. */
  daysKnown: number;
  points: number;
  added: number;
  repeats: number;
  conflicts: number;
  /** Points of days that are not over. */
  tooYoung: number;
  /** Points of days of which the store has sums alone. */
  tooOld: number;
}

export interface Imported extends Readonly<ImportTally> {
  readonly examples: readonly Conflict[];
  readonly wrongExamples: readonly LeftOutLine[];
  readonly leftOut: readonly LeftOutFile[];
  /** Columns that say nothing to this program, by file. */
  readonly unusedColumns: ReadonlyMap<string, readonly string[]>;
  readonly isStopped: boolean;
}

export interface ImportOptions {
  /** Keeps what is under way; of the same disk as the store. */
  readonly folder: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (tally: Readonly<ImportTally>) => void;
  readonly threads?: number;
}

const MOST_EXAMPLES = 20;
/**
 * Imports the files of an archive past the tables, straight into the files of sealed days, a day at a time. Lines are
 * brought in the order of days first. What is there already changes nothing; broken off, it goes on where it was.
 */
export const importArchive = async (
  store: ArchiveStore,
  files: readonly ArchiveFile[],
  {
    folder: parent,
    now,
    signal,
    onProgress,
    threads: threadCount = availableParallelism(),
  }: ImportOptions,
): Promise<Imported> => {
  const folder = join(parent, archiveName(files));
  await mkdir(parent, { recursive: true, mode: 0o700 });
  // What other archives left behind when they were broken off: nobody goes on with two at a time.
  for (const name of await readdir(parent))
    if (join(parent, name) !== folder) await rm(join(parent, name), { recursive: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const journal = await openJournal(join(folder, "journal"));
  const threads = Array.from({ length: Math.max(1, Math.min(4, threadCount)) }, startThread);
  const tally: ImportTally = {
    ...{ phase: "reading", bytes: 0, bytesRead: 0, lines: 0, wrongLines: 0 },
    ...{ days: 0, daysDone: 0, daysKnown: 0 },
    ...{ points: 0, added: 0, repeats: 0, conflicts: 0, tooYoung: 0, tooOld: 0 },
  };
  const examples: Conflict[] = [];
  const leftOut: LeftOutFile[] = [];
  const wrongExamples: LeftOutLine[] = [];
  const unusedColumns = new Map<string, readonly string[]>();
  try {
    tally.bytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const [first] = threads as [ImportThread];
    /** Reads what was written while the first reads what is to be written next. */
    const verifier = threads.at(-1) as ImportThread;
    const units: Unit[] = [];
    const texts = files.filter(({ form }) => form !== "parquet");
    if (texts.length > 0) {
      const spooled = await spoolOf(texts, folder, threads, now(), signal, (bytes) => {
        tally.bytesRead = bytes;
        onProgress(tally);
      });
      if (spooled === undefined) return done(true);
      tally.lines = spooled.lines;
      tally.wrongLines = spooled.wrongLines;
      wrongExamples.push(...spooled.wrongExamples);
      leftOut.push(...spooled.leftOut);
      for (const [path, columns] of spooled.unusedColumns) unusedColumns.set(path, columns);
      units.push(...(await unitsOfText(spooled, first, verifier)));
    }
    const described = new Map<string, DescribedFile>();
    for (const { path, bytes } of files.filter(({ form }) => form === "parquet")) {
      if (signal.aborted) return done(true);
      try {
        const one = await first.ask("describe", path);
        described.set(path, one);
        for (const { name, rows } of one.wrong)
          leftOut.push({ path, code: "foreign_names", detail: `${name} (${rows})` });
      } catch (error) {
        leftOut.push({ path, code: "not_ours", detail: (error as Error).message });
      }
      tally.bytesRead += bytes;
      onProgress(tally);
    }
    units.push(...unitsOfSealed(described, first, verifier));

    tally.phase = "importing";
    tally.days = units.length;
    units.sort((one, other) => one.day - other.day);
    for (const unit of units) {
      if (signal.aborted) return done(true);
      await importUnit(unit, journal);
      onProgress(tally);
    }
    await journal.close();
    await rm(folder, { recursive: true });
    return done(false);
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
    await journal.close().catch(() => undefined);
  }

  function done(isStopped: boolean): Imported {
    return { ...tally, examples, wrongExamples, leftOut, unusedColumns, isStopped };
  }

  async function importUnit({ source, day, open }: Unit, journal: Journal): Promise<void> {
    const known = journal.find(source, day);
    const present = new Set(store.filesOf(day));
    if (known?.files.every((name) => present.has(name)) === true) {
      tally.daysKnown += 1;
      count(known);
      return;
    }
    const opened = await open();
    let points = 0;
    for (const { points: ofSensor } of opened.sensors)
      for (const some of ofSensor.values()) points += some;
    if ((day + 1) * DAY_MS > now()) {
      tally.tooYoung += points;
      tally.daysDone += 1;
      return;
    }
    const imported = await store.importDay(opened).catch((error: Error) => {
      if (!(error instanceof RefusedByStore)) throw error;
      return undefined;
    });
    if (imported === undefined) {
      tally.tooOld += points;
      tally.daysDone += 1;
      return;
    }
    const { added, repeats, conflicts } = imported;
    examples.push(...imported.examples.slice(0, MOST_EXAMPLES - examples.length));
    const all = added + repeats + conflicts;
    if (all !== points) throw new Error(`of ${points} points of a day, ${all} were imported`);
    const files = store.filesOf(day);
    await journal.add({ source, day, files: [...files], points, added, repeats, conflicts });
    count({ points, added, repeats, conflicts });
  }

  function count(some: Pick<ImportTally, "points" | "added" | "repeats" | "conflicts">): void {
    tally.daysDone += 1;
    tally.points += some.points;
    tally.added += some.added;
    tally.repeats += some.repeats;
    tally.conflicts += some.conflicts;
  }
};
