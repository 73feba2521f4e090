import { sql } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { flatText } from "./entry-rows.ts";
import { type Choice, conditionsOf, withWords } from "./list-queries.ts";

/** So many entries of one mark are named. */
const NAMED = 5;

export interface CellsAsked {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  /** Of the grid, in degrees on the map that keeps angles. */
  readonly step: number;
  readonly most: number;
}

export interface FoundCell {
  readonly lat: number;
  readonly lon: number;
  readonly count: number;
  readonly some: { readonly slug: string; readonly name: string }[];
}

/** Published entries in a part of the map, by the squares of a grid; the fullest first. */
export const cellsOf = async (
  db: Queries,
  choice: Choice,
  at: Date,
  { west, south, east, north, step, most }: CellsAsked,
): Promise<FoundCell[]> => {
  const { words } = choice;
  const having = words === undefined ? sql`true` : await withWords(db, words);
  const box = sql`box(${flatText(south, west)}::point, ${flatText(north, east)}::point)`;
  const { rows } = await db.execute(sql`with cells as materialized (
      select count(*)::int as count, avg(e.lat)::float8 as lat, avg(e.lon)::float8 as lon,
        (array_agg(e.id))[1:${NAMED}] as ids
      from atlas_entry e where ${await conditionsOf(db, choice, at)} and ${having} and e.flat <@ ${box}
      group by floor(e.flat[0] / ${step}::float8), floor(e.flat[1] / ${step}::float8)
      order by count desc, lon, lat limit ${most})
    select c.lat, c.lon, c.count, case when c.count <= ${NAMED} then
      (select jsonb_agg(jsonb_build_object('slug', g.slug, 'name', g.title) order by g.title)
        from thing g where g.id = any(c.ids)) else '[]' end as some
    from cells c`);
  return rows as unknown as FoundCell[];
};
