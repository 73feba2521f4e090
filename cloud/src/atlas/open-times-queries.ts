import { sql } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import type { Interval, OpeningTimes } from "./opening.ts";

/** Hours, and what decides what they mean: many entries share them. */
export interface HoursInPlace {
  readonly id: string;
  readonly hours: string;
  readonly region: string;
  readonly zone: string;
}

/** Hours whose open times are not known beyond an instant; those never made first. What no entry has any more goes. */
export const hoursDue = async (
  db: Queries,
  before: Date,
  limit: number,
): Promise<readonly HoursInPlace[]> => {
  await db.execute(sql`delete from atlas_hours h where h.times_until < ${before}::timestamptz
    and not exists (select from atlas_entry e where e.hours_of = h.id)`);
  const { rows } = await db.execute(sql`select id, hours, region, zone from atlas_hours
    where times_until is null or times_until < ${before}::timestamptz
    order by times_until nulls first limit ${limit}`);
  return rows as unknown as HoursInPlace[];
};

const isoOf = (at: number): string => new Date(at).toISOString();

const rangesOf = (intervals: readonly Interval[]): string =>
  `{${intervals.map(([from, until]) => `[${isoOf(from)},${isoOf(until)})`).join()}}`;

export const putOpenTimes = async (
  db: Queries,
  { id }: Pick<HoursInPlace, "id">,
  times: OpeningTimes | undefined,
  until: Date,
): Promise<void> => {
  const open = times === undefined ? null : rangesOf(times.open);
  const maybe = times === undefined ? null : rangesOf(times.maybe);
  await db.execute(sql`update atlas_hours set open_times = ${open}::tstzmultirange,
      maybe_times = ${maybe}::tstzmultirange, times_until = ${until}::timestamptz
    where id = ${id}`);
};
