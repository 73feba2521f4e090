import { randomUUID } from "node:crypto";
import { mkdir, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import { digestOf } from "../archive/digest.ts";
import { DAY_MS } from "../days/day-block.ts";
import { type Visibility, writeSealedFile } from "../sealed/sealed-file.ts";
import type { SensorPoints } from "../sealed/sensor-rows.ts";
import type { ClassOf } from "./classes.ts";
import { type DayContent, type Gathered, inFiles, type SensorOfDay } from "./day-content.ts";
import type { Arrival } from "./import-day.ts";
import { mergedColumns } from "./points-by-series.ts";
import { pointsEver } from "./points-ever.ts";
import type { SealedDays } from "./sealed-days.ts";
import { replaceFiles, type SealedFile } from "./sealed-files.ts";
import type { SealedRows } from "./sealed-rows.ts";
import type { SealedView } from "./sealed-view.ts";
import type { Series } from "./series-catalogue.ts";

/** What the disk must still take when a file is begun: what comes in meanwhile goes before. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024;

/** What is sealed anew of a day: all of it when absent. */
interface Scope {
  /** What comes to the day besides. */
  readonly arrival?: Arrival;
  /** Some of its files, each of which says which sensors it has. */
  readonly only?: readonly SealedFile[];
}

export interface DaySealer {
  /** Writes the files of a day, and names them in place of those that it had. */
  sealDay(day: number, scope?: Scope): Promise<void>;
}

/** A file that is to be written. */
interface FilePart {
  readonly day: number;
  readonly view: SealedView;
  readonly visibility: Visibility;
  /** All files that are written together have it. */
  readonly sealing: string;
  readonly sensors: readonly SensorOfDay[];
  readonly counts: ReadonlyMap<number, number>;
  /** All of the sensors. */
  readonly series: readonly Series[];
}

const expectedOf = (sensors: readonly SensorPoints[]) =>
  sensors.flatMap(({ number, series }) =>
    series.map(({ quantity, ...columns }) => ({ number, quantity, digest: digestOf([columns]) })),
  );

export const createDaySealer = (
  commits: GroupCommit,
  days: SealedDays,
  content: DayContent,
  { cleanUp }: Pick<SealedRows, "cleanUp">,
  classes: () => ClassOf,
  pause: (workedMs: number) => Promise<void>,
): DaySealer => {
  /** The points of each sensor: what was kept, and what arrives. */
  const pointsOf = async (
    sensors: readonly SensorOfDay[],
    { parts, late }: Gathered,
    arrival: Arrival | undefined,
    arrived: Gathered["parts"] | undefined,
  ): Promise<SensorPoints[]> => {
    const found: SensorPoints[] = [];
    let began = performance.now();
    for (const [number, series] of sensors) {
      const [first] = series;
      if (first === undefined) continue;
      const { station, sensor, origin, variant } = first;
      const withPoints = series.flatMap((one) => {
        const kept = mergedColumns(parts.get(one.id) ?? [], late.get(one.id) ?? []);
        const more = arrived?.get(one.id);
        const columns = more === undefined ? kept : (arrival?.merge(one, kept, more) ?? kept);
        return columns.at.length === 0 ? [] : [{ ...columns, quantity: one.quantity }];
      });
      if (withPoints.length === 0) continue;
      found.push({ number, station, sensor, origin, variant, series: withPoints });
      if (performance.now() - began < 5) continue;
      await pause(performance.now() - began);
      began = performance.now();
    }
    return found;
  };

  /** Undefined when there is nothing to be written. */
  const writePart = async (
    { day, view, visibility, sealing, sensors: wanted, counts, series }: FilePart,
    absorbed: (late: Gathered["late"]) => void,
    arrival: Arrival | undefined,
    next: FilePart | undefined,
  ): Promise<{ readonly file: SealedFile; readonly verified: Promise<void> } | undefined> => {
    const { bavail, bsize } = await statfs(dirname(days.folder));
    if (bavail * bsize < LEAST_FREE_BYTES) throw new Error("the disk is nearly full");
    const gathered = await content.gather(day, view, series, counts);
    absorbed(gathered.late);
    const arrived = await arrival?.read(series);
    if (next !== undefined) arrival?.soon(next.series);
    const sensors = await pointsOf(wanted, gathered, arrival, arrived);
    const [first, last] = [sensors[0]?.number, sensors.at(-1)?.number];
    if (first === undefined || last === undefined) return undefined;
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    const name = `${date}-${visibility}-${first}-${sealing}.parquet`;
    const path = join(days.folder, name);
    const written = await writeSealedFile(path, { day, visibility, sealing }, sensors, pause);
    const verified =
      arrival?.verify(path, written.bytes, day, expectedOf(sensors)) ?? Promise.resolve();
    // Whoever waits for it is told.
    verified.catch(() => undefined);
    const sensorRange = { firstSensor: first, lastSensor: last };
    return {
      file: {
        ...{ name, day, visibility, sealing, ...sensorRange, ...written, pointsEver: 0 },
        sensors: Int32Array.from(sensors, ({ number }) => number),
      },
      verified,
    };
  };

  const partsOf = async (
    day: number,
    view: SealedView,
    arrival: Arrival | undefined,
    among: ReadonlySet<number> | undefined,
  ): Promise<readonly FilePart[]> => {
    const sealing = randomUUID().slice(0, 8);
    const { sensors, counts } = await content.sensorsOf(day, view, arrival);
    const classOf = classes();
    const byClass = Map.groupBy(
      sensors.filter(([number]) => among?.has(number) !== false),
      ([number]) => classOf(number, day) ?? "restricted",
    );
    return [...byClass].flatMap(([visibility, ofClass]) =>
      [...inFiles({ sensors: ofClass, counts })].map((part) => ({
        ...{ day, view, visibility, sealing, counts, sensors: part },
        series: part.flatMap(([, series]) => series),
      })),
    );
  };

  return {
    async sealDay(day, { arrival, only } = {}) {
      const { view } = days;
      const all = view.byDay.get(day) ?? [];
      const old = only ?? all;
      const among = only && new Set(only.flatMap(({ sensors }) => [...(sensors ?? [])]));
      /** What is read for it. */
      const source =
        only === undefined ? view : { days: [day], byDay: new Map([[day, only]]), sums: [] };
      const thaw = days.freeze(day);
      let files: SealedFile[] = [];
      let isNamed = false;
      try {
        // All that was handed in before is then in the tables, or refused for good.
        await commits.open().durable;
        await mkdir(days.folder, { recursive: true, mode: 0o700 });
        const absorbed: Gathered["late"][] = [];
        const verified: Promise<void>[] = [];
        const parts = await partsOf(day, source, arrival, among);
        for (const [place, part] of parts.entries()) {
          const written = await writePart(
            part,
            (late) => absorbed.push(late),
            arrival,
            parts[place + 1],
          );
          if (written === undefined) continue;
          files.push(written.file);
          verified.push(written.verified);
        }
        await Promise.all(verified);
        // All of it was there: the files stay as they are.
        if (arrival?.isChanged() === false && view.byDay.has(day)) return;
        let isStale = false;
        await commits.open().add(async (connection) => {
          // A file was found damaged meanwhile.
          isStale = days.view.byDay.get(day) !== view.byDay.get(day);
          if (isStale) return;
          isNamed = true;
          await arrival?.write(connection);
          const ever = await pointsEver(connection);
          files = [
            ...all.filter((file) => !old.includes(file)),
            ...files.map((file) => ({ ...file, pointsEver: ever })),
          ];
          await replaceFiles(connection, day, files);
        });
        if (isStale) throw new Error("a file of the day was damaged while the day was sealed anew");
        cleanUp(day, files, days.setFiles(day, files), absorbed, old);
        arrival?.show();
      } finally {
        thaw();
        // Not when the commit may have named them: the next start knows.
        if (!isNamed)
          for (const { name } of files) await rm(join(days.folder, name), { force: true });
      }
    },
  };
};
