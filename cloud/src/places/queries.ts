import { and, asc, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import { type StationRow, station } from "../hosting/tables.ts";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import type { GeoPoint } from "./grid.ts";
import type { KnownPlace, KnownStation } from "./known-station.ts";
import { type PlaceRow, place, placeExact, stationShare } from "./tables.ts";

const defined = <T extends object>(given: T): T =>
  Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  ) as T;

/** A station with its thing, for whoever changes it. */
export interface OwnStation {
  readonly station: StationRow;
  readonly host: string | null;
  readonly visibility: "public" | "group" | "private";
  readonly licence: string | null;
}

export const findOwnStation = async (
  tx: Queries,
  name: string,
): Promise<OwnStation | undefined> => {
  const [found] = await tx
    .select({
      station,
      owner: thing.owner,
      visibility: thing.visibility,
      licence: thing.licence,
    })
    .from(station)
    .innerJoin(thing, eq(thing.id, station.id))
    .where(eq(station.name, name));
  if (found === undefined) return undefined;
  const { owner, ...rest } = found;
  return { ...rest, host: found.station.host ?? owner };
};

/** Holds a station's places and its sharing until the transaction ends: changes come one after the other. */
export const lockStation = async (tx: Queries, id: string): Promise<void> => {
  await tx.select({ id: station.id }).from(station).where(eq(station.id, id)).for("update");
};

const knownPlace = (row: PlaceRow, exact: GeoPoint | null): KnownPlace =>
  defined({
    since: row.since.getTime(),
    until: row.until?.getTime(),
    lat: row.isExact && exact !== null ? exact.lat : row.lat,
    lon: row.isExact && exact !== null ? exact.lon : row.lon,
    isExact: row.isExact && exact !== null,
    host: row.host ?? undefined,
    territory: row.territory ?? undefined,
    exposure: row.exposure,
    siting: row.siting ?? undefined,
    connectivity: row.connectivity ?? undefined,
  });

/**
 * What everybody's doors need of all stations, or of one. A station whose host has not agreed to the terms
 * (nobody asked yet, or the one before did) is its host's alone, and where it is now is not known.
 */
export const readKnownStations = async (
  db: Queries,
  only?: string,
): Promise<readonly KnownStation[]> => {
  const rows = await db
    .select({
      id: station.id,
      name: station.name,
      host: station.host,
      since: station.since,
      owner: thing.owner,
      visibility: thing.visibility,
      licence: thing.licence,
      group: stationShare.group,
      agreedBy: stationShare.host,
      agreed: stationShare.agreed,
      past: stationShare.past,
      credit: stationShare.credit,
      title: stationShare.title,
    })
    .from(station)
    .innerJoin(thing, eq(thing.id, station.id))
    .leftJoin(stationShare, eq(stationShare.station, station.id))
    .where(only === undefined ? undefined : eq(station.id, only))
    .orderBy(asc(station.name));
  const placed = await db
    .select({ place, lat: placeExact.lat, lon: placeExact.lon })
    .from(place)
    .leftJoin(placeExact, and(eq(placeExact.place, place.id), place.isExact))
    .where(only === undefined ? undefined : eq(place.station, only))
    .orderBy(asc(place.station), asc(place.since));
  const byStation = Map.groupBy(placed, (each) => each.place.station);
  return rows.map(
    ({ id, name, host: person, owner, visibility, licence, group, since, ...share }) => {
      const { agreedBy, agreed, past, credit, title } = share;
      const host = person ?? owner;
      const hasAgreed =
        host === null || (agreed !== null && (agreedBy === null || agreedBy === host));
      const places = (byStation.get(id) ?? []).map(({ place: row, lat, lon }) => {
        const known = knownPlace(row, lat === null || lon === null ? null : { lat, lon });
        const isOfAnother = row.host !== null && host !== null && row.host !== host;
        // The box went to another home: since when it is there, its new host will say.
        return isOfAnother && known.until === undefined
          ? { ...known, until: Math.max(since.getTime(), known.since + 1) }
          : known;
      });
      return {
        ...defined({ name, thing: id, host: host ?? undefined }),
        visibility: hasAgreed ? visibility : ("private" as const),
        ...defined({ group: group ?? undefined, licence: licence ?? undefined }),
        ...defined({ past: past?.getTime() }),
        // The words of a host who has left are nobody's.
        ...defined({
          credit: host !== null && agreedBy === host ? (credit ?? undefined) : undefined,
          title: agreedBy === host ? (title ?? undefined) : undefined,
        }),
        places,
      };
    },
  );
};

