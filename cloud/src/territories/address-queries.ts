import { type SQL, sql } from "drizzle-orm";
import type { Queries, Transaction } from "../records/database.ts";

const rowsOf = async <T>(db: Queries, query: SQL): Promise<T[]> =>
  (await db.execute(query)).rows as T[];

/** A street or a municipality that fits, without its numbers. */
export interface FoundLine {
  readonly id: number;
  readonly kind: "street" | "municipality";
  readonly name: string;
  readonly postcode: string;
  readonly municipality: string;
  readonly municipalityName: string;
  /** "srue", "cbordeaux". */
  readonly words: readonly string[];
  readonly size: number;
  readonly lon: number;
  readonly lat: number;
}

export interface LineQuestion {
  readonly country: string;
  readonly kind: "street" | "municipality";
  /** A tsquery. */
  readonly required: string;
  /** A tsquery: what fits it too comes first. */
  readonly optional: string | undefined;
  /** The territory in which they lie, and the kinds whose codes addresses bear. */
  readonly within: string | undefined;
  readonly holders: readonly string[];
  /** Of a question that fits more, the rest is not looked at: "rue" alone is in most addresses. */
  readonly mostLookedAt: number;
  readonly limit: number;
}

export const findLines = (
  db: Queries,
  { country, kind, required, optional, within, holders, mostLookedAt, limit }: LineQuestion,
): Promise<FoundLine[]> => {
  const inside =
    within === undefined
      ? sql`true`
      : sql`municipality in (select code from territory
          where country = ${country} and kind = any(${sql.param(holders)}::text[])
            and within @> array[${within}::uuid])`;
  const first =
    optional === undefined ? sql`size desc` : sql`words @@ ${optional}::tsquery desc, size desc`;
  // The kind as text of the program: the index of municipalities holds for that word only.
  const ofKind = sql.raw(`kind = '${kind}'`);
  return rowsOf(
    db,
    sql`select id, kind, name, postcode, municipality, municipality_name as "municipalityName",
        tsvector_to_array(words) as words, size, lon, lat
      from (select id, kind, name, postcode, municipality, municipality_name, words, size, lon, lat from address_line
        where words @@ ${required}::tsquery and ${ofKind} and country = ${country} and ${inside}
        limit ${mostLookedAt}) fitting
      order by ${first}, name, municipality limit ${limit}`,
  );
};

/** The numbers of these streets, with their positions in millionths of a degree. */
export const numbersOf = (
  db: Queries,
  ids: readonly number[],
): Promise<{ id: number; numbers: string[]; lons: number[]; lats: number[] }[]> =>
  rowsOf(
    db,
    sql`select id, numbers, lons, lats from address_line where id = any(${sql.param(ids)}::int[])`,
  );

/** Words of addresses that resemble one that was typed. */
export const wordsLike = async (
  db: Queries,
  country: string,
  given: readonly string[],
): Promise<{ given: string; word: string }[]> => {
  if (given.length === 0) return [];
  // Two letters that were swapped leave a short word with few of its groups of three: the threshold is lower
  // than usual, for this statement only.
  return rowsOf(
    db,
    sql`with threshold as materialized (select set_config('pg_trgm.similarity_threshold', '0.2', true))
      select g.word as given, near.word
      from threshold cross join unnest(${sql.param(given)}::text[]) g(word)
      cross join lateral (
        select w.word from address_word w where w.word % g.word and w.country = ${country}
        order by similarity(w.word, g.word) desc limit 40
      ) near`,
  );
};

export const stageLines = async (tx: Transaction): Promise<void> => {
  await tx.execute(sql`create temporary table address_stage (
    run int not null, key text not null, kind text not null, scope text not null, name text not null,
    postcode text not null, municipality text not null, municipality_name text not null, words text[] not null,
    lon float8 not null, lat float8 not null, numbers text[] not null, lons int[] not null, lats int[] not null,
    addresses int not null
  ) on commit drop`);
};

