import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { ArchiveFile } from "./archive-files.ts";
import type { ArchivedPoints, DayOfArchive } from "./day-of-archive.ts";
import type { LeftOutFile, LeftOutLine } from "./left-out.ts";
import { createSensorList } from "./sensor-list.ts";
import { type ArchivedSensor, quantityNames } from "./series-names.ts";
import { quantityOfSeries, sensorOfSeries } from "./spool.ts";
import type { SpoolOfPart } from "./spooled-points.ts";
import type { PartRefused, ReadPart, TextPart } from "./text-part.ts";
import type { ImportThread } from "./threads.ts";
import { type Unit, verifyWith } from "./unit.ts";

/** A file is read by several threads from so many bytes on. */
const SPLIT_BYTES = 16 * 1024 * 1024;

const isRefused = (read: ReadPart | PartRefused): read is PartRefused => "code" in read;

/** What all lines of an archive became: points in spools, and what was left out. */
export interface Spooled {
  readonly sensors: readonly ArchivedSensor[];
  readonly spools: readonly SpoolOfPart[];
  readonly lines: number;
  readonly wrongLines: number;
  readonly wrongExamples: readonly LeftOutLine[];
  readonly leftOut: readonly LeftOutFile[];
  readonly unusedColumns: readonly (readonly [string, readonly string[]])[];
}

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
export const spoolOf = async (
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

/** The days that spools have. */
export const unitsOfText = async (
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
