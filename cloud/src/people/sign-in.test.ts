import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPeopleUnderTest, type PeopleUnderTest, tokenIn } from "./people.fixture.ts";

let subject: PeopleUnderTest;
beforeAll(async () => {
  subject = await openPeopleUnderTest();
});
afterAll(() => subject.remove());

test("the first administrator comes by a link in a file of mode 0600, once", async () => {
  const path = join(subject.folder, "cloud", "first-administrator");
  const mode = async () => (await stat(path).catch(() => ({ mode: 0 }))).mode & 0o777;
  await expect.poll(mode).toBe(0o600);
  const token = tokenIn(await readFile(path, "utf8"));
  const { browser, id } = await subject.firstAdministrator();
  const { body } = await browser.ask("GET", "/api/v1/account");
  expect(body).toMatchObject({
    id,
    name: "Ada",
    mayAdminister: true,
    roles: [{ role: "administrator", scope: { kind: "platform" } }],
  });
  await expect(stat(path)).rejects.toThrow("ENOENT");
  const again = await subject.browser().ask("POST", "/api/v1/account/sign-in/confirm", {
    token,
    name: "Eve",
    terms: "1",
    email: "eve@example.org",
  });
  expect(again.body).toMatchObject({ code: "link_invalid", status: 410 });
});

test("a link signs up, then in; two clicks open one session", async () => {
  const { browser, id } = await subject.signUp("jeanne@example.org");
  expect((await browser.ask("GET", "/api/v1/account")).body).toMatchObject({
    id,
    email: "jeanne@example.org",
    consents: [{ kind: "terms", version: "2026-11", given: true }],
  });
  const other = subject.browser();
  await other.ask("POST", "/api/v1/account/sign-in/link", { email: "Jeanne@Example.org " });
  const token = await subject.linkTo("jeanne@example.org");
  expect((await other.ask("POST", "/api/v1/account/links/look", { token })).body).toEqual({
    kind: "sign_in",
    email: "jeanne@example.org",
  });
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() =>
      subject.browser().ask("POST", "/api/v1/account/sign-in/confirm", { token }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410, 410, 410]);
});

const titleOfMailWith = async (token: string) =>
  (await subject.mails()).find(({ text }) => text.includes(token))?.title;

test("a forgotten password: a link opens the account once, and another password ends the other sessions", async () => {
  const email = "forgets@example.org";
  const { browser: elsewhere } = await subject.signUp(email);
  const forgotten = { password: "three words apart" };
  expect((await elsewhere.ask("PUT", "/api/v1/account/password", forgotten)).status).toBe(200);
  const browser = subject.browser();
  const asked = await browser.ask("POST", "/api/v1/account/sign-in/link", {
    ...{ email, language: "fr", purpose: "password" },
  });
  expect([asked.status, asked.body]).toEqual([202, {}]);
  const token = await subject.linkTo(email);
  expect(await titleOfMailWith(token)).toBe("Choisir un nouveau mot de passe");
  const look = await browser.ask("POST", "/api/v1/account/links/look", { token });
  expect(look.body).toEqual({ kind: "password", email });
  expect((await browser.ask("POST", "/api/v1/account/sign-in/confirm", { token })).status).toBe(
    200,
  );
  const chosen = { password: "four other words now" };
  expect((await browser.ask("PUT", "/api/v1/account/password", chosen)).status).toBe(200);
  expect((await elsewhere.ask("GET", "/api/v1/account")).status).toBe(401);
  const signIn = (given: object) =>
    subject.browser().ask("POST", "/api/v1/account/sign-in/password", { email, ...given });
  expect((await signIn(forgotten)).body).toMatchObject({ code: "sign_in_refused" });
  expect((await signIn(chosen)).body).toMatchObject({ outcome: "signed_in" });
  const again = await subject.browser().ask("POST", "/api/v1/account/sign-in/confirm", { token });
  expect(again.body).toMatchObject({ code: "link_invalid" });
});

test("an unknown address that asks for another password gets the same mail, which makes an account", async () => {
  const email = "unknown@example.org";
  await subject.browser().ask("POST", "/api/v1/account/sign-in/link", {
    ...{ email, language: "fr", purpose: "password" },
  });
  const token = await subject.linkTo(email);
  expect(await titleOfMailWith(token)).toBe("Choisir un nouveau mot de passe");
  const look = await subject.browser().ask("POST", "/api/v1/account/links/look", { token });
  expect(look.body).toEqual({ kind: "sign_up", email });
});

test("no GET opens a link", async () => {
  const { body } = await subject.get("/api/openapi.json");
  const { paths } = body as { paths: { [path: string]: object } };
  for (const [path, operations] of Object.entries(paths))
    if (/sign-in|links|confirm|parent|accept/.test(path))
      expect(Object.keys(operations), path).toEqual(["post"]);
});
