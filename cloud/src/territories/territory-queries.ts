import { type SQL, sql } from "drizzle-orm";
import type { Queries, Transaction } from "../records/database.ts";
import type { Complete } from "./file-entries.ts";
import type { DensityEntry, TerritoryEntry } from "./formats.ts";
import { boundsOf, innerPoint, type Outline, type Position } from "./geometry.ts";
import type { Placed } from "./hierarchy.ts";

/** A territory as it is answered. */
export interface FoundTerritory {
  readonly id: string;
  readonly country: string;
  readonly kind: string;
  readonly code: string;
  readonly name: string;
  readonly rural: boolean | null;
  readonly density: string | null;
  readonly isDemonstration: boolean;
  readonly ended: Date | null;
  readonly parents: { readonly [kind: string]: string };
  readonly within: readonly string[];
  readonly labelLon: number | null;
  readonly labelLat: number | null;
}

const columns = sql`
  t.id, t.country, t.kind, t.code, g.title as name, t.rural, t.density,
  t.is_demonstration as "isDemonstration", t.ended, t.parents, t.within,
  o.label_lon as "labelLon", o.label_lat as "labelLat"`;

const tables = sql`
  territory t join thing g on g.id = t.id left join territory_outline o on o.territory = t.id`;

const rowsOf = async <T>(db: Queries, query: SQL): Promise<T[]> =>
  (await db.execute(query)).rows as T[];

/** `db.execute` gives instants as text. */
const withDates = (row: FoundTerritory): FoundTerritory => ({
  ...row,
  ended: row.ended === null ? null : new Date(row.ended),
});

const find = async (db: Queries, query: SQL): Promise<FoundTerritory[]> =>
  (await rowsOf<FoundTerritory>(db, query)).map(withDates);

export interface TerritoryQuestion {
  readonly country: string;
  /** In small letters without accents, or "". */
  readonly search: string;
  readonly kind?: string | undefined;
  /** The territory in which they lie. */
  readonly within?: string | undefined;
  readonly withEnded: boolean;
  /** Kind and code of the last one of the page before. */
  readonly after?: readonly [string, string] | undefined;
  readonly limit: number;
}

/** By likeness of the name when a text is searched, by kind and code otherwise. */
export const listTerritories = async (
  db: Queries,
  { country, search, kind, within, withEnded, after, limit }: TerritoryQuestion,
): Promise<FoundTerritory[]> => {
  const conditions = [
    sql`t.country = ${country}`,
    ...(kind === undefined ? [] : [sql`t.kind = ${kind}`]),
    ...(within === undefined
      ? []
      : [sql`t.within @> array[${within}::uuid] and t.id <> ${within}::uuid`]),
    ...(withEnded ? [] : [sql`t.ended is null`]),
    ...(after === undefined ? [] : [sql`(t.kind, t.code) > (${after[0]}, ${after[1]})`]),
  ];
  const where = sql.join(conditions, sql` and `);
  if (search === "")
    return find(
      db,
      sql`select ${columns} from ${tables} where ${where} order by t.kind, t.code limit ${limit}`,
    );
  // The text holds letters, digits and spaces only: nothing in it is a wildcard.
  return find(
    db,
    sql`select ${columns} from ${tables}
      where ${where} and (t.words like ${`${search}%`} or t.words like ${`% ${search}%`} or t.words % ${search})
      order by t.words like ${`${search} %`} desc, t.words like ${`${search}%`} desc,
        t.words like ${`% ${search}%`} desc, similarity(t.words, ${search}) desc, t.ended nulls first,
        length(t.words), t.kind, t.code
      limit ${limit}`,
  );
};

/** Those of this code, of whatever kind. */
export const territoriesOfCode = (
  db: Queries,
  country: string,
  code: string,
): Promise<FoundTerritory[]> =>
  find(
    db,
    sql`select ${columns} from ${tables} where t.country = ${country} and t.code = ${code} order by t.kind`,
  );

export const territoriesOfIds = (db: Queries, ids: readonly string[]): Promise<FoundTerritory[]> =>
  find(db, sql`select ${columns} from ${tables} where t.id = any(${sql.param(ids)}::uuid[])`);

export const outlineOf = async (db: Queries, id: string): Promise<Outline | undefined> => {
  const [row] = await rowsOf<{ outline: Outline }>(
    db,
    sql`select outline from territory_outline where territory = ${id}`,
  );
  return row?.outline;
};

/** Territories whose rectangle holds the point: few, of which the outlines decide. */
export const outlinesAround = (
  db: Queries,
  country: string,
  [lon, lat]: Position,
): Promise<{ id: string; kind: string; code: string; outline: Outline }[]> =>
  rowsOf(
    db,
    sql`select t.id, t.kind, t.code, o.outline
      from territory_outline o join territory t on t.id = o.territory
      where o.extent @> point(${lon}::float8, ${lat}::float8) and t.country = ${country} and t.ended is null`,
  );

