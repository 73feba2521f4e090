import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { meanOf, roundedTo } from "@datacityzen/hardware/averaging/summary";
import type { Flag } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { describeDecisions } from "../contract/decisions.ts";
import { describeMeans } from "../contract/means.ts";
import { subjectOfTest } from "../contract/subject.ts";
import { describeTogether } from "../contract/together.ts";
import { withOwnStations } from "../own-stations.fixture.ts";
import type { Bucket, Buckets, Selection, SeriesStore, Variant } from "../store.ts";
import { DAY, HOUR, makeFolder, type Opened, openIn, T0 } from "./day-sums.fixture.ts";
import type { DuckdbSeriesStore } from "./store.ts";

describe("with all hours that are over summed up before each question", () => {
  let tests = 0;
  let opened: Opened | undefined;
  let directory: string | undefined;
  const now = () => Date.UTC(2027, 0, 1);
  const summedFirst = (store: DuckdbSeriesStore): SeriesStore => ({
    ...store,
    async aggregate(...question) {
      await store.sumUp();
      return store.aggregate(...question);
    },
    async aggregateTogether(...question) {
      await store.sumUp();
      return store.aggregateTogether(...question);
    },
  });
  const current = () => {
    if (opened === undefined) throw new Error("it is not open");
    return opened;
  };
  const subject = subjectOfTest({
    store: () => withOwnStations(summedFirst(current().store), `test-${tests}-`),
    async reopen() {
      await current().close();
      opened = await openIn(directory ?? "", now);
    },
  });
  test.beforeAll(async () => {
    directory = await makeFolder();
    opened = await openIn(directory, now);
  });
  test.beforeEach(() => {
    tests += 1;
  });
  test.afterAll(async () => {
    await opened?.close();
    await rm(directory ?? "", { recursive: true });
  });
  describeMeans(subject);
  describeTogether(subject);
  describeDecisions(subject);
});

/** A run takes half a second and more: `DAY_SUMS_RUNS=500` tries many. */
const RUNS = Number(process.env.DAY_SUMS_RUNS ?? 3);

const QUANTITIES = ["pm2_5", "laeq", "wind_direction"] as const;
const STATIONS = ["ab", "cd"] as const;
/** With so many beside, the days of all are read at once, and not one by one. */
const OTHERS = Array.from({ length: 12 }, (_, other) => `other-${other}`);

/** What an answer shows of a bucket, and what rounding may change. */
const shown = (quantity: QuantityName, { at, until, sums, leftOut, flags }: Bucket) => {
  const { averaging } = quantities[quantity];
  const mean = meanOf(sums, averaging);
  const { minimum, maximum, count, degrees, squares } = sums;
  return {
    ...{ at, until, count, leftOut, flags, degrees },
    // As in an answer.
    mean: mean === undefined ? null : roundedTo(mean, quantity, 1),
    extremes: [minimum?.value, maximum?.value],
    squares: expect.closeTo(squares, 3),
  };
};

const askBoth = async (
  summed: SeriesStore,
  plain: SeriesStore,
  selection: Selection & { readonly buckets: Buckets },
): Promise<void> => {
  const [found, expected] = [await summed.aggregate(selection), await plain.aggregate(selection)];
  const asShown = (some: typeof found) =>
    some.map(({ points, ...key }) => ({
      ...key,
      points: points.map((one) => shown(key.quantity, one)),
    }));
  const bare = (some: typeof found) =>
    some.map(({ points, ...key }) => ({
      ...key,
      points: points.map((one) => ({
        ...shown(key.quantity, one),
        squares: one.sums.squares,
      })),
    }));
  expect(bare(found)).toEqual(asShown(expected));
  for (const { quantity, points } of found)
    for (const { at, until, sums } of points)
      for (const extreme of [sums.minimum, sums.maximum])
        if (extreme !== undefined && quantity !== "wind_direction") {
          expect(extreme.at).toBeGreaterThanOrEqual(at);
          expect(extreme.at).toBeLessThan(until);
        }
  const together = await summed.aggregateTogether(selection);
  expect(
    together.map(({ points }) => points.reduce((all, { sums }) => all + sums.count, 0)),
  ).toEqual(
    selection.quantities.flatMap((quantity) => {
      const all = expected
        .filter((one) => one.quantity === quantity)
        .flatMap(({ points }) => points);
      return all.length === 0 ? [] : [all.reduce((count, { sums }) => count + sums.count, 0)];
    }),
  );
};

