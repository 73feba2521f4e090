import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, lte, or, sql } from "drizzle-orm";
import { station } from "../hosting/tables.ts";
import { membership } from "../organisations/tables.ts";
import type { Queries } from "../records/database.ts";
import { type PageOfThings, publicThings } from "../things/search.ts";
import { thing } from "../things/tables.ts";
import { groupDay, groupStation, place, placeExact, stationGroup, stationShare } from "./tables.ts";

const shown = {
  id: stationGroup.id,
  title: thing.title,
  summary: thing.summary,
  visibility: thing.visibility,
  owner: thing.owner,
  territory: thing.territory,
  kind: stationGroup.kind,
  zone: stationGroup.zone,
  lat: stationGroup.lat,
  lon: stationGroup.lon,
};

export const findGroup = async (db: Queries, id: string) =>
  (
    await db
      .select(shown)
      .from(stationGroup)
      .innerJoin(thing, eq(thing.id, stationGroup.id))
      .where(eq(stationGroup.id, id))
  )[0];
export type GroupRow = NonNullable<Awaited<ReturnType<typeof findGroup>>>;

export const listGroups = (db: Queries, page: PageOfThings) =>
  db
    .select(shown)
    .from(stationGroup)
    .innerJoin(thing, eq(thing.id, stationGroup.id))
    .where(publicThings(page, stationGroup.id))
    .orderBy(asc(stationGroup.id))
    .limit(page.limit);

export const insertGroup = async (
  tx: Queries,
  ofThing: Pick<
    typeof thing.$inferInsert,
    "title" | "summary" | "visibility" | "owner" | "territory"
  >,
  given: Omit<typeof stationGroup.$inferInsert, "id">,
): Promise<string> => {
  const [added] = await tx
    .insert(thing)
    .values({ ...ofThing, kind: "station_group", status: "published" })
    .returning({ id: thing.id });
  if (added === undefined) throw new Error("PostgreSQL gave no row back.");
  await tx.insert(stationGroup).values({ ...given, id: added.id });
  return added.id;
};

export const setCode = async (tx: Queries, id: string, codeHash: string): Promise<void> => {
  await tx.update(stationGroup).set({ codeHash }).where(eq(stationGroup.id, id));
};

export const groupOfCode = async (tx: Queries, codeHash: string): Promise<string | undefined> =>
  (
    await tx
      .select({ id: stationGroup.id })
      .from(stationGroup)
      .where(eq(stationGroup.codeHash, codeHash))
  )[0]?.id;

export const isMemberOf = async (
  tx: Queries,
  group: string,
  person: string | undefined,
): Promise<boolean> => {
  if (person === undefined) return false;
  const found = await tx
    .select({ id: stationGroup.id })
    .from(stationGroup)
    .innerJoin(membership, eq(membership.of, stationGroup.id))
    .where(and(eq(stationGroup.id, group), eq(membership.member, person)));
  return found.length > 0;
};

/** The groups to which somebody belongs. */
export const groupsOfMember = (tx: Queries, member: string) =>
  tx
    .select({
      id: stationGroup.id,
      title: thing.title,
      kind: stationGroup.kind,
      owner: thing.owner,
    })
    .from(stationGroup)
    .innerJoin(thing, eq(thing.id, stationGroup.id))
    .innerJoin(membership, eq(membership.of, stationGroup.id))
    .where(eq(membership.member, member))
    .orderBy(asc(thing.title), asc(stationGroup.id));

/** The stations that count in a group now, for its members. */
export const stationsIn = (tx: Queries, group: string) =>
  tx
    .select({
      id: station.id,
      name: station.name,
      since: groupStation.since,
      host: sql<string | null>`coalesce(${station.host}, ${thing.owner})`,
    })
    .from(groupStation)
    .innerJoin(station, eq(station.id, groupStation.station))
    .innerJoin(thing, eq(thing.id, station.id))
    .where(and(eq(groupStation.group, group), isNull(groupStation.until)))
    .orderBy(asc(station.name));

/** In which group a station counts now. */
export const groupOfStation = async (tx: Queries, id: string): Promise<string | undefined> =>
  (
    await tx
      .select({ group: groupStation.group })
      .from(groupStation)
      .where(and(eq(groupStation.station, id), isNull(groupStation.until)))
  )[0]?.group;

export const putStation = async (
  tx: Queries,
  group: string,
  id: string,
  since: Date,
): Promise<void> => {
  await tx.insert(groupStation).values({ group, station: id, since });
};

