import { mergeSums } from "@datacityzen/hardware/averaging/sums";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Database } from "../records/database.ts";
import type { SeriesStore } from "../series/store.ts";
import { dayAfter, GRACE_MS, meanOfHomes, rangeOfDay, type StationDay } from "./group-days.ts";
import { groupsToDo, insertGroupDays, lockGroup, stationsOfDay } from "./group-queries.ts";
import { exposures } from "./known-station.ts";

/** A machine that was off for long makes so many days of a group at a time. */
const MOST_DAYS = 31;

export interface GroupDaysParts {
  readonly db: Database;
  readonly series: Pick<SeriesStore, "aggregate">;
  readonly now: () => number;
}

type Measured = Map<string, Map<QuantityName, StationDay["sums"]>>;

const measuredIn = async (
  series: GroupDaysParts["series"],
  stations: readonly string[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<Measured> => {
  const found: Measured = new Map();
  if (stations.length === 0) return found;
  const every = await series.aggregate({
    stations,
    quantities: Object.keys(quantities) as QuantityName[],
    // What was invented or replayed says nothing of a home.
    origins: ["measured"],
    from,
    until,
    buckets: { edges: [from, until] },
  });
  for (const { station, quantity, points } of every) {
    const ofStation = found.get(station) ?? new Map();
    found.set(station, ofStation);
    for (const { sums } of points) {
      const known = ofStation.get(quantity);
      if (sums.count > 0) ofStation.set(quantity, known ? mergeSums(known, sums) : sums);
    }
  }
  return found;
};

/** Makes the means of one day of a group. False when it was made before, or is not over. */
const makeDay = async ({ db, series, now }: GroupDaysParts, id: string): Promise<boolean> =>
  db.transaction(async (tx) => {
    const group = await lockGroup(tx, id);
    if (group === undefined) return false;
    const day = dayAfter(group.doneUntil);
    const range = rangeOfDay(day, group.zone);
    if (range.until + GRACE_MS > now()) return false;
    // Only stations that were in the group, and at one place of one host, all day long.
    const stations = await stationsOfDay(tx, id, range);
    const measured = await measuredIn(
      series,
      stations.map(({ name }) => name),
      range,
    );
    const made = new Date(now());
    const rows = exposures.flatMap((exposure) =>
      (Object.keys(quantities) as QuantityName[]).flatMap((quantity) => {
        const ofQuantity = stations.flatMap(({ name, exposure: where, ...station }) => {
          const sums = measured.get(name)?.get(quantity);
          return where === exposure && sums !== undefined ? [{ ...station, sums }] : [];
        });
        const mean = meanOfHomes(ofQuantity, quantity);
        return mean === undefined ? [] : [{ group: id, day, exposure, quantity, ...mean, made }];
      }),
    );
    await insertGroupDays(tx, id, day, rows);
    return true;
  });

/** Makes the days of all groups that are over and were not made yet. */
export const makeGroupDays = async (parts: GroupDaysParts): Promise<void> => {
  for (const id of await groupsToDo(parts.db, new Date(parts.now() - GRACE_MS)))
    for (let days = 0; days < MOST_DAYS; days++) if (!(await makeDay(parts, id))) break;
};
