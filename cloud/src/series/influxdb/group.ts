import { originOf, packFlags } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { flagsOf } from "@datacityzen/hardware/wire/batch";
import { RefusedByStore } from "../../refused-by-store.ts";
import type { Settled } from "../../settled.ts";
import { isNewer, OF_ARRIVAL } from "../newness.ts";
import type { Appended, Block, Conflict } from "../store.ts";
import {
  type Catalogue,
  isNew,
  keyOf,
  noteInstant,
  type Series,
  UnwritableName,
} from "./catalogue.ts";
import { findPoints, type PointsBySeries } from "./known-points.ts";
import { flagsLine, type LinePoint, latestLine, pointLine, unwritable } from "./lines.ts";
import { loadSeries } from "./load.ts";
import type { InfluxServer } from "./server.ts";
import type { Writer } from "./writer.ts";

const DOUBTFUL = packFlags(["clock_doubtful"]);

/** A block on its way, and what is to be told of it. */
interface Entry {
  readonly settled: Settled<Appended>;
  readonly conflicts: Conflict[];
  refused: string | undefined;
}

interface EntryPoint extends LinePoint {
  readonly series: Series;
  readonly entry: Entry;
}

/** Blocks that share requests, and so the wait for the server. */
export interface Group {
  /** How many points it has. */
  size(): number;
  /** Takes a block in; throws the reason when nothing of it can be written. */
  add(block: Block, settled: Settled<Appended>): void;
  /** Writes all of it, then tells each block. */
  commit(): Promise<void>;
  /** Nothing more is tried. */
  fail(error: Error): void;
}

const settle = ({ settled }: Entry, outcome: Appended | Error): void => {
  try {
    settled(outcome);
  } catch (fault) {
    // A fault of the program and not of the store: it ends the process.
    queueMicrotask(() => {
      throw fault;
    });
  }
};

const NO_CONFLICTS: readonly Conflict[] = [];

