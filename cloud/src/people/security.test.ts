import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, openPeopleUnderTest, type PeopleUnderTest } from "./people.fixture.ts";
import { createAuthenticator } from "./webauthn.fixture.ts";

let subject: PeopleUnderTest;
beforeAll(async () => {
  subject = await openPeopleUnderTest();
});
afterAll(() => subject.remove());

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const bytesOf = (base32: string): Buffer => {
  const bits = [...base32.replace(/=+$/, "")]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};
/** RFC 6238, with the values that every authenticator has. */
const codeAt = (secret: string, at: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", bytesOf(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
};

const PASSWORD = "trois mots ensemble";
const setPassword = (browser: Browser, password = PASSWORD) =>
  browser.ask("PUT", "/api/v1/account/password", { password });
const signIn = (browser: Browser, email: string, password = PASSWORD) =>
  browser.ask("POST", "/api/v1/account/sign-in/password", { email, password });

test("a password opens the account; its change ends the other sessions and is announced by mail", async () => {
  const { browser } = await subject.signUp("pwd@example.org");
  expect((await setPassword(browser, "short")).body).toMatchObject({ code: "password_weak" });
  expect((await setPassword(browser)).status).toBe(200);
  const other = subject.browser();
  expect((await signIn(other, "pwd@example.org")).body).toMatchObject({ outcome: "signed_in" });
  expect((await other.ask("GET", "/api/v1/account")).status).toBe(200);
  const wrong = { password: "another one here", current: "not this one" };
  expect((await browser.ask("PUT", "/api/v1/account/password", wrong)).status).toBe(401);
  const right = { password: "another one here", current: PASSWORD };
  expect((await browser.ask("PUT", "/api/v1/account/password", right)).status).toBe(200);
  expect((await other.ask("GET", "/api/v1/account")).status).toBe(401);
  expect((await browser.ask("GET", "/api/v1/account")).status).toBe(200);
  const told = async () => (await subject.mails()).map(({ title }) => title);
  await expect.poll(told).toContain("Votre compte a changé");
});

test("an unknown address, a wrong password and an account without one are answered alike", async () => {
  const { browser } = await subject.signUp("known@example.org");
  await setPassword(browser);
  await subject.signUp("none@example.org");
  const answers = await Promise.all(
    ["known@example.org", "none@example.org", "unknown@example.org"].map((email) =>
      signIn(subject.browser(), email, "a wrong password"),
    ),
  );
  const shown = answers.map(({ status, body, headers }) => {
    const { request: _, ...rest } = body as { request: string };
    return { status, rest, cookies: headers.getSetCookie() };
  });
  expect(shown[1]).toEqual(shown[0]);
  expect(shown[2]).toEqual(shown[0]);
  expect(shown[0]).toMatchObject({ status: 401, rest: { code: "sign_in_refused" }, cookies: [] });
});

test("a known and an unknown address get the same answer and the same mail", async () => {
  await subject.signUp("asks@example.org");
  const ask = (email: string) =>
    subject.browser().ask("POST", "/api/v1/account/sign-in/link", { email, language: "fr" });
  const links = async () =>
    (await subject.mails()).filter(
      ({ recipient, text }) =>
        ["asks@example.org", "nobody@example.org"].includes(recipient) && text.includes("token="),
    );
  const [known, unknown] = await Promise.all([ask("asks@example.org"), ask("nobody@example.org")]);
  expect([known?.status, known?.body]).toEqual([202, {}]);
  expect([unknown?.status, unknown?.body]).toEqual([202, {}]);
  // The one of the sign-up, and these two.
  await expect.poll(links, { timeout: 30_000 }).toHaveLength(3);
  const texts = (await links())
    .slice(1)
    .map(({ title, text }) => [
      title,
      text.replace(/token=[\w-]+/, "token=…").replace(/\s+/g, " "),
    ]);
  expect(texts[0]).toEqual(texts[1]);
});

