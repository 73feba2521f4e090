import type { DatabaseSync } from "node:sqlite";
import { type Flag, packFlags, unpackFlags } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Batch } from "@datacityzen/hardware/wire/batch";
import type { GroupCommit } from "./group-commit.ts";

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
  readonly record: (station: string, batch: Batch, received: number) => Promise<void>;
  readonly all: () => readonly LatestOfStation[];
}

/** A station that nobody heard for so long is not on the page any more. */
const forgottenAfterMs = 30 * 86_400_000;

/** Ahead by more, and the instant came from a clock that was wrong: it must not stay on top. */
const clockTrustMs = 3_600_000;

interface Row extends Omit<LatestValue, "flags"> {
  readonly station: string;
  readonly flags: number;
}

/** As the list of quantities has them, which begins with what people ask for most. */
const order: readonly string[] = Object.keys(quantities);

export const openLatest = (
  database: DatabaseSync,
  commits: GroupCommit,
  now: () => number,
): Latest => {
  const upsert = database.prepare(
    `insert into latest (station, sensor, quantity, at, received, value, flags)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict (station, sensor, quantity) do update set
       at = excluded.at, received = excluded.received, value = excluded.value, flags = excluded.flags
     where excluded.at >= latest.at or latest.at > excluded.received + ${clockTrustMs}`,
  );
  const list = database.prepare(
    `select station, sensor, quantity, at, received, value, flags from latest
     where received >= ? order by station, sensor`,
  );

  return {
    record: async (station, { readings }, received) => {
      await commits.run(() => {
        for (const { at, sensor, values, flags } of readings)
          for (const [quantity, value] of Object.entries(values))
            upsert.run(station, sensor, quantity, at, received, value, packFlags(flags));
      });
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
