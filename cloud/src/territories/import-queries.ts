import { and, count, desc, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { type Job, job } from "../jobs/tables.ts";
import type { Queries } from "../records/database.ts";
import { addressLine, type TerritoryImport, territory, territoryImport } from "./tables.ts";

export interface ImportWithJob {
  readonly row: TerritoryImport;
  readonly job: Job | null;
}

export const insertImport = async (
  tx: Queries,
  row: typeof territoryImport.$inferInsert,
): Promise<void> => {
  await tx.insert(territoryImport).values(row);
};

export const changeImport = async (
  tx: Queries,
  id: string,
  change: Partial<typeof territoryImport.$inferInsert>,
): Promise<void> => {
  await tx.update(territoryImport).set(change).where(eq(territoryImport.id, id));
};

const withJobs = (db: Queries) =>
  db
    .select({ row: territoryImport, job })
    .from(territoryImport)
    .leftJoin(job, eq(job.id, territoryImport.job));

export const readImport = async (db: Queries, id: string): Promise<ImportWithJob | undefined> => {
  const [found] = await withJobs(db).where(eq(territoryImport.id, id));
  return found;
};

export const listImports = (db: Queries, limit: number): Promise<ImportWithJob[]> =>
  withJobs(db).orderBy(desc(territoryImport.id)).limit(limit);

export const countImports = (db: Queries): Promise<number> => db.$count(territoryImport);

/** What is searched now: territories of each kind, addresses, and the list from which each came last. */
export interface InForce {
  readonly kinds: readonly {
    readonly kind: string;
    readonly count: number;
    readonly isDemonstration: boolean;
  }[];
  readonly addresses: number;
  /** The parts of the country whose addresses are known. */
  readonly scopes: readonly string[];
  readonly lists: readonly {
    readonly format: string;
    readonly file: string;
    readonly ended: Date;
  }[];
}

export const readInForce = async (db: Queries, country: string): Promise<InForce> => {
  const kinds = await db
    .select({
      kind: territory.kind,
      count: count(),
      isDemonstration: sql<boolean>`bool_and(${territory.isDemonstration})`,
    })
    .from(territory)
    .where(and(eq(territory.country, country), isNull(territory.ended)))
    .groupBy(territory.kind);
  const scopes = await db
    .select({
      scope: addressLine.scope,
      addresses: sql<number>`sum(cardinality(${addressLine.numbers}))`.mapWith(Number),
    })
    .from(addressLine)
    .where(eq(addressLine.country, country))
    .groupBy(addressLine.scope)
    .orderBy(addressLine.scope);
  const lists = await db
    .selectDistinctOn([territoryImport.format], {
      format: territoryImport.format,
      file: territoryImport.file,
      ended: territoryImport.ended,
    })
    .from(territoryImport)
    .where(and(eq(territoryImport.country, country), eq(territoryImport.outcome, "imported")))
    .orderBy(territoryImport.format, desc(territoryImport.id));
  return {
    kinds,
    addresses: scopes.reduce((sum, { addresses }) => sum + addresses, 0),
    scopes: scopes.map(({ scope }) => scope),
    lists: lists.flatMap(({ format, file, ended }) =>
      format === null || ended === null ? [] : [{ format, file, ended }],
    ),
  };
};

/** The imports whose files are still needed. */
export const waitingImports = async (db: Queries): Promise<string[]> =>
  (
    await db
      .select({ id: territoryImport.id })
      .from(territoryImport)
      .innerJoin(job, eq(job.id, territoryImport.job))
      .where(and(isNull(territoryImport.outcome), inArray(job.state, ["waiting", "running"])))
  ).map(({ id }) => id);

/** The list as which the same file was imported before, unless another file of that list came after it. */
export const sameFileBefore = async (
  db: Queries,
  { country, sha256, isDemonstration }: TerritoryImport,
): Promise<string | undefined> => {
  const imported = and(
    eq(territoryImport.country, country),
    eq(territoryImport.outcome, "imported"),
    eq(territoryImport.isDemonstration, isDemonstration),
  );
  const [same] = await db
    .select()
    .from(territoryImport)
    .where(and(imported, eq(territoryImport.sha256, sha256)))
    .orderBy(desc(territoryImport.id))
    .limit(1);
  if (same?.format == null) return undefined;
  // Ids grow with time.
  const later = await db.$count(territoryImport, and(imported, gt(territoryImport.id, same.id)));
  return later === 0 ? same.format : undefined;
};

/** One process at a time decides whether the demonstration is to be imported. */
export const lockDemonstration = async (tx: Queries): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(7309844)`);
};
