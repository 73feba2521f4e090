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
  /** The day of its last change, YYYY-MM-DD. */
  readonly changedOn: string;
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

/** So many hours, or fewer, are looked up by themselves: at night hardly a place is open. */
const FEW_HOURS = 50;

/** The hours that hold now are looked up once, and the entries compared with them. */
const isOpenAt = async (db: Queries, at: Date): Promise<SQL> => {
  const open = sql`select id from atlas_hours where times_until > ${at}::timestamptz and open_times @> ${at}::timestamptz`;
  const found = await rowsOf<{ id: string }>(db, sql`${open} limit ${FEW_HOURS + 1}`);
  return found.length > FEW_HOURS
    ? sql`e.hours_of in (${open})`
    : sql`e.hours_of = any(${sql.param(found.map(({ id }) => id))}::text[])`;
};

/** What is asked of an entry beside its words. */
export const conditionsOf = async (db: Queries, choice: Choice, at: Date): Promise<SQL> => {
  const { family, nature, facets, open, territory } = choice;
  const isUnknown = sql`(e.hours_of is null or e.hours_of in (select id from atlas_hours where times_until is null
    or open_times is null or times_until <= ${at}::timestamptz or maybe_times @> ${at}::timestamptz))`;
  const isOpen = open === undefined ? sql`true` : await isOpenAt(db, at);
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
            sql`e.id in (select t.id from thing t where t.territory in
              (select id from territory where within @> array[${territory}::uuid]))`,
          ]),
    ],
    sql` and `,
  );
};

/** Asked of one entry after the other: as a join it would be asked of all before the first is found. */
const hasWords = (words: string): SQL =>
  sql`(select t.search @@ ${asked(words)} from thing t where t.id = e.id)`;

/** Words that more entries have are frequent: entries are then looked through in their order, and soon enough are found. */
const FEW = 1_000;

/** Entries that have the words; undefined for more than a few. */
const fewWith = async (db: Queries, words: string): Promise<readonly string[] | undefined> => {
  const found = await rowsOf<{ id: string }>(
    db,
    sql`select t.id from thing t where t.kind = 'atlas_entry' and t.search @@ ${asked(words)} limit ${FEW + 1}`,
  );
  return found.length > FEW ? undefined : found.map(({ id }) => id);
};

/** Having the words that are asked for. */
export const withWords = async (db: Queries, words: string): Promise<SQL> => {
  const few = await fewWith(db, words);
  return few === undefined ? hasWords(words) : sql`e.id = any(${sql.param(few)}::uuid[])`;
};

/** What a list shows of the entries that `chosen` gives with their place in the order. */
const shown = (chosen: SQL, at: Date): SQL => sql`with chosen as materialized (${chosen})
  select e.id, g.slug, e.family, e.nature, e.source, e.key, e.structure_key as "structureKey", s.sheet, e.zone,
    e.checked_on::text as "checkedOn", (e.changed at time zone e.zone)::date::text as "changedOn", e.by_name as "order", c.named as "isNamed", c.far,
    case when h.times_until > ${at}::timestamptz and not h.maybe_times @> ${at}::timestamptz
      then h.open_times @> ${at}::timestamptz end as "isOpen",
    (select extract(epoch from upper(r))::float8 * 1000 from unnest(h.open_times) r
      where r @> ${at}::timestamptz and upper(r) < h.times_until) as closes,
    (select extract(epoch from min(lower(r)))::float8 * 1000 from unnest(h.open_times) r
      where lower(r) > ${at}::timestamptz) as opens
  from chosen c join atlas_entry e on e.id = c.id join atlas_sheet s on s.id = c.id join thing g on g.id = c.id
    left join atlas_hours h on h.id = e.hours_of`;

export interface PageAsked {
  readonly at: Date;
  readonly limit: number;
}

/** After which entry of the page before. */
export type After =
  | { readonly isNamed: boolean; readonly order: string; readonly id: string }
  | { readonly far: number; readonly id: string };

type AfterName = Extract<After, { order: string }>;

const behind = (after: AfterName | undefined): SQL =>
  after === undefined ? sql`true` : sql`(e.by_name, e.id) > (${after.order}, ${after.id}::uuid)`;

const inOrder = (
  db: Queries,
  found: SQL,
  named: boolean,
  { at, limit }: PageAsked,
): Promise<ListedEntry[]> =>
  rowsOf(
    db,
    sql`${shown(
      sql`select e.id, ${named}::boolean as named, null::float8 as far from ${found} order by e.by_name, e.id limit ${limit}`,
      at,
    )} order by e.by_name, e.id`,
  );

/**
 * In alphabetical order; of a search those first whose name has the words. One row more than is asked for tells that
 * there is another page.
 */
export const entriesByName = async (
  db: Queries,
  choice: Choice,
  after: AfterName | undefined,
  page: PageAsked,
): Promise<ListedEntry[]> => {
  const { at, limit } = page;
  const { words } = choice;
  const conditions = await conditionsOf(db, choice, at);
  const among = sql`${conditions} and ${behind(after)}`;
  if (words === undefined) return inOrder(db, sql`atlas_entry e where ${among}`, false, page);
  const isNamed = sql`e.named @@ ${asked(words)}`;
  const named =
    after !== undefined && !after.isNamed
      ? []
      : await inOrder(
          db,
          // All of them, before the order: names that begin alike stand together in it, and are far to walk to.
          sql`(select e.id, e.by_name from atlas_entry e where ${among} and ${isNamed} offset 0) e`,
          true,
          page,
        );
  if (named.length >= limit) return named;
  const left = { at, limit: limit - named.length };
  const rest = sql`${conditions} and not ${isNamed}
    and ${behind(after?.isNamed === true ? undefined : after)} and ${await withWords(db, words)}`;
  return [...named, ...(await inOrder(db, sql`atlas_entry e where ${rest}`, false, left))];
};

/** The nearest first; what has no point is left out. */
export const entriesByDistance = async (
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
  const { words } = choice;
  const having = words === undefined ? sql`true` : await withWords(db, words);
  return rowsOf(
    db,
    sql`${shown(
      sql`select e.id, false as named, ${far} as far from atlas_entry e
        where ${await conditionsOf(db, choice, at)} and ${having} and e.flat is not null and ${beyond}
        order by ${far}, e.id limit ${limit}`,
      at,
    )} order by c.far, e.id`,
  );
};

/** How many there are, as far as it is worth counting. */
export const countEntries = async (
  db: Queries,
  choice: Choice,
  at: Date,
  most: number,
): Promise<number> => {
  const { words } = choice;
  const having = words === undefined ? sql`true` : await withWords(db, words);
  const [row] = await rowsOf<{ count: number }>(
    db,
    sql`select count(*)::int as count from
      (select from atlas_entry e where ${await conditionsOf(db, choice, at)} and ${having} limit ${most}) counted`,
  );
  return row?.count ?? 0;
};

/** In order of their identifiers, for an export. */
export const entriesAfter = async (
  db: Queries,
  choice: Choice,
  after: string | undefined,
  { at, limit }: PageAsked,
): Promise<ListedEntry[]> => {
  const { words } = choice;
  const having = words === undefined ? sql`true` : await withWords(db, words);
  return rowsOf(
    db,
    sql`${shown(
      sql`select e.id, false as named, null::float8 as far from atlas_entry e
        where ${await conditionsOf(db, choice, at)} and ${having}
          and ${after === undefined ? sql`true` : sql`e.id > ${after}::uuid`}
        order by e.id limit ${limit}`,
      at,
    )} order by e.id`,
  );
};

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
