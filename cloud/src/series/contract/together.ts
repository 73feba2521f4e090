import { meanOf } from "@datacityzen/hardware/averaging/summary";
import { addValue, emptySums } from "@datacityzen/hardware/averaging/sums";
import type { Flag } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { expect, test } from "vitest";
import { type Buckets, gridStart } from "../store.ts";
import { block, HOUR, keyOf, pm, type SubjectOfTest, T0 } from "./subject.ts";

const QUANTITIES = ["pm2_5", "laeq", "wind_direction"] as const;

/** As many as a store may treat at once, in another way than a few. */
const STATIONS = Array.from({ length: 20 }, (_, station) => `s-${10 + station}`);

/** No instrument gives this. */
const MISTAKEN = 70_000;

interface Given {
  readonly station: string;
  readonly at: number;
  readonly values: { readonly [quantity in (typeof QUANTITIES)[number]]: number };
  readonly flags: readonly Flag[];
}

/** Some values of each station over three days, a few of which no instrument gives. */
const given: readonly Given[] = STATIONS.flatMap((station, place) =>
  Array.from({ length: 9 }, (_, turn) => {
    const seed = place * 31 + turn * 17;
    return {
      station,
      at: T0 - 40 * HOUR + turn * 7 * HOUR + place * 60_000,
      values: {
        pm2_5: seed % 23 === 0 ? MISTAKEN : (seed % 97) / 10,
        laeq: 35 + (seed % 500) / 10,
        wind_direction: (seed * 7) % 360,
      },
      flags: seed % 11 === 0 ? (["humid"] as const) : [],
    };
  }),
);

const expectedOf = (values: readonly Given[], quantity: (typeof QUANTITIES)[number]) => {
  const { averaging } = quantities[quantity];
  const counted = values.filter(({ values: of }) => of[quantity] !== MISTAKEN);
  const sums = counted.reduce(
    (all, { at, values: of }) => addValue(all, averaging, of[quantity], at),
    emptySums,
  );
  const mean = meanOf(sums, averaging);
  return {
    count: sums.count,
    leftOut: values.length - counted.length,
    mean: mean === undefined ? undefined : expect.closeTo(mean, 6),
    squares: averaging === "circular" ? expect.any(Number) : expect.closeTo(sums.squares, 4),
    extremes: averaging === "circular" ? sums.degrees : [sums.minimum?.value, sums.maximum?.value],
    flags: values.some(({ flags }) => flags.length > 0) ? ["humid"] : [],
  };
};

/** The sums of several series in one. */
export const describeTogether = (subject: SubjectOfTest): void => {
  const { append } = subject;

  const together = async (
    buckets: Buckets,
    asked: readonly QuantityName[] = QUANTITIES,
    stations = STATIONS,
  ) => {
    const found = await subject.store().aggregateTogether({
      ...{ stations, quantities: asked, from: T0 - 60 * HOUR, until: T0 + 60 * HOUR, buckets },
    });
    return found.map(({ quantity, points }) => ({
      quantity,
      points: points.map(({ at, sums, leftOut, flags }) => ({
        at,
        count: sums.count,
        leftOut,
        mean: meanOf(sums, quantities[quantity].averaging),
        squares: sums.squares,
        extremes:
          quantities[quantity].averaging === "circular"
            ? sums.degrees
            : [sums.minimum?.value, sums.maximum?.value],
        flags,
      })),
    }));
  };

  const expected = (values: readonly Given[], every: number) =>
    QUANTITIES.map((quantity) => ({
      quantity,
      points: [...Map.groupBy(values, ({ at }) => gridStart(at, every))]
        .sort(([one], [other]) => one - other)
        .map(([at, some]) => ({ at, ...expectedOf(some, quantity) })),
    }));

  const readings = (some: readonly Given[]) =>
    some.map(({ station, at, values, flags }) =>
      block(station, [{ at, sensor: "all", values, flags: [...flags] }]),
    );

  test("series of several quantities are summed together, each by its own kind, without what no instrument gives", async () => {
    await append(...readings(given));
    for (const every of [HOUR, 3 * HOUR, 24 * HOUR, HOUR / 4])
      expect(await together({ every })).toEqual(expected(given, every));
    const edges = [T0 - 60 * HOUR, T0 - 2 * HOUR, T0 + 30 * HOUR];
    const [first] = await together({ edges }, ["laeq"]);
    expect(first?.points.map(({ count }) => count)).toEqual([
      given.filter(({ at }) => at < T0 - 2 * HOUR).length,
      given.filter(({ at }) => at >= T0 - 2 * HOUR).length,
    ]);
    expect(await together({ every: HOUR }, ["co2"])).toEqual([]);
    expect(await together({ every: HOUR }, QUANTITIES, ["nobody"])).toEqual([]);
  });

  test("what changes after a day was summed together counts, and the others' values stay", async () => {
    await append(...readings(given));
    await together({ every: HOUR });
    const late: Given = {
      station: "s-13",
      at: T0 - 39 * HOUR,
      values: { pm2_5: 44, laeq: 71, wind_direction: 12 },
      flags: [],
    };
    await append(...readings([late]));
    const [choose] = given.filter(({ station }) => station === "s-15");
    if (choose === undefined) throw new Error("there is no such station");
    await subject.store().choose([
      {
        ...keyOf(choose.station, { sensor: "all" }),
        ...{ at: choose.at, value: 33, decided: T0, by: "administrator" },
      },
    ]);
    const changed = given.map((one) =>
      one === choose ? { ...one, values: { ...one.values, pm2_5: 33 } } : one,
    );
    for (const every of [HOUR, 24 * HOUR])
      expect(await together({ every })).toEqual(expected([...changed, late], every));
  });

  test("sensors of one station are summed together, and so are the edges of a range within an hour", async () => {
    await append(
      block("ab", [pm(T0 + 60_000, 1), pm(T0 + 50 * 60_000, 8), pm(T0 + 60_000, 3, "pms")]),
    );
    const [found] = await subject.store().aggregateTogether({
      ...subject.selected("ab", "pm2_5", { from: T0, until: T0 + 40 * 60_000 }),
      buckets: { every: HOUR },
    });
    expect(found?.points).toMatchObject([{ at: T0, sums: { count: 2, mean: 2 } }]);
  });
};
