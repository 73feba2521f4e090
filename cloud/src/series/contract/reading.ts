import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { GRID_ORIGIN, gridStart, type OfSeries, type Point, type Selection } from "../store.ts";
import { ALL, block, keyOf, pm, type SubjectOfTest, T0 } from "./subject.ts";

/** Points are read as they were appended, whole and in order, also after a restart. */
export const describeReading = (subject: SubjectOfTest): void => {
  const { append, selected, read, means } = subject;

  test("an unknown station has no points, no buckets and no latest value", async () => {
    expect(await read("nobody")).toEqual([]);
    expect(await means("nobody", "pm2_5", { every: 1000 })).toEqual([]);
    expect(await subject.store().count(selected("nobody"))).toBe(0);
    expect(await subject.store().latest(["nobody"])).toEqual(new Map());
  });

  test("what was appended is read in the order of its instants, with its flags", async () => {
    await append(
      block("ab", [pm(T0 + 20, 3), { ...pm(T0 + 10, 2), flags: ["out_of_range", "humid"] }]),
      block("ab", [pm(T0, 1)], T0 + 99),
    );
    expect(await read("ab")).toEqual([
      {
        ...keyOf("ab"),
        points: [
          { at: T0, received: T0 + 99, value: 1, flags: [] },
          { at: T0 + 10, received: T0, value: 2, flags: ["out_of_range", "humid"] },
          { at: T0 + 20, received: T0, value: 3, flags: [] },
        ],
      },
    ]);
  });

  test("a value has the flags of its reading and its own", async () => {
    await append(
      block("ab", [
        {
          at: T0,
          sensor: "bme280",
          values: { temperature: 293.15, humidity: 40 },
          flags: ["humid"],
          value_flags: { temperature: ["implausible"] },
        },
      ]),
    );
    const found = await subject
      .store()
      .read(selected("ab", "temperature", { quantities: ["humidity", "temperature"] }));
    expect(found.map(({ quantity, points }) => [quantity, points[0]?.flags])).toEqual([
      ["humidity", ["humid"]],
      ["temperature", ["humid", "implausible"]],
    ]);
  });

  test("a range includes its start and excludes its end", async () => {
    await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2), pm(T0 + 20, 3)]));
    const [series] = await read("ab", { from: T0, until: T0 + 20 });
    expect(series?.points.map(({ value }) => value)).toEqual([1, 2]);
    const range = { from: T0 + 10, until: T0 + 20 };
    expect(await subject.store().count(selected("ab", "pm2_5", range))).toBe(1);
  });

  test("stations, sensors, quantities and origins do not mix", async () => {
    await append(
      block("ab", [
        pm(T0, 1),
        pm(T0, 2, "pmsx003"),
        { at: T0, sensor: "pmsx003", values: { pm10: 9, pm2_5_cf1: 4 } },
        { ...pm(T0, 5), flags: ["replayed"] },
        { ...pm(T0, 6), flags: ["simulated", "replayed"] },
      ]),
      block("cd", [pm(T0, 3)]),
    );
    const shown = async (selection: Selection) =>
      (await subject.store().read(selection)).map(
        ({ station, sensor, quantity, origin, points }) => [
          `${station} ${sensor} ${quantity} ${origin}`,
          points.map(({ value }) => value),
        ],
      );
    expect(await shown(selected("ab", "pm2_5", { stations: ["cd", "ab", "nobody"] }))).toEqual([
      ["ab pmsx003 pm2_5 measured", [2]],
      ["ab sds011-58d9 pm2_5 measured", [1]],
      ["ab sds011-58d9 pm2_5 replayed", [5]],
      ["ab sds011-58d9 pm2_5 simulated", [6]],
      ["cd sds011-58d9 pm2_5 measured", [3]],
    ]);
    const some = {
      sensors: ["pmsx003"],
      quantities: ["pm10", "pm2_5"],
      origins: ["measured"],
    } as const;
    expect(await shown(selected("ab", "pm2_5", some))).toEqual([
      ["ab pmsx003 pm10 measured", [9]],
      ["ab pmsx003 pm2_5 measured", [2]],
    ]);
    await subject.reopen();
    expect(await shown(selected("ab", "pm2_5", { origins: ["simulated", "replayed"] }))).toEqual([
      ["ab sds011-58d9 pm2_5 replayed", [5]],
      ["ab sds011-58d9 pm2_5 simulated", [6]],
    ]);
  });

  test("whether readings begin a series is known before they are appended", async () => {
    const both = { at: T0, sensor: "pmsx003", values: { pm2_5: 1, pm10: 2 } };
    expect(subject.store().hasSeriesOf("ab", [both])).toBe(false);
    await append(block("ab", [{ ...both, values: { pm2_5: 1 } }]));
    expect(subject.store().hasSeriesOf("ab", [both])).toBe(false);
    await append(block("ab", [both]));
    await subject.reopen();
    expect(subject.store().hasSeriesOf("ab", [both])).toBe(true);
    expect(subject.store().hasSeriesOf("ab", [{ ...both, flags: ["replayed"] }])).toBe(false);
    expect(subject.store().hasSeriesOf("cd", [both])).toBe(false);
  });

  test("a variant is a series of its own, and the latest values are the raw ones", async () => {
    await append(block("ab", [pm(T0, 1)]));
    await append({ ...block("ab", [pm(T0, 0.7), pm(T0 + 10, 0.8)]), variant: "epa-2021@1" });
    expect(await read("ab", { variant: "epa-2021@1" })).toMatchObject([
      { ...keyOf("ab", { variant: "epa-2021@1" }), points: [{ value: 0.7 }, { value: 0.8 }] },
    ]);
    expect(await read("ab")).toMatchObject([{ ...keyOf("ab"), points: [{ value: 1 }] }]);
    const latest = await subject.store().latest(["ab"]);
    expect(latest.get("ab")?.map(({ value }) => value)).toEqual([1]);
  });

  test("everything is there after a restart, and repeats still change nothing", async () => {
    await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2)]));
    await subject.reopen();
    await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2), pm(T0 + 20, 3)]));
    const [series] = await read("ab");
    expect(series?.points.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  test("a stream gives in pieces what a read gives at once", async () => {
    const sensors = ["first", "second"];
    for (const sensor of sensors)
      for (let part = 0; part < 3; part++)
        await append(
          block(
            "ab",
            Array.from({ length: 10_000 }, (_, index) =>
              pm(T0 + part * 40_000_000 + index, part, sensor),
            ),
          ),
        );
    const selection = { stations: ["ab"], quantities: ["pm2_5" as const], ...ALL };
    const pieces: (readonly OfSeries<Point>[])[] = [];
    for await (const piece of subject.store().stream(selection)) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(1);
    for (const { sensor, points } of await subject.store().read(selection))
      expect(
        pieces.flatMap((piece) => piece.find((each) => each.sensor === sensor)?.points ?? []),
      ).toEqual(points);
    const gone = new AbortController();
    const stream = subject
      .store()
      .stream(selection, { signal: gone.signal })
      [Symbol.asyncIterator]();
    await stream.next();
    gone.abort();
    await expect(stream.next()).rejects.toMatchObject({ code: "aborted" });
  });

  test("ten thousand points of many stations in one group are all there", async () => {
    const blocks = Array.from({ length: 100 }, (_, station) =>
      block(
        `station-${station}`,
        Array.from({ length: 100 }, (_, index) => pm(T0 + index * 1000, index / 10)),
      ),
    );
    await append(...blocks);
    const counts = await Promise.all(
      blocks.map(({ station }) => subject.store().count(selected(station))),
    );
    expect(counts).toEqual(blocks.map(() => 100));
    const stations = blocks.map(({ station }) => station);
    expect(await subject.store().count({ ...selected("ab"), stations })).toBe(10_000);
  });

  test("a message of very many new series is kept like any other", async () => {
    const names = Object.keys(quantities) as QuantityName[];
    await append(
      block(
        "ab",
        Array.from({ length: 200 }, (_, sensor) => ({
          at: T0,
          sensor: `sensor-${sensor}`,
          values: Object.fromEntries(names.map((quantity) => [quantity, sensor])),
        })),
      ),
    );
    await subject.reopen();
    expect(await subject.store().count({ ...selected("ab"), quantities: names })).toBe(
      200 * names.length,
    );
  });

  test("a question whose asker has left is not answered", async () => {
    await append(block("ab", [pm(T0, 1)]));
    const signal = AbortSignal.abort();
    await expect(subject.store().read(selected("ab"), { signal })).rejects.toMatchObject({
      name: "ReadRefused",
      code: "aborted",
    });
  });

  test("reading and averaging agree with the plain computation on any points", async () => {
    const anyPoint = fc.record({
      at: fc.integer({ min: GRID_ORIGIN - 5_000_000, max: GRID_ORIGIN + 5_000_000 }),
      value: fc.integer({ min: 0, max: 9990 }).map((tenths) => tenths / 10),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyPoint, { minLength: 1, maxLength: 8 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 3_000_000 }),
        async (groups, every) => {
          const station = `run-${run++}`;
          const kept = new Map<number, number>();
          for (const group of groups) {
            // Equal repeats only: what another value does is the store's own trait.
            const points = group.map(({ at, value }) => {
              const there = kept.get(at) ?? value;
              kept.set(at, there);
              return pm(at, there);
            });
            await append(...points.map((point) => block(station, [point])));
          }
          const expected = [...kept].sort(([a], [b]) => a - b);
          const [series] = await read(station);
          expect((series?.points ?? []).map(({ at, value }) => [at, value])).toEqual(expected);

          const buckets = Map.groupBy(expected, ([at]) => gridStart(at, every));
          const [found = []] = await means(station, "pm2_5", { every });
          expect(found.map(([at, , count]) => [at, count])).toEqual(
            [...buckets].map(([at, points]) => [at, points.length]),
          );
          for (const [at, mean] of found) {
            const values = (buckets.get(at) ?? []).map(([, value]) => value);
            expect(mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 9);
          }
        },
      ),
      { numRuns: Math.ceil((40 * inject("propertyPercent")) / 100) },
    );
  });
};
