import type { DatabaseSync } from "node:sqlite";
import { meanOf } from "@datacityzen/hardware/averaging/summary";
import { addValue, emptySums, type Sums } from "@datacityzen/hardware/averaging/sums";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { type Batch, flagsOf } from "@datacityzen/hardware/wire/batch";
import type { GroupCommit } from "./group-commit.ts";

/** A quarter of an hour of one series: `at` is its start (UTC ms), values are in the quantity's own unit. */
export interface Quarter {
  readonly at: number;
  readonly count: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

export interface SeriesName {
  readonly station: string;
  readonly sensor: string;
  readonly quantity: QuantityName;
}

/** Quarters of one series, oldest first. */
export interface Trend extends SeriesName {
  readonly quarters: readonly Quarter[];
}

/** What was measured lately, in means of a quarter of an hour: a month of it, whether it was sent or not. */
export interface Quarters {
  readonly note: (station: string, batch: Batch) => void;
  /** From the quarter that begins at `from`, with the one that is under way. */
  readonly since: (from: number) => readonly Trend[];
  /** Up to `limit` quarters on disk behind the given one, in order of time and series. */
  readonly following: (
    after: (SeriesName & { readonly at: number }) | undefined,
    limit: number,
  ) => readonly (SeriesName & Quarter)[];
  /** Writes what ended; with `all`, what is under way too. Called each minute, and at the end. */
  readonly write: (request?: { readonly all: boolean }) => Promise<void>;
}

export const quarterMs = 15 * 60_000;
const keptMs = 31 * 86_400_000;
/** 100 series of a month: some 20 MB. */
const mostKept = 300_000;
/** A station that sends what it held back has many open quarters at once. */
const mostOpen = 10_000;
/** What comes in order comes within a minute of its interval's end. */
const lateMs = 60_000;
const pruneEveryMs = 86_400_000;

const order: readonly string[] = Object.keys(quantities);
const isKnown = (name: string): name is QuantityName => order.includes(name);

interface Open extends SeriesName {
  readonly at: number;
  sums: Sums;
}

const quarterOf = ({ at, sums, quantity }: Open): Quarter | undefined => {
  const mean = meanOf(sums, quantities[quantity].averaging);
  if (mean === undefined) return undefined;
  const least = sums.minimum?.value ?? mean;
  return { at, count: sums.count, mean, least, most: sums.maximum?.value ?? mean };
};

const seriesOf = ({ station, sensor, quantity }: SeriesName): string =>
  `${station} ${sensor} ${quantity}`;

/**
 * One row for each quarter and series: the card is written to 96 times a day for each, whatever the cadence.
 * A cut of power costs the trend the quarter that is under way, and no reading: those are in the outbox.
 */
export const openQuarters = (
  database: DatabaseSync,
  commits: GroupCommit,
  now: () => number,
): Quarters => {
  const columns = "at, station, sensor, quantity, count, mean, least, most";
  // What comes late joins what is there; of levels and directions the larger part stands.
  const upsert = database.prepare(
    `insert into quarter (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do update set
       mean = case when ? then (mean * count + excluded.mean * excluded.count) / (count + excluded.count)
              when excluded.count > count then excluded.mean else mean end,
       least = min(least, excluded.least), most = max(most, excluded.most),
       count = count + excluded.count`,
  );
  const recent = database.prepare(`select ${columns} from quarter where at >= ? order by at`);
  const behind = database.prepare(
    `select ${columns} from quarter where (at, station, sensor, quantity) > (?, ?, ?, ?)
     order by at, station, sensor, quantity limit ?`,
  );
  const overflow = database.prepare("select at from quarter order by at desc limit 1 offset ?");
  const forget = database.prepare("delete from quarter where at <= ?");
  const open = new Map<string, Open>();
  let pruned = Number.NEGATIVE_INFINITY;

  const prune = (): void => {
    if (now() - pruned < pruneEveryMs) return;
    pruned = now();
    const row = overflow.get(mostKept) as { at: number } | undefined;
    forget.run(Math.max(now() - keptMs, row?.at ?? Number.NEGATIVE_INFINITY));
  };

  return {
    note: (station, { readings }) => {
      for (const reading of readings) {
        const at = Math.floor(reading.at / quarterMs) * quarterMs;
        // Of a clock that is wrong nothing can be drawn.
        if (at > now() + quarterMs || at <= now() - keptMs) continue;
        for (const [quantity, value] of Object.entries(reading.values)) {
          if (!isKnown(quantity) || flagsOf(reading, quantity).includes("implausible")) continue;
          const name = { station, sensor: reading.sensor, quantity };
          const key = `${seriesOf(name)} ${at}`;
          const one = open.get(key) ?? { ...name, at, sums: emptySums };
          if (!open.has(key)) {
            if (open.size >= mostOpen) return;
            open.set(key, one);
          }
          one.sums = addValue(one.sums, quantities[quantity].averaging, value, reading.at);
        }
      }
    },

    since: (from) => {
      const rows = (recent.all(from) as unknown as (SeriesName & Quarter)[]).filter(
        ({ quantity }) => isKnown(quantity),
      );
      const underWay = [...open.values()].flatMap((one) => {
        const quarter = one.at >= from ? quarterOf(one) : undefined;
        return quarter === undefined ? [] : [{ ...one, ...quarter }];
      });
      const bySeries = Map.groupBy([...rows, ...underWay], seriesOf);
      return [...bySeries.values()].flatMap((all) => {
        const [first] = all;
        if (first === undefined) return [];
        const { station, sensor, quantity } = first;
        // What is under way goes before a part of the same quarter that came earlier.
        const byInstant = new Map(
          all.map(({ at, count, mean, least, most }) => [at, { at, count, mean, least, most }]),
        );
        const quarters = [...byInstant.values()].sort((one, other) => one.at - other.at);
        return [{ station, sensor, quantity, quarters }];
      });
    },

    following: (after, limit) =>
      behind.all(
        after?.at ?? 0,
        after?.station ?? "",
        after?.sensor ?? "",
        after?.quantity ?? "",
        limit,
      ) as unknown as (SeriesName & Quarter)[],

    write: async ({ all } = { all: false }) => {
      const ended = [...open].filter(
        ([, { at }]) => all || at + quarterMs + lateMs <= now() || open.size >= mostOpen,
      );
      if (ended.length === 0) return;
      const written = await commits.run(() => {
        prune();
        for (const [, one] of ended) {
          const quarter = quarterOf(one);
          if (quarter === undefined) continue;
          const { at, count, mean, least, most } = quarter;
          const isArithmetic = quantities[one.quantity].averaging === "arithmetic";
          upsert.run(
            ...[at, one.station, one.sensor, one.quantity],
            ...[count, mean, least, most, isArithmetic ? 1 : 0],
          );
        }
      });
      // On a full disk they stay in memory, up to `mostOpen`.
      if (!written.ok) return;
      for (const [key, one] of ended) if (open.get(key) === one) open.delete(key);
    },
  };
};