test("a code of an authenticator is asked for after a password and after a link, and counts once", async () => {
  const { browser } = await subject.signUp("totp@example.org");
  await setPassword(browser);
  const { body } = await browser.ask("POST", "/api/v1/account/totp", { password: PASSWORD });
  const { secret, recoveryCodes } = body as { secret: string; recoveryCodes: string[] };
  const refused = await browser.ask("POST", "/api/v1/account/totp/confirm", { code: "000000" });
  expect(refused.body).toMatchObject({ code: "code_refused" });
  const first = codeAt(secret, Date.now() - 30_000);
  const confirmed = await browser.ask("POST", "/api/v1/account/totp/confirm", { code: first });
  expect(confirmed.status).toBe(200);
  expect((await browser.ask("GET", "/api/v1/account")).body).toMatchObject({ totp: true });

  const one = subject.browser();
  expect((await signIn(one, "totp@example.org")).body).toEqual({ outcome: "code_needed" });
  expect((await one.ask("GET", "/api/v1/account")).status).toBe(401);
  // The code that was confirmed is still valid, and was used.
  const replayed = await one.ask("POST", "/api/v1/account/sign-in/totp", { code: first });
  expect(replayed.body).toMatchObject({ code: "code_refused" });
  expect((await one.ask("GET", "/api/v1/account")).status).toBe(401);

  const two = subject.browser();
  const three = subject.browser();
  await signIn(two, "totp@example.org");
  await signIn(three, "totp@example.org");
  const code = codeAt(secret, Date.now());
  const both = await Promise.all(
    [two, three].map((each) => each.ask("POST", "/api/v1/account/sign-in/totp", { code })),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401]);

  const four = subject.browser();
  await four.ask("POST", "/api/v1/account/sign-in/link", { email: "totp@example.org" });
  const token = await subject.linkTo("totp@example.org");
  const answer = await four.ask("POST", "/api/v1/account/sign-in/confirm", { token });
  expect(answer.body).toEqual({ outcome: "code_needed" });
  const recovery = { code: recoveryCodes[0] ?? "" };
  expect((await four.ask("POST", "/api/v1/account/sign-in/recovery", recovery)).status).toBe(200);
  const five = subject.browser();
  await signIn(five, "totp@example.org");
  expect((await five.ask("POST", "/api/v1/account/sign-in/recovery", recovery)).status).toBe(401);
});

test("a passkey is added, opens the account, and a challenge is good once", async () => {
  const { browser, id } = await subject.signUp("key@example.org");
  const authenticator = createAuthenticator("localhost", "http://localhost:8080");
  const { body: options } = await browser.ask("POST", "/api/v1/account/passkeys/options");
  const response = authenticator.register(options as { challenge: string });
  const add = () =>
    browser.ask("POST", "/api/v1/account/passkeys", { name: "Téléphone", response });
  expect((await add()).body).toEqual({});
  expect((await add()).status).toBe(400);
  expect((await browser.ask("GET", "/api/v1/account")).body).toMatchObject({
    passkeys: [{ name: "Téléphone" }],
  });

  const fresh = subject.browser();
  const asked = await fresh.ask("POST", "/api/v1/account/sign-in/passkey/options");
  const signed = { response: authenticator.sign(asked.body as { challenge: string }) };
  const again = fresh.copy();
  expect((await fresh.ask("POST", "/api/v1/account/sign-in/passkey", signed)).body).toEqual({
    outcome: "signed_in",
    person: id,
  });
  expect((await again.ask("POST", "/api/v1/account/sign-in/passkey", signed)).status).toBe(401);
  const other = createAuthenticator("localhost", "https://elsewhere.example");
  const phished = subject.browser();
  const challenge = await phished.ask("POST", "/api/v1/account/sign-in/passkey/options");
  const wrong = { response: other.sign(challenge.body as { challenge: string }) };
  expect((await phished.ask("POST", "/api/v1/account/sign-in/passkey", wrong)).status).toBe(401);
});

/** What the audit says that somebody did, the earliest first. */
const actsOf = async (id: string) => {
  const { rows } = await subject.records.db.execute(
    `select action from audit_entry where actor = '${id}' order by id`,
  );
  return rows.map(({ action }) => action);
};

