import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, notInArray, or } from "drizzle-orm";
import { person, roleGrant } from "../people/tables.ts";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import type { KnownGateway, KnownStation } from "./device-file.ts";
import type { DeviceKind, StationLife } from "./states.ts";
import {
  claimAttempt,
  handOver,
  labelCode,
  type StationRow,
  station,
  stationCredential,
  stationRelay,
} from "./tables.ts";

const thingOf = (name: string, state: StationLife) => ({
  ...{ kind: "station", slug: name, title: name },
  status: state === "waiting" ? ("proposed" as const) : ("published" as const),
  visibility: state === "waiting" ? ("private" as const) : ("public" as const),
});

/** Adds a station without a host. What is not registered by somebody is seen by administrators only. */
export const insertStation = async (
  tx: Queries,
  given: { readonly name: string; readonly state: StationLife; readonly since: Date },
): Promise<string> => {
  const [added] = await tx.insert(thing).values(thingOf(given.name, given.state)).returning();
  if (added === undefined) throw new Error("PostgreSQL gave no row back.");
  await tx.insert(station).values({ id: added.id, ...given });
  return added.id;
};

export const findStation = async (tx: Queries, name: string): Promise<StationRow | undefined> =>
  (await tx.select().from(station).where(eq(station.name, name)))[0];

/** The same, for a change: nobody else changes it until the transaction ends. */
export const lockStation = async (tx: Queries, name: string): Promise<StationRow | undefined> =>
  (await tx.select().from(station).where(eq(station.name, name)).for("update"))[0];

export const findStationById = async (tx: Queries, id: string): Promise<StationRow | undefined> =>
  (await tx.select().from(station).where(eq(station.id, id)))[0];

export const allStations = (tx: Queries): Promise<StationRow[]> => tx.select().from(station);

export const currentCredentials = (tx: Queries) =>
  tx.select().from(stationCredential).where(isNull(stationCredential.revoked));

export const revokedCredentials = (tx: Queries) =>
  tx.select().from(stationCredential).where(isNotNull(stationCredential.revoked));

export const allRelays = (tx: Queries) =>
  tx
    .select({ gateway: stationRelay.gateway, name: station.name })
    .from(stationRelay)
    .innerJoin(station, eq(station.id, stationRelay.station));

export const usedLabels = async (tx: Queries): Promise<string[]> =>
  (
    await tx
      .select({ name: station.name })
      .from(labelCode)
      .innerJoin(station, eq(station.id, labelCode.station))
      .where(isNotNull(labelCode.used))
  ).map(({ name }) => name);

type Named<T> = readonly (readonly [name: string, known: T])[];

const putCredentials = async (
  tx: Queries,
  kind: DeviceKind,
  devices: Named<{ readonly hashes: readonly string[] }>,
  at: Date,
): Promise<void> => {
  const names = devices.map(([name]) => name);
  const hashes = devices.flatMap(([, known]) => known.hashes);
  const ofThese = and(
    eq(stationCredential.kind, kind),
    inArray(stationCredential.name, names),
    isNull(stationCredential.revoked),
  );
  await tx
    .update(stationCredential)
    .set({ revoked: at })
    .where(
      hashes.length === 0 ? ofThese : and(ofThese, notInArray(stationCredential.hash, hashes)),
    );
  const rows = devices.flatMap(([name, known]) =>
    known.hashes.map((hash) => ({ kind, name, hash, since: at })),
  );
  if (rows.length > 0) await tx.insert(stationCredential).values(rows).onConflictDoNothing();
};

/** Brings what the broker knows of some stations into the records; what they know already stays. */
export const putStations = async (
  tx: Queries,
  devices: Named<KnownStation>,
  at: Date,
): Promise<void> => {
  const names = devices.map(([name]) => name);
  const there = await tx.select().from(station).where(inArray(station.name, names));
  const ids = new Map(there.map(({ name, id }) => [name, id]));
  const missing = devices.filter(([name]) => !ids.has(name));
  if (missing.length > 0) {
    const things = await tx
      .insert(thing)
      .values(missing.map(([name, { state }]) => thingOf(name, state)))
      .returning({ id: thing.id, slug: thing.slug });
    for (const { id, slug } of things) ids.set(slug ?? "", id);
    await tx.insert(station).values(
      missing.flatMap(([name, { state, since }]) => {
        const id = ids.get(name);
        return id === undefined ? [] : [{ id, name, state, since: new Date(since) }];
      }),
    );
  }
  await putCredentials(tx, "station", devices, at);
  const labels = devices.flatMap(([name, { label }]) => {
    const id = ids.get(name);
    if (label === undefined || id === undefined) return [];
    return [{ station: id, codeHash: label.code, wordHash: label.word, created: at }];
  });
  if (labels.length > 0) await tx.insert(labelCode).values(labels).onConflictDoNothing();
  const relays = devices.flatMap(([name, { gateways }]) => {
    const id = ids.get(name);
    return id === undefined ? [] : gateways.map((gateway) => ({ gateway, station: id, since: at }));
  });
  if (relays.length > 0) await tx.insert(stationRelay).values(relays).onConflictDoNothing();
};

