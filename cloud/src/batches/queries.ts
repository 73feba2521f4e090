import { and, count, desc, eq, inArray, isNull } from "drizzle-orm";
import { insertStation } from "../hosting/queries.ts";
import { labelCode, station, stationCredential } from "../hosting/tables.ts";
import { organisation } from "../organisations/tables.ts";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import { MOST_LISTED } from "./limits.ts";
import { preparedStation, stationBatch } from "./tables.ts";

/** Until the transaction ends nobody else prepares boxes for it. */
export const lockOrganisation = async (tx: Queries, id: string): Promise<boolean> =>
  (
    await tx
      .select({ id: organisation.id })
      .from(organisation)
      .where(eq(organisation.id, id))
      .for("update")
  ).length > 0;

const isUnclaimed = and(isNull(station.host), eq(station.state, "registered"));

export const countUnclaimed = async (tx: Queries, of: string): Promise<number> => {
  const [found] = await tx
    .select({ count: count() })
    .from(preparedStation)
    .innerJoin(stationBatch, eq(stationBatch.id, preparedStation.batch))
    .innerJoin(station, eq(station.id, preparedStation.station))
    .where(and(eq(stationBatch.organisation, of), isUnclaimed));
  return found?.count ?? 0;
};

export const insertBatch = async (
  tx: Queries,
  given: Omit<typeof stationBatch.$inferInsert, "id">,
): Promise<string> => {
  const [added] = await tx.insert(stationBatch).values(given).returning();
  if (added === undefined) throw new Error("PostgreSQL gave no row back.");
  return added.id;
};

export interface PreparedRow {
  readonly name: string;
  /** Of its secret. */
  readonly proof: string;
  readonly codeHash: string;
  readonly wordHash: string;
}

/** Adds a station that nobody sees before it is somebody's, and whose code is then enough. */
export const insertPrepared = async (
  tx: Queries,
  { name, proof, codeHash, wordHash }: PreparedRow,
  { batch, by, at }: { readonly batch: string; readonly by: string; readonly at: Date },
): Promise<void> => {
  const id = await insertStation(tx, { name, state: "registered", since: at });
  await tx.update(thing).set({ visibility: "private" }).where(eq(thing.id, id));
  await tx.insert(stationCredential).values({ kind: "station", name, hash: proof, since: at });
  await tx
    .insert(labelCode)
    .values({ station: id, codeHash, wordHash, created: at, vouchedBy: by });
  await tx.insert(preparedStation).values({ station: id, batch });
};

export const batchesOf = (tx: Queries, of: string) =>
  tx
    .select({ id: stationBatch.id, title: stationBatch.title, created: stationBatch.created })
    .from(stationBatch)
    .where(eq(stationBatch.organisation, of))
    .orderBy(desc(stationBatch.created), desc(stationBatch.id))
    .limit(MOST_LISTED);

export const stationsIn = async (tx: Queries, batches: readonly string[]) =>
  batches.length === 0
    ? []
    : tx
        .select({ batch: preparedStation.batch, name: station.name, state: station.state })
        .from(preparedStation)
        .innerJoin(station, eq(station.id, preparedStation.station))
        .where(inArray(preparedStation.batch, [...batches]))
        .orderBy(station.name);

export const findBatch = async (tx: Queries, of: string, id: string) =>
  (
    await tx
      .select()
      .from(stationBatch)
      .where(and(eq(stationBatch.organisation, of), eq(stationBatch.id, id)))
      .for("update")
  )[0];

/** Those of a batch that nobody has claimed, until the transaction ends. */
export const lockUnclaimed = (tx: Queries, batch: string) =>
  tx
    .select({ id: station.id, name: station.name })
    .from(station)
    .innerJoin(preparedStation, eq(preparedStation.station, station.id))
    .where(and(eq(preparedStation.batch, batch), isUnclaimed))
    .for("update", { of: station });

export const proofsOf = async (tx: Queries, names: readonly string[]): Promise<string[]> =>
  names.length === 0
    ? []
    : (
        await tx
          .select({ hash: stationCredential.hash })
          .from(stationCredential)
          .where(
            and(eq(stationCredential.kind, "station"), inArray(stationCredential.name, [...names])),
          )
      ).map(({ hash }) => hash);

/** The secrets stay, revoked: a card that was written must not bring the station back. */
export const discardStations = async (
  tx: Queries,
  stations: readonly { readonly id: string; readonly name: string }[],
  at: Date,
): Promise<void> => {
  if (stations.length === 0) return;
  await tx
    .update(stationCredential)
    .set({ revoked: at })
    .where(
      and(
        eq(stationCredential.kind, "station"),
        inArray(
          stationCredential.name,
          stations.map(({ name }) => name),
        ),
      ),
    );
  await tx.delete(thing).where(
    inArray(
      thing.id,
      stations.map(({ id }) => id),
    ),
  );
};

export const removeEmptyBatch = async (tx: Queries, id: string): Promise<void> => {
  const left = await tx.$count(preparedStation, eq(preparedStation.batch, id));
  if (left === 0) await tx.delete(stationBatch).where(eq(stationBatch.id, id));
};

export const batchesBy = (tx: Queries, who: string) =>
  tx
    .select({ title: stationBatch.title, created: stationBatch.created })
    .from(stationBatch)
    .where(eq(stationBatch.preparedBy, who))
    .orderBy(stationBatch.created);