export interface PlaceWithExact {
  readonly place: PlaceRow;
  /** Only where whoever asks is the host who said it. */
  readonly exact: {
    readonly lat: number;
    readonly lon: number;
    readonly height: number | null;
  } | null;
}

/** The places of a station, the newest first, with the exact points that this host said. */
export const placesOf = async (
  tx: Queries,
  id: string,
  host: string | undefined,
): Promise<PlaceWithExact[]> => {
  const rows = await tx
    .select({ place, lat: placeExact.lat, lon: placeExact.lon, height: placeExact.height })
    .from(place)
    .leftJoin(
      placeExact,
      and(
        eq(placeExact.place, place.id),
        host === undefined ? sql`false` : eq(placeExact.host, host),
      ),
    )
    .where(eq(place.station, id))
    .orderBy(desc(place.since));
  return rows.map(({ place: row, lat, lon, height }) => ({
    place: row,
    exact: lat === null || lon === null ? null : { lat, lon, height },
  }));
};

/** Places that a new one from `since` on would overlap: all but the present one, which ends then. */
export const overlapping = async (tx: Queries, id: string, since: Date): Promise<boolean> =>
  (
    await tx
      .select({ id: place.id })
      .from(place)
      .where(
        and(
          eq(place.station, id),
          or(gt(place.until, since), and(isNull(place.until), sql`${place.since} >= ${since}`)),
        ),
      )
      .limit(1)
  ).length > 0;

/** Of all hosts that the station has had. */
export const countPlaces = (tx: Queries, id: string): Promise<number> =>
  tx.$count(place, eq(place.station, id));

export const endPlace = async (tx: Queries, id: string, until: Date): Promise<void> => {
  await tx
    .update(place)
    .set({ until })
    .where(and(eq(place.station, id), isNull(place.until), lt(place.since, until)));
};

export const insertPlace = async (
  tx: Queries,
  given: typeof place.$inferInsert,
): Promise<string> => {
  const [added] = await tx.insert(place).values(given).returning({ id: place.id });
  if (added === undefined) throw new Error("PostgreSQL gave no row back.");
  return added.id;
};

export const changePlace = async (
  tx: Queries,
  id: string,
  given: Partial<typeof place.$inferInsert>,
): Promise<void> => {
  if (Object.keys(given).length > 0) await tx.update(place).set(given).where(eq(place.id, id));
};

export const putExact = async (
  tx: Queries,
  given: typeof placeExact.$inferInsert,
): Promise<void> => {
  await tx
    .insert(placeExact)
    .values(given)
    .onConflictDoUpdate({ target: placeExact.place, set: given });
};

export const removeExact = async (tx: Queries, id: string): Promise<void> => {
  await tx.delete(placeExact).where(eq(placeExact.place, id));
};

/** A station's visibility and licence, and that its host agreed. */
export const putShare = async (
  tx: Queries,
  given: typeof stationShare.$inferInsert,
  { visibility, licence }: Pick<OwnStation, "visibility" | "licence">,
): Promise<void> => {
  await tx.update(thing).set({ visibility, licence }).where(eq(thing.id, given.station));
  await tx
    .insert(stationShare)
    .values(given)
    .onConflictDoUpdate({ target: stationShare.station, set: given });
};

/**
 * A station that gets another host, or its first one: it is nobody else's until the host has agreed, where it
 * is now is not known, and what was not public before is shown to nobody. Call it in the transaction of the
 * change, and `knownStations.refresh(station)` after its commit.
 */
export const startHosting = async (tx: Queries, id: string, at: Date): Promise<void> => {
  const [found] = await tx
    .select({ visibility: thing.visibility, state: station.state })
    .from(thing)
    .innerJoin(station, eq(station.id, thing.id))
    .where(eq(thing.id, id));
  const wasHidden =
    found !== undefined && found.visibility !== "public" && found.state !== "waiting";
  await endPlace(tx, id, at);
  await tx.update(thing).set({ visibility: "private" }).where(eq(thing.id, id));
  const none = { group: null, terms: null, agreed: null, host: null, credit: null, title: null };
  const past = wasHidden ? { past: at } : {};
  await tx
    .insert(stationShare)
    .values({ station: id, ...none, ...past })
    .onConflictDoUpdate({ target: stationShare.station, set: { ...none, ...past } });
  await settlePhotos(tx, id);
};

