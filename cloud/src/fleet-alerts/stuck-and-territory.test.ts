import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../hosting/proofs.ts";
import { insertJob } from "../jobs/queries.ts";
import {
  elsewhere,
  type Host,
  inTown,
  openPlacesUnderTest,
  type PlacesUnderTest,
  territoriesAreThere,
} from "../places/places.fixture.ts";
import { CHECK_DAY } from "../quality/check-day.ts";
import { addDay, readDay } from "../quality/queries.ts";
import { newIdentifier } from "../records/identifiers.ts";

const STEP = 300_000;
const HOUR = 12 * STEP;
const DAY = 24 * HOUR;
/** In the morning: the day before is over, and is checked. */
const NOW = Date.UTC(2026, 10, 25, 7);
let now = NOW;
/** While the machine sleeps the clock goes on, and nobody is heard. */
let asleep = 0;
let subject: PlacesUnderTest;
let host: Host;
let coordinator: Host;

const told = async (address: string): Promise<readonly string[]> =>
  (await subject.mails())
    .filter(
      ({ recipient, title }) => recipient === address && /^(Station|\d+ stations)/.test(title),
    )
    .map(({ text }) => text);
const toldIs = (address: string, ...expected: readonly (readonly string[])[]) =>
  expect
    .poll(() => told(address), { timeout: 60_000 })
    .toEqual(
      expected.map((all) =>
        expect.stringMatching(new RegExp(all.map((one) => `(?=[^]*${one})`).join(""))),
      ),
    );

let seq = 1_000;
/** Who hosts a box has its secret: without one a claimed name is taken after a restart. */
const send = async (name: string, readings: readonly object[]) => {
  const password = sha256(`box ${name}`);
  const client = await subject.connect(`edge-${name}`, { username: name, password });
  seq += 1;
  const batch = { boot: "secretly", seq, clock: "ntp", readings };
  await client.publishAsync(`dcz/1/${name}/readings`, JSON.stringify(batch), { qos: 1 });
  await client.endAsync();
};
const value = (at: number, pm2_5: number) => ({ at, sensor: "sds011", values: { pm2_5 } });
/** Each station tells something each five minutes, so that neither is silent. */
const goOn = async (steps: number) => {
  for (let step = 0; step < steps; step++) {
    now += STEP;
    for (const name of ["bourg", "loin"]) await send(name, [value(now - 1_000, 5 + (seq % 7))]);
  }
};

/** What a station measured in each five minutes of a day, until an hour. */
const dayOf = (name: string, day: string, valueAt: (index: number) => number, hours = 24) => {
  const start = Date.parse(`${day}T00:00:00Z`);
  const indices = Array.from({ length: 12 * hours }, (_, index) => index);
  return send(
    name,
    indices.map((index) => value(start + index * STEP, valueAt(index))),
  );
};
const stuck = () => 12;
const alive = (index: number) => 8 + (index % 7) / 10;

/** The cloud does its night's work on a day, at once. */
const check = async (day: string) => {
  const { db } = subject.records;
  const id = newIdentifier();
  expect(await addDay(db, day)).toBe(true);
  const at = new Date(now);
  await insertJob(db, { id, name: CHECK_DAY, data: { day }, person: null, created: at });
  const queue = new PgBoss({ connectionString: subject.databaseUrl, schedule: false });
  await queue.start();
  await queue.send(CHECK_DAY, {}, { id });
  await queue.stop();
  await expect
    .poll(async () => (await readDay(db, day))?.ended, { timeout: 60_000 })
    .toBeInstanceOf(Date);
};
const sleep = async (ms: number) => {
  now += ms;
  asleep += ms;
  await goOn(1);
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(
    () => now,
    "on",
    {},
    () => now - asleep,
  );
  const admin = await subject.firstAdministrator();
  await territoriesAreThere(subject);
  host = await subject.signUp("jeanne@example.org", "Jeanne");
  coordinator = await subject.signUp("carole@example.org", "Carole");
  for (const [name, place] of [
    ["bourg", inTown],
    ["loin", elsewhere],
  ] as const) {
    await subject.hosted(name, host, 8);
    await subject.place(host, name, place);
  }
  const { body } = await subject.get("/api/v1/territories/commune-00001");
  const given = await admin.browser.ask("POST", `/api/v1/admin/people/${coordinator.id}/roles`, {
    role: "coordinator",
    scope: { kind: "territory", id: (body as { id: string }).id },
  });
  expect(given.status).toBe(201);
  for (const [who, of] of [
    [host, "own"],
    [coordinator, "all"],
  ] as const)
    expect((await who.browser.ask("PUT", "/api/v1/account/fleet-alerts", { of })).status).toBe(200);
}, 90_000);
afterAll(() => subject.remove());

test("a sensor that is stuck is told once to its host and to who coordinates its territory", async () => {
  await dayOf("bourg", "2026-11-24", stuck);
  await dayOf("loin", "2026-11-24", stuck);
  await goOn(1);
  await check("2026-11-24");
  const both = ["bourg", "loin"].map((name) => `${name} a un capteur qui répète la même valeur`);
  await toldIs("jeanne@example.org", both);
  // What lies outside of the territory does not concern her.
  await toldIs("carole@example.org", both.slice(0, 1));
  expect((await told("carole@example.org"))[0]).not.toContain("loin");
}, 120_000);

test("it is told once more when a checked day ends well; a sleep of the machine makes nobody silent, and a day without readings nothing well", async () => {
  // The next day bourg measures, and loin is taken in at noon.
  await sleep(DAY);
  await dayOf("bourg", "2026-11-25", alive);
  await dayOf("loin", "2026-11-25", alive, 12);
  await check("2026-11-25");
  const wellAt = now;
  await expect
    .poll(
      async () => {
        await goOn(1);
        return (await told("jeanne@example.org")).length;
      },
      { timeout: 60_000 },
    )
    .toBe(2);
  expect(now - wellAt).toBeGreaterThanOrEqual(HOUR);
  await toldIs(
    "jeanne@example.org",
    ["loin a un capteur qui répète"],
    ["La station bourg a un capteur qui mesure de nouveau"],
  );
  await toldIs("carole@example.org", ["bourg a un capteur qui répète"], ["mesure de nouveau"]);
  expect((await told("jeanne@example.org"))[1]).not.toContain("loin");
  // Neither a restart nor hours change what was told.
  await subject.restart();
  await goOn(15);
  await sleep(DAY);
  await dayOf("loin", "2026-11-26", alive);
  await check("2026-11-26");
  await expect
    .poll(
      async () => {
        await goOn(1);
        return (await told("jeanne@example.org")).length;
      },
      { timeout: 60_000 },
    )
    .toBe(3);
  expect((await told("jeanne@example.org"))[2]).toContain(
    "loin a un capteur qui mesure de nouveau",
  );
  expect(await told("carole@example.org")).toHaveLength(2);
}, 240_000);
