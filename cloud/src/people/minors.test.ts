import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, openPeopleUnderTest, type PeopleUnderTest } from "./people.fixture.ts";

const DAY = 86_400_000;
let clock = Date.now();
let subject: PeopleUnderTest;
let mediator: { browser: Browser; id: string };
beforeAll(async () => {
  subject = await openPeopleUnderTest(() => clock);
  const admin = await subject.firstAdministrator();
  mediator = await subject.signUp("mediator@example.org", "Mo");
  await admin.browser.ask("POST", `/api/v1/admin/people/${mediator.id}/roles`, {
    role: "mediator",
    scope: { kind: "platform" },
  });
});
afterAll(() => subject.remove());

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

const mailTo = async (recipient: string, title: string) => {
  const found = async () =>
    (await subject.mails()).filter((mail) => mail.recipient === recipient && mail.title === title);
  await expect.poll(found, { timeout: 30_000 }).toHaveLength(1);
};

test("a day on which somebody under 15 is 15 lies ahead", async () => {
  const ask = (fifteenOn: string) =>
    mediator.browser.ask("POST", "/api/v1/people", {
      name: "Tom",
      terms: "1",
      under15: true,
      parentSigned: true,
      fifteenOn,
      mandate: { until: new Date(clock + 30 * DAY).toISOString() },
    });
  for (const wrong of [day(clock - DAY), day(clock + 16 * 366 * DAY), "2026-13-01", "tomorrow"])
    expect((await ask(wrong)).status).toBe(400);
});

test("at 15 an account is its owner's alone: a mail says so, and a parent's link opens nothing", async () => {
  const child = subject.browser();
  await child.ask("POST", "/api/v1/account/sign-in/link", { email: "ana@example.org" });
  const birthday = clock + 3 * DAY;
  const waiting = await child.ask("POST", "/api/v1/account/sign-in/confirm", {
    token: await subject.linkTo("ana@example.org"),
    name: "Ana",
    terms: "1",
    under15: true,
    fifteenOn: day(birthday),
    parentEmail: "parent@example.org",
  });
  expect(waiting.body).toEqual({ outcome: "parent_needed" });
  const token = await subject.linkTo("parent@example.org");

  const { body } = await mediator.browser.ask("POST", "/api/v1/people", {
    name: "Tom",
    terms: "1",
    under15: true,
    parentSigned: true,
    fifteenOn: day(birthday),
    mandate: { until: new Date(clock + 300 * DAY).toISOString() },
  });
  const tom = (body as { id: string }).id;

  const minors = async () =>
    (await subject.records.db.execute("select name from person where is_minor order by name")).rows;
  clock = birthday - 2 * DAY;
  // A start looks at once, and then again and again.
  await subject.restart();
  expect(await minors()).toEqual([{ name: "Ana" }, { name: "Tom" }]);
  clock = birthday + DAY;
  await subject.restart();
  await expect.poll(minors, { timeout: 30_000 }).toEqual([]);
  await mailTo("ana@example.org", "Votre compte est à vous seul");
  await mailTo("mediator@example.org", "Un mandat à faire signer de nouveau");
  expect((await subject.browser().ask("POST", "/api/v1/account/parent", { token })).status).toBe(
    410,
  );
  // The account opens without a parent.
  await child.ask("POST", "/api/v1/account/sign-in/link", { email: "ana@example.org" });
  const opened = await child.ask("POST", "/api/v1/account/sign-in/confirm", {
    token: await subject.linkTo("ana@example.org"),
  });
  expect(opened.body).toMatchObject({ outcome: "signed_in" });
  // The parent's mandate leaves time for one of the person's own.
  const { rows } = await subject.records.db.execute(
    `select until from mandate where person = '${tom}'`,
  );
  expect(new Date(String(rows[0]?.until)).getTime()).toBe(clock + 60 * DAY);
});
