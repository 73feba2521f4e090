import { eq } from "drizzle-orm";
import { expect, vi } from "vitest";
import { insertStation } from "../hosting/queries.ts";
import { station } from "../hosting/tables.ts";
import {
  type Browser,
  openPeopleUnderTest,
  type PeopleUnderTest,
} from "../people/people.fixture.ts";
import { thing } from "../things/tables.ts";

export interface Host {
  readonly browser: Browser;
  readonly id: string;
}

export interface PlacesUnderTest extends PeopleUnderTest {
  /** A station that has reported a value, and whose host somebody is. */
  hosted(name: string, host: Host | undefined, value?: number): Promise<string>;
  publish(name: string, at: number, value: number): Promise<void>;
  /** What is the same in each answer of two stations, by their names. */
  share(host: Host, name: string, visibility: string, more?: object): Promise<number>;
  place(host: Host, name: string, place: object): Promise<number>;
}

export const openPlacesUnderTest = async (
  now: () => number,
  demonstration?: "on",
  settings: { readonly [name: string]: string } = {},
  elapsed: () => number = now,
): Promise<PlacesUnderTest> => {
  const subject = await openPeopleUnderTest(now, demonstration, settings, elapsed);
  let seq = 0;
  const publish = async (name: string, at: number, value: number) => {
    const client = await subject.connect(`edge-${name}`);
    seq += 1;
    const batch = {
      ...{ boot: "abcdefgh", seq, clock: "ntp" },
      readings: [{ at, sensor: "sds011", values: { pm2_5: value } }],
    };
    await client.publishAsync(`dcz/1/${name}/readings`, JSON.stringify(batch), { qos: 1 });
    await client.endAsync();
  };
  return {
    ...subject,
    publish,
    async hosted(name, host, value = 5) {
      const { db } = subject.records;
      const id = await insertStation(db, { name, state: "registered", since: new Date(now()) });
      if (host !== undefined) {
        await db.update(station).set({ host: host.id, state: "claimed" }).where(eq(station.id, id));
        await db.update(thing).set({ owner: host.id }).where(eq(thing.id, id));
      }
      await publish(name, now() - 1_000, value);
      return id;
    },
    share: async ({ browser }, name, visibility, more = {}) => {
      const body = { visibility, licence: "CC-BY-4.0", terms: "2026-11", ...more };
      return (await browser.ask("PUT", `/api/v1/stations/${name}/share`, body)).status;
    },
    place: async ({ browser }, name, place) =>
      (await browser.ask("POST", `/api/v1/stations/${name}/places`, place)).status,
  };
};

/**
 * The territories that a demonstration imports after its start are there: a place that is given before lies in none.
 */
export const territoriesAreThere = (
  subject: Pick<PlacesUnderTest, "getAsAdministrator">,
): Promise<void> =>
  vi.waitFor(
    async () => {
      const { body } = await subject.getAsAdministrator("/api/v1/admin/jobs");
      const states = (body as { jobs: { state: string }[] }).jobs.map(({ state }) => state);
      expect(states.length).toBeGreaterThan(1);
      expect(new Set(states)).toEqual(new Set(["done"]));
    },
    { timeout: 30_000 },
  );

/** In the invented commune of the demonstration, and outside of every territory. */
export const inTown = { lat: 45.07, lon: -5.11, exposure: "outdoor" };
export const elsewhere = { lat: 48.85, lon: 2.35, exposure: "outdoor" };