test("an API key may what its scopes say, and never what is done in person", async () => {
  const { browser, id } = await subject.signUp("program@example.org");
  const { body } = await browser.ask("POST", "/api/v1/account/keys", {
    name: "script",
    scopes: ["account:read", "things:read"],
  });
  const { key, id: keyId } = body as { key: string; id: string };
  const program = (method: string, path: string, sent?: object) =>
    subject.browser().ask(method, path, sent, { authorization: `Bearer ${key}` });
  expect((await program("GET", "/api/v1/account")).body).toMatchObject({ id });
  for (const [method, path] of [
    ["PATCH", "/api/v1/account"],
    ["GET", "/api/v1/account/keys"],
    ["GET", "/api/v1/account/export.zip"],
    ["POST", "/api/v1/account/erasure"],
    ["GET", "/api/v1/admin/people"],
  ] as const)
    expect((await program(method, path, method === "GET" ? undefined : {})).status, path).toBe(403);
  const rows = await subject.records.db.execute("select * from api_key");
  expect(JSON.stringify(rows.rows)).not.toContain(key.slice(-43));
  await browser.ask("DELETE", `/api/v1/account/keys/${keyId}`);
  expect((await program("GET", "/api/v1/account")).status).toBe(401);
  expect(await actsOf(id)).toEqual(["people.sign_up", "people.key", "people.key_removed"]);
});

test("a passkey that comes and goes is in the audit", async () => {
  const { browser, id } = await subject.signUp("removes@example.org");
  const authenticator = createAuthenticator("localhost", "http://localhost:8080");
  const { body: options } = await browser.ask("POST", "/api/v1/account/passkeys/options");
  const response = authenticator.register(options as { challenge: string });
  await browser.ask("POST", "/api/v1/account/passkeys", { name: "Téléphone", response });
  const { passkeys } = (await browser.ask("GET", "/api/v1/account")).body as {
    passkeys: { id: string }[];
  };
  const path = `/api/v1/account/passkeys/${passkeys[0]?.id}`;
  expect((await browser.ask("DELETE", path)).status).toBe(200);
  expect((await browser.ask("DELETE", path)).status).toBe(404);
  expect(await actsOf(id)).toEqual(["people.sign_up", "people.passkey", "people.passkey_removed"]);
});

test("sessions are seen and ended, their tokens are hashed, and a sign-in leaves none behind", async () => {
  const { browser } = await subject.signUp("many@example.org");
  await setPassword(browser);
  const other = subject.browser();
  await signIn(other, "many@example.org");
  const { body } = await browser.ask("GET", "/api/v1/account/sessions");
  const { sessions } = body as { sessions: { id: string; current: boolean }[] };
  expect(sessions).toHaveLength(2);
  const away = sessions.find(({ current }) => !current);
  const stranger = await subject.signUp("stranger@example.org");
  const path = `/api/v1/account/sessions/${away?.id}`;
  expect((await stranger.browser.ask("DELETE", path)).status).toBe(404);
  expect((await browser.ask("DELETE", path)).status).toBe(200);
  expect((await other.ask("GET", "/api/v1/account")).status).toBe(401);

  const cookie = [...browser.cookies.values()].join();
  const { rows } = await subject.records.db.execute("select token from session");
  const tokens = rows.map((row) => String(row.token));
  expect(tokens.some((token) => cookie.includes(token))).toBe(false);
  // A cookie that somebody planted is not taken over: the sign-in has a token of its own, and ends the old.
  const planted = browser.copy();
  const before = planted.cookies.get("dcz.session_token");
  await signIn(planted, "many@example.org");
  expect(planted.cookies.get("dcz.session_token")).not.toBe(before);
  expect((await browser.ask("GET", "/api/v1/account")).status).toBe(401);
  await planted.ask("POST", "/api/v1/account/sign-out");
  expect((await planted.ask("GET", "/api/v1/account")).status).toBe(401);
});