export const putGateways = (tx: Queries, devices: Named<KnownGateway>, at: Date): Promise<void> =>
  putCredentials(tx, "gateway", devices, at);

/** The box whose label has this code, if the code was not used. */
export const findLabel = async (tx: Queries, codeHash: string) =>
  (
    await tx
      .select({ label: labelCode, station })
      .from(labelCode)
      .innerJoin(station, eq(station.id, labelCode.station))
      .where(and(eq(labelCode.codeHash, codeHash), isNull(labelCode.used)))
      .for("update")
  )[0];

export const useLabel = async (tx: Queries, id: string, at: Date): Promise<void> => {
  await tx.update(labelCode).set({ used: at }).where(eq(labelCode.station, id));
};

export const vouchFor = async (tx: Queries, ids: readonly string[], by: string): Promise<number> =>
  (
    await tx
      .update(labelCode)
      .set({ vouchedBy: by })
      .where(and(inArray(labelCode.station, [...ids]), isNull(labelCode.used)))
      .returning({ id: labelCode.station })
  ).length;

export const setState = async (
  tx: Queries,
  id: string,
  state: StationLife,
  at: Date,
): Promise<void> => {
  await tx.update(station).set({ state, since: at }).where(eq(station.id, id));
  const status = state === "retired" ? "archived" : state === "waiting" ? "proposed" : "published";
  // Nobody's home: everybody sees it. What becomes somebody's is theirs to show.
  const seen = state === "registered" ? { visibility: "public" as const } : {};
  await tx
    .update(thing)
    .set({ status, ...seen })
    .where(eq(thing.id, id));
};

export const setHost = async (tx: Queries, id: string, host: string | null): Promise<void> => {
  await tx.update(station).set({ host }).where(eq(station.id, id));
  await tx.update(thing).set({ owner: host }).where(eq(thing.id, id));
};

export const stationsOf = (tx: Queries, host: string): Promise<StationRow[]> =>
  tx.select().from(station).where(eq(station.host, host)).orderBy(station.name);

export const removeStation = async (tx: Queries, name: string): Promise<void> => {
  await tx.delete(thing).where(and(eq(thing.kind, "station"), eq(thing.slug, name)));
};

export const insertAttempt = async (tx: Queries, who: string, at: Date): Promise<void> => {
  await tx.insert(claimAttempt).values({ person: who, at });
};

export const attemptsSince = (tx: Queries, since: Date) =>
  tx
    .select({ person: claimAttempt.person, at: claimAttempt.at })
    .from(claimAttempt)
    .where(gt(claimAttempt.at, since));

export const removeAttemptsBefore = async (tx: Queries, at: Date): Promise<void> => {
  await tx.delete(claimAttempt).where(lt(claimAttempt.at, at));
};

/** Those who administer the platform, for what they must be told. */
export const administrators = (tx: Queries, at: Date) =>
  tx
    .select({ id: person.id, email: person.email, name: person.name, language: person.language })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.person))
    .where(
      and(
        eq(roleGrant.role, "administrator"),
        eq(roleGrant.scopeKind, "platform"),
        isNull(person.closedAt),
        or(isNull(roleGrant.until), gt(roleGrant.until, at)),
      ),
    );

export const insertHandOver = async (
  tx: Queries,
  given: Omit<typeof handOver.$inferInsert, "id">,
): Promise<void> => {
  await tx.insert(handOver).values(given);
};

const isOpen = (at: Date) =>
  and(isNull(handOver.agreed), isNull(handOver.ended), gt(handOver.expires, at));

export const endHandOvers = async (tx: Queries, id: string, at: Date): Promise<number> =>
  (
    await tx
      .update(handOver)
      .set({ ended: at })
      .where(and(eq(handOver.station, id), isOpen(at)))
      .returning({ id: handOver.id })
  ).length;

export const offersTo = (tx: Queries, to: string, at: Date) =>
  tx
    .select({
      id: handOver.id,
      station: station.name,
      offered: handOver.offered,
      expires: handOver.expires,
    })
    .from(handOver)
    .innerJoin(station, eq(station.id, handOver.station))
    .where(and(eq(handOver.to, to), isOpen(at), ne(station.state, "retired")))
    .orderBy(desc(handOver.offered));

/** The offers of somebody's stations that nobody has accepted yet. */
export const offersFrom = (tx: Queries, from: string, at: Date) =>
  tx
    .select({ station: handOver.station, expires: handOver.expires })
    .from(handOver)
    .where(and(eq(handOver.from, from), isOpen(at)));

export const lockOffer = async (tx: Queries, id: string, to: string, at: Date) =>
  (
    await tx
      .select({ offer: handOver, station })
      .from(handOver)
      .innerJoin(station, eq(station.id, handOver.station))
      .where(and(eq(handOver.id, id), eq(handOver.to, to), isOpen(at)))
      .for("update")
  )[0];

export const agreeHandOver = async (tx: Queries, id: string, at: Date): Promise<void> => {
  await tx.update(handOver).set({ agreed: at, ended: at }).where(eq(handOver.id, id));
};
