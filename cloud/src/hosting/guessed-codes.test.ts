import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Browser,
  openPeopleUnderTest,
  type PeopleUnderTest,
} from "../people/people.fixture.ts";
import { boxOf } from "./box.fixture.ts";
import { claimLimits } from "./claim-limits.ts";
import { findStation, insertAttempt, vouchFor } from "./queries.ts";

const patient = { timeout: 60_000 };

let now = Date.UTC(2026, 10, 26, 12);
let subject: PeopleUnderTest;
beforeAll(async () => {
  subject = await openPeopleUnderTest(() => now);
}, 120_000);
afterAll(() => subject.remove());

const claim = async (browser: Browser, body: object) =>
  (await browser.ask("POST", "/api/v1/stations/claims", body)).status;

/** A box that a workshop leader has registered: its code is enough. */
const openVouched = async (seed: string, leader: string) => {
  const box = boxOf(seed);
  await subject.connect(`edge-${box.name}`, { username: box.name, password: box.secret });
  const { db } = subject.records;
  const found = async () => (await findStation(db, box.name))?.id;
  await expect.poll(found, patient).toBeDefined();
  await vouchFor(db, [(await found()) ?? ""], leader);
  return box;
};

test("past a hundred wrong codes an hour each code needs its word, and administrators are told", async () => {
  const administrator = await subject.firstAdministrator();
  const guesser = await subject.signUp("guesser@example.org", "Guesser");
  const host = await subject.signUp("host@example.org", "Jeanne");
  const [first, second] = [
    await openVouched("first", administrator.id),
    await openVouched("second", administrator.id),
  ];
  // As many accounts have tried as it takes, but for ten codes.
  for (let tries = 10; tries < claimLimits.ofInstance; tries++)
    await insertAttempt(subject.records.db, administrator.id, new Date(now));
  expect(await claim(host.browser, { code: first.code })).toBe(201);
  const told = async () =>
    (await subject.mails())
      .filter(({ title }) => /Codes|codes/.test(title))
      .map((one) => one.recipient);
  for (let tries = 0; tries < claimLimits.ofAccount; tries++) {
    expect(await told()).toEqual([]);
    expect(await claim(guesser.browser, { code: `AAAA-AAA${tries}` })).toBe(403);
  }
  await expect.poll(told, patient).toEqual(["ada@example.org"]);
  // The right code without its word is answered like a wrong one, and the word opens it.
  expect(await claim(host.browser, { code: second.code })).toBe(403);
  expect(await claim(host.browser, { code: second.code, word: second.word })).toBe(201);
  // One mail an hour, however many more are tried; an hour later codes alone are enough again.
  expect(await told()).toEqual(["ada@example.org"]);
  now += claimLimits.withinMs + 1;
  const third = await openVouched("third", administrator.id);
  expect(await claim(host.browser, { code: third.code })).toBe(201);
});
