import { sql } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import type { Interval, OpeningTimes } from "./opening.ts";

/** Hours, and what decides what they mean: many entries share them. */
export interface HoursInPlace {
  readonly hours: string;
  readonly region: string;
  readonly zone: string;
}

/** Hours whose open times are not known beyond an instant; those never made first. */
export const hoursDue = async (
  db: Queries,
  before: Date,
  limit: number,
): Promise<readonly HoursInPlace[]> => {
  const { rows } = await db.execute(sql`select hours, region, zone from atlas_entry
    where hours is not null and (times_until is null or times_until < ${before}::timestamptz)
    group by hours, region, zone order by min(times_until) nulls first limit ${limit}`);
  return rows as unknown as HoursInPlace[];
};

const isoOf = (at: number): string => new Date(at).toISOString();

const rangesOf = (intervals: readonly Interval[]): string =>
  `{${intervals.map(([from, until]) => `[${isoOf(from)},${isoOf(until)})`).join()}}`;

export const putOpenTimes = async (
  db: Queries,
  { hours, region, zone }: HoursInPlace,
  times: OpeningTimes | undefined,
  until: Date,
): Promise<void> => {
  const open = times === undefined ? null : rangesOf(times.open);
  const maybe = times === undefined ? null : rangesOf(times.maybe);
  await db.execute(sql`update atlas_entry set open_times = ${open}::tstzmultirange,
      maybe_times = ${maybe}::tstzmultirange, times_until = ${until}::timestamptz
    where hours = ${hours} and region = ${region} and zone = ${zone}`);
};