export const allPlaced = (db: Queries): Promise<(Placed & { within: string[] })[]> =>
  rowsOf(db, sql`select id, kind, code, parents, within from territory`);

/** A territory's own id and those of all in which it lies; none for one that is not known. */
export const territoriesAround = async (db: Queries, id: string): Promise<readonly string[]> => {
  const [row] = await rowsOf<{ within: string[] }>(
    db,
    sql`select within from territory where id = ${id}`,
  );
  return row?.within ?? [];
};

/** Sets aside what a file says until all of it was read. */
export const stageTerritories = async (tx: Transaction): Promise<void> => {
  await tx.execute(sql`create temporary table territory_stage (
    id uuid not null, kind text not null, code text not null, name text, words text, parents jsonb not null,
    outline jsonb, extent box, label_lon float8, label_lat float8,
    primary key (kind, code)
  ) on commit drop`);
};

export interface StagedTerritory extends TerritoryEntry {
  /** The id that it gets when it is new. */
  readonly id: string;
  readonly words: string;
}

const boxOf = (outline: Outline): string => {
  const [west, south, east, north] = boundsOf(outline);
  return `(${east},${north}),(${west},${south})`;
};

/** A list may name one more than once: the last line counts. */
export const addToStage = async (
  tx: Transaction,
  entries: readonly StagedTerritory[],
): Promise<void> => {
  const rows = [
    ...new Map(entries.map((entry) => [`${entry.kind}/${entry.code}`, entry])).values(),
  ];
  const merged = new Map<string, { [kind: string]: string }>();
  for (const { kind, code, parents } of entries) {
    const key = `${kind}/${code}`;
    merged.set(key, { ...merged.get(key), ...parents });
  }
  const values = rows.map(({ id, kind, code, name, words, outline }) => ({
    id,
    kind,
    code,
    name: name ?? null,
    words,
    parents: merged.get(`${kind}/${code}`),
    outline: outline ?? null,
    extent: outline === undefined ? null : boxOf(outline),
    label: outline === undefined ? null : innerPoint(outline),
  }));
  await tx.execute(sql`insert into territory_stage
    select (v->>'id')::uuid, v->>'kind', v->>'code', v->>'name', v->>'words', v->'parents',
      nullif(v->'outline', 'null'), (v->>'extent')::box, (v->'label'->>0)::float8, (v->'label'->>1)::float8
    from jsonb_array_elements(${JSON.stringify(values)}::jsonb) v
    on conflict (kind, code) do update set
      name = coalesce(excluded.name, territory_stage.name), words = coalesce(excluded.words, territory_stage.words),
      parents = territory_stage.parents || excluded.parents,
      outline = coalesce(excluded.outline, territory_stage.outline),
      extent = coalesce(excluded.extent, territory_stage.extent),
      label_lon = coalesce(excluded.label_lon, territory_stage.label_lon),
      label_lat = coalesce(excluded.label_lat, territory_stage.label_lat)`);
};

export interface Applied {
  readonly added: number;
  readonly changed: number;
}

/** "" in a list says that a territory lies in none of this kind any more. */
const parentsAfter = sql`(
  select coalesce(jsonb_object_agg(p.key, p.value), '{}'::jsonb)
  from jsonb_each(t.parents || s.parents) p where p.value <> '""'::jsonb)`;

