import type { QuantityName } from "@datacityzen/hardware/quantities";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { ALL, block, keyOf, pm, T0 } from "../../cloud/src/series/contract/subject.ts";
import type { InfluxAddress } from "../../cloud/src/series/influxdb/server.ts";
import { openInfluxSeries } from "../../cloud/src/series/influxdb/store.ts";
import { describeSeriesStore } from "../../cloud/src/series/store.contract.ts";
import type { Appended, SeriesStore, Variant } from "../../cloud/src/series/store.ts";
import { testWith } from "../real.ts";
import { askInflux2, type Flavour, influx1, influx2, type RunningInflux } from "./servers.ts";

/** Writes as another program would. */
const writeBeside = async (
  { url, database, token, organisation = "" }: InfluxAddress,
  lines: string,
): Promise<void> => {
  const path =
    token === undefined
      ? `/write?db=${database}`
      : `/api/v2/write?org=${organisation}&bucket=${database}`;
  const { status } = await fetch(`${url}${path}`, {
    method: "POST",
    body: lines,
    ...(token === undefined ? {} : { headers: { authorization: `Token ${token}` } }),
  });
  expect(status).toBe(204);
};

const hostile = [
  "with spaces and, commas = equals",
  `quotes " and ' and \` and ;`,
  "back\\slash\\",
  "line\nfeed\r\ttab",
  "accents éàœ µ 測定 🌍",
  `'; DROP DATABASE "series-1"; --`,
  `x' OR 'a' = 'a`,
  "%41%",
  "%",
  "",
];

