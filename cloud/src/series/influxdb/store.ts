import { originOf, packFlags, unpackFlags } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { RefusedByStore } from "../../refused-by-store.ts";
import { promised } from "../../settled.ts";
import { byName } from "../by-name.ts";
import { windowsOf } from "../duckdb/windows.ts";
import { extremesOfSums } from "../extremes.ts";
import { isNewer } from "../newness.ts";
import { cadencesIn } from "../observed-cadences.ts";
import {
  type Choice,
  EVERYTHING,
  type OfSeries,
  type Point,
  type Range,
  type ReadOptions,
  type Selection,
  type SeriesStore,
} from "../store.ts";
import { type BucketSums, createBucketSums } from "./bucket-sums.ts";
import { createCatalogue, keyOf, type Series } from "./catalogue.ts";
import { createGroup, type Group } from "./group.ts";
import { choiceLine, flagsLine, latestLine } from "./lines.ts";
import { decide, loadCatalogue, loadSeries, readDecisions } from "./load.ts";
import { type Asked, askRows, POINT, type RowsOfSeries } from "./points.ts";
import { type PrepareOptions, prepareInflux } from "./prepare.ts";
import { createQuestions, type QuestionsOptions } from "./questions.ts";
import { connectInflux, type InfluxAddress } from "./server.ts";
import { createTurns } from "./turns.ts";
import { createWriter, type WriterOptions } from "./writer.ts";

export interface InfluxSeriesOptions extends WriterOptions, QuestionsOptions {
  readonly now?: () => number;
  readonly prepare?: PrepareOptions;
  /** The server refused the values of a block. */
  readonly onRefused?: (reason: string) => void;
  /** A group that has this many points is full: the next one fills while it is written. */
  readonly fullAtPoints?: number;
  /** How many points may wait while the server takes nothing: their senders send them again. */
  readonly mostPointsInFault?: number;
  /** How long `close` goes on trying. */
  readonly closeWithinMs?: number;
}

export interface InfluxSeriesStore extends SeriesStore {
  /** Why the server takes nothing at present, or undefined. */
  fault(): string | undefined;
  /** As the server calls it. */
  readonly version: string | undefined;
  /** How many questions wait for their turn. */
  questionsWaiting(): number;
  /** Every station that has series. */
  stations(): readonly string[];
  /** What was decided: of each point the last of it. */
  decisions(): AsyncIterable<Choice>;
}

/** Points in memory for each answer that is streamed. */
const STREAMED_AT_ONCE = 20_000;

/** Points whose flags are written anew in one request. */
const UNFLAGGED_AT_ONCE = 5_000;

/**
 * Series in an InfluxDB: docs/how-to/keep-series-in-influxdb.md. This process is the only one that writes
 * there, and so knows without asking which points are new; what may be there already is asked for first. Hence
 * a repeat changes nothing and another value is a conflict, though the server itself would keep the newest.
 */