/** Makes the territories of the stage those of the records. */
export const applyStage = async (
  tx: Transaction,
  country: string,
  { at, isDemonstration }: { readonly at: Date; readonly isDemonstration: boolean },
): Promise<Applied> => {
  const when = at.toISOString();
  await tx.execute(sql`create temporary table territory_new on commit drop as
    select s.* from territory_stage s
    where not exists (select 1 from territory t where t.country = ${country} and t.kind = s.kind and t.code = s.code)`);
  await tx.execute(sql`insert into thing (id, kind, slug, title, words, status, visibility, created, updated)
    select id, 'territory', ${`${country}-`} || kind || '-' || lower(code), coalesce(name, code), code, 'published',
      'public', ${when}, ${when} from territory_new`);
  const added = await tx.execute(sql`insert into territory
      (id, country, kind, code, words, parents, within, is_demonstration)
    select id, ${country}, kind, code, words,
      (select coalesce(jsonb_object_agg(p.key, p.value), '{}'::jsonb) from jsonb_each(parents) p where p.value <> '""'::jsonb),
      array[id], ${isDemonstration}
    from territory_new`);
  // What stands in the records already, where the stage differs from it.
  const changed = await tx.execute(sql`with given as (
      select t.id, s.name, s.words, ${parentsAfter} as parents
      from territory_stage s join territory t on t.country = ${country} and t.kind = s.kind and t.code = s.code
    ), renamed as (
      update thing g set title = given.name, status = 'published', updated = ${when}
      from given where g.id = given.id and given.name is not null
        and (g.title <> given.name or g.status <> 'published')
      returning g.id
    ), moved as (
      update territory t set parents = given.parents, words = coalesce(given.words, t.words), ended = null,
        is_demonstration = ${isDemonstration}
      from given where t.id = given.id
        and (t.parents, t.words, t.ended is null, t.is_demonstration) is distinct from
            (given.parents, coalesce(given.words, t.words), true, ${isDemonstration}::boolean)
      returning t.id
    ), outlined as (
      insert into territory_outline (territory, extent, outline, label_lon, label_lat)
      select t.id, s.extent, s.outline, s.label_lon, s.label_lat
      from territory_stage s join territory t on t.country = ${country} and t.kind = s.kind and t.code = s.code
      where s.outline is not null
      on conflict (territory) do update set extent = excluded.extent, outline = excluded.outline,
        label_lon = excluded.label_lon, label_lat = excluded.label_lat
      where territory_outline.outline <> excluded.outline
      returning territory as id
    )
    select count(distinct id)::int as count from (
      select id from renamed union select id from moved union
      select id from outlined where id not in (select id from territory_new)
    ) every`);
  return { added: added.rowCount ?? 0, changed: (changed.rows[0] as { count: number }).count };
};

const concerned = ({ kinds, outside }: Complete): SQL =>
  sql`t.kind = any(${sql.param(kinds)}::text[])
    and (${outside ?? null}::text is null or t.code !~ ${outside ?? ""})`;

/** How many of these kinds there are, and how many of them the stage does not name. */
export const countLeaving = async (
  tx: Transaction,
  country: string,
  complete: Complete,
): Promise<{ readonly present: number; readonly leaving: number }> => {
  const [row] = await rowsOf<{ present: number; leaving: number }>(
    tx,
    sql`select count(*)::int as present, (count(*) filter (where s.code is null))::int as leaving
      from territory t left join territory_stage s on s.kind = t.kind and s.code = t.code
      where t.country = ${country} and ${concerned(complete)}
        and t.ended is null and not t.is_demonstration`,
  );
  return row ?? { present: 0, leaving: 0 };
};

/** Marks those of these kinds as ended that the stage does not name: they may be referred to. */
export const endLeaving = async (
  tx: Transaction,
  country: string,
  complete: Complete,
  at: Date,
): Promise<number> => {
  const when = at.toISOString();
  const { rows } = await tx.execute(sql`with gone as (
      update territory t set ended = ${when}
      where t.country = ${country} and ${concerned(complete)} and t.ended is null
        and not exists (select 1 from territory_stage s where s.kind = t.kind and s.code = t.code)
      returning t.id
    ), archived as (
      update thing set status = 'archived', updated = ${when} where id in (select id from gone) returning id
    ) select count(*)::int as count from archived`);
  return (rows[0] as { count: number }).count;
};

/** The invented territories end when official ones come. */
export const endDemonstration = async (tx: Transaction, at: Date): Promise<void> => {
  const when = at.toISOString();
  await tx.execute(sql`with gone as (
      update territory set ended = ${when} where is_demonstration and ended is null returning id
    ) update thing set status = 'archived', updated = ${when} where id in (select id from gone)`);
};

export const writeDensities = async (
  tx: Transaction,
  country: string,
  entries: readonly DensityEntry[],
): Promise<number> => {
  const { rowCount } =
    await tx.execute(sql`update territory t set rural = v.rural, density = v.density
    from (select distinct on (kind, code) * from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
      as given(kind text, code text, rural boolean, density text)) v
    where t.country = ${country} and t.kind = v.kind and t.code = v.code
      and (t.rural, t.density) is distinct from (v.rural, v.density)`);
  return rowCount ?? 0;
};

/** Writes in what each lies, where that has changed. */
export const writeWithin = async (
  tx: Transaction,
  changed: readonly { readonly id: string; readonly within: readonly string[] }[],
): Promise<void> => {
  if (changed.length === 0) return;
  await tx.execute(sql`update territory t set within = v.within
    from (select (e->>'id')::uuid as id,
        array(select jsonb_array_elements_text(e->'within'))::uuid[] as within
      from jsonb_array_elements(${JSON.stringify(changed)}::jsonb) e) v
    where t.id = v.id`);
};

/** An import works longer than a question may. */
export const takeTime = async (tx: Transaction): Promise<void> => {
  await tx.execute(sql`set local statement_timeout = 0`);
  await tx.execute(sql`set local idle_in_transaction_session_timeout = 0`);
};