export const createGroup = (
  server: InfluxServer,
  writer: Writer,
  catalogue: Catalogue,
  { now, onRefused }: { readonly now: () => number; readonly onRefused: (reason: string) => void },
): Group => {
  const entries: Entry[] = [];
  /** Points that are certainly new, in order of arrival. */
  const fresh: EntryPoint[] = [];
  /** Points that the server, or this group, may have already. */
  const late: EntryPoint[] = [];

  const place = (point: EntryPoint): void => {
    const { series, at, received } = point;
    if (isNew(series, at)) {
      noteInstant(series, at, received);
      fresh.push(point);
    } else late.push(point);
  };

  const take = (block: Block, entry: Entry): void => {
    const { station, received, variant = "raw", readings } = block;
    // A block of which one value cannot be written is refused whole, before anything is made for it.
    for (const { at, values } of readings)
      for (const name in values) {
        const lack = unwritable(at, received, values[name as QuantityName] as number);
        if (lack !== undefined) throw new RefusedByStore(`the store refused it: ${lack}`);
      }
    const points: EntryPoint[] = [];
    for (const reading of readings) {
      const { at, sensor, values, flags, value_flags } = reading;
      const origin = originOf(flags);
      const ofSensor = catalogue.ofSensor(station, sensor, origin, variant);
      const plain = flags === undefined && value_flags === undefined;
      for (const name in values) {
        const quantity = name as QuantityName;
        const value = values[quantity] as number;
        const series =
          ofSensor?.get(quantity) ?? catalogue.make({ station, sensor, quantity, origin, variant });
        const packed = plain ? 0 : packFlags(flagsOf(reading, quantity));
        points.push({ series, at, received, value, flags: packed, entry });
      }
    }
    for (const point of points) place(point);
  };

  /** Points of series that were not asked for since the start may be new all the same. */
  const loadUnknown = async (): Promise<void> => {
    const unknown = new Set(late.map(({ series }) => series).filter(({ isLoaded }) => !isLoaded));
    if (unknown.size === 0) return;
    await writer.insist(() => loadSeries(server, catalogue, [...unknown], now()));
    const doubted = late.splice(0);
    for (const point of doubted) place(point);
  };

  /** What of `late` is new, and what of it adds flags to a point that is there; the rest is conflicts or repeats. */
  const judgeLate = async (): Promise<{
    added: EntryPoint[];
    flagged: Map<LinePoint, EntryPoint>;
    repeated: EntryPoint[];
  }> => {
    const sought = new Map<Series, Set<number>>();
    for (const { series, at } of late) {
      const instants = sought.get(series) ?? new Set();
      sought.set(series, instants);
      instants.add(at);
    }
    const known: PointsBySeries = await writer.insist(() => findPoints(server, catalogue, sought));
    const put = (point: EntryPoint): void => {
      const ofSeries = known.get(point.series) ?? new Map<number, LinePoint>();
      known.set(point.series, ofSeries);
      ofSeries.set(point.at, point);
    };
    for (const point of fresh) if (sought.get(point.series)?.has(point.at)) put(point);
    const added: EntryPoint[] = [];
    const repeated: EntryPoint[] = [];
    const flagged = new Map<LinePoint, EntryPoint>();
    for (const point of late) {
      const { series, at, value, flags, entry } = point;
      const kept = known.get(series)?.get(at);
      if (kept === undefined) {
        added.push(point);
        put(point);
      } else if (kept.value !== value) {
        entry.conflicts.push({ ...keyOf(series), at, kept: kept.value, offered: value });
      } else {
        const before = flagged.get(kept) ?? kept;
        const united = before.flags | (flags & ~OF_ARRIVAL);
        const whole = { ...point, received: kept.received, flags: united };
        repeated.push(whole);
        if (united !== before.flags) flagged.set(kept, whole);
      }
    }
    return { added, flagged, repeated };
  };

  /** Writes what belongs to blocks; a line that the server refuses is its block's fault. */
  const write = async (points: readonly EntryPoint[], line: (point: EntryPoint) => string) => {
    if (points.length === 0) return;
    for (const [place, reason] of await writer.write(points.map(line))) {
      const { entry } = points[place] as EntryPoint;
      if (entry.refused === undefined) onRefused(reason);
      entry.refused = reason;
    }
  };

  const commit = async (): Promise<void> => {
    await loadUnknown();
    const { added, flagged, repeated } =
      late.length === 0
        ? { added: [], flagged: new Map<LinePoint, EntryPoint>(), repeated: [] }
        : await judgeLate();
    const written = added.length === 0 ? fresh : [...fresh, ...added];
    await write(written, (point) => pointLine(point.series.line, point));
    // Behind the points themselves, whatever the server makes of two lines for one point in a request.
    await write([...flagged.values()], ({ series, at, flags }) =>
      flagsLine(series.line, at, flags),
    );
    const changed = new Set<Series>();
    for (const { series, entry, at, received, value, flags } of [...written, ...repeated]) {
      if (entry.refused !== undefined) continue;
      const { latest } = series;
      if ((flags & DOUBTFUL) !== 0) series.keepsLatest = true;
      if (latest?.at === at && latest.value === value) {
        if (latest.flags === flags) continue;
        series.latest = { ...latest, flags };
      } else if (isNewer(at, flags, received, latest))
        series.latest = { at, received, value, flags };
      else continue;
      changed.add(series);
    }
    const beside = [...changed].filter(({ keepsLatest }) => keepsLatest);
    // It is only a hint: a server that took the points takes it, or says why when it is asked for more.
    if (beside.length > 0)
      await writer.write(beside.map((one) => latestLine(one, one.latest as LinePoint)));
    for (const entry of entries) {
      const { refused, conflicts } = entry;
      if (refused !== undefined)
        settle(entry, new RefusedByStore(`the store refused a part of it: ${refused}`));
      else settle(entry, { conflicts: conflicts.length === 0 ? NO_CONFLICTS : conflicts });
    }
  };

  return {
    size: () => fresh.length + late.length,
    add(block, settled) {
      const entry: Entry = { settled, conflicts: [], refused: undefined };
      try {
        take(block, entry);
      } catch (error) {
        if (error instanceof UnwritableName)
          throw new RefusedByStore(`the store refused it: ${error.message}`, { cause: error });
        throw error;
      }
      entries.push(entry);
    },
    commit,
    fail(error) {
      for (const entry of entries) settle(entry, error);
    },
  };
};
