import { type SQL, sql } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { flatText } from "./entry-rows.ts";
import type { AtlasSheet, Family, Nature } from "./sheet.ts";

export const openChoices = ["now", "now-or-unknown"] as const;

/** Which published entries are meant. */
export interface Choice {
  readonly family?: Family | undefined;
  readonly nature?: Nature | undefined;
  /** All of these words among its services, publics, care and fees. */
  readonly facets: readonly string[];
  readonly open?: (typeof openChoices)[number] | undefined;
  /** In which territory. */
  readonly territory?: string | undefined;
  /** Words without accents and signs: all of them. */
  readonly words?: string | undefined;
}

export interface ListedEntry {
  readonly id: string;
  readonly slug: string;
  readonly family: Family;
  readonly nature: Nature;
  readonly source: string;
  readonly key: string;
  readonly structureKey: string | null;
  readonly sheet: AtlasSheet;
  readonly zone: string;
  readonly checkedOn: string | null;
  /** Null: nobody knows. */
  readonly isOpen: boolean | null;
  /** Milliseconds. */
  readonly closes: number | null;
  readonly opens: number | null;
  /** The keys of the order, for a cursor. */
  readonly order: string;
  readonly isNamed: boolean;
  readonly far: number | null;
}

const rowsOf = async <T>(db: Queries, query: SQL): Promise<T[]> =>
  (await db.execute(query)).rows as T[];

const asked = (words: string): SQL =>
  sql`(plainto_tsquery('french', ${words}) || plainto_tsquery('english', ${words}))`;

const conditionsOf = (choice: Choice, at: Date): SQL => {
  const { family, nature, facets, open, territory, words } = choice;
  const isOpen = sql`(e.times_until > ${at}::timestamptz and e.open_times @> ${at}::timestamptz)`;
  const isUnknown = sql`(e.times_until is null or e.open_times is null or e.times_until <= ${at}::timestamptz
    or e.maybe_times @> ${at}::timestamptz)`;
  return sql.join(
    [
      sql`e.state = 'published'`,
      ...(family === undefined ? [] : [sql`e.family = ${family}`]),
      ...(nature === undefined ? [] : [sql`e.nature = ${nature}`]),
      ...(facets.length === 0 ? [] : [sql`e.facets @> ${sql.param(facets)}::text[]`]),
      ...(open === undefined ? [] : [open === "now" ? isOpen : sql`(${isOpen} or ${isUnknown})`]),
      ...(territory === undefined
        ? []
        : [
            sql`g.territory in (select id from territory where within @> array[${territory}::uuid])`,
          ]),
      ...(words === undefined ? [] : [sql`g.search @@ ${asked(words)}`]),
    ],
    sql` and `,
  );
};

const columnsOf = (at: Date): SQL => sql`e.id, g.slug, e.family, e.nature, e.source, e.key,
  e.structure_key as "structureKey", e.sheet, e.zone, e.checked_on::text as "checkedOn", e.by_name as "order",
  case when e.times_until > ${at}::timestamptz and e.open_times is not null and not e.maybe_times @> ${at}::timestamptz
    then e.open_times @> ${at}::timestamptz end as "isOpen",
  (select extract(epoch from upper(r))::float8 * 1000 from unnest(e.open_times) r
    where r @> ${at}::timestamptz and upper(r) < e.times_until) as closes,
  (select extract(epoch from min(lower(r)))::float8 * 1000 from unnest(e.open_times) r
    where lower(r) > ${at}::timestamptz) as opens`;

const tables = sql`atlas_entry e join thing g on g.id = e.id`;

export interface PageAsked {
  readonly at: Date;
  readonly limit: number;
}

/** After which entry of the page before. */
export type After =
  | { readonly isNamed: boolean; readonly order: string; readonly id: string }
  | { readonly far: number; readonly id: string };

/**
 * In alphabetical order; of a search those first whose name has the words. One row more than is asked for tells that
 * there is another page.
 */
export const entriesByName = (
  db: Queries,
  choice: Choice,
  after: Extract<After, { order: string }> | undefined,
  { at, limit }: PageAsked,
): Promise<ListedEntry[]> => {
  const named =
    choice.words === undefined
      ? sql`false`
      : sql`ts_filter(g.search, '{a}') @@ ${asked(choice.words)}`;
  const beyond =
    after === undefined
      ? sql`true`
      : choice.words === undefined
        ? sql`(e.by_name, e.id) > (${after.order}, ${after.id}::uuid)`
        : sql`(not ${named}, e.by_name, e.id) > (not ${after.isNamed}::boolean, ${after.order}, ${after.id}::uuid)`;
  const order =
    choice.words === undefined ? sql`e.by_name, e.id` : sql`not ${named}, e.by_name, e.id`;
  return rowsOf(
    db,
    sql`select ${columnsOf(at)}, ${named} as "isNamed", null as far from ${tables}
      where ${conditionsOf(choice, at)} and ${beyond} order by ${order} limit ${limit}`,
  );
};

/** The nearest first; what has no point is left out. */
export const entriesByDistance = (
  db: Queries,
  choice: Choice,
  point: { readonly lat: number; readonly lon: number },
  after: Extract<After, { far: number }> | undefined,
  { at, limit }: PageAsked,
): Promise<ListedEntry[]> => {
  const far = sql`e.flat <-> ${flatText(point.lat, point.lon)}::point`;
  const beyond =
    after === undefined
      ? sql`true`
      : sql`(${far} > ${after.far}::float8 or (${far} = ${after.far}::float8 and e.id > ${after.id}::uuid))`;
  return rowsOf(
    db,
    sql`select ${columnsOf(at)}, false as "isNamed", ${far} as far from ${tables}
      where ${conditionsOf(choice, at)} and e.flat is not null and ${beyond} order by ${far}, e.id limit ${limit}`,
  );
};

/** How many there are, as far as it is worth counting. */
export const countEntries = async (
  db: Queries,
  choice: Choice,
  at: Date,
  most: number,
): Promise<number> => {
  const [row] = await rowsOf<{ count: number }>(
    db,
    sql`select count(*)::int as count from (select from ${tables} where ${conditionsOf(choice, at)} limit ${most}) counted`,
  );
  return row?.count ?? 0;
};

/** In order of their identifiers, for an export. */
export const entriesAfter = (
  db: Queries,
  choice: Choice,
  after: string | undefined,
  { at, limit }: PageAsked,
): Promise<ListedEntry[]> =>
  rowsOf(
    db,
    sql`select ${columnsOf(at)}, false as "isNamed", null as far from ${tables}
      where ${conditionsOf(choice, at)} and ${after === undefined ? sql`true` : sql`e.id > ${after}::uuid`}
      order by e.id limit ${limit}`,
  );

/** Of words that no entry has: those that resemble them, the likest first. */
export const wordsResembling = (
  db: Queries,
  words: readonly string[],
): Promise<{ given: string; word: string }[]> =>
  // Two letters that were swapped leave a short word with few of its groups of three: the threshold is lower than
  // usual, for this statement only.
  rowsOf(
    db,
    sql`with threshold as materialized (select set_config('pg_trgm.similarity_threshold', '0.2', true))
      select g.word as given, near.word
      from threshold cross join unnest(${sql.param(words)}::text[]) g(word)
      cross join lateral (select w.word from atlas_word w where w.word % g.word
        order by similarity(w.word, g.word) desc limit 40) near
      where not exists (select from atlas_word known where known.word = g.word)`,
  );
