import type { Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { nobody } from "../access/principal.ts";
import type { EventBus } from "../events/bus.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import type { KnownStations } from "../places/known-stations.ts";
import { zoneOfStation } from "../places/station-zone.ts";
import type { Records } from "../records/records.ts";
import type { SeriesStore } from "../series/store.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { isGateway, type StationRecord } from "../stations/station.ts";
import type { Territories } from "../territories/territories.ts";
import type { Calibrations } from "./calibrations/calibrations.ts";
import { recipeOf, type Sample } from "./checks/check.ts";
import { checks } from "./checks/checks.ts";
import { neighboursOf, type Placed } from "./checks/neighbourhood.ts";
import { neighbourhoodReach } from "./checks/neighbours.ts";
import { checkCourse, checkValues, type Found } from "./checks/of-station.ts";
import { consolidation } from "./consolidated/consolidate.ts";
import {
  type DatedFinding,
  doubtChecks,
  doubtsAt,
  isKnownAt,
  LONGEST_BEFORE_MS,
} from "./doubts.ts";
import { DAY_MS } from "./durations.ts";
import { exchangedWith, partnersOf } from "./exchanged.ts";
import type { LateStation } from "./late-stations.ts";
import { placedOf } from "./network-around.ts";
import { gentle, type Pace, paced } from "./pace.ts";
import {
  addDay,
  changeDay,
  lastCheckedDay,
  readDay,
  recentFindings,
  replaceFindings,
} from "./queries.ts";
import { type Recomputing, recomputePart } from "./recompute.ts";
import { listReferences } from "./reference-queries.ts";
import { hasRecipe } from "./station-parts.ts";
import { courseOf, type SeriesByOrigin, valuesOf } from "./station-values.ts";

export const CHECK_DAY = "quality.check-day";
const WITHIN_SECONDS = 23 * 3600;

/** After the end of a day, what was on its way may still come. */
export const GRACE_MS = 6 * 3_600_000;
/** A run of equal values may begin the day before. */
const VALUES_BEFORE_MS = DAY_MS;
/** Whole weeks from 1970 on, as the checks count them; of them the last two are told anew. */
const WEEK_MS = 7 * DAY_MS;
const COURSE_WEEKS = 8;
const TOLD_WEEKS = 2;
/** Stations whose means of hours are remembered: neighbours are asked for again and again. */
const MOST_REMEMBERED = 100;
/** As for consolidated values. */
const REFERENCE_REACH = { reachM: consolidation.parameters.referenceReachM, most: 1 } as const;
/** So many stations are in one job. */
const MOST_LATE = 1000;
/** A machine that was off for long checks so many days back. */
const MOST_DAYS = 31;

const OF_COURSE = ["neighbours", "drift", "exposure", "time-shift", "day-and-night", "swapped"];
const namesOf = (isOfCourse: boolean): readonly string[] =>
  checks.filter(({ name }) => OF_COURSE.includes(name) === isOfCourse).map(recipeOf);

export interface CheckDayParts {
  readonly jobs: Pick<Jobs, "define" | "start">;
  readonly records: Pick<Records, "db">;
  readonly series: Pick<
    SeriesStore,
    "read" | "aggregate" | "append" | "choose" | "seriesOf" | "traits"
  >;
  readonly stations: Pick<StationDirectory, "all">;
  readonly knownStations: Pick<KnownStations, "find" | "viewOf" | "all">;
  readonly calibrations: Pick<Calibrations, "of">;
  readonly events: Pick<EventBus, "publish">;
  readonly territories: Pick<Territories, "zoneOf">;
  readonly now: () => number;
  readonly pace?: Pace;
  /** Consolidated values follow when the day of all stations is reprocessed. */
  readonly recomputing: Pick<Recomputing, "start">;
}

interface CheckedStation {
  readonly found: readonly DatedFinding[];
  /** When it measured something last, in UTC ms. */
  readonly measuredUntil: number | undefined;
}

const lastOf = (values: readonly { readonly samples: readonly Sample[] }[]): number =>
  values.reduce((last, { samples }) => Math.max(last, samples.at(-1)?.at ?? 0), 0);

const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Checks a day of every station once it is over, and makes what live reprocessing could not. */
export const createDayChecks = (parts: CheckDayParts) => {
  const { jobs, records, series, stations, knownStations, events, now } = parts;
  const { pace = gentle } = parts;
  const { db } = records;

  const keep = async (
    station: string,
    origin: Origin,
    found: readonly Found[],
    { checks: names, since }: { readonly checks: readonly string[]; readonly since: number },
  ): Promise<void> => {
    const made = new Date(now());
    await replaceFindings(db, station, {
      ...{ checks: names, since: new Date(since) },
      found: found
        .filter(({ from }) => from >= since)
        .map(({ from, until, figures, ...one }) => ({
          ...one,
          ...{ station, origin, from: new Date(from), until: new Date(until) },
          ...{ figures: figures ?? null, made },
        })),
    });
  };

  const isPublic = (station: string) => knownStations.viewOf(nobody, station).isSeen;

  /** The course of each station is read once for all whose neighbour it is. */
  const rememberedCourses = (range: { readonly from: number; readonly until: number }) => {
    const known = new Map<string, Promise<SeriesByOrigin>>();
    return (station: string): Promise<SeriesByOrigin> => {
      let found = known.get(station);
      if (found === undefined) {
        const oldest = known.keys().next().value;
        if (known.size >= MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
        found = courseOf(series, station, range);
        known.set(station, found);
      }
      return found;
    };
  };

  const checkOne = async (
    record: StationRecord,
    { from: start, until: end }: { readonly from: number; readonly until: number },
    placed: readonly Placed[],
    references: readonly Placed[],
    courses: (station: string) => Promise<SeriesByOrigin>,
  ): Promise<CheckedStation> => {
    const all: DatedFinding[] = [];
    let measuredUntil: number | undefined;
    if (hasRecipe(record, parts.calibrations))
      for (let from = start; from < end; from += DAY_MS)
        await recomputePart(parts, record, { from, until: Math.min(from + DAY_MS, end) });
    const since = start - VALUES_BEFORE_MS;
    for (const [origin, values] of await valuesOf(series, record.id, record, {
      from: since,
      until: end,
    })) {
      measuredUntil = Math.max(measuredUntil ?? 0, lastOf(values));
      const found = checkValues(values);
      all.push(...found);
      await keep(record.id, origin, found, { checks: namesOf(false), since });
    }

    const own = placed.find(({ station }) => station === record.id);
    // Of a station that not everybody sees nothing may be read from what its neighbours are told.
    const others = placed.filter(({ station }) => isPublic(station));
    const near = own === undefined ? [] : neighboursOf(own, others, neighbourhoodReach);
    const around = await Promise.all(near.map(({ station }) => courses(station)));
    const [nearest] = own === undefined ? [] : neighboursOf(own, references, REFERENCE_REACH);
    const reference = nearest && (await courses(nearest.station));
    // Nobody learns from a finding that its host has a station which others do not see.
    const known = knownStations.find(record.id);
    const partners =
      own === undefined || known === undefined || !isPublic(record.id)
        ? []
        : partnersOf(known, knownStations.all(), isPublic);
    const told = Math.floor(end / WEEK_MS) * WEEK_MS - (TOLD_WEEKS - 1) * WEEK_MS;
    for (const [origin, course] of await courses(record.id)) {
      const byQuantity = new Map<QuantityName, (readonly Sample[])[]>();
      for (const other of around)
        for (const { quantity, samples } of other.get(origin) ?? [])
          byQuantity.set(quantity, [...(byQuantity.get(quantity) ?? []), samples]);
      const exchanged = await Promise.all(
        partners.map(async (name) => {
          const place = placed.find(({ station }) => station === name);
          return place === undefined
            ? []
            : exchangedWith(
                { station: record.id, series: course, near },
                {
                  ...{ station: name, series: (await courses(name)).get(origin) ?? [] },
                  near: neighboursOf(place, others, neighbourhoodReach),
                },
                async (station) => (await courses(station)).get(origin) ?? [],
              );
        }),
      );
      const found = checkCourse(
        {
          exposure: own?.exposure ?? "outdoor",
          zone: zoneOfStation(parts, record.id, end - 1),
          series: course,
        },
        byQuantity,
        new Map((reference?.get(origin) ?? []).map((one) => [one.quantity, one.samples])),
      )
        .concat(exchanged.flat())
        .flatMap((one) =>
          // What began before is told from here on.
          one.until <= told ? [] : [{ ...one, from: Math.max(one.from, told) }],
        );
      all.push(...found);
      await keep(record.id, origin, found, { checks: namesOf(true), since: told });
    }
    return { found: all, measuredUntil };
  };

  /** The stations, those that have a place, and what is read once for all of them. */
  const gather = async (end: number) => {
    const all = [...stations.all()]
      .filter((record) => !isGateway(record))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    const placed = all.flatMap(({ id }) => placedOf(knownStations.find(id)) ?? []);
    const declared = new Set((await listReferences(db)).map(({ station }) => station));
    const references = placed.filter(({ station }) => declared.has(station) && isPublic(station));
    const courses = rememberedCourses({
      from: Math.floor(end / WEEK_MS) * WEEK_MS - COURSE_WEEKS * WEEK_MS,
      until: end,
    });
    const check = async (
      record: StationRecord,
      from: number,
      signal: AbortSignal,
    ): Promise<void> => {
      const range = { from, until: end };
      const { found, measuredUntil } = await paced(
        () => checkOne(record, range, placed, references, courses),
        pace,
        signal,
      );
      if (isKnownAt(measuredUntil, end))
        events.publish("quality.doubts", { station: record.id, doubts: doubtsAt(found, end) });
    };
    return { all, check };
  };

  const checkDay = async (day: string, { signal, progress }: JobContext): Promise<unknown> => {
    const known = await readDay(db, day);
    if (known === undefined || known.ended !== null) return undefined;
    const end = startOfDay(day) + DAY_MS;
    const { all, check } = await gather(end);
    for (const [index, record] of all.entries()) {
      if (known.done !== null && record.id <= known.done) continue;
      await progress(index, all.length, record.id);
      await check(record, startOfDay(day), signal);
      await changeDay(db, day, { done: record.id });
    }
    await db.transaction(async (tx) => {
      await changeDay(tx, day, { ended: new Date(now()) });
      await parts.recomputing.start(tx, {
        ...{ tier: "consolidated", from: startOfDay(day), until: end },
      });
    });
    return { stations: all.length };
  };

  /** The days of a backlog, up to the last one that was checked; the one whose turn is still to come sees it anyhow. */
  const checkLate = async (
    late: readonly LateStation[],
    { signal, progress }: JobContext,
  ): Promise<unknown> => {
    const end = await checkedUntil();
    if (end === undefined) return undefined;
    const { all, check } = await gather(end);
    let done = 0;
    for (const { station, from } of late) {
      await progress(done, late.length, station);
      done += 1;
      const record = all.find(({ id }) => id === station);
      if (record === undefined || from >= end) continue;
      await check(record, from, signal);
      if (hasRecipe(record, parts.calibrations))
        await db.transaction((tx) =>
          parts.recomputing.start(tx, { tier: "consolidated", station, from, until: end }),
        );
    }
    return { stations: late.length };
  };

  /** The end of the last day of which the check is over. */
  const checkedUntil = async (): Promise<number | undefined> => {
    const last = await lastCheckedDay(db);
    if (last === undefined) return undefined;
    const known = await readDay(db, last);
    return startOfDay(last) + (known?.ended == null ? 0 : DAY_MS);
  };

  // One name for both: they replace the same findings, so that one of them works at a time.
  jobs.define(
    CHECK_DAY,
    (data, context) => {
      const { day, late } = data as { readonly day?: string; readonly late?: LateStation[] };
      return day === undefined ? checkLate(late ?? [], context) : checkDay(day, context);
    },
    { withinSeconds: WITHIN_SECONDS, resumes: true },
  );

  return {
    /** Tells again what was found last: after a start nobody else knows it. */
    async tellDoubts(): Promise<void> {
      const last = await lastCheckedDay(db);
      if (last === undefined) return;
      const end = startOfDay(last) + DAY_MS;
      const found = await recentFindings(db, doubtChecks, new Date(end - LONGEST_BEFORE_MS));
      for (const [station, own] of Map.groupBy(found, (one) => one.station)) {
        const dated = own.map(({ check, from, until }) => ({
          ...{ check, from: from.getTime(), until: until.getTime() },
        }));
        events.publish("quality.doubts", { station, doubts: doubtsAt(dated, end) });
      }
    },
    checkedUntil,
    /** Starts the work on days that were checked before all of their readings had come. */
    async startLate(late: readonly LateStation[]): Promise<void> {
      for (let first = 0; first < late.length; first += MOST_LATE) {
        const some = late.slice(first, first + MOST_LATE);
        await db.transaction((tx) => jobs.start(tx, CHECK_DAY, { late: some }));
      }
    },
    /** Starts the work on each day that is over and was not checked yet; the first time, on the last one. */
    async startDue(): Promise<readonly string[]> {
      const newest = startOfDay(dayOf(now() - GRACE_MS)) - DAY_MS;
      const last = await lastCheckedDay(db);
      const first =
        last === undefined
          ? newest
          : Math.max(startOfDay(last) + DAY_MS, newest - (MOST_DAYS - 1) * DAY_MS);
      const started: string[] = [];
      for (let at = first; at <= newest; at += DAY_MS) {
        const day = dayOf(at);
        await db.transaction(async (tx) => {
          if (!(await addDay(tx, day))) return;
          await jobs.start(tx, CHECK_DAY, { day });
          started.push(day);
        });
      }
      return started;
    },
  };
};