/** Lines of one street that followed each other in the file. */
export interface StagedLine {
  readonly run: number;
  readonly key: string;
  readonly kind: "street" | "municipality";
  readonly scope: string;
  readonly name: string;
  readonly postcode: string;
  readonly municipality: string;
  readonly municipalityName: string;
  readonly words: readonly string[];
  readonly lon: number;
  readonly lat: number;
  readonly numbers: readonly string[];
  readonly lons: readonly number[];
  readonly lats: readonly number[];
  /** How many it has. */
  readonly addresses: number;
}

/** An array as PostgreSQL writes it; the values are words, numbers and letters, and are quoted anyway. */
const arrayText = (values: readonly (string | number)[]): string =>
  `{${values.map((value) => (typeof value === "number" ? value : JSON.stringify(value))).join(",")}}`;

export const addLines = async (tx: Transaction, lines: readonly StagedLine[]): Promise<void> => {
  if (lines.length === 0) return;
  const column = (read: (line: StagedLine) => unknown) => sql.param(lines.map(read));
  await tx.execute(sql`insert into address_stage
    select run, key, kind, scope, name, postcode, municipality, municipality_name, words::text[], lon, lat,
      numbers::text[], lons::int[], lats::int[], addresses
    from unnest(
      ${column(({ run }) => run)}::int[], ${column(({ key }) => key)}::text[],
      ${column(({ kind }) => kind)}::text[], ${column(({ scope }) => scope)}::text[],
      ${column(({ name }) => name)}::text[], ${column(({ postcode }) => postcode)}::text[],
      ${column(({ municipality }) => municipality)}::text[],
      ${column(({ municipalityName }) => municipalityName)}::text[],
      ${column(({ words }) => arrayText(words))}::text[], ${column(({ lon }) => lon)}::float8[],
      ${column(({ lat }) => lat)}::float8[], ${column(({ numbers }) => arrayText(numbers))}::text[],
      ${column(({ lons }) => arrayText(lons))}::text[], ${column(({ lats }) => arrayText(lats))}::text[],
      ${column(({ addresses }) => addresses)}::int[]
    ) given(run, key, kind, scope, name, postcode, municipality, municipality_name, words, lon, lat, numbers, lons, lats,
      addresses)`);
};

/** Makes one line of those of a street that did not follow each other. */
export const joinRuns = async (tx: Transaction): Promise<void> => {
  await tx.execute(sql`create index on address_stage (key)`);
  await tx.execute(sql`analyze address_stage`);
  await tx.execute(sql`with several as (
      select key, min(run) as first from address_stage group by key having count(*) > 1
    ), every as (
      select distinct on (s.key, u.number) s.key, u.number, u.lon, u.lat
      from address_stage s join several using (key), unnest(s.numbers, s.lons, s.lats) u(number, lon, lat)
      order by s.key, u.number, s.run
    ), joined as (
      select key, array_agg(number order by by_number, number) as numbers,
        array_agg(lon order by by_number, number) as lons, array_agg(lat order by by_number, number) as lats
      from (select *, substring(number from '^[0-9]+')::int as by_number from every) numbered group by key
    ), written as (
      update address_stage s set numbers = joined.numbers, lons = joined.lons, lats = joined.lats
      from several left join joined using (key) where s.key = several.key and s.run = several.first
        and joined.key is not null
      returning 1
    )
    delete from address_stage s using several where s.key = several.key and s.run <> several.first`);
};

export interface Replaced {
  /** Lines of the part of the country that the file covers, and those that it does not name. */
  readonly present: number;
  readonly leaving: number;
}

/**
 * A file of a whole département replaces all of it; one of a few municipalities those only. `whole`: the
 * least share of the municipalities that makes a file one of the whole.
 */
