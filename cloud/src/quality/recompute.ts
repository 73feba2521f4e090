import type { EventBus } from "../events/bus.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import { currentPlace } from "../places/known-station.ts";
import type { Queries } from "../records/database.ts";
import type { Records } from "../records/records.ts";
import type { Range, SeriesStore, Variant } from "../series/store.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { isGateway, type StationRecord } from "../stations/station.ts";
import type { Territories } from "../territories/territories.ts";
import { isConsolidated } from "./consolidated/consolidate.ts";
import type { Consolidating } from "./consolidated/consolidating.ts";
import { DAY_MS } from "./durations.ts";
import { gentle, type Pace, paced } from "./pace.ts";
import { changeRecompute, insertRecompute, readRecompute } from "./queries.ts";
import {
  createHumidities,
  HUMIDITY_WITHIN_MS,
  rawReadingsFrom,
  readingsOf,
  reprocess,
} from "./reprocess.ts";
import { rewriteOf } from "./rewrite.ts";
import { hasRecipe, readOf, reprocessingOf, type StationParts } from "./station-parts.ts";
import type { recomputedTiers } from "./tables.ts";
import { type Written, writeVariant } from "./write-reprocessed.ts";

export const RECOMPUTE = "quality.recompute";

/** A run that is cut off here goes on with its next station. */
const WITHIN_SECONDS = 23 * 3600;

type Tier = (typeof recomputedTiers)[number];

export interface RecomputeParts extends StationParts {
  readonly jobs: Pick<Jobs, "define" | "start">;
  readonly records: Pick<Records, "db">;
  readonly series: Pick<SeriesStore, "read" | "append" | "choose" | "seriesOf" | "traits">;
  readonly events: Pick<EventBus, "publish">;
  readonly stations: Pick<StationDirectory, "all">;
  readonly territories: Pick<Territories, "around">;
  readonly now: () => number;
  readonly pace?: Pace;
  /** Makes the third tier; how it finds who stands where is asked once a run. */
  readonly consolidating: Pick<Consolidating, "run">;
}

export interface RecomputeScope extends Range {
  /** `reprocessed` when absent. */
  readonly tier?: Tier | undefined;
  readonly station?: string | undefined;
  readonly territory?: string | undefined;
}

const isOfRecipe = (variant: Variant): boolean => variant !== "raw" && !isConsolidated(variant);

/** Reprocesses a part of a station's raw values, a day at most. */
export const recomputePart = async (
  { series, now, ...parts }: Pick<RecomputeParts, "series" | "now"> & StationParts,
  record: Pick<StationRecord, "id" | "hello" | "formerModels">,
  { from, until }: Range,
): Promise<Written> => {
  const station = record.id;
  const rewrites = new Map<Variant, Awaited<ReturnType<typeof rewriteOf>>>();
  for (const { variant } of series.seriesOf(station))
    if (isOfRecipe(variant) && !rewrites.has(variant))
      rewrites.set(variant, await rewriteOf(series, { station, variant, from, until }));
  // A humidity of before midnight counts for what comes after it.
  const found = await series.read({
    ...{ stations: [station], quantities: readOf(station, parts.calibrations) },
    ...{ from: from - HUMIDITY_WITHIN_MS, until },
  });
  const raw = rawReadingsFrom(found);
  const humidities = createHumidities();
  const begin = raw.findIndex(({ at }) => at >= from);
  for (const each of raw.slice(0, begin === -1 ? raw.length : begin)) humidities.note(each);
  const of = reprocessingOf(record, parts);
  const made = readingsOf(reprocess(begin === -1 ? [] : raw.slice(begin), of, humidities));
  let [values, changed] = [0, 0];
  for (const variant of new Set([...rewrites.keys(), ...made.keys()])) {
    const readings = made.get(variant) ?? [];
    const rewrite = rewrites.get(variant);
    const written =
      rewrite === undefined
        ? await writeVariant(series, station, variant, readings, now())
        : await rewrite({
            ...{ readings, now: now() },
            // What another recipe made when it was in force stays a series of its own.
            isObsolete: ({ sensor, at }) =>
              of.recipesAt(sensor, at).some(({ choice }) => choice.recipe === variant),
          });
    values += written.values;
    changed += written.changed;
  }
  return { values, changed };
};

