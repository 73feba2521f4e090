import type { DuckDBConnection } from "@duckdb/node-api";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import type { CarriedSeries, CarriedSums, SumsSpan } from "../carried-sums.ts";
import { DAY_MS } from "../days/day-block.ts";
import { isNewer } from "../newness.ts";
import { ALL_KEPT, type KeptSince, type SeriesKey } from "../store.ts";
import type { DaySums } from "./day-sums.ts";
import { addCadences, type CadenceChange, type KeptCadences } from "./kept-cadences.ts";
import { addSeries } from "./point-group.ts";
import { noteRemoved, pointsEver } from "./points-ever.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Sealing } from "./sealing.ts";
import { keyOf } from "./selection.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";
import { writeSummaries } from "./summary.ts";
import { addSumsFile, laterOf, noteKeptSince, type SumsFile, sumsInOrder } from "./sums-files.ts";
import { forgetSums, writeSums } from "./write-sums.ts";

const EVER = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

const isOf =
  ({ tier, day, zone }: SumsSpan) =>
  (file: SumsFile): boolean =>
    file.tier === tier && file.day === day && file.zone === zone;

/** What a store keeps once it has the sums of a span. */
const sinceOf = ({ tier, until }: SumsSpan): KeptSince => ({
  ...ALL_KEPT,
  values: until * DAY_MS,
  ...(tier === "days" ? { hours: until * DAY_MS } : {}),
});

const hasPointsBefore = async (connection: DuckDBConnection, until: number): Promise<boolean> => {
  const rows = await connection.runAndReadAll(
    `SELECT 1 FROM (FROM point UNION ALL FROM point_late) WHERE instant < ${until} LIMIT 1`,
  );
  return rows.getRows().length > 0;
};

export interface CarrySumsParts {
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly catalogue: SeriesCatalogue;
  readonly days: SealedDays;
  readonly cadences: KeptCadences;
  readonly sums: Pick<DaySums, "noteRange">;
  readonly sealing: Pick<Sealing, "alone">;
}

/**
 * Hands the sums that are kept in place of values to another store, and takes them from one. What is taken stands in files of its own
 * beside those that are there, each named by one transaction.
 */