// Few instants: what is decided and repeated meets what is there.
const someHour: fc.Arbitrary<number> = fc.constantFrom(-20, 0, 1, 26, 49, 71, 80);
const minutes: fc.Arbitrary<number[]> = fc.uniqueArray(fc.constantFrom<number[]>(0, 1, 30, 59), {
  minLength: 1,
});
const station = fc.constantFrom(...STATIONS);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("append" as const),
      station,
      hour: someHour,
      minutes,
      /** Few values: repeats and contradictions are frequent. 70000 is none that an instrument gives. */
      value: fc.constantFrom<number[]>(0, 1.2, 1.3, 44.4, 359.7, 70_000, 12.345_678),
      isHumid: fc.boolean(),
      variant: fc.constantFrom("raw" as const, "corrected@1" as const),
      isReplayed: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("choose" as const),
      station,
      hour: someHour,
      minutes,
      value: fc.constantFrom(null, 5, 70_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("unflag" as const), station, hour: someHour }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("sum up" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("wait" as const, "append while summing" as const),
      hours: fc.integer({ min: 0, max: 30 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "restart" as const,
        "kill" as const,
        "lose the latest sums" as const,
        "damage the sums" as const,
      ),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const sumsFiles = async (directory: string): Promise<string[]> =>
  (await readdir(directory)).filter((name) => name.startsWith("series.duckdb.days"));

test("means are the same with hours summed up and without, whatever comes late, is repeated, decided, unflagged, or cut off", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 18 }), async (steps) => {
      const folders = [await makeFolder(), await makeFolder(), await makeFolder()] as const;
      let [directory, , kept] = folders as unknown as [string, string, string];
      const plainFolder = folders[1];
      const made: string[] = [...folders];
      let now = T0 + 3 * DAY + 17 * 60_000;
      // At its clock no hour is ever over.
      const plain = await openIn(plainFolder, () => 0);
      let summed = await openIn(directory, () => now);
      const both = async (work: (store: SeriesStore) => Promise<unknown>) => {
        await Promise.all([work(summed.store), work(plain.store)]);
      };
      for (const [place, other] of OTHERS.entries())
        await both((store) =>
          store.append({
            station: other,
            received: now,
            readings: [place % 5, 30 + place].map((hour) => ({
              at: T0 + hour * HOUR,
              sensor: "all",
              values: { pm2_5: place, laeq: 40 + place, wind_direction: 30 * place },
            })),
          }),
        );
      const append = (one: Extract<Step, { do: "append" }>) =>
        both((store) =>
          store.append({
            station: one.station,
            received: now,
            variant: one.variant,
            readings: one.minutes.map((minute) => ({
              at: T0 + one.hour * HOUR + minute * 60_000,
              sensor: "all",
              flags: [
                ...(one.isHumid ? (["humid"] as const) : []),
                ...(one.isReplayed ? (["replayed"] as const) : []),
              ],
              values: {
                pm2_5: one.value + minute / 10,
                laeq: one.value,
                wind_direction: one.value,
              },
            })),
          }),
        );
      /** The files as a cut of power or a kill leaves them, which are then opened. */
      const killed = async (): Promise<void> => {
        const copy = await makeFolder();
        made.push(copy);
        await cp(directory, copy, { recursive: true });
        await summed.close();
        directory = copy;
      };
      const take = async (one: Step): Promise<void> => {
        switch (one.do) {
          case "append":
            return append(one);
          case "choose":
            return both((store) =>
              store.choose(
                one.minutes.map((minute) => ({
                  ...{ station: one.station, sensor: "all", quantity: "pm2_5" },
                  ...{ origin: "measured", variant: "raw" },
                  ...{ at: T0 + one.hour * HOUR + minute * 60_000, value: one.value },
                  ...{ decided: now, by: "administrator" },
                })) as Parameters<SeriesStore["choose"]>[0],
              ),
            );
          case "unflag":
            return both((store) =>
              store.unflag(
                {
                  stations: [one.station],
                  quantities: QUANTITIES,
                  from: T0 + one.hour * HOUR,
                  until: T0 + (one.hour + 30) * HOUR,
                },
                "humid",
              ),
            );
          case "sum up": {
            // Sums of before, beside a store that has more.
            for (const name of await sumsFiles(kept)) await rm(join(kept, name));
            for (const name of await sumsFiles(directory))
              await cp(join(directory, name), join(kept, name));
            return summed.store.sumUp();
          }
          case "append while summing": {
            const summing = summed.store.sumUp();
            for (let hour = 0; hour < 6; hour++)
              await append({
                ...{ do: "append", station: "ab", minutes: [hour, 59 - hour], value: 1.2 },
                ...{
                  hour: one.hours + hour * 5,
                  isHumid: false,
                  variant: "raw",
                  isReplayed: false,
                },
              });
            return summing;
          }
          case "wait":
            now += one.hours * HOUR;
            return;
          case "restart":
            await summed.close();
            break;
          case "kill":
            await killed();
            break;
          case "lose the latest sums":
            await summed.close();
            for (const name of await sumsFiles(directory)) await rm(join(directory, name));
            for (const name of await sumsFiles(kept))
              await cp(join(kept, name), join(directory, name));
            break;
          case "damage the sums":
            await summed.close();
            await cp(
              join(plainFolder, "series.duckdb.commits"),
              join(directory, "series.duckdb.days"),
            );
            break;
          default:
            return one satisfies never;
        }
        summed = await openIn(directory, () => now);
      };
      const whole = { from: T0 - 40 * HOUR, until: T0 + 300 * HOUR };
      const edges = Array.from({ length: 12 }, (_, day) => T0 - 40 * HOUR + day * DAY - 2 * HOUR);
      const questions = [
        { ...whole, buckets: { every: HOUR } },
        { ...whole, from: T0 + 5, buckets: { edges } },
        { ...whole, buckets: { edges: edges.slice(0, 6).map((edge) => edge + HOUR / 2) } },
        { from: T0 + 1_020_001, until: T0 + 61 * HOUR + 1, buckets: { every: 3 * HOUR } },
        { ...whole, buckets: { every: HOUR / 6 } },
      ];
      const ask = (some: readonly (typeof questions)[number][], variant: Variant = "raw") =>
        Promise.all(
          some.flatMap((question, place) =>
            [STATIONS, ...(place < 2 ? [[...STATIONS, ...OTHERS]] : [])].map((stations) =>
              askBoth(summed.store, plain.store, {
                ...{ stations, quantities: QUANTITIES, variant },
                ...question,
              }),
            ),
          ),
        );
      try {
        for (const [place, one] of steps.entries()) {
          await take(one);
          if (place % 4 === 3) await ask(questions.slice(0, 2));
        }
        await ask(questions);
        await summed.store.sumUp();
        await ask(questions);
        await ask(questions.slice(0, 1), "corrected@1");
      } finally {
        await summed.close();
        await plain.close();
        for (const folder of made) await rm(folder, { recursive: true });
      }
    }),
    { numRuns: RUNS },
  );
});