/**
 * A part is a day of readings; of hours a month, for which those around are asked too. Days that wait for the disk
 * wait together, and are still calculated one after the other.
 */
const PARTS = {
  reprocessed: { length: DAY_MS, atOnce: 4 },
  consolidated: { length: 31 * DAY_MS, atOnce: 1 },
} as const;

const partsOf = ({ from, until }: Range, length: number): Range[] => {
  const parts: Range[] = [];
  for (let start = from; start < until; ) {
    const end = Math.min(until, (Math.floor(start / length) + 1) * length);
    parts.push({ from: start, until: end });
    start = end;
  }
  return parts;
};

/** Makes reprocessed or consolidated values of a time again, station by station, in the background. */
export const createRecomputing = (parts: RecomputeParts) => {
  const {
    jobs,
    records,
    stations,
    knownStations,
    territories,
    events,
    consolidating,
    pace = gentle,
  } = parts;

  const inScope = ({ station, territory }: RecomputeScope): StationRecord[] =>
    [...stations.all()]
      .filter((record) => {
        if (isGateway(record) || !hasRecipe(record, parts.calibrations)) return false;
        if (station !== undefined) return record.id === station;
        if (territory === undefined) return true;
        const known = knownStations.find(record.id);
        const own = known && currentPlace(known)?.territory;
        return own !== undefined && territories.around(own).includes(territory);
      })
      .sort((one, other) => (one.id < other.id ? -1 : 1));

  /** Goes on after the last station that an earlier run has done. */
  const run = async (
    id: string,
    { signal, progress }: Pick<JobContext, "signal" | "progress">,
  ): Promise<unknown> => {
    const known = await readRecompute(records.db, id);
    if (known === undefined) return undefined;
    const { row } = known;
    const scope: RecomputeScope = {
      ...{ station: row.station ?? undefined, territory: row.territory ?? undefined },
      ...{ from: row.from.getTime(), until: row.until.getTime() },
    };
    const { tier } = row;
    const { length, atOnce } = PARTS[tier];
    const ranges = partsOf(scope, length);
    const all = inScope(scope);
    let { values, changed } = row;
    const consolidate = tier === "consolidated" ? await consolidating.run() : undefined;
    const make = (record: StationRecord, range: Range) =>
      consolidate === undefined
        ? recomputePart(parts, record, range)
        : consolidate(record.id, range);
    for (const [index, record] of all.entries()) {
      // Done before this run began.
      if (row.done !== null && record.id <= row.done) continue;
      for (let part = 0; part < ranges.length; part += atOnce) {
        await progress(index * ranges.length + part, all.length * ranges.length, record.id);
        const together = ranges.slice(part, part + atOnce);
        const made = await paced(
          () => Promise.all(together.map((range) => make(record, range))),
          pace,
          signal,
        );
        for (const one of made) {
          values += one.values;
          changed += one.changed;
        }
      }
      await changeRecompute(records.db, id, { done: record.id, values, changed });
      if (tier === "reprocessed")
        events.publish("quality.recomputed", { station: record.id, from: scope.from });
    }
    await progress(all.length * ranges.length, all.length * ranges.length);
    return { stations: all.length, values, changed };
  };
  jobs.define(RECOMPUTE, (_, context) => run(context.id, context), {
    withinSeconds: WITHIN_SECONDS,
    resumes: true,
  });

  return {
    run,
    /** In the transaction of whoever asks for it. Gives the number of the job. */
    async start(tx: Queries, scope: RecomputeScope): Promise<string> {
      const job = await jobs.start(tx, RECOMPUTE, {});
      await insertRecompute(tx, {
        ...{ job, station: scope.station ?? null, territory: scope.territory ?? null },
        ...{ from: new Date(scope.from), until: new Date(scope.until) },
        tier: scope.tier ?? "reprocessed",
      });
      return job;
    },
  };
};
export type Recomputing = ReturnType<typeof createRecomputing>;
