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
  for (let passed = 1; passed < 90; passed++) await say("here", today + passed * day);
  expect(stations.all()).toEqual(["gone", "here"]);
  await say("here", today + 90 * day);
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
  for (let passed = 2; passed < 7; passed++) {
    expect(stations.admit("drawn-7", today + passed * day)).toBe(true);
    expect(stations.admit("one-more", today + passed * day)).toBe(false);
  }
  expect(stations.admit("one-more", today + 7 * day)).toBe(true);
  expect(stations.all()).not.toContain("drawn-0");
  expect(stations.all()).toHaveLength(mostStations);
  store.close();
});

/** A site whose stations speak each hour, by a clock that leaps; what is known after a restart, too. */
const speaking = (
  leaps: readonly { readonly hour: number; readonly byMs: number }[],
  hours: number,
) => {
  const folder = temporaryFolder();
  let store = openStore(folder);
  let off = 0;
  const open = () => openStations(store.database, () => today + off, store.retained.forget);
  let stations = open();
  const known: string[][] = [];
  for (let hour = 0; hour < hours; hour++) {
    for (const leap of leaps) if (leap.hour === hour) off += leap.byMs;
    const at = today + hour * (day / 24) + off;
    // The garden is heard for the first two days only.
    for (const station of hour < 48 ? ["garden", "roof"] : ["roof"]) {
      stations.admit(station, at);
      stations.write(station, at);
    }
    if (hour % 24 === 12) {
      store.close();
      store = openStore(folder);
      stations = open();
    }
    known.push([...stations.all()]);
  }
  store.close();
  return known;
};

test("a clock that leaps by months, forward or back, forgets no station, now and after restarts", () => {
  const leaps = [
    { hour: 60, byMs: 100 * day },
    { hour: 70, byMs: -180 * day },
    { hour: 85, byMs: 14_000 * day },
    { hour: 90, byMs: -13_920 * day },
  ];
  for (const at of leaps) expect(speaking([at], 110).at(-1)).toEqual(["garden", "roof"]);
  const known = speaking(leaps, 110);
  expect(known.slice(1).every((one) => one.length === 2)).toBe(true);
});

test("a gateway that was off for months has forgotten nobody, and forgets as usual from then on", () => {
  const folder = temporaryFolder();
  const first = openStore(folder);
  const before = openStations(first.database, () => today);
  for (const station of ["garden", "roof"]) {
    before.admit(station, today);
    before.write(station, today);
  }
  first.close();
  const back = today + 200 * day;
  const store = openStore(folder);
  const stations = openStations(store.database, () => back);
  expect(stations.all()).toEqual(["garden", "roof"]);
  for (let passed = 0; passed <= 90; passed++) {
    expect(stations.all()).toContain("garden");
    stations.admit("roof", back + passed * day);
    stations.write("roof", back + passed * day);
  }
  stations.admit("roof", back + 91 * day);
  stations.admit("roof", back + 92 * day);
  expect(stations.all()).toEqual(["roof"]);
  store.close();
});
