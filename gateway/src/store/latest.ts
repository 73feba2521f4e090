import type { DatabaseSync } from "node:sqlite";
import { type Flag, packFlags, unpackFlags } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Batch } from "@datacityzen/hardware/wire/batch";

/** The newest value of one quantity of one sensor, in the quantity's own unit; instants are UTC ms. */
export interface LatestValue {
  readonly sensor: string;
  readonly quantity: QuantityName;
  readonly at: number;
  readonly received: number;
  readonly value: number;
  readonly flags: readonly Flag[];
}

export interface LatestOfStation {
  readonly station: string;
  readonly values: readonly LatestValue[];
}

/** What the local page shows; on disk, so that it is there again after a restart. */
export interface Latest {
  /** Writes a batch's newest values; inside a transaction. */
  readonly write: (station: string, batch: Batch, received: number) => void;
  readonly all: () => readonly LatestOfStation[];
}

/** A station that nobody heard for so long is not on the page any more. */
const forgottenAfterMs = 30 * 86_400_000;

/** Ahead by more, and the instant came from a clock that was wrong: it must not stay on top. */
const clockTrustMs = 3_600_000;

/** A station has some dozens; a program that draws names of sensors has as many as it likes. */
const mostValuesOfStation = 500;

/** What one answer and one page show. */
const mostValuesShown = 5000;

interface Row extends Omit<LatestValue, "flags"> {
  readonly station: string;
  readonly flags: number;
}

interface Newest {
  readonly sensor: string;
  readonly quantity: string;
  readonly at: number;
  readonly value: number;
  readonly flags: number;
}

/** As the list of quantities has them, which begins with what people ask for most. */
const order: readonly string[] = Object.keys(quantities);

export const openLatest = (database: DatabaseSync, now: () => number): Latest => {
  const update = database.prepare(
    `update latest set at = ?, received = ?, value = ?, flags = ?
     where station = ? and sensor = ? and quantity = ?
       and (at <= ? or at > ? + ${clockTrustMs})`,
  );
  const insert = database.prepare(
    `insert into latest (station, sensor, quantity, at, received, value, flags)
     values (?, ?, ?, ?, ?, ?, ?) on conflict (station, sensor, quantity) do nothing`,
  );
  const list = database.prepare(
    `select station, sensor, quantity, at, received, value, flags from latest
     where received >= ? order by station, sensor limit ${mostValuesShown}`,
  );
  database.prepare("delete from latest where received < ?").run(now() - forgottenAfterMs);
  const counted = database
    .prepare("select station, count(*) count from latest group by station")
    .all() as unknown as { station: string; count: number }[];
  const counts = new Map(counted.map(({ station, count }) => [station, count]));

  /** Of several readings of one series only the newest can be the latest. */
  const newestOf = ({ readings }: Batch): ReadonlyMap<string, Newest> => {
    const newest = new Map<string, Newest>();
    for (const { at, sensor, values, flags = [], value_flags } of readings)
      for (const [quantity, value] of Object.entries(values)) {
        const series = `${sensor} ${quantity}`;
        if ((newest.get(series)?.at ?? Number.NEGATIVE_INFINITY) <= at)
          newest.set(series, {
            ...{ sensor, quantity, at, value },
            flags: packFlags([...flags, ...(value_flags?.[quantity as QuantityName] ?? [])]),
          });
        if (newest.size >= mostValuesOfStation) return newest;
      }
    return newest;
  };

  return {
    write: (station, batch, received) => {
      for (const { sensor, quantity, at, value, flags } of newestOf(batch).values()) {
        const updated = update.run(
          ...[at, received, value, flags],
          ...[station, sensor, quantity],
          ...[at, received],
        );
        if (updated.changes !== 0) continue;
        const count = counts.get(station) ?? 0;
        if (count >= mostValuesOfStation) continue;
        const added = insert.run(station, sensor, quantity, at, received, value, flags);
        if (added.changes !== 0) counts.set(station, count + 1);
      }
    },
    all: () => {
      const rows = list.all(now() - forgottenAfterMs) as unknown as Row[];
      const stations = Map.groupBy(
        rows.filter(({ quantity }) => order.includes(quantity)),
        ({ station }) => station,
      );
      return [...stations].map(([station, values]) => ({
        station,
        values: values
          .map(({ station: _, flags, ...value }) => ({ ...value, flags: unpackFlags(flags) }))
          .sort((a, b) => order.indexOf(a.quantity) - order.indexOf(b.quantity)),
      }));
    },
  };
};