/** What everybody reads of a station in its host's words; null where they give none. */
export type HostWords = { readonly credit: string | null } | { readonly title: string | null };

/**
 * Keeps a host's words. Whether this is its host still: the words of one who gave it away meanwhile would stand
 * under the next one's name.
 */
export const putHostWords = async (
  tx: Queries,
  id: string,
  host: string | null,
  given: HostWords,
): Promise<boolean> =>
  (
    await tx
      .update(stationShare)
      .set(given)
      .where(
        and(
          eq(stationShare.station, id),
          host === null ? isNull(stationShare.host) : eq(stationShare.host, host),
        ),
      )
      .returning({ station: stationShare.station })
  ).length > 0;

/** What a station that is nobody's is called; whoever becomes its host gives it a name of their own. */
export const nameNobodys = async (tx: Queries, id: string, title: string): Promise<void> => {
  await tx
    .insert(stationShare)
    .values({ station: id, title })
    .onConflictDoUpdate({ target: stationShare.station, set: { title } });
};

/** How somebody was named, and what they called their stations, goes with them. */
export const forgetHostWords = async (tx: Queries, host: string): Promise<void> => {
  await tx
    .update(stationShare)
    .set({ credit: null, title: null })
    .where(eq(stationShare.host, host));
};

/**
 * Of somebody who leaves: what they showed to a group, or did not agree to show, stays hidden when the station
 * is nobody's.
 */
export const closeUnshared = async (tx: Queries, host: string): Promise<void> => {
  await tx.execute(sql`update thing set visibility = 'private' where id in (
    select s.id from station s join thing g on g.id = s.id left join station_share h on h.station = s.id
    where coalesce(s.host, g.owner) = ${host}::uuid
      and (g.visibility = 'group' or h.agreed is null or h.host is distinct from ${host}::uuid))`);
};

/**
 * The picture of where a station is now is seen by everybody where its host wishes so, and who else sees the
 * station does; every other one is its owner's alone. One picture may stand at two places of a station.
 */
export const settlePhotos = async (tx: Queries, id: string): Promise<void> => {
  await tx.execute(sql`update thing set visibility = case
      when exists (select from place p join thing s on s.id = p.station
        where p.photo = thing.id and p.until is null and p.photo_public
          and p.exposure = 'outdoor' and s.visibility = 'public')
      then 'public' else 'private' end
    where thing.id in (select photo from place where station = ${id})`);
};

export const findShare = async (
  tx: Queries,
  id: string,
): Promise<typeof stationShare.$inferSelect | undefined> =>
  (await tx.select().from(stationShare).where(eq(stationShare.station, id)))[0];

export const setTerritory = async (
  tx: Queries,
  id: string,
  territory: string | null,
): Promise<void> => {
  await tx.update(thing).set({ territory }).where(eq(thing.id, id));
};

/** Present places without a territory: found again when territories were imported. */
export const unplaced = (tx: Queries, limit: number) =>
  tx
    .select({ id: place.id, station: place.station, lat: place.lat, lon: place.lon })
    .from(place)
    .where(and(isNull(place.territory), isNull(place.until)))
    .limit(limit);

/** Stations of somebody, with all their places and what they agreed to: for their archive. */
export const hostedBy = async (tx: Queries, host: string) =>
  tx
    .select({
      id: station.id,
      name: station.name,
      visibility: thing.visibility,
      licence: thing.licence,
    })
    .from(station)
    .innerJoin(thing, eq(thing.id, station.id))
    .where(or(eq(station.host, host), and(isNull(station.host), eq(thing.owner, host))))
    .orderBy(asc(station.name));

/** Places at which somebody hosted a station that is another's now. */
export const placesHostedBefore = async (
  tx: Queries,
  host: string,
): Promise<(PlaceWithExact & { readonly name: string })[]> =>
  tx
    .select({ name: station.name, place, exact: placeExact })
    .from(placeExact)
    .innerJoin(place, eq(place.id, placeExact.place))
    .innerJoin(station, eq(station.id, place.station))
    .innerJoin(thing, eq(thing.id, station.id))
    .where(
      and(
        eq(placeExact.host, host),
        sql`coalesce(${station.host}, ${thing.owner}) is distinct from ${host}::uuid`,
      ),
    )
    .orderBy(asc(station.name), asc(place.since));
