import { afterAll, beforeAll, expect, test } from "vitest";
import {
  elsewhere,
  type Host,
  inTown,
  openPlacesUnderTest,
  type PlacesUnderTest,
  territoriesAreThere,
} from "../places/places.fixture.ts";
import { qualityDay, qualityFinding } from "../quality/tables.ts";

const STEP = 300_000;
const HOUR = 12 * STEP;
const DAY = 24 * HOUR;
/** In the night after the days that are checked. */
const NOW = Date.UTC(2026, 10, 25, 3);
let now = NOW;
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
/** Each station tells something each five minutes, so that neither is silent. */
const goOn = async (steps: number) => {
  for (let step = 0; step < steps; step++) {
    now += STEP;
    for (const name of ["bourg", "loin"]) {
      seq += 1;
      await subject.publish(name, now - 1_000, 5 + (seq % 7));
    }
  }
};

/** The check of a day is over, and has left what it found in the records. */
const checked = async (day: string, stuckAt: readonly string[]) => {
  const { db } = subject.records;
  const until = new Date(Date.parse(`${day}T00:00:00Z`) + DAY);
  const made = new Date(now);
  await db.insert(qualityDay).values({ day, ended: made });
  for (const station of stuckAt)
    await db.insert(qualityFinding).values({
      ...{ station, sensor: "sds011", quantity: "pm2_5", origin: "measured", check: "stuck@1" },
      ...{ from: new Date(until.getTime() - 10 * HOUR), until, count: 120, made },
    });
  // What was found last is told again at each start.
  await subject.restart();
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now, "on");
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
  await goOn(1);
  await checked("2026-11-23", ["bourg", "loin"]);
  await toldIs("jeanne@example.org", [
    "bourg a un capteur qui répète la même valeur",
    "loin a un capteur qui répète la même valeur",
  ]);
  // What lies outside of the territory does not concern her.
  await toldIs("carole@example.org", ["bourg a un capteur qui répète la même valeur"]);
  expect((await told("carole@example.org"))[0]).not.toContain("loin");
}, 120_000);