test("what comes late, is decided, unflagged or said by a repeat counts at once, and after a kill, though its hour was summed up", async () => {
  const directory = await makeFolder();
  const folders = [directory];
  onTestFinished(async () => {
    for (const folder of folders) await rm(folder, { recursive: true });
  });
  const now = () => T0 + 3 * DAY;
  const opened = await openIn(directory, now);
  onTestFinished(() => opened.close());
  const { store } = opened;
  const append = (hour: number, value: number, flags: Flag[] = []) =>
    store.append({
      station: "ab",
      received: now(),
      readings: [{ at: T0 + hour * HOUR, sensor: "all", values: { pm2_5: value }, flags }],
    });
  const selection: Selection = {
    stations: ["ab"],
    quantities: ["pm2_5"],
    from: T0 - DAY,
    until: T0 + 2 * DAY,
  };
  const meansIn = async (asked: SeriesStore) => {
    const found = await asked.aggregate({ ...selection, buckets: { every: DAY } });
    return found.flatMap(({ points }) =>
      points.map(({ sums, flags }) => [sums.mean, sums.count, ...flags]),
    );
  };
  const choice = (hour: number, value: number | null) => ({
    ...{ station: "ab", sensor: "all", quantity: "pm2_5", origin: "measured", variant: "raw" },
    ...{ at: T0 + hour * HOUR, value, decided: now(), by: "administrator" },
  });
  const expectMeans = async (expected: unknown) => {
    expect(await meansIn(store)).toEqual(expected);
    const copy = await makeFolder();
    folders.push(copy);
    await cp(directory, copy, { recursive: true });
    const killed = await openIn(copy, now);
    expect(await meansIn(killed.store)).toEqual(expected);
    await killed.close();
    let isSumming = true;
    const summing = store.sumUp().finally(() => {
      isSumming = false;
    });
    while (isSumming) expect(await meansIn(store)).toEqual(expected);
    await summing;
    expect(await meansIn(store)).toEqual(expected);
  };
  await append(1, 10, ["humid"]);
  await append(2, 20);
  await append(30, 7);
  await store.sumUp();
  await expectMeans([
    [15, 2, "humid"],
    [7, 1],
  ]);
  await append(3, 60);
  await expectMeans([
    [30, 3, "humid"],
    [7, 1],
  ]);
  await append(30, 7, ["out_of_range"]);
  await expectMeans([
    [30, 3, "humid"],
    [7, 1, "out_of_range"],
  ]);
  await append(30, 8);
  await expectMeans([
    [30, 3, "humid"],
    [7, 1, "out_of_range"],
  ]);
  await store.choose([choice(3, null), choice(30, 9)] as Parameters<SeriesStore["choose"]>[0]);
  await expectMeans([
    [15, 2, "humid"],
    [9, 1, "out_of_range"],
  ]);
  await store.unflag(selection, "humid");
  await expectMeans([
    [15, 2],
    [9, 1, "out_of_range"],
  ]);
  await append(-5, 1);
  await expectMeans([
    [1, 1],
    [15, 2],
    [9, 1, "out_of_range"],
  ]);
});
