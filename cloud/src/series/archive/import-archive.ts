import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { RefusedByStore } from "../../refused-by-store.ts";
import { DAY_MS } from "../days/day-block.ts";
import type { Conflict } from "../store.ts";
import { type ArchiveFile, archiveName } from "./archive-files.ts";
import type { ArchivedPoints, DayOfArchive } from "./day-of-archive.ts";
import { type Journal, openJournal } from "./journal.ts";
import type { DescribedFile, SealedSensor } from "./sealed-source.ts";
import { createSensorList } from "./sensor-list.ts";
import { type ArchivedSensor, quantityNames, type Wrong } from "./series-names.ts";
import { quantityOfSeries, sensorOfSeries } from "./spool.ts";
import type { SpoolOfPart } from "./spooled-points.ts";
import type { PartRefused, ReadPart, TextPart } from "./text-part.ts";
import { type ImportThread, startThread } from "./threads.ts";

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

/** A line that was left out, with its number in its file. */
export interface LeftOutLine {
  readonly path: string;
  readonly line: number;
  readonly code: Wrong;
  readonly found: string;
}

/** A file that was left out, or in part. */
export interface LeftOutFile {
  readonly path: string;
  readonly code: PartRefused["code"] | "not_ours" | "foreign_names";
  readonly detail: string;
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
/** A file is read by several threads from so many bytes on. */
const SPLIT_BYTES = 16 * 1024 * 1024;

/** One day as one source has it. */
interface Unit {
  readonly source: string;
  readonly day: number;
  open(): Promise<DayOfArchive>;
}

const isRefused = (read: ReadPart | PartRefused): read is PartRefused => "code" in read;

interface Spooled {
  readonly sensors: readonly ArchivedSensor[];
  readonly spools: readonly SpoolOfPart[];
  readonly lines: number;
  readonly wrongLines: number;
  readonly wrongExamples: readonly LeftOutLine[];
  readonly leftOut: readonly LeftOutFile[];
  readonly unusedColumns: readonly (readonly [string, readonly string[]])[];
}

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

/** Parts of files, so that no thread is idle for long. */
const partsOf = (
  files: readonly ArchiveFile[],
  folder: string,
  threads: number,
  receivedMs: number,
): TextPart[] =>
  files.flatMap(({ path, form, isPacked, bytes }, place): TextPart[] => {
    const several = isPacked || bytes < SPLIT_BYTES ? 1 : threads;
    return Array.from({ length: several }, (_, part) => ({
      ...{ path, form: form as "csv", isPacked, receivedMs },
      from: Math.floor((part * bytes) / several),
      until:
        part === several - 1 ? Number.MAX_SAFE_INTEGER : Math.floor(((part + 1) * bytes) / several),
      spool: join(folder, `spool-${place}-${part}`),
    }));
  });

const INDEX = "spooled.json";

/** Brings lines into spools, or finds them there from before. Undefined when it was stopped. */
const spoolOf = async (
  files: readonly ArchiveFile[],
  folder: string,
  threads: readonly ImportThread[],
  receivedMs: number,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<Spooled | undefined> => {
  const kept = await readFile(join(folder, INDEX), "utf8").catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as Spooled;
  for (const name of await readdir(folder))
    if (name.startsWith("spool-")) await rm(join(folder, name));
  const parts = partsOf(files, folder, threads.length, receivedMs);
  const read = new Map<TextPart, ReadPart | PartRefused>();
  const progress = new Map<TextPart, number>();
  const waiting = [...parts];
  await Promise.all(
    threads.map(async (thread) => {
      for (;;) {
        const part = waiting.shift();
        if (part === undefined || signal.aborted) return;
        const one = await thread.ask("readText", part, (bytes) => {
          progress.set(part, bytes);
          onProgress(progress.values().reduce((sum, some) => sum + some, 0));
        });
        read.set(part, one);
      }
    }),
  );
  if (signal.aborted) return undefined;
  const sensors = createSensorList();
  const spools: SpoolOfPart[] = [];
  const wrongExamples: LeftOutLine[] = [];
  const leftOut = new Map<string, LeftOutFile>();
  const unusedColumns = new Map<string, readonly string[]>();
  let [lines, wrongLines] = [0, 0];
  const linesBefore = new Map<string, number>();
  for (const part of parts) {
    const one = read.get(part) as ReadPart | PartRefused;
    const { path } = part;
    if (isRefused(one)) {
      leftOut.set(path, { path, code: one.code, detail: one.missing.join(", ") });
      continue;
    }
    const before = linesBefore.get(path) ?? 0;
    for (const { line, ...wrong } of one.wrongLines)
      wrongExamples.push({ ...wrong, path, line: before + line });
    linesBefore.set(path, before + one.lines);
    lines += one.lines;
    wrongLines += one.wrong;
    if (one.unused.length > 0) unusedColumns.set(path, one.unused);
    spools.push({
      path: part.spool,
      sensors: one.sensors.map((sensor) => sensors.placeOf(sensor)),
      blocks: one.blocks,
    });
  }
  const spooled: Spooled = {
    ...{ sensors: sensors.all, spools, lines, wrongLines, wrongExamples },
    ...{ leftOut: [...leftOut.values()], unusedColumns: [...unusedColumns] },
  };
  // Not before all spools are on the disk, which they are.
  await writeFile(join(folder, `${INDEX}.new`), JSON.stringify(spooled), { flush: true });
  await rename(join(folder, `${INDEX}.new`), join(folder, INDEX));
  return spooled;
};

const unitsOfText = async (
  { sensors, spools }: Spooled,
  thread: ImportThread,
  verifier: ImportThread,
): Promise<readonly Unit[]> => {
  const days = await thread.ask("openSpools", spools);
  return days.map((day) => ({
    ...{ source: "text", day },
    open: () => openTextDay(day, sensors, thread, verifier),
  }));
};

const openTextDay = async (
  day: number,
  sensors: readonly ArchivedSensor[],
  thread: ImportThread,
  verifier: ImportThread,
): Promise<DayOfArchive> => {
  const counts = await thread.ask("countSpooled", day);
  const bySensor = new Map<number, Map<QuantityName, number>>();
  for (const [series, count] of counts) {
    const sensor = sensorOfSeries(series);
    const points = bySensor.get(sensor) ?? new Map<QuantityName, number>();
    bySensor.set(sensor, points);
    points.set(quantityNames[quantityOfSeries(series)] as QuantityName, count);
  }
  const places = [...bySensor.keys()].sort((one, other) => one - other);
  const placeOf = new Map(places.map((sensor, place) => [sensor, place]));
  return {
    day,
    sensors: places.map((sensor) => ({
      ...(sensors[sensor] as ArchivedSensor),
      points: bySensor.get(sensor) as ReadonlyMap<QuantityName, number>,
    })),
    async read(wanted) {
      const asked = wanted.map((place) => places[place] as number);
      const found = new Map<number, ArchivedPoints[]>();
      for (const [series, columns] of await thread.ask("readSpooled", { day, sensors: asked })) {
        const place = placeOf.get(sensorOfSeries(series)) as number;
        const quantity = quantityNames[quantityOfSeries(series)] as QuantityName;
        const ofSensor = found.get(place);
        if (ofSensor === undefined) found.set(place, [{ ...columns, quantity }]);
        else ofSensor.push({ ...columns, quantity });
      }
      return found;
    },
    verify: verifyWith(verifier),
  };
};

const verifyWith =
  (thread: ImportThread): DayOfArchive["verify"] =>
  (path, bytes, day, expected) =>
    thread.ask("verify", { path, bytes, day, expected });

/** Files of one day that were sealed together are one unit: each sensor is in one of them. */
const unitsOfSealed = (
  described: ReadonlyMap<string, DescribedFile>,
  thread: ImportThread,
  verifier: ImportThread,
): readonly Unit[] => {
  const groups = Map.groupBy(described, ([path, { day, sealing }]) =>
    JSON.stringify([path.slice(0, path.lastIndexOf("/")), day, sealing]),
  );
  return [...groups].map(([source, files]) => ({
    ...{ source, day: files[0]?.[1].day ?? 0 },
    open: async () => sealedDay(files, thread, verifier),
  }));
};

const sealedDay = (
  files: readonly (readonly [path: string, file: DescribedFile])[],
  thread: ImportThread,
  verifier: ImportThread,
): DayOfArchive => {
  const day = files[0]?.[1].day ?? 0;
  const all = files.flatMap(([path, file]) =>
    file.sensors.map((sensor) => ({ path, bytes: file.bytes, sensor })),
  );
  const pointsOf = ({ points }: SealedSensor) =>
    new Map(points.map(([name, count]) => [name as QuantityName, count]));
  return {
    day,
    sensors: all.map(({ sensor }) => {
      const { station, origin, variant } = sensor;
      return { station, sensor: sensor.sensor, origin, variant, points: pointsOf(sensor) };
    }),
    async read(places) {
      const found = new Map<number, ArchivedPoints[]>();
      const byPath = Map.groupBy(places, (place) => all[place]?.path ?? "");
      for (const [path, some] of byPath) {
        const wanted = some.flatMap((place) => {
          const { number, points } = (all[place] as (typeof all)[number]).sensor;
          return points.map(([quantity]) => ({ place, number, quantity }));
        });
        const bytes = all[some[0] as number]?.bytes ?? 0;
        const asked = wanted.map(({ number, quantity }, id) => ({ id, number, quantity }));
        const parts = await thread.ask("readSealed", { path, bytes, day, wanted: asked });
        for (const [id, columns] of parts) {
          const { place, quantity } = wanted[id] as (typeof wanted)[number];
          const ofSensor = found.get(place) ?? [];
          found.set(place, ofSensor);
          for (const part of columns)
            ofSensor.push({ ...part, quantity: quantity as QuantityName });
        }
      }
      return found;
    },
    verify: verifyWith(verifier),
  };
};
