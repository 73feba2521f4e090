import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { mostStations, openStations } from "./stations.ts";
import { openStore, payloadOf, today } from "./store.fixture.ts";

const day = 86_400_000;

test("a station that nobody heard for 90 days is forgotten while the gateway runs, with what it said", async () => {
  const store = openStore(temporaryFolder());
  const stations = openStations(store.database, () => today, store.retained.forget);
  const say = async (station: string, at: number) => {
    stations.admit(station, at);
    const topic = `dcz/1/${station}/status`;
    const payload = payloadOf({ state: "online" });
    await store.retained.keep(
      { topic, payload, arrived: at },
      { alongside: () => stations.write(station, at) },
    );
  };
  await say("gone", today);
  await say("here", today);
  await say("here", today + 89 * day);
  expect(stations.all()).toEqual(["gone", "here"]);
  await say("here", today + 91 * day);
  expect(stations.all()).toEqual(["here"]);
  expect([...store.retained.all()].map(({ topic }) => topic)).toEqual(["dcz/1/here/status"]);
  const rows = (table: string) =>
    Number(store.database.prepare(`select count(*) count from ${table}`).get()?.count);
  expect([rows("station"), rows("retained")]).toEqual([1, 1]);
  store.close();
});

test("there is a place for so many; one unheard for a week gives its own", () => {
  const store = openStore(temporaryFolder());
  const stations = openStations(store.database, () => today);
  for (let number = 0; number < mostStations; number++)
    expect(stations.admit(`drawn-${number}`, today + number)).toBe(true);
  expect(stations.admit("one-more", today + day)).toBe(false);
  expect(stations.turnedAway()).toBe(1);
  expect(stations.admit("one-more", today + 8 * day)).toBe(true);
  expect(stations.all()).not.toContain("drawn-0");
  expect(stations.all()).toHaveLength(mostStations);
  store.close();
});