export const openInfluxSeries = async (
  address: InfluxAddress,
  {
    now = Date.now,
    prepare,
    onRefused = () => undefined,
    fullAtPoints = 20_000,
    mostPointsInFault = 500_000,
    closeWithinMs = 3000,
    ...options
  }: InfluxSeriesOptions = {},
): Promise<InfluxSeriesStore> => {
  const server = connectInflux(address);
  const { version, known } = await prepareInflux(server, prepare);
  const catalogue = createCatalogue();
  await loadCatalogue(server, catalogue, known);
  const writer = createWriter(server, options);
  const questions = createQuestions(options);
  const turns = createTurns();
  /** Groups that are not written yet, and the one of them that takes more. */
  const waiting = new Set<Group>();
  let filling: Group | undefined;
  let closing = false;

  const waitingPoints = (): number =>
    waiting.values().reduce((points, group) => points + group.size(), 0);

  const openGroup = (): Group => {
    if (closing) throw new Error("the store is closed");
    if (writer.fault() !== undefined && waitingPoints() >= mostPointsInFault)
      throw new Error("the store takes nothing at present, and too much waits for it");
    if (filling !== undefined && filling.size() < fullAtPoints) return filling;
    const group = createGroup(server, writer, catalogue, { now, onRefused });
    waiting.add(group);
    filling = group;
    turns
      .take(async () => {
        if (filling === group) filling = undefined;
        await group.commit();
      })
      .catch((error: Error) => group.fail(error))
      .finally(() => waiting.delete(group));
    return group;
  };

  const enlist: SeriesStore["enlist"] = (block, settled) => {
    const group = openGroup();
    try {
      group.add(block, settled);
    } catch (error) {
      if (!(error instanceof RefusedByStore)) throw error;
      onRefused(error.message);
      setImmediate(() => settled(error));
    }
  };

  /** Work that no group may come between. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) return Promise.reject(new Error("the store is closed"));
    // What comes later must not join a group that is before this.
    filling = undefined;
    return turns.take(work);
  };

  const select = ({ stations, quantities: wanted, ...rest }: Selection): Series[] => {
    const { sensors, origins, variant = "raw" } = rest;
    return [...new Set(stations)]
      .flatMap((station) => catalogue.of(station))
      .filter(
        (series) =>
          wanted.includes(series.quantity) &&
          series.variant === variant &&
          (sensors === undefined || sensors.includes(series.sensor)) &&
          (origins === undefined || origins.includes(series.origin)),
      )
      .sort(byName);
  };

  /** Calls `take` with the rows of the chosen series as they come, when the question's turn has come. */
  const forEachRows = (
    chosen: readonly Series[],
    range: Range,
    asked: Asked,
    options: ReadOptions | undefined,
    take: (rows: RowsOfSeries) => void,
  ): Promise<void> =>
    questions.ask(async (signal) => {
      if (chosen.length === 0) return;
      for await (const rows of askRows(server, catalogue, chosen, range, asked, signal)) take(rows);
    }, options);

  /** Each point as it counts, by what was decided about it. */
  const forEachPoint = (
    chosen: readonly Series[],
    range: Range,
    options: ReadOptions | undefined,
    take: (
      series: Series,
      at: number,
      value: number,
      flags: number,
      received: number,
      first: number | undefined,
    ) => void,
  ): Promise<void> =>
    forEachRows(chosen, range, { select: POINT }, options, ({ series, values }) => {
      const { choices } = series;
      for (const [at, value, flags, received] of values as readonly number[][]) {
        if (value === null) continue;
        const decided = options?.asKept === true ? undefined : choices?.get(at as number);
        if (decided === undefined)
          take(series, at as number, value as number, flags ?? 0, received ?? 0, undefined);
        else if (decided.value !== null)
          take(series, at as number, decided.value, flags ?? 0, received ?? 0, value as number);
      }
    });

  const answer = <T>(
    chosen: readonly Series[],
    found: ReadonlyMap<Series, readonly T[]>,
  ): OfSeries<T>[] =>
    chosen.flatMap((series) => {
      const points = found.get(series) ?? [];
      return points.length === 0 ? [] : [{ ...keyOf(series), points }];
    });

  const read: SeriesStore["read"] = async (selection, options) => {
    const chosen = select(selection);
    const found = new Map<Series, Point[]>();
    await forEachPoint(chosen, selection, options, (series, at, value, flags, received, first) => {
      let points = found.get(series);
      if (points === undefined) {
        points = [];
        found.set(series, points);
      }
      const point = { at, received, value, flags: unpackFlags(flags) };
      points.push(first === undefined ? point : { ...point, first });
    });
    return answer(chosen, found);
  };

  /** How many points of a series are left out that are there. */
  const leftOut = async (
    chosen: readonly Series[],
    { from, until }: Range,
    options: ReadOptions | undefined,
  ): Promise<number> => {
    let count = 0;
    for (const series of chosen) {
      const instants = [...(series.choices ?? [])]
        .filter(([at, { value }]) => value === null && at >= from && at < until)
        .map(([at]) => at);
      if (instants.length === 0) continue;
      const nulls = new Set(instants);
      const range = {
        from: instants.reduce((least, at) => Math.min(least, at)),
        until: instants.reduce((most, at) => Math.max(most, at)) + 1,
      };
      await forEachRows([series], range, { select: `"value"` }, options, ({ values }) => {
        for (const [at, value] of values) if (value !== null && nulls.has(at as number)) count += 1;
      });
    }
    return count;
  };

  const countSlices =
    (selection: Selection, options?: ReadOptions) =>
    async (range: Range, width: number): Promise<(readonly [number, number])[]> => {
      const slices = new Map<number, number>();
      const offset = ((range.from % width) + width) % width;
      const asked = { select: `count("value")`, group: `time(${width}ms, ${offset}ms)` };
      await forEachRows(select(selection), range, asked, options, ({ values }) => {
        for (const [at, count] of values) {
          const slice = Math.floor(((at as number) - range.from) / width);
          slices.set(slice, (slices.get(slice) ?? 0) + (count ?? 0));
        }
      });
      return [...slices].sort(([one], [other]) => one - other);
    };

  const aggregateInto = (
    chosen: readonly Series[],
    range: Range,
    options: ReadOptions | undefined,
    sumsOf: (series: Series) => BucketSums,
  ): Promise<void> => {
    let last: Series | undefined;
    let sums: BucketSums | undefined;
    return forEachPoint(chosen, range, options, (series, at, value, flags) => {
      if (series !== last) {
        last = series;
        sums = sumsOf(series);
      }
      sums?.add(at, value, flags);
    });
  };

  const aggregate: SeriesStore["aggregate"] = async ({ buckets, ...selection }, options) => {
    const chosen = select(selection);
    const bySeries = new Map<Series, BucketSums>();
    await aggregateInto(chosen, selection, options, (series) => {
      const sums = bySeries.get(series) ?? createBucketSums(series.quantity, buckets);
      bySeries.set(series, sums);
      return sums;
    });
    return answer(chosen, new Map([...bySeries].map(([series, sums]) => [series, sums.points()])));
  };

  return {
    traits: { conflict: "first_wins", reportsConflicts: true },
    kept: () => EVERYTHING,
    version,
    fault: () => writer.fault(),
    questionsWaiting: () => questions.waiting(),
    stations: () => catalogue.stations(),
    decisions: () => readDecisions(server),

    append: (block) => promised((settled) => enlist(block, settled)),
    enlist,

    async count(selection, options) {
      const chosen = select(selection);
      let count = 0;
      const asked = { select: `count("value")` };
      await forEachRows(chosen, selection, asked, options, ({ values }) => {
        for (const [, ofSeries] of values) count += ofSeries ?? 0;
      });
      return count - (await leftOut(chosen, selection, options));
    },

    read,

    async *stream(selection, options) {
      const count = countSlices(selection, options);
      for await (const window of windowsOf(selection, STREAMED_AT_ONCE, count))
        yield await read({ ...selection, ...window }, options);
    },

    aggregate,

    extremes: async (selection, options) => extremesOfSums(await aggregate(selection, options)),

    async aggregateTogether({ buckets, ...selection }, options) {
      const together = new Map<QuantityName, BucketSums>(
        selection.quantities.map((quantity) => [quantity, createBucketSums(quantity, buckets)]),
      );
      await aggregateInto(
        select(selection),
        selection,
        options,
        ({ quantity }) => together.get(quantity) as BucketSums,
      );
      return [...together].flatMap(([quantity, sums]) => {
        const points = sums.points();
        return points.length === 0 ? [] : [{ quantity, points }];
      });
    },

    async observedCadences({ announced, ...selection }, options) {
      const chosen = select(selection);
      const instants = new Map<Series, number[]>();
      await forEachPoint(chosen, selection, options, (series, at) => {
        const ofSeries = instants.get(series);
        if (ofSeries === undefined) instants.set(series, [at]);
        else ofSeries.push(at);
      });
      return answer(
        chosen,
        new Map([...instants].map(([series, all]) => [series, cadencesIn(all, announced)])),
      );
    },

    seriesOf: (station) => catalogue.of(station).map(keyOf),

    hasSeriesOf(station, readings) {
      for (const { sensor, flags, values } of readings) {
        const ofSensor = catalogue.ofSensor(station, sensor, originOf(flags), "raw");
        if (ofSensor === undefined) return false;
        for (const quantity in values) if (!ofSensor.has(quantity as QuantityName)) return false;
      }
      return true;
    },

    async latest(stations) {
      const unknown = stations.flatMap((station) =>
        catalogue.of(station).filter(({ isLoaded, variant }) => !isLoaded && variant === "raw"),
      );
      if (unknown.length > 0)
        await questions.ask(() => loadSeries(server, catalogue, unknown, now()));
      return new Map(
        stations.flatMap((station) => {
          const known = catalogue.of(station).filter(({ variant }) => variant === "raw");
          const values = known.sort(byName).flatMap((series) => {
            const { latest, choices } = series;
            if (latest === undefined) return [];
            const chosen = choices?.get(latest.at)?.value;
            const { value } = latest;
            const decided =
              chosen === undefined || chosen === null ? {} : { value: chosen, first: value };
            return [{ ...keyOf(series), ...latest, flags: unpackFlags(latest.flags), ...decided }];
          });
          return known.length === 0 ? [] : [[station, values] as const];
        }),
      );
    },

    choose: (choices) =>
      alone(async () => {
        const known = choices.flatMap((choice) => {
          const series = catalogue.find(choice);
          const before = series?.choices?.get(choice.at);
          const isStale = before !== undefined && before.decided > choice.decided;
          return series === undefined || isStale ? [] : [{ series, choice }];
        });
        const refused = await writer.write(known.map(({ choice }) => choiceLine(choice)));
        for (const reason of refused.values())
          throw new RefusedByStore(`the store refused a decision: ${reason}`);
        for (const { series, choice } of known) decide(series, choice.at, choice);
      }),

    unflag: (selection, flag) =>
      alone(async () => {
        const chosen = select(selection);
        if (chosen.length === 0) return;
        const mask = packFlags([flag]);
        const asked = { select: POINT, where: `"flags" & ${mask} = ${mask}` };
        const changed = new Set<Series>();
        await writer.insist(() => loadSeries(server, catalogue, chosen, now()));
        await writer.insist(async () => {
          let lines: string[] = [];
          const flush = async () => {
            const refused = await writer.write(lines);
            for (const reason of refused.values()) throw new Error(reason);
            lines = [];
          };
          for await (const { series, values } of askRows(
            server,
            catalogue,
            chosen,
            selection,
            asked,
          ))
            for (const [at, value, flags, received] of values as readonly number[][]) {
              const left = (flags as number) & ~mask;
              lines.push(flagsLine(series.line, at as number, left));
              if (lines.length >= UNFLAGGED_AT_ONCE) await flush();
              const { latest } = series;
              const isLatest = latest?.at === at;
              if (!isLatest && !isNewer(at as number, left, received ?? 0, latest)) continue;
              series.latest = {
                at: at as number,
                value: value as number,
                received: received ?? 0,
                flags: left,
              };
              changed.add(series);
            }
          await flush();
        });
        const beside = [...changed].filter(({ keepsLatest }) => keepsLatest);
        await writer.write(
          beside.flatMap((one) => (one.latest === undefined ? [] : [latestLine(one, one.latest)])),
        );
      }),

    async close() {
      closing = true;
      const timer = setTimeout(() => writer.giveUp(), closeWithinMs);
      await turns.done();
      clearTimeout(timer);
      writer.giveUp();
      questions.close();
    },
  };
};
