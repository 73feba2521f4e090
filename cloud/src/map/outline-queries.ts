import { type SQL, sql } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import type { Outline } from "../territories/geometry.ts";

const rowsOf = async <T>(db: Queries, query: SQL): Promise<T[]> =>
  (await db.execute(query)).rows as T[];

export interface OutlineRow {
  readonly id: string;
  readonly name: string;
  readonly rural: boolean | null;
  readonly outline: Outline;
  readonly labelLon: number;
  readonly labelLat: number;
}

/** A tile that shows more is of another zoom. */
const MOST_OUTLINES = 4_000;

export const outlinesIn = (
  db: Queries,
  country: string,
  kind: string,
  [west, south, east, north]: readonly [number, number, number, number],
): Promise<OutlineRow[]> =>
  rowsOf(
    db,
    sql`select t.id, g.title as name, t.rural, o.outline, o.label_lon as "labelLon", o.label_lat as "labelLat"
      from territory_outline o join territory t on t.id = o.territory join thing g on g.id = t.id
      where o.extent && box(point(${east}::float8, ${north}::float8), point(${west}::float8, ${south}::float8))
        and t.country = ${country} and t.kind = ${kind} and t.ended is null
      order by t.code limit ${MOST_OUTLINES}`,
  );

export interface KindOfOutlines {
  readonly kind: string;
  readonly count: number;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** How many outlines there are of each kind, and around what. */
export const kindsOfOutlines = (db: Queries, country: string): Promise<KindOfOutlines[]> =>
  rowsOf(
    db,
    sql`select t.kind, count(*)::int as count,
        min((o.extent[1])[0]) as west, min((o.extent[1])[1]) as south,
        max((o.extent[0])[0]) as east, max((o.extent[0])[1]) as north
      from territory_outline o join territory t on t.id = o.territory
      where t.country = ${country} and t.ended is null group by t.kind`,
  );

export interface CoverageCount {
  readonly rural: boolean | null;
  readonly communes: number;
  readonly measured: number;
}

const array = (ids: readonly string[]) => sql`${sql.param(ids)}::uuid[]`;

/** How many territories of a kind have a station, in town and in the country. */
export const coverageCounts = (
  db: Queries,
  country: string,
  kind: string,
  measured: readonly string[],
): Promise<CoverageCount[]> =>
  rowsOf(
    db,
    sql`select t.rural, count(*)::int as communes,
        (count(*) filter (where t.id = any(${array(measured)})))::int as measured
      from territory t where t.country = ${country} and t.kind = ${kind} and t.ended is null
      group by t.rural order by t.rural nulls last`,
  );

export interface Unmeasured {
  readonly code: string;
  readonly name: string;
  readonly rural: boolean | null;
}

/** Territories of a kind without a station, by code. */
export const unmeasured = (
  db: Queries,
  country: string,
  kind: string,
  measured: readonly string[],
  after: string | undefined,
  limit: number,
): Promise<Unmeasured[]> =>
  rowsOf(
    db,
    sql`select t.code, g.title as name, t.rural
      from territory t join thing g on g.id = t.id
      where t.country = ${country} and t.kind = ${kind} and t.ended is null
        and t.id <> all(${array(measured)}) and t.code > ${after ?? ""}
      order by t.code limit ${limit}`,
  );
