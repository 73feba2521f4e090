import { and, asc, desc, eq, gte, inArray, lt, lte, or, sql } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import type { Forecast, ForecastPlace, ForecastSubject } from "./forecasts/forecast.ts";
import { qualityForecast } from "./tables.ts";

const table = qualityForecast;

/** Rows that go to PostgreSQL together: each has eight parameters, of 65 535. */
const AT_ONCE = 2000;

/** Ids of the territories that have these keys ("fr-commune-33063"); those that nothing has are not there. */
export const territoriesOfKeys = async (
  db: Queries,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (keys.length === 0) return new Map();
  const found = await db
    .select({ id: thing.id, slug: thing.slug })
    .from(thing)
    .where(and(eq(thing.kind, "territory"), inArray(thing.slug, [...keys])));
  return new Map(found.flatMap(({ id, slug }) => (slug === null ? [] : [[slug, id] as const])));
};

/**
 * Keeps what was said; of one source, place, subject, day and instant of issue the last import counts. The number of
 * rows that are new or say something else than before.
 */
export const putForecasts = async (
  tx: Queries,
  forecasts: readonly Forecast[],
  imported: Date,
): Promise<number> => {
  // Of two rows of one key PostgreSQL takes neither in one statement: the last counts.
  const rows = [
    ...new Map(
      forecasts.map((forecast) => [
        [
          ...[forecast.source, forecast.territory, forecast.station, forecast.subject],
          ...[forecast.day, forecast.issued.getTime()],
        ].join(" "),
        forecast,
      ]),
    ).values(),
  ];
  let changed = 0;
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const { rowCount } = await tx
      .insert(table)
      .values(rows.slice(first, first + AT_ONCE).map((row) => ({ ...row, imported })))
      .onConflictDoUpdate({
        target: [
          ...([table.source, table.territory, table.station] as const),
          ...([table.subject, table.day, table.issued] as const),
        ],
        set: {
          value: sql`excluded.value`,
          scale: sql`excluded.scale`,
          imported: sql`excluded.imported`,
        },
        setWhere: sql`(${table.value}, ${table.scale}) is distinct from (excluded.value, excluded.scale)`,
      });
    changed += rowCount ?? 0;
  }
  return changed;
};

/** What was said of days before this one goes. */
export const removeForecastsBefore = async (tx: Queries, day: string): Promise<void> => {
  await tx.delete(table).where(lt(table.day, day));
};

/** One forecast of each place, subject and day: what was said last by `asOf`, by whichever source. */
const newest = (
  db: Queries,
  { from, until, asOf }: { readonly from: string; readonly until: string; readonly asOf: Date },
  subjects: readonly ForecastSubject[] | undefined,
  place?: ForecastPlace,
): Promise<Forecast[]> =>
  db
    .selectDistinctOn([table.subject, table.day, table.territory, table.station], {
      ...{ source: table.source, territory: table.territory, station: table.station },
      ...{ subject: table.subject, day: table.day, value: table.value },
      ...{ scale: table.scale, issued: table.issued },
    })
    .from(table)
    .where(
      and(
        ...[gte(table.day, from), lte(table.day, until), lte(table.issued, asOf)],
        subjects === undefined ? undefined : inArray(table.subject, [...subjects]),
        place === undefined
          ? undefined
          : or(
              place.station === undefined ? undefined : eq(table.station, place.station),
              place.territories.length === 0
                ? undefined
                : inArray(table.territory, [...place.territories]),
            ),
      ),
    )
    .orderBy(
      ...[asc(table.subject), asc(table.day), asc(table.territory), asc(table.station)],
      ...[desc(table.issued), desc(table.imported), asc(table.source)],
    );

/**
 * For whoever looks after many places at once (alerts): the newest forecasts of one local day (YYYY-MM-DD), of all
 * places. `forecastAt` chooses from those of one subject. Nothing that was issued after `asOf` is there, so that the
 * same question about the same instant has the same answer.
 */
export const forecastsOfDay = (
  db: Queries,
  {
    day,
    asOf,
    subjects,
  }: {
    readonly day: string;
    readonly asOf: Date;
    readonly subjects?: readonly ForecastSubject[];
  },
): Promise<Forecast[]> => newest(db, { from: day, until: day, asOf }, subjects);

/** The newest forecasts of a place and of the territories around it, in order of subject and day; both days included. */
export const forecastsAround = async (
  db: Queries,
  place: ForecastPlace,
  range: { readonly from: string; readonly until: string; readonly asOf: Date },
): Promise<Forecast[]> =>
  place.station === undefined && place.territories.length === 0
    ? []
    : newest(db, range, undefined, place);
