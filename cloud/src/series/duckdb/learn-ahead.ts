import { originOf } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import { readNumbers } from "../../duckdb/number-columns.ts";
import type { Settled } from "../../settled.ts";
import { dayOf } from "../days/day-block.ts";
import type { Appended, Block } from "../store.ts";
import type { HotPoints } from "./hot-points.ts";
import type { AskedPoint } from "./kept-days.ts";
import { forEachValueOf } from "./point-group.ts";
import { type LearnDays, WORTH_A_DAY } from "./read-day-instants.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/**
 * What comes late to days of which nothing is known has those read before it joins a commit: so nobody else's commit waits for
 * that, and the stations that send a backlog meanwhile share what is read.
 */
export interface LearnAhead {
  /** Hands a block on, at once or when its days are learned; those of a station stay in their order. */
  hand(block: Block, settled: Settled<Appended>): void;
  /** Hands on what waits, learned or not. */
  close(): void;
}

type HandOn = (block: Block, settled: Settled<Appended>) => void;

interface Waiting {
  readonly block: Block;
  readonly settled: Settled<Appended>;
  /** Its days were learned, or take too long: what is unknown then, its commit learns. */
  isReady: boolean;
}

/** Fewer files are read as fast inside of the commit. */
const FEW_FILES = 4;
/** Questions of others may be in the way, and a disk that takes nothing. */
const LONGEST_WAIT_MS = 5000;

/** Of so many instants of a backlog each lies in a part of the table of its own: all together take a part of the time of its days. */
const SAMPLE = 4;

/** Whether the table has some of what is asked, by a few instants: then its points are needed, and else its instants are enough. */
const hasSome = async (
  connection: DuckDBConnection,
  asked: readonly AskedPoint[],
): Promise<boolean> => {
  const step = Math.max(1, Math.floor(asked.length / SAMPLE));
  const sample = asked.filter((_, place) => place % step === 0).slice(0, SAMPLE);
  const [rows] = await readNumbers(
    connection,
    `SELECT count(*)::INTEGER FROM point WHERE instant IN (${sample.map(({ at }) => at).join(", ")})
       AND (series, instant) IN (${sample.map(({ series, at }) => `(${series.id}, ${at})`).join(", ")})`,
    ["integer"],
  );
  return (rows?.columns[0][0] ?? 0) > 0;
};

export const createLearnAhead = (
  days: Pick<SealedDays, "query" | "view" | "instants">,
  catalogue: SeriesCatalogue,
  commits: Pick<GroupCommit, "open">,
  learnDays: LearnDays,
  hotPoints: Pick<HotPoints, "begin" | "isWorthReading" | "knows">,
  handOn: HandOn,
): LearnAhead => {
  /** By station; the first of each has its days learned. */
  const waiting = new Map<string, Waiting[]>();
  let asked: AskedPoint[] = [];
  /** Which stations wait for what is asked. */
  let askers: string[] = [];
  let isRunning = false;
  let isClosed = false;

  /** The instants of a block at which there may be points, by one series of each reading. */
  const lateOf = ({ station, readings, variant = "raw" }: Block): AskedPoint[] => {
    const late: AskedPoint[] = [];
    let [before, flagsBefore]: [string | undefined, unknown] = [undefined, undefined];
    let ofSensor: ReadonlyMap<QuantityName, Series> | undefined;
    for (const { at, sensor, flags, values } of readings) {
      if (sensor !== before || flags !== flagsBefore)
        ofSensor = catalogue.ofSensor(station, { sensor, origin: originOf(flags), variant });
      [before, flagsBefore] = [sensor, flags];
      for (const name in values) {
        const series = ofSensor?.get(name as QuantityName);
        if (series?.known.mayHave(at) === true) late.push({ series, at });
        break;
      }
    }
    return late;
  };

  /** What of a block is worth being learned before it is committed; undefined when nothing is. */
  const unlearnedOf = (block: Block): readonly AskedPoint[] | undefined => {
    const late = lateOf(block);
    if (late.length < FEW_FILES) return undefined;
    let inTable = 0;
    const files = new Set<string>();
    const repeats: AskedPoint[] = [];
    for (const one of late) {
      const { series, at } = one;
      const isSealed = days.view.byDay.has(dayOf(at));
      if (!days.instants.isUnknown(series.sensorNumber, at)) {
        const isRepeat = !isSealed && days.instants.mayHave(series.sensorNumber, at) === true;
        if (isRepeat && !hotPoints.knows(series, at)) repeats.push(one);
      } else if (isSealed) files.add(`${series.sensorNumber}/${dayOf(at)}`);
      else inTable += 1;
    }
    if (files.size >= FEW_FILES || inTable >= WORTH_A_DAY) return late;
    return hotPoints.isWorthReading(repeats) ? repeats : undefined;
  };

  const learn = async (some: readonly AskedPoint[]): Promise<void> => {
    const begun = learnDays(some);
    const inTable = some.filter(({ at }) => !days.view.byDay.has(dayOf(at)));
    const points = hotPoints.begin(
      inTable.filter(({ series, at }) => !hotPoints.knows(series, at)),
    );
    try {
      // What was noted before they were begun is in the tables from then on.
      await commits.open().durable;
      await days.query(
        async (connection) => {
          if (begun === undefined) await points?.read(connection);
          else
            await begun.read(connection, async () =>
              points !== undefined && (await hasSome(connection, inTable))
                ? points.read(connection)
                : undefined,
            );
        },
        { deadlineMs: LONGEST_WAIT_MS },
      );
    } finally {
      points?.end();
    }
  };

  const run = async (): Promise<void> => {
    while (asked.length > 0) {
      const [some, stations] = [asked, askers];
      [asked, askers] = [[], []];
      // A store that is closed, or too many questions: their commits learn what they need.
      await learn(some).catch(() => undefined);
      for (const station of stations) goOn(station);
    }
    isRunning = false;
  };

  /** Hands on what a station has waiting, up to the next block whose days are not learned. */
  const goOn = (station: string): void => {
    const blocks = waiting.get(station);
    if (blocks === undefined) return;
    const [first] = blocks;
    if (first !== undefined) first.isReady = true;
    while (blocks.length > 0) {
      const one = blocks[0] as Waiting;
      if (!one.isReady && !isClosed && startOn(one)) return;
      blocks.shift();
      try {
        handOn(one.block, one.settled);
      } catch (error) {
        one.settled(error as Error);
      }
    }
    waiting.delete(station);
  };

  /** Whether days of the block are being learned now. */
  const startOn = (one: Waiting): boolean => {
    const unlearned = unlearnedOf(one.block);
    if (unlearned === undefined) return false;
    const { station } = one.block;
    asked.push(...unlearned);
    askers.push(station);
    const timer = setTimeout(() => {
      if (waiting.get(station)?.[0] === one) goOn(station);
    }, LONGEST_WAIT_MS);
    timer.unref();
    if (!isRunning) {
      isRunning = true;
      // Those that arrive together share what is read.
      setImmediate(() => void run());
    }
    return true;
  };

  return {
    hand(block, settled) {
      const before = waiting.get(block.station);
      if (before === undefined && (isClosed || unlearnedOf(block) === undefined)) {
        handOn(block, settled);
        return;
      }
      // Its series count from now on: how many a station may have is asked of the catalogue.
      forEachValueOf(catalogue, block, () => undefined);
      const one: Waiting = { block, settled, isReady: false };
      if (before !== undefined) {
        before.push(one);
        return;
      }
      waiting.set(block.station, [one]);
      startOn(one);
    },
    close() {
      isClosed = true;
      for (const station of [...waiting.keys()]) goOn(station);
    },
  };
};
