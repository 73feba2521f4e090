import { QuantityName } from "@datacityzen/hardware/quantities";
import { and, asc, count, desc, eq, getTableColumns, inArray, lt, max, or, sql } from "drizzle-orm";
import { sensorReplacement, station as stationTable } from "../hosting/tables.ts";
import type { Queries } from "../records/database.ts";
import type { Variant } from "../series/store.ts";
import type { Calibration, CalibrationState } from "./calibrations/calibration.ts";
import { type QualityCalibration, qualityCalibration } from "./tables.ts";

const table = qualityCalibration;

/** A year of hours is 300 kB, so a list leaves them out. */
const { pairs: _, ...columnsOfLists } = getTableColumns(table);

/** A line without the hours that it was fitted on. */
export type ListedCalibration = Omit<QualityCalibration, "pairs">;

/** Whoever changes the lines of a sensor waits for whoever does so already: two stewards at once. */
const alone = async (
  tx: Queries,
  { station, sensor }: Pick<QualityCalibration, "station" | "sensor">,
): Promise<void> => {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtext('quality_calibration'), hashtext(${`${station} ${sensor}`}))`,
  );
};

/** The instants at which sensors were replaced by others, in order; of one station, or of all. */
const readReplacements = (db: Queries, station?: string) =>
  db
    .select({
      station: stationTable.name,
      ...{ sensor: sensorReplacement.sensor, at: sensorReplacement.at },
    })
    .from(sensorReplacement)
    .innerJoin(stationTable, eq(stationTable.id, sensorReplacement.station))
    .where(station === undefined ? undefined : eq(stationTable.name, station))
    .orderBy(asc(sensorReplacement.at));

const inForce = (row: ListedCalibration): Calibration[] => {
  const quantity = QuantityName.safeParse(row.quantity).data;
  if (quantity === undefined || row.since === null) return [];
  return [
    {
      ...{ station: row.station, sensor: row.sensor, quantity, kind: row.kind },
      ...{ number: row.number, of: row.of as Variant, reference: row.reference, fit: row.fit },
      ...{ valid: [row.low, row.high], since: row.since.getTime() },
      until: row.until?.getTime(),
    },
  ];
};

/**
 * All that are or were in force, the oldest first; of one station, or of all. A line is of one device: it
 * holds from the last replacement of the sensor before the hours that it was fitted on, up to the next one.
 */
export const readInForce = async (db: Queries, station?: string): Promise<Calibration[]> => {
  const rows = await db
    .select(columnsOfLists)
    .from(table)
    .where(
      and(
        inArray(table.state, ["active", "ended"]),
        station === undefined ? undefined : eq(table.station, station),
      ),
    )
    .orderBy(asc(table.station), asc(table.since), asc(table.number));
  const lines = rows.flatMap(inForce);
  if (lines.length === 0) return lines;
  const replaced = Map.groupBy(
    await readReplacements(db, station),
    (one) => `${one.station} ${one.sensor}`,
  );
  return lines.map(({ fit, since, until = Number.POSITIVE_INFINITY, ...line }) => {
    const instants = (replaced.get(`${line.station} ${line.sensor}`) ?? []).map(({ at }) =>
      at.getTime(),
    );
    const begun = instants.findLast((at) => at <= fit.from) ?? since;
    const end = instants.find((at) => at >= fit.until) ?? until;
    const last = Math.min(until, end);
    return {
      ...{ ...line, fit, since: Math.max(since, begun) },
      until: last === Number.POSITIVE_INFINITY ? undefined : last,
    };
  });
};

export const countCalibrations = async (db: Queries, station: string): Promise<number> =>
  (await db.select({ count: count() }).from(table).where(eq(table.station, station)))[0]?.count ??
  0;

export type NewCalibration = Omit<typeof table.$inferInsert, "id" | "number" | "state">;

/** Its number is the next one of the sensor. */
export const insertCalibration = async (
  tx: Queries,
  given: NewCalibration,
): Promise<QualityCalibration> => {
  await alone(tx, given);
  const [last] = await tx
    .select({ number: max(table.number) })
    .from(table)
    .where(and(eq(table.station, given.station), eq(table.sensor, given.sensor)));
  const [added] = await tx
    .insert(table)
    .values({ ...given, number: (last?.number ?? 0) + 1 })
    .returning();
  if (added === undefined) throw new Error("PostgreSQL gave no row back.");
  return added;
};

export const readCalibration = async (
  db: Queries,
  id: string,
): Promise<QualityCalibration | undefined> =>
  (await db.select().from(table).where(eq(table.id, id)))[0];

/** Of which stations there are any. */
export const stationsWithCalibrations = async (db: Queries): Promise<string[]> =>
  (await db.selectDistinct({ station: table.station }).from(table)).map(({ station }) => station);

/** The newest first, of some stations. */
export const listCalibrations = (
  db: Queries,
  {
    stations,
    states,
    before,
    limit,
  }: {
    readonly stations: readonly string[];
    readonly states?: readonly CalibrationState[] | undefined;
    /** Those that were proposed before this one. */
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<ListedCalibration[]> =>
  db
    .select(columnsOfLists)
    .from(table)
    .where(
      and(
        // One parameter for all: there may be more of them than PostgreSQL takes.
        sql`${table.station} = any(${sql.param(stations)}::text[])`,
        states === undefined ? undefined : inArray(table.state, [...states]),
        before === undefined ? undefined : lt(table.id, before),
      ),
    )
    .orderBy(desc(table.id))
    .limit(limit);

/** Only from this state; undefined when it is in another. */
export const changeCalibration = async (
  tx: Queries,
  id: string,
  from: CalibrationState,
  change: Partial<typeof table.$inferInsert>,
): Promise<QualityCalibration | undefined> =>
  (
    await tx
      .update(table)
      .set(change)
      .where(and(eq(table.id, id), eq(table.state, from)))
      .returning()
  )[0];

/** Ends the one that is in force for the same quantity of the same sensor; its time ends where the next begins. */
export const endActive = async (
  tx: Queries,
  { station, sensor, quantity }: Pick<QualityCalibration, "station" | "sensor" | "quantity">,
  at: Date,
): Promise<void> => {
  await alone(tx, { station, sensor });
  const [active] = await tx
    .select()
    .from(table)
    .where(
      and(
        ...[eq(table.station, station), eq(table.sensor, sensor)],
        ...[eq(table.quantity, quantity), eq(table.state, "active")],
      ),
    );
  if (active === undefined || active.since === null) return;
  const until = at > active.since ? at : active.since;
  await tx.update(table).set({ state: "ended", until }).where(eq(table.id, active.id));
};

/** Everything that somebody proposed or reviewed. */
export const calibrationsBy = (db: Queries, person: string): Promise<QualityCalibration[]> =>
  db
    .select()
    .from(table)
    .where(or(eq(table.proposer, person), eq(table.reviewer, person)))
    .orderBy(table.id);

/** What somebody wrote in words of their own goes; the line and its figures stay. */
export const eraseNamesIn = async (tx: Queries, person: string): Promise<void> => {
  await tx.update(table).set({ proposer: null, note: null }).where(eq(table.proposer, person));
  await tx.update(table).set({ reviewer: null, review: null }).where(eq(table.reviewer, person));
};
