import { afterAll, beforeAll, expect, test } from "vitest";
import { newIdentifier } from "../records/identifiers.ts";
import { type Browser, openPeopleUnderTest, type PeopleUnderTest } from "./people.fixture.ts";

type Somebody = { readonly browser: Browser; readonly id: string };

let subject: PeopleUnderTest;
let owner: Somebody;
let stranger: Somebody;
beforeAll(async () => {
  subject = await openPeopleUnderTest();
  owner = await subject.signUp("owner@example.org", "Olga");
  stranger = await subject.signUp("stranger@example.org", "Sam");
});
afterAll(() => subject.remove());

const idIn = ({ body }: { readonly body: unknown }): string => (body as { id: string }).id;

test("the numbers of what is somebody's open nothing to another who has an account", async () => {
  const { browser } = owner;
  const key = await browser.ask("POST", "/api/v1/account/keys", {
    name: "Weather",
    scopes: ["account:read"],
  });
  const { body } = await browser.ask("GET", "/api/v1/account/sessions");
  const [session] = (body as { sessions: { id: string }[] }).sessions;
  const organisation = idIn(
    await browser.ask("POST", "/api/v1/organisations", { title: "La ruche", legalForm: "scop" }),
  );
  const mine = await stranger.browser.ask("GET", "/api/v1/account");
  for (const [method, path, given] of [
    ["DELETE", `/api/v1/account/keys/${idIn(key)}`],
    ["DELETE", `/api/v1/account/sessions/${session?.id}`],
    ["DELETE", `/api/v1/account/passkeys/${newIdentifier()}`],
    ["POST", `/api/v1/account/mandates/${newIdentifier()}/revoke`],
    ["POST", `/api/v1/account/invitations/${newIdentifier()}/accept`],
    ["POST", "/api/v1/account/acting", { person: owner.id }],
    ["GET", `/api/v1/admin/people/${owner.id}`],
    ["POST", `/api/v1/admin/people/${owner.id}/close`],
    ["POST", `/api/v1/admin/people/${owner.id}/code`],
    ["POST", `/api/v1/people/${owner.id}/code`],
    ["POST", `/api/v1/people/${owner.id}/mandates`, { until: "2027-06-01T00:00:00Z" }],
    [
      "POST",
      `/api/v1/admin/people/${stranger.id}/roles`,
      { role: "administrator", scope: { kind: "thing", id: owner.id } },
    ],
    ["GET", `/api/v1/organisations/${organisation}/members`],
    ["PATCH", `/api/v1/organisations/${organisation}`, { title: "Mine" }],
    ["DELETE", `/api/v1/organisations/${organisation}/members/${owner.id}`],
    ["PATCH", `/api/v1/organisations/${organisation}/members/${owner.id}`, { circle: "x" }],
    ["POST", `/api/v1/organisations/${organisation}/members`, { email: "a@example.org" }],
    ["GET", `/api/v1/admin/roles?kind=organisation&id=${organisation}`],
    ["GET", "/api/v1/admin/outbox"],
    ["GET", "/api/v1/admin/audit"],
    ["GET", "/api/v1/admin/jobs"],
    ["POST", "/api/v1/admin/backup"],
  ] as const) {
    const { status } = await stranger.browser.ask(method, path, given);
    expect([403, 404], `${method} ${path}: ${status}`).toContain(status);
  }
  // Nothing of the owner's is gone, nothing of the stranger's has changed.
  expect((await browser.ask("GET", "/api/v1/account")).status).toBe(200);
  const keys = await browser.ask("GET", "/api/v1/account/keys");
  expect(JSON.stringify(keys.body)).toContain(idIn(key));
  expect((await stranger.browser.ask("GET", "/api/v1/account")).body).toEqual(mine.body);
});

test("a session that somebody planted in a browser is not the one that a sign-in opens, and ends", async () => {
  const planted = stranger.browser.copy();
  await planted.ask("POST", "/api/v1/account/sign-in/link", { email: "owner@example.org" });
  const token = await subject.linkTo("owner@example.org");
  const before = [...planted.cookies.values()];
  const signedIn = await planted.ask("POST", "/api/v1/account/sign-in/confirm", { token });
  expect(signedIn.body).toMatchObject({ outcome: "signed_in", person: owner.id });
  expect([...planted.cookies.values()]).not.toEqual(before);
  // Who planted it holds a session of nobody any more.
  expect((await stranger.browser.ask("GET", "/api/v1/account")).status).toBe(401);
  stranger = { ...stranger, browser: subject.browser() };
});

test("what a page of another site sends with the visitor's cookie is refused, whatever it is", async () => {
  for (const [method, path, given] of [
    ["PATCH", "/api/v1/account", { name: "Changed" }],
    ["POST", "/api/v1/account/sign-out", undefined],
    ["DELETE", "/api/v1/account/sessions", undefined],
    ["POST", "/api/v1/account/sign-in/link", { email: "owner@example.org" }],
  ] as const)
    for (const headers of [
      { origin: "https://elsewhere.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      const { status, body } = await owner.browser.ask(method, path, given, headers);
      expect({ status, body }, `${path} ${JSON.stringify(headers)}`).toMatchObject({
        status: 403,
        body: { code: "other_origin" },
      });
    }
});

test("a key of a program does what its scope names, and never signs anybody in", async () => {
  const made = await owner.browser.ask("POST", "/api/v1/account/keys", {
    name: "Reader",
    scopes: ["account:read"],
  });
  const { key } = made.body as { key: string };
  const ask = async (method: string, path: string, body?: object) =>
    (
      await subject.get(path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    ).status;
  expect(await ask("GET", "/api/v1/account")).toBe(200);
  for (const [method, path, body] of [
    ["PATCH", "/api/v1/account", { name: "X" }],
    ["GET", "/api/v1/account/export.zip"],
    ["GET", "/api/v1/account/sessions"],
    ["GET", "/api/v1/account/keys"],
    ["POST", "/api/v1/account/keys", { name: "More", scopes: ["things:write"] }],
    ["POST", "/api/v1/account/erasure", { confirm: "owner@example.org" }],
    ["POST", "/api/v1/account/sign-out"],
    ["POST", "/api/v1/organisations", { title: "X", legalForm: "scop" }],
  ] as const)
    expect(await ask(method, path, body), path).toBe(403);
});

test("the title of an organisation adds no line to the head of a mail", async () => {
  const title = "La ruche\r\nBcc: everybody@example.org\r\n\r\nBuy this";
  const made = await owner.browser.ask("POST", "/api/v1/organisations", {
    title,
    legalForm: "scop",
  });
  expect(made.status).toBe(201);
  await owner.browser.ask("POST", `/api/v1/organisations/${idIn(made)}/members`, {
    email: "guest@example.org",
  });
  const invitations = async () =>
    (await subject.mails()).filter(({ recipient }) => recipient === "guest@example.org");
  await expect.poll(invitations, { timeout: 30_000 }).toHaveLength(1);
  const [mail] = await invitations();
  expect(mail?.title).not.toMatch(/[\r\n]/);
  expect((await subject.mails()).map(({ recipient }) => recipient)).not.toContain(
    "everybody@example.org",
  );
});
