import type { DuckDBConnection } from "@duckdb/node-api";
import type { DayOfArchive, SensorOfArchive } from "../archive/day-of-archive.ts";
import type { ImportedDay } from "../archive/import-archive.ts";
import { DAY_MS } from "../days/day-block.ts";
import { isNewer, type Latest, OF_ARRIVAL } from "../newness.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import type { Conflict } from "../store.ts";
import type { DaySums } from "./day-sums.ts";
import { addSeries } from "./point-group.ts";
import { inOrder, joinedColumns, type SeriesParts } from "./points-by-series.ts";
import { noteRemoved } from "./points-ever.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

const MOST_EXAMPLES = 20;

/** Points that are sealed with a day although they never were in a table. */
export interface Arrival {
  readonly counts: ReadonlyMap<number, number>;
  /** Begins to read what will be asked for next. */
  soon(series: readonly Series[]): void;
  read(series: readonly Series[]): Promise<SeriesParts>;
  /** What was kept of a series, with what arrives. */
  merge(series: Series, kept: SeriesColumns, arrived: readonly SeriesColumns[]): SeriesColumns;
  /** Whether anything of the day is other than it was. */
  isChanged(): boolean;
  /** Reads a file that was written, and rejects unless it holds what it should. */
  readonly verify: DayOfArchive["verify"];
  /** In the transaction that names the files. */
  write(connection: DuckDBConnection): Promise<void>;
  /** Once that is durable. */
  show(): void;
}

export const createArrival = (
  { day, sensors, read, verify }: DayOfArchive,
  catalogue: SeriesCatalogue,
  sums: Pick<DaySums, "noteRange">,
): { readonly arrival: Arrival; readonly imported: ImportedDay } => {
  const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
  const imported = { added: 0, repeats: 0, conflicts: 0, examples: [] as Conflict[] };
  let flagged = 0;
  const counts = new Map<number, number>();
  const placeOf = new Map<number, number>();
  const unstored = new Set<Series>();
  const newest = new Map<Series, Latest>();
  for (const [place, { points, ...key }] of sensors.entries())
    for (const [quantity, count] of points) {
      const series = catalogue.find({ ...key, quantity }) ?? catalogue.add({ ...key, quantity });
      if (!series.stored) unstored.add(series);
      counts.set(series.id, count);
      placeOf.set(series.id, place);
    }

  const readNow = async (series: readonly Series[]): Promise<SeriesParts> => {
    const places = new Set(series.flatMap(({ id }) => placeOf.get(id) ?? []));
    const found: SeriesParts = new Map();
    if (places.size === 0) return found;
    for (const [place, ofSensor] of await read([...places])) {
      const { points: _, ...key } = sensors[place] as SensorOfArchive;
      for (const { quantity, ...columns } of ofSensor) {
        const one = catalogue.find({ ...key, quantity });
        if (one === undefined) throw new Error(`an archive has ${quantity} that it did not name`);
        const parts = found.get(one.id);
        if (parts === undefined) found.set(one.id, [columns]);
        else parts.push(columns);
      }
    }
    return found;
  };
  let next:
    | { readonly series: readonly Series[]; readonly parts: Promise<SeriesParts> }
    | undefined;

  const noteConflict = (series: Series, at: number, kept: number, offered: number): void => {
    imported.conflicts += 1;
    if (imported.examples.length >= MOST_EXAMPLES) return;
    const { station, sensor, quantity, origin, variant } = series;
    imported.examples.push({ station, sensor, quantity, origin, variant, at, kept, offered });
  };

  /** What comes to a day that is being sealed is compared with what stands here from now on. */
  const know = (series: Series, { at, received, value, flags }: SeriesColumns): void => {
    let best = newest.get(series);
    for (let place = 0; place < at.length; place++) {
      const instant = at[place] as number;
      series.known.addIfNew(instant);
      const mask = flags[place] as number;
      // Mostly the last is the newest.
      if (place < at.length - 1 && (mask & OF_ARRIVAL) === 0) continue;
      const arrival = received[place] as number;
      if (isNewer(instant, mask, arrival, best))
        best = { at: instant, received: arrival, value: value[place] as number, flags: mask };
    }
    // A doubted instant may stand last, and the newest before it.
    for (let place = at.length - 2; place >= 0; place--) {
      const mask = flags[place] as number;
      if ((mask & OF_ARRIVAL) !== 0) continue;
      const instant = at[place] as number;
      const arrival = received[place] as number;
      if (isNewer(instant, mask, arrival, best))
        best = { at: instant, received: arrival, value: value[place] as number, flags: mask };
      break;
    }
    if (best !== undefined) newest.set(series, best);
    sums.noteRange(series, range);
  };

  const merge: Arrival["merge"] = (series, kept, parts) => {
    const arrived = inOrder(joinedColumns(parts));
    if (arrived.at.length === 0) return kept;
    know(series, arrived);
    if (kept.at.length === 0 && isInOrder(arrived.at)) {
      imported.added += arrived.at.length;
      return arrived;
    }
    const most = kept.at.length + arrived.at.length;
    const [at, received] = [new Float64Array(most), new Float64Array(most)];
    const [value, flags] = [new Float64Array(most), new Int32Array(most)];
    let rows = 0;
    const put = (from: SeriesColumns, place: number): void => {
      at[rows] = from.at[place] as number;
      received[rows] = from.received[place] as number;
      value[rows] = from.value[place] as number;
      flags[rows] = from.flags[place] as number;
      rows += 1;
    };
    let old = 0;
    for (let place = 0; place < arrived.at.length; place++) {
      const instant = arrived.at[place] as number;
      while (old < kept.at.length && (kept.at[old] as number) <= instant) put(kept, old++);
      const last = rows - 1;
      if (rows === 0 || at[last] !== instant) {
        put(arrived, place);
        imported.added += 1;
      } else if (value[last] !== arrived.value[place])
        noteConflict(series, instant, value[last] as number, arrived.value[place] as number);
      else {
        imported.repeats += 1;
        const before = flags[last] as number;
        flags[last] = before | ((arrived.flags[place] as number) & ~OF_ARRIVAL);
        if (flags[last] !== before) flagged += 1;
      }
    }
    while (old < kept.at.length) put(kept, old++);
    return {
      at: at.subarray(0, rows),
      received: received.subarray(0, rows),
      value: value.subarray(0, rows),
      flags: flags.subarray(0, rows),
    };
  };

  return {
    imported,
    arrival: {
      counts,
      soon(series) {
        const parts = readNow(series);
        // Whoever asks for it is told.
        parts.catch(() => undefined);
        next = { series, parts };
      },
      read(series) {
        const known = next?.series === series ? next.parts : readNow(series);
        next = undefined;
        return known;
      },
      merge,
      verify,
      isChanged: () => imported.added + flagged > 0,
      async write(connection) {
        await addSeries(connection, unstored);
        // The store had them, and they left: a start then looks at the files that were named since.
        await noteRemoved(connection, imported.added + flagged);
      },
      show() {
        for (const series of unstored) series.stored = true;
        for (const [series, { at, received, value, flags }] of newest) {
          catalogue.noteChanged(series);
          if (!isNewer(at, flags, received, series.latest)) continue;
          series.latest = { at, received, value, flags };
          series.changes.count += 1;
        }
      },
    },
  };
};

const isInOrder = (at: Float64Array): boolean => {
  for (let place = 1; place < at.length; place++)
    if ((at[place - 1] as number) >= (at[place] as number)) return false;
  return true;
};