export const createCarrySums = ({
  database,
  commits,
  catalogue,
  days,
  cadences,
  sums,
  sealing,
}: CarrySumsParts): CarriedSums => {
  const knownOf = (series: readonly SeriesKey[]): Series[] =>
    series.flatMap((key) => catalogue.find(key) ?? []);

  const mayHaveValuesBefore = (until: number): boolean => {
    const [first = Number.POSITIVE_INFINITY] = days.view.days;
    return first < until;
  };

  const noteSince = async (connection: DuckDBConnection, kept: KeptSince): Promise<KeptSince> => {
    const since = laterOf(days.keptSince(), kept);
    await noteKeptSince(connection, since);
    return since;
  };

  return {
    kept: days.keptSince,

    spans() {
      const found = new Map<string, SumsSpan>();
      for (const { tier, day, until, zone } of days.view.sums)
        found.set(`${tier} ${day} ${zone}`, { tier, day, until, zone });
      return [...found.values()];
    },

    async read(span, series) {
      const known = knownOf(series);
      const found = new Map<number, { from: number[]; until: number[]; rows: number[] }>();
      const range = { from: span.day * DAY_MS, until: span.until * DAY_MS };
      await days.reading((view) =>
        days.sumsInFiles(
          { ...view, sums: view.sums.filter(isOf(span)) },
          known,
          range,
          (id, from, until, { numbers }) => {
            const ofSeries = found.get(id) ?? { from: [], until: [], rows: [] };
            found.set(id, ofSeries);
            ofSeries.from.push(from);
            ofSeries.until.push(until);
            ofSeries.rows.push(...numbers);
          },
        ),
      );
      return known.flatMap((one): CarriedSeries[] => {
        const ofSeries = found.get(one.id);
        if (ofSeries === undefined) return [];
        return [{ ...keyOf(one), ...ofSeries, rows: Float64Array.from(ofSeries.rows) }];
      });
    },

    beginningsOf: (series) =>
      knownOf(series).flatMap((one) => {
        const { id, known, latest } = one;
        if (latest === undefined) return [];
        return [
          {
            ...{ ...keyOf(one), oldest: known.oldest(), latest: { ...latest } },
            cadences: cadences.of(id, EVER).map(({ since, every }) => ({ since, every })),
          },
        ];
      }),

    async refusal(span) {
      const [from, until] = [span.day * DAY_MS, span.until * DAY_MS];
      const kept = days.keptSince();
      if (from < kept.days) return "let_go";
      if (mayHaveValuesBefore(span.until)) return "has_values";
      if (await database.query((connection) => hasPointsBefore(connection, until)))
        return "has_values";
      const isOther =
        span.tier === "hours"
          ? from < kept.hours
          : days.view.sums.some(({ tier, day }) => tier === "hours" && day < span.until);
      return isOther ? "other_intervals" : undefined;
    },

    async begin(beginnings) {
      const all = new Set<Series>();
      const changes: CadenceChange[] = [];
      for (const { oldest, latest, cadences: shown, ...key } of beginnings) {
        const series = catalogue.find(key) ?? catalogue.add(key);
        all.add(series);
        series.known.addIfNew(oldest);
        series.known.addIfNew(latest.at);
        if (isNewer(latest.at, latest.flags, latest.received, series.latest)) {
          series.latest = { ...latest };
          series.changes.count += 1;
        }
        const there = new Set(cadences.of(series.id, EVER).map(({ since }) => since));
        for (const { since, every } of shown)
          if (!there.has(since)) changes.push({ series: series.id, since, every });
      }
      if (all.size === 0) return;
      await commits.open().add(async (connection) => {
        await addSeries(connection, all);
        await writeSummaries(connection, [...all]);
        await addCadences(connection, changes);
      });
      for (const series of all) series.stored = true;
      cadences.put(changes);
    },

    take: (span, some) =>
      sealing.alone(async () => {
        const { tier, day, until, zone } = span;
        const bySensor = some
          .flatMap((one) => {
            const series = catalogue.find(one);
            return series === undefined ? [] : [{ ...one, number: series.sensorNumber, series }];
          })
          .sort((one, other) => one.number - other.number);
        const written = await writeSums(
          days.folder,
          { tier, day, ...(zone === undefined ? {} : { zone }) },
          (writer) => writer.add(bySensor),
        );
        if (written === undefined) return;
        // What was summed up of these days from what there was does not count any more.
        for (const { series } of bySensor)
          sums.noteRange(series, { from: day * DAY_MS, until: until * DAY_MS });
        let file = written;
        let since = days.keptSince();
        let isNamed = false;
        try {
          await commits.open().add(async (connection) => {
            if (mayHaveValuesBefore(until) || (await hasPointsBefore(connection, until * DAY_MS)))
              throw new Error("values came that are older than the sums that were to be taken");
            // A start that finds older sums of hours then knows that they lack these.
            await noteRemoved(connection, 1);
            file = { ...written, pointsEver: await pointsEver(connection) };
            isNamed = true;
            await addSumsFile(connection, file);
            since = await noteSince(connection, sinceOf(span));
          });
        } finally {
          await forgetSums(days.folder, file, isNamed);
        }
        // Nobody waits for those who read what was there before: nothing of it goes.
        void days.setSums(sumsInOrder([...days.view.sums, file]), since);
      }),

    noteKept: (kept) =>
      sealing.alone(async () => {
        const present = days.keptSince();
        const next = laterOf(present, kept);
        if (
          next.values === present.values &&
          next.hours === present.hours &&
          next.days === present.days
        )
          return;
        if (mayHaveValuesBefore(Math.ceil(next.values / DAY_MS))) return;
        let since: KeptSince | undefined;
        await commits.open().add(async (connection) => {
          since = undefined;
          if (!(await hasPointsBefore(connection, next.values)))
            since = await noteSince(connection, next);
        });
        if (since !== undefined) void days.setSums(days.view.sums, since);
      }),
  };
};
