import { expect, test } from "vitest";
import { insertJob } from "../jobs/queries.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { DAY_MS, MIDNIGHT, NOW, openParts } from "./background.fixture.ts";
import { insertRecompute } from "./queries.ts";
import { createRecomputing } from "./recompute.ts";

test("a recomputation that was cut off goes on with the next station", async () => {
  const { series, ...rest } = await openParts();
  for (const { id } of rest.stations.all())
    await series.append({
      ...{ station: id, received: NOW },
      readings: [
        { at: MIDNIGHT, sensor: "bme", values: { humidity: 60 } },
        { at: MIDNIGHT, sensor: "sds", values: { pm2_5: 20, pm10: 30 } },
      ],
    });
  const [read, told]: [string[], string[]] = [[], []];
  let fails = true;
  const recomputing = createRecomputing({
    ...rest,
    consolidating: { run: async () => async () => ({ values: 0, changed: 0 }) },
    events: {
      publish: (name, event) => {
        told.push(`${name} ${(event as { station: string }).station}`);
      },
    },
    series: {
      ...series,
      read: async (selection) => {
        const [station = ""] = selection.stations;
        if (station === "c" && fails) {
          fails = false;
          throw new Error("the machine was switched off");
        }
        if (selection.variant === undefined) read.push(station);
        return series.read(selection);
      },
    },
  });
  const { db } = rest.records;
  const id = newIdentifier();
  await insertJob(db, { id, name: "test", data: {}, created: new Date(NOW) });
  const range = { from: new Date(MIDNIGHT - DAY_MS), until: new Date(MIDNIGHT + DAY_MS) };
  await insertRecompute(db, { job: id, ...range });
  const progress: string[] = [];
  const run = () =>
    recomputing.run(id, {
      signal: new AbortController().signal,
      progress: async (done, total) => void progress.push(`${done}/${total}`),
    });
  await expect(run()).rejects.toThrow("switched off");
  expect(await run()).toEqual({ stations: 4, values: 8, changed: 0 });
  // Two days each, and the first two stations once only; of the third one day had been read.
  expect(read).toEqual(["a", "a", "b", "b", "c", "c", "c", "d", "d"]);
  expect(told).toEqual(["a", "b", "c", "d"].map((station) => `quality.recomputed ${station}`));
  expect(progress.slice(-2)).toEqual(["6/8", "8/8"]);
  expect(await run()).toEqual({ stations: 4, values: 8, changed: 0 });
  expect(read).toHaveLength(9);
});