const leavingLines = (country: string, whole: number) => sql`
  with named as (select distinct municipality from address_stage),
  parts as (select distinct scope from address_stage),
  covered as (
    select l.scope from address_line l join parts using (scope)
    where l.country = ${country} and l.kind = 'municipality'
    group by l.scope
    having count(*) filter (where l.municipality in (select municipality from named)) >= ${whole}::float8 * count(*)
  ), concerned as (
    select l.id, l.key from address_line l
    where l.country = ${country} and not l.is_demonstration and (
      l.municipality in (select municipality from named)
      or l.scope in (select scope from covered))
  ), leaving as (
    select c.id from concerned c where not exists (select 1 from address_stage s where s.key = c.key)
  )`;

const WHOLE = 0.8;

export const countLeavingLines = async (tx: Transaction, country: string): Promise<Replaced> => {
  const [row] = await rowsOf<{ present: number; leaving: number }>(
    tx,
    sql`${leavingLines(country, WHOLE)}
      select (select count(*) from concerned)::int as present, (select count(*) from leaving)::int as leaving`,
  );
  return row ?? { present: 0, leaving: 0 };
};

export const removeLeavingLines = async (tx: Transaction, country: string): Promise<number> => {
  const { rowCount } = await tx.execute(
    sql`${leavingLines(country, WHOLE)} delete from address_line where id in (select id from leaving)`,
  );
  return rowCount ?? 0;
};

export const removeDemonstrationLines = async (tx: Transaction): Promise<void> => {
  await tx.execute(sql`delete from address_line where is_demonstration`);
};

/** A street of 100 numbers, a municipality of 5 000 addresses are half as large as can be. */
const sizeOfStage = sql`(case kind when 'municipality' then addresses / (addresses + 5000.0)
  else cardinality(numbers) / (cardinality(numbers) + 100.0) end)::real`;

export const applyLines = async (
  tx: Transaction,
  country: string,
  isDemonstration: boolean,
): Promise<{ readonly added: number; readonly changed: number }> => {
  const { rows } = await tx.execute(sql`with written as (
      insert into address_line (country, key, kind, scope, name, postcode, municipality, municipality_name, words,
        size, lon, lat, numbers, lons, lats, is_demonstration)
      select ${country}, key, kind, scope, name, postcode, municipality, municipality_name, array_to_tsvector(words),
        ${sizeOfStage}, lon, lat, numbers, lons, lats, ${isDemonstration}
      from address_stage
      on conflict (country, key) do update set kind = excluded.kind, scope = excluded.scope, name = excluded.name,
        postcode = excluded.postcode, municipality = excluded.municipality,
        municipality_name = excluded.municipality_name, words = excluded.words, size = excluded.size,
        lon = excluded.lon, lat = excluded.lat, numbers = excluded.numbers, lons = excluded.lons,
        lats = excluded.lats, is_demonstration = excluded.is_demonstration
      where (address_line.kind, address_line.name, address_line.postcode, address_line.municipality,
          address_line.municipality_name, address_line.words, address_line.lon, address_line.lat,
          address_line.numbers, address_line.lons, address_line.lats, address_line.size, address_line.is_demonstration)
        is distinct from (excluded.kind, excluded.name, excluded.postcode, excluded.municipality,
          excluded.municipality_name, excluded.words, excluded.lon, excluded.lat,
          excluded.numbers, excluded.lons, excluded.lats, excluded.size, excluded.is_demonstration)
      returning (xmax = 0) as is_new
    ) select (count(*) filter (where is_new))::int as added, (count(*) filter (where not is_new))::int as changed
    from written`);
  await tx.execute(sql`insert into address_word (country, word)
    select distinct ${country}, substring(word from 2) from address_stage, unnest(words) word
    where substring(word from 2) !~ '^[0-9]+$'
    on conflict do nothing`);
  await tx.execute(sql`analyze address_line`);
  await tx.execute(sql`analyze address_word`);
  return rows[0] as { added: number; changed: number };
};
