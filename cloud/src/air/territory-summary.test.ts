import type { Origin } from "@datacityzen/hardware/flags";
import { expect, test } from "vitest";
import { newStation } from "../stations/station.ts";
import { judgeStation } from "./judge-station.ts";
import type { StationAir } from "./station-airs.ts";
import { summarise } from "./territory-summary.ts";

const END = Date.UTC(2026, 10, 24, 8);

const station = (
  id: string,
  value: number | undefined,
  origin: Origin = "measured",
): StationAir => ({
  ...{ record: newStation(id, END), name: id, state: "online", origin, place: undefined },
  ...judgeStation({
    end: END,
    newest: value === undefined ? [] : [{ quantity: "pm2_5", sensor: "s", value, at: END }],
    days: new Map(
      value === undefined
        ? []
        : [
            [
              "pm2_5",
              {
                ...{
                  sensor: "s",
                  quantity: "pm2_5",
                  origin,
                  variant: "raw",
                  recipes: [],
                  present: 24,
                },
                hours: Array<number>(24).fill(value),
              },
            ],
          ],
    ),
    choiceOf: () => undefined,
    ...{ isMeasured: origin === "measured", zone: "Europe/Paris" },
  }),
});

test("of an even number of stations the worse of the two in the middle is told", () => {
  const found = summarise(
    [station("a", 5), station("b", 15), station("c", undefined)],
    ({ record }) => (record.id === "a" ? "town" : "country"),
  );
  expect(found).toMatchObject({
    ...{ origin: "measured", stations: 3, judged: 2, level: 2, completeness: 1 },
    words: { fr: "L'air est moyen." },
    worst: { station: "b", level: 2 },
    byEnvironment: [
      { environment: "town", stations: 1, level: 1 },
      { environment: "country", stations: 2, judged: 1, level: 2 },
    ],
    ...{ noise: null, pollen: null },
  });
});

test("simulated stations do not count beside measured ones", () => {
  const found = summarise([station("a", 5), station("b", 90, "simulated")], () => null);
  expect(found).toMatchObject({ origin: "measured", stations: 1, level: 1 });
  expect(summarise([station("b", 90, "simulated")], () => null)).toMatchObject({
    origin: "simulated",
    level: 6,
  });
});

test("beside a replayed station the simulated ones speak, whichever was there first", () => {
  const replayed = station("workshop", 90, "replayed");
  const simulated = [station("demo-a", 5, "simulated"), station("demo-b", 5, "simulated")];
  const told = { origin: "simulated", stations: 2, level: 1 };
  expect(summarise([replayed, ...simulated], () => null)).toMatchObject(told);
  expect(summarise([...simulated, replayed], () => null)).toMatchObject(told);
  expect(summarise([replayed], () => null)).toMatchObject({ origin: "replayed", stations: 1 });
});

test("nothing is said where nothing is known", () => {
  expect(summarise([], () => null)).toMatchObject({ stations: 0, level: null, worst: null });
});