const describeOn = (flavour: Flavour): void => {
  let server: RunningInflux;
  beforeAll(async () => {
    server = await flavour.open();
  });
  afterAll(() => server?.stop());

  /** A store in a database of its own. */
  const openStore = async (
    options: Parameters<typeof openInfluxSeries>[1] = {},
  ): Promise<{ store: SeriesStore; address: InfluxAddress; reopen(): Promise<SeriesStore> }> => {
    const address = await server.address();
    const store = await openInfluxSeries(address, options);
    const opened = [store];
    onTestFinished(() => Promise.all(opened.map((each) => each.close())).then(() => undefined));
    return {
      store,
      address,
      async reopen() {
        await opened.at(-1)?.close();
        const again = await openInfluxSeries(address, options);
        opened.push(again);
        return again;
      },
    };
  };

  // Each test has a database of its own: to list the thousands of series of one test for the next would cost more.
  describeSeriesStore(
    flavour.name,
    async () => {
      const address = await server.address();
      let store = await openInfluxSeries(address);
      return {
        store: () => store,
        async reopen() {
          await store.close();
          store = await openInfluxSeries(address);
        },
        remove: () => store.close(),
      };
    },
    { isShared: false },
  );

  test("names of any characters stay what they are, and change nothing else", async () => {
    const { store, reopen } = await openStore();
    await store.append(block("plain", [pm(T0, 1)]));
    for (const [index, name] of hostile.entries())
      await store.append({
        ...block(name, [pm(T0, index, name)]),
        variant: `${name}@1` as Variant,
      });
    const decided = { decided: T0, by: `"\\', =\n`, value: 99 };
    for (const name of hostile)
      await store.choose([
        { ...keyOf(name, { sensor: name, variant: `${name}@1` as Variant }), at: T0, ...decided },
      ]);
    const again = await reopen();
    for (const [index, name] of hostile.entries()) {
      const key = keyOf(name, { sensor: name, variant: `${name}@1` as Variant });
      const asked = { stations: [name], quantities: ["pm2_5" as const], ...ALL };
      expect(await again.read({ ...asked, variant: key.variant, sensors: [name] })).toEqual([
        { ...key, points: [{ at: T0, received: T0, value: 99, first: index, flags: [] }] },
      ]);
      expect(again.seriesOf(name)).toEqual([key]);
    }
    const plain = { stations: ["plain"], quantities: ["pm2_5" as const], ...ALL };
    expect(await again.count(plain)).toBe(1);
  });

  test("any double and any instant that the server has come back exactly, and others are refused whole", async () => {
    const { store, reopen } = await openStore();
    const values = [0.1, -0, 5e-324, 1.7976931348623157e308, -1e-7, 1e21, 123_456_789.123_456_79];
    const instants = [-9_223_372_036_854, -1, 0, 1, T0, 9_223_372_036_853, 4_102_444_800_000];
    await store.append(
      block(
        "ab",
        values.map((value, index) => pm(instants[index] as number, value)),
      ),
    );
    const refused = [
      pm(T0, Number.NaN),
      pm(T0, Number.POSITIVE_INFINITY),
      pm(9_223_372_036_854, 1),
      pm(0.5, 1),
    ];
    const outcomes = await Promise.allSettled([
      ...refused.map((reading) => store.append(block("refused", [pm(T0 + 1, 1), reading]))),
      store.append(block("cd", [pm(T0, 7)])),
    ]);
    expect(
      outcomes.map((outcome) => (outcome.status === "fulfilled" ? "kept" : outcome.reason.name)),
    ).toEqual([...refused.map(() => "RefusedByStore"), "kept"]);
    const again = await reopen();
    const range = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
    const all = { stations: ["ab", "cd", "refused"], quantities: ["pm2_5" as const], ...range };
    const [series, other, ...none] = await again.read(all);
    const expected = values
      .map((value, index) => [instants[index] as number, value] as const)
      .toSorted(([one], [another]) => one - another);
    expect(series?.points.map(({ at, value }) => [at, value])).toEqual(expected);
    expect(other?.points.map(({ value }) => value)).toEqual([7]);
    expect(none).toEqual([]);
    expect(again.seriesOf("refused")).toEqual([]);
    expect(await again.read({ ...all, from: T0, until: T0 })).toEqual([]);
  });

  test("what the server refuses is its block's alone: its neighbours of the same request are kept", async () => {
    const refusals: string[] = [];
    const { store, address } = await openStore({ onRefused: (reason) => refusals.push(reason) });
    await writeBeside(address, `no2,station=other value=1i ${T0}000000`);
    const readings = (quantity: QuantityName) => [
      { at: T0, sensor: "s1", values: { [quantity]: 1 } },
    ];
    const outcomes = await Promise.allSettled(
      (["pm10", "no2", "pm2_5"] as const).map((quantity) =>
        store.append(block(`of-${quantity.replace("_", "-")}`, readings(quantity))),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(outcomes[1]).toMatchObject({
      reason: { name: "RefusedByStore", message: expect.stringContaining("field type conflict") },
    });
    expect(refusals).toHaveLength(1);
    const asked = { quantities: ["pm10", "no2", "pm2_5"] as const, ...ALL };
    const stations = ["of-pm10", "of-no2", "of-pm2-5"];
    expect((await store.read({ ...asked, stations })).map(({ station }) => station)).toEqual([
      "of-pm10",
      "of-pm2-5",
    ]);
    // At the next start it is told before anything is refused.
    await expect(openInfluxSeries(address)).rejects.toMatchObject({
      name: "InfluxUnusable",
      message: expect.stringContaining("give the platform a bucket or database of its own"),
    });
  });

  test("killed while blocks come, the server has every one that was acknowledged, once, and takes the rest", async () => {
    const told: string[] = [];
    const { store, reopen } = await openStore({
      retryMs: 20,
      closeWithinMs: 20_000,
      onFault: () => told.push("fault"),
      onRecovery: () => told.push("recovery"),
    });
    const appended: Promise<Appended>[] = [];
    let next = 0;
    const send = (blocks: number) => {
      for (let count = 0; count < blocks; count++, next++)
        appended.push(
          store.append(
            block(
              `station-${next % 7}`,
              Array.from({ length: 20 }, (_, index) => pm(T0 + next * 1000 + index, next)),
            ),
          ),
        );
    };
    for (let round = 0; round < 2; round++) {
      send(50);
      // The first are acknowledged, others are on their way.
      await appended[appended.length - 50];
      send(50);
      await server.kill();
      send(50);
      const during = told.length;
      await expect.poll(() => told.length, { interval: 10 }).toBeGreaterThanOrEqual(during);
      await server.start();
    }
    await Promise.all(appended);
    expect(told).toContain("fault");
    expect(told.at(-1)).toBe("recovery");
    const again = await reopen();
    const stations = Array.from({ length: 7 }, (_, index) => `station-${index}`);
    const series = await again.read({ stations, quantities: ["pm2_5"], ...ALL });
    const instants = series.flatMap(({ points }) => points.map(({ at }) => at));
    expect(instants).toHaveLength(next * 20);
    expect(new Set(instants).size).toBe(next * 20);
  });
};

for (const flavour of [influx1, influx2])
  describe(flavour.name, () => {
    if (flavour.need.present) describeOn(flavour);
    else testWith([flavour.need], "all of a series store's tests", async () => undefined);
  });

describe("a server that cannot be used says what to do", () => {
  testWith([influx2.need], "InfluxDB 2.7", async () => {
    const server = await influx2.open();
    onTestFinished(() => server.stop());
    const address = await server.address();
    const sentence = (change: Partial<InfluxAddress>) =>
      openInfluxSeries({ ...address, ...change }, { prepare: { withinMs: 100, retryMs: 50 } }).then(
        (store) => store.close(),
        (error: Error) => error.message,
      );
    expect(await sentence({ token: "wrong" })).toContain("correct INFLUX_TOKEN");
    expect(await sentence({ token: undefined })).toContain("INFLUX_TOKEN for InfluxDB 2");
    expect(await sentence({ database: "nowhere" })).toContain(
      "influx bucket create --name nowhere --retention 0",
    );
    expect(await sentence({ url: "http://127.0.0.1:9" })).toContain("does not answer");
    const buckets = (await askInflux2(server.url, `/api/v2/orgs`)) as { orgs: { id: string }[] };
    const orgID = buckets.orgs[0]?.id;
    await askInflux2(server.url, "/api/v2/buckets", {
      orgID,
      name: "short",
      retentionRules: [{ type: "expire", everySeconds: 86_400 }],
    });
    expect(await sentence({ database: "short" })).toContain("readings are kept for ever");
  });
});