/** Takes stations out of a group; those that were shown to it are their hosts' alone again. */
export const takeOut = async (
  tx: Queries,
  group: string,
  stations: readonly string[],
  until: Date,
): Promise<void> => {
  if (stations.length === 0) return;
  const some = [...stations];
  await tx
    .update(groupStation)
    .set({ until })
    .where(
      and(
        eq(groupStation.group, group),
        inArray(groupStation.station, some),
        isNull(groupStation.until),
      ),
    );
};

/** Stations of a host that are shown to a group become their host's alone. */
export const closeSharedWith = async (
  tx: Queries,
  group: string,
  host: string,
): Promise<readonly string[]> => {
  const found = await tx
    .select({ id: station.id })
    .from(stationShare)
    .innerJoin(station, eq(station.id, stationShare.station))
    .innerJoin(thing, eq(thing.id, station.id))
    .where(
      and(
        eq(stationShare.group, group),
        or(eq(station.host, host), and(isNull(station.host), eq(thing.owner, host))),
      ),
    );
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await tx.update(thing).set({ visibility: "private" }).where(inArray(thing.id, ids));
  await tx.update(stationShare).set({ group: null }).where(inArray(stationShare.station, ids));
  return ids;
};

/** Groups of which a day may be over by then. */
export const groupsToDo = async (db: Queries, before: Date): Promise<readonly string[]> => {
  // Days end in the west last: half a day more than their date says.
  const rows = await db
    .select({ id: stationGroup.id })
    .from(stationGroup)
    .where(lt(stationGroup.doneUntil, before.toISOString().slice(0, 10)))
    .orderBy(asc(stationGroup.id));
  return rows.map(({ id }) => id);
};

export const lockGroup = async (tx: Queries, id: string) =>
  (
    await tx
      .select({ zone: stationGroup.zone, doneUntil: stationGroup.doneUntil })
      .from(stationGroup)
      .where(eq(stationGroup.id, id))
      .for("update")
  )[0];

/** About eleven metres: two stations of one address have one spot. */
const SPOT_DECIMALS = 4;

/**
 * The stations that were in the group, and at one place of one host, through the whole range. Their hosts
 * agreed to the terms. Outdoors only those that everybody sees: of a mean over public stations and a private
 * one, anybody could work out the private one.
 */
export const stationsOfDay = async (
  tx: Queries,
  group: string,
  { from, until }: { readonly from: number; readonly until: number },
) => {
  const [start, end] = [new Date(from), new Date(until)];
  const rows = await tx
    .select({
      name: station.name,
      exposure: place.exposure,
      host: place.host,
      id: place.id,
      lat: placeExact.lat,
      lon: placeExact.lon,
    })
    .from(groupStation)
    .innerJoin(station, eq(station.id, groupStation.station))
    .innerJoin(thing, eq(thing.id, station.id))
    .innerJoin(place, eq(place.station, station.id))
    .innerJoin(
      stationShare,
      and(
        eq(stationShare.station, station.id),
        eq(stationShare.host, place.host),
        isNotNull(stationShare.agreed),
      ),
    )
    .leftJoin(placeExact, eq(placeExact.place, place.id))
    .where(
      and(
        eq(groupStation.group, group),
        lte(groupStation.since, start),
        or(isNull(groupStation.until), gte(groupStation.until, end)),
        lte(place.since, start),
        or(isNull(place.until), gte(place.until, end)),
        or(eq(place.exposure, "indoor"), eq(thing.visibility, "public")),
      ),
    );
  return rows.flatMap(({ host, id, lat, lon, ...row }) =>
    host === null
      ? []
      : [
          {
            ...row,
            host,
            spot:
              lat === null || lon === null
                ? id
                : `${lat.toFixed(SPOT_DECIMALS)},${lon.toFixed(SPOT_DECIMALS)}`,
          },
        ],
  );
};

export const insertGroupDays = async (
  tx: Queries,
  id: string,
  day: string,
  rows: readonly (typeof groupDay.$inferInsert)[],
): Promise<void> => {
  if (rows.length > 0)
    await tx
      .insert(groupDay)
      .values([...rows])
      .onConflictDoNothing();
  await tx.update(stationGroup).set({ doneUntil: day }).where(eq(stationGroup.id, id));
};

export const daysOf = (
  db: Queries,
  group: string,
  { from, until, limit }: { from?: string | undefined; until?: string | undefined; limit: number },
) =>
  db
    .select({
      day: groupDay.day,
      exposure: groupDay.exposure,
      quantity: groupDay.quantity,
      homes: groupDay.homes,
      mean: groupDay.mean,
    })
    .from(groupDay)
    .where(
      and(
        eq(groupDay.group, group),
        from === undefined ? undefined : gte(groupDay.day, from),
        until === undefined ? undefined : lt(groupDay.day, until),
      ),
    )
    .orderBy(desc(groupDay.day), asc(groupDay.exposure), asc(groupDay.quantity))
    .limit(limit);
