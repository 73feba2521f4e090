import { afterAll, beforeAll, expect, test } from "vitest";
import { openPeopleUnderTest, type PeopleUnderTest } from "./people.fixture.ts";

let clock = Date.now();
let subject: PeopleUnderTest;
beforeAll(async () => {
  subject = await openPeopleUnderTest(() => clock);
});
afterAll(() => subject.remove());

test("forty readers of a library, behind one address, get their links", async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, reader) =>
      subject
        .browser()
        .ask("POST", "/api/v1/account/sign-in/link", { email: `reader${reader}@example.org` }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
});

test("attempts on one account end, also those at once and after a restart; others go on", async () => {
  const signIn = async (email: string) =>
    (
      await subject
        .browser()
        .ask("POST", "/api/v1/account/sign-in/password", { email, password: "guessed again" })
    ).status;
  const made = await Promise.all(Array.from({ length: 12 }, () => signIn("marie@example.org")));
  expect(made.toSorted()).toEqual([...Array(10).fill(401), 429, 429]);
  await subject.restart();
  expect(await signIn("marie@example.org")).toBe(429);
  expect(await signIn("paul@example.org")).toBe(401);
  // Whom they are about stands nowhere.
  const { rows } = await subject.records.db.execute("select * from attempt_count");
  expect(JSON.stringify(rows)).not.toMatch(/marie|paul|reader/);
  clock += 16 * 60_000;
  expect(await signIn("marie@example.org")).toBe(401);
});

test("a mailbox gets five links an hour, and the answer stays the same", async () => {
  const ask = async () =>
    (
      await subject
        .browser()
        .ask("POST", "/api/v1/account/sign-in/link", { email: "full@example.org" })
    ).status;
  for (let asked = 0; asked < 8; asked++) expect(await ask()).toBe(202);
  const count = async () =>
    (
      await subject.records.db.execute(
        "select count(*)::int as count from sign_in_link where email = 'full@example.org'",
      )
    ).rows[0]?.count;
  expect(await count()).toBe(5);
  clock += 61 * 60_000;
  await ask();
  expect(await count()).toBe(6);
});
