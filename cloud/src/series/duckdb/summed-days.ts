import type { Database } from "../../duckdb/open.ts";
import { type Cache, createCache } from "../days/cache.ts";
import { startOfDay } from "../days/changed-days.ts";
import type { DayBlock } from "../days/day-block.ts";
import { type DayFile, openDayFile } from "../days/day-file.ts";
import type { DayColumns } from "../days/hour-columns.ts";
import { createUnsummedDays, type UnsummedDays } from "../days/unsummed-days.ts";
import { ReadRefused } from "../store.ts";
import { lastPoint, type StoreSize, sizeOf } from "./sum-hours.ts";
import { asText, isWithin, readState, rulesOfSums, type State } from "./sums-state.ts";

/** Questions for the store, which end when the sums are closed. */
export interface Asking {
  ask<T>(question: Parameters<Database["query"]>[0]): Promise<T>;
  rowsOf(sql: string): Promise<unknown[][]>;
}

/** Which hours are summed up, and where: what those share who note, read and sum up. */
export interface SummedDays {
  /** Undefined while it cannot be read or written: all is read from the points. */
  file: DayFile | undefined;
  /** Between these, whole hours may be found in blocks. */
  from: number;
  until: number;
  /** What comes before this instant may have been summed up. */
  noteBefore: number;
  /** See `State`. */
  known: StoreSize;
  seen: StoreSize;
  last: string;
  /** By tile: the hours of the day of `until` that are over. */
  today: Map<number, DayColumns>;
  /** What the store had when this was opened. */
  readonly present: StoreSize;
  readonly unsummed: UnsummedDays;
  /** What was read of the file, by day of a tile, and by day of a series. */
  readonly tiles: Cache<DayColumns>;
  readonly blocks: Cache<DayBlock>;
  /** What the file is to say of itself. */
  state(): string;
  /** Begins the file anew; gives whether that went well. */
  beginFile(): Promise<boolean>;
  /** A file that cannot be read: all is read from the points, until the next round begins it anew. */
  giveUp(error: unknown): void;
  tell(error: unknown): void;
  /** The next fault is told again. */
  recovered(): void;
  close(): void;
}

/** Of whole tiles, and of single series of others. */
const MOST_TILE_BYTES = 32e6;
const MOST_BLOCK_BYTES = 8e6;
/** What a block takes beside its numbers. */
const HEAD_OF_A_BLOCK = 200;

export interface SummedDaysOptions {
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onFault: (error: Error) => void;
}

/** Opens the file of sums beside the store, or begins it anew where it is of another store or state. */
export const openSummedDays = async (
  { path }: Pick<Database, "path">,
  { ask, rowsOf }: Asking,
  { now, signal, onFault }: SummedDaysOptions,
): Promise<SummedDays> => {
  const present = await ask<StoreSize>(sizeOf);
  let isFaulty = false;
  const tell = (error: unknown): void => {
    // Questions of others that take all places, and the end of the store, are no faults.
    if (isFaulty || error instanceof ReadRefused || signal.aborted) return;
    isFaulty = true;
    onFault(error as Error);
  };

  const rules = rulesOfSums();
  const store = String((await rowsOf("SELECT id FROM store_identity"))[0]?.[0]);
  /** Of the file, if it is of this store, and the store has not gone back to an earlier state since. */
  let found: State | undefined;
  const fits = async (text: string): Promise<boolean> => {
    const state = readState(text);
    if (state?.store !== store || state.rules !== rules) return false;
    if (!isWithin(state.seen, present)) return false;
    const there = await ask<string>((connection) => lastPoint(connection, state.seen));
    if (there !== state.last) return false;
    found = state;
    return true;
  };
  // Without room, or the right to write, all is read from the points, and it is tried again.
  const openFile = (fitting: typeof fits): Promise<DayFile | undefined> =>
    openDayFile(`${path}.days`, fitting).catch((error: unknown) => {
      tell(error);
      return undefined;
    });
  const file = await openFile(fits);
  const until = found?.until ?? startOfDay(now());

  const summed: SummedDays = {
    file,
    from: found === undefined ? startOfDay(now()) : (found.from ?? Number.NEGATIVE_INFINITY),
    until,
    noteBefore: until,
    known: found?.known ?? present,
    seen: found?.seen ?? present,
    last: found?.last ?? (await ask<string>((connection) => lastPoint(connection, present))),
    today: new Map(),
    present,
    unsummed: createUnsummedDays(),
    tiles: createCache<DayColumns>(MOST_TILE_BYTES, (one) => one.bytes()),
    blocks: createCache<DayBlock>(
      MOST_BLOCK_BYTES,
      ({ rows }) => rows.byteLength + HEAD_OF_A_BLOCK,
    ),
    state: () =>
      asText({
        store,
        rules,
        known: summed.known,
        seen: summed.seen,
        last: summed.last,
        from: Number.isFinite(summed.from) ? summed.from : null,
        until: startOfDay(summed.until),
      }),
    async beginFile() {
      summed.file = await openFile(async () => false);
      return summed.file !== undefined;
    },
    giveUp(error) {
      tell(error);
      summed.from = Number.POSITIVE_INFINITY;
      const damaged = summed.file;
      summed.file = undefined;
      try {
        damaged?.giveUp();
      } catch {
        // What is left of it is told from a whole one at the next start, or when it is read.
      }
    },
    tell,
    recovered() {
      isFaulty = false;
    },
    close() {
      try {
        summed.file?.close();
      } catch {
        // What it holds is made again.
      }
      summed.file = undefined;
    },
  };
  return summed;
};
