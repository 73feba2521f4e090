import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { pdf } from "../media/pictures.fixture.ts";
import { type Browser, openPeopleUnderTest, type PeopleUnderTest } from "./people.fixture.ts";

const run = promisify(execFile);
const DAY = 86_400_000;

let subject: PeopleUnderTest;
let admin: { browser: Browser; id: string };
let mediator: { browser: Browser; id: string };
beforeAll(async () => {
  subject = await openPeopleUnderTest();
  admin = await subject.firstAdministrator();
  mediator = await subject.signUp("mediator@example.org", "Mo");
  const path = `/api/v1/admin/people/${mediator.id}/roles`;
  const given = { role: "mediator", scope: { kind: "platform" } };
  expect((await admin.browser.ask("POST", path, given)).status).toBe(201);
});
afterAll(() => subject.remove());

interface Printed {
  readonly id: string;
  readonly signInName: string;
  readonly code: string;
}

const assist = async (name: string, until = Date.now() + 30 * DAY): Promise<Printed> => {
  const { status, body } = await mediator.browser.ask("POST", "/api/v1/people", {
    name,
    terms: "2026-11",
    mandate: { until: new Date(until).toISOString() },
  });
  expect(status).toBe(201);
  return body as Printed;
};

const signIn = (browser: Browser, name: string, code: string, newCode?: string) =>
  browser.ask("POST", "/api/v1/account/sign-in/printed", {
    name,
    code,
    ...(newCode === undefined ? {} : { newCode }),
  });

test("a printed code opens nothing but its own change, once; afterwards the person's own code does", async () => {
  const { id, signInName, code } = await assist("Éliane Bérard");
  expect(signInName).toMatch(/^elianeberard-[a-z2-9]{4}$/);
  const browser = subject.browser();
  const asked = await signIn(browser, signInName, code.toUpperCase().replaceAll("-", " "));
  expect(asked.body).toMatchObject({ code: "code_must_change" });
  expect((await browser.ask("GET", "/api/v1/account")).status).toBe(401);
  expect((await signIn(browser, signInName, code, code)).body).toMatchObject({
    code: "password_weak",
  });
  const answers = await Promise.all([
    signIn(subject.browser(), signInName, code, "mon jardin en mai"),
    signIn(subject.browser(), signInName, code, "mon jardin en juin"),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  const own = answers[0]?.status === 200 ? "mon jardin en mai" : "mon jardin en juin";
  expect((await signIn(subject.browser(), signInName, code)).status).toBe(401);
  expect((await signIn(browser, signInName, own)).body).toEqual({
    outcome: "signed_in",
    person: id,
  });
  const { body } = await browser.ask("GET", "/api/v1/account");
  expect(body).toMatchObject({ name: "Éliane Bérard", signInName, mandates: [{ mediator: "Mo" }] });
  expect(body).not.toHaveProperty("email");
});

test("a mediator prints another code until the first is used; afterwards an administrator does", async () => {
  const { id, signInName, code } = await assist("Odette");
  const again = await mediator.browser.ask("POST", `/api/v1/people/${id}/code`);
  const second = (again.body as Printed).code;
  expect((await signIn(subject.browser(), signInName, code, "la mer en hiver")).status).toBe(401);
  const browser = subject.browser();
  expect((await signIn(browser, signInName, second, "la mer en hiver")).status).toBe(200);
  expect((await mediator.browser.ask("POST", `/api/v1/people/${id}/code`)).status).toBe(409);
  const path = `/api/v1/admin/people/${id}/code`;
  expect((await mediator.browser.ask("POST", path)).status).toBe(403);
  const third = (await admin.browser.ask("POST", path)).body as Printed;
  expect((await browser.ask("GET", "/api/v1/account")).status).toBe(401);
  expect((await signIn(browser, signInName, third.code)).body).toMatchObject({
    code: "code_must_change",
  });
});

test("acting for somebody leaves both names, and does not reach what is done in person", async () => {
  const { id } = await assist("Robert");
  const { browser } = mediator;
  expect((await browser.ask("POST", "/api/v1/account/acting", { person: id })).status).toBe(200);
  onTestFinished(async () => void (await browser.ask("DELETE", "/api/v1/account/acting")));
  expect((await browser.ask("GET", "/api/v1/account")).body).toMatchObject({
    id,
    acting: { for: { id, name: "Robert" } },
    mayAssist: false,
    mayAdminister: false,
  });
  expect((await browser.ask("PATCH", "/api/v1/account", { name: "Robert L." })).status).toBe(200);
  const { rows } = await subject.records.db.execute(
    "select actor, on_behalf_of from audit_entry where action = 'people.change'",
  );
  expect(rows).toEqual([{ actor: mediator.id, on_behalf_of: id }]);
  for (const [method, path, body] of [
    ["PUT", "/api/v1/account/password", { password: "taken over now" }],
    ["POST", "/api/v1/account/erasure", { confirm: "x" }],
    ["POST", "/api/v1/account/email", { email: "mine@example.org" }],
    ["POST", "/api/v1/account/keys", { name: "x", scopes: ["account:read"] }],
    ["POST", "/api/v1/account/passkeys/options", undefined],
    ["POST", "/api/v1/account/totp", {}],
    ["GET", "/api/v1/account/export.zip", undefined],
    ["GET", "/api/v1/account/sessions", undefined],
    [
      "POST",
      "/api/v1/people",
      { name: "x", terms: "1", mandate: { until: "2027-01-01T00:00:00Z" } },
    ],
  ] as const)
    expect((await browser.ask(method, path, body)).status, path).toBe(403);
  await browser.ask("DELETE", "/api/v1/account/acting");
  expect((await browser.ask("GET", "/api/v1/account")).body).toMatchObject({ id: mediator.id });
});

test("a mandate that was revoked, by either, and a role that was taken back end the acting at once", async () => {
  const { id, signInName, code } = await assist("Lucette");
  const person = subject.browser();
  await signIn(person, signInName, code, "les hirondelles");
  const { browser } = mediator;
  await browser.ask("POST", "/api/v1/account/acting", { person: id });
  const { body } = await person.ask("GET", "/api/v1/account");
  const [mandate] = (body as { mandates: { id: string }[] }).mandates;
  const revoke = `/api/v1/account/mandates/${mandate?.id}/revoke`;
  expect((await person.ask("POST", revoke)).status).toBe(200);
  expect((await browser.ask("GET", "/api/v1/account")).body).toMatchObject({ id: mediator.id });
  expect((await browser.ask("POST", "/api/v1/account/acting", { person: id })).status).toBe(404);
  expect((await browser.ask("POST", `/api/v1/people/${id}/code`)).status).toBe(404);
  const stranger = await subject.signUp("nomandate@example.org");
  const acting = { person: id };
  expect((await stranger.browser.ask("POST", "/api/v1/account/acting", acting)).status).toBe(403);
  expect((await admin.browser.ask("POST", "/api/v1/account/acting", acting)).status).toBe(403);
});

test("a child's account waits for a parent's link", async () => {
  const child = subject.browser();
  await child.ask("POST", "/api/v1/account/sign-in/link", { email: "child@example.org" });
  const token = await subject.linkTo("child@example.org");
  const confirm = (more: object) =>
    child.ask("POST", "/api/v1/account/sign-in/confirm", {
      token,
      name: "Tom",
      terms: "1",
      ...more,
    });
  expect((await confirm({ under15: true })).status).toBe(400);
  expect((await confirm({ under15: true, parentEmail: "child@example.org" })).status).toBe(400);
  const answer = await confirm({ under15: true, parentEmail: "parent@example.org" });
  expect(answer.body).toEqual({ outcome: "parent_needed" });
  expect((await child.ask("GET", "/api/v1/account")).status).toBe(401);
  const toParent = await subject.linkTo("parent@example.org");
  const parent = subject.browser();
  const look = await parent.ask("POST", "/api/v1/account/links/look", { token: toParent });
  expect(look.body).toEqual({ kind: "parent", email: "parent@example.org", name: "Tom" });
  const asSignIn = { token: toParent, name: "x", terms: "1" };
  expect((await parent.ask("POST", "/api/v1/account/sign-in/confirm", asSignIn)).status).toBe(410);
  expect((await parent.ask("POST", "/api/v1/account/parent", { token: toParent })).status).toBe(
    200,
  );
  await child.ask("POST", "/api/v1/account/sign-in/link", { email: "child@example.org" });
  const again = { token: await subject.linkTo("child@example.org") };
  const opened = await child.ask("POST", "/api/v1/account/sign-in/confirm", again);
  expect(opened.body).toMatchObject({ outcome: "signed_in" });
});

test("one's data come as a zip; an erasure leaves no name, and the identifier on the list", async () => {
  const { browser, id } = await subject.signUp("leaves@example.org", "Zoé Lamarche");
  await browser.ask("PATCH", "/api/v1/account", { language: "en" });
  await browser.ask("POST", "/api/v1/organisations", { title: "Club", legalForm: "informal" });
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(`${subject.cloud().http}/api/v1/account/export.zip`, {
    headers: { cookie },
  });
  expect(answer.headers.get("content-type")).toBe("application/zip");
  const folder = await mkdtemp(join(tmpdir(), "dcz-export-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "own.zip"), Buffer.from(await answer.arrayBuffer()));
  await run("unzip", ["-q", "own.zip"], { cwd: folder });
  expect(JSON.parse(await readFile(join(folder, "people/account.json"), "utf8"))).toMatchObject({
    id,
    name: "Zoé Lamarche",
    email: "leaves@example.org",
  });
  const organisations = await readFile(join(folder, "organisations/memberships.json"), "utf8");
  expect(organisations).toContain("Club");

  const { body } = await browser.ask("GET", "/api/v1/account/erasure?language=en");
  expect(JSON.stringify(body)).toContain("list of erasures");
  const erase = (confirm: string) => browser.ask("POST", "/api/v1/account/erasure", { confirm });
  expect((await erase("somebody@else.org")).status).toBe(400);
  expect((await erase("leaves@example.org")).status).toBe(200);
  expect((await browser.ask("GET", "/api/v1/account")).status).toBe(401);
  const list = await readFile(join(subject.folder, "erased.ndjson"), "utf8");
  expect(JSON.parse(list.trim())).toMatchObject({ id });
  expect(list).not.toMatch(/Zoé|leaves/);
  for (const table of [
    "person",
    "session",
    "thing",
    "consent",
    "audit_entry",
    "role_grant",
    "membership",
  ]) {
    const { rows } = await subject.records.db.execute(`select * from ${table}`);
    expect(JSON.stringify(rows), table).not.toMatch(new RegExp(`Zoé|leaves@|${id}`));
  }
});

test("a closed account opens by nothing; the only administrator stays", async () => {
  const { browser, id } = await subject.signUp("closed@example.org");
  await browser.ask("PUT", "/api/v1/account/password", { password: "trois mots ici" });
  const { body } = await admin.browser.ask(
    "GET",
    "/api/v1/admin/people?search=Closed%40example.org",
  );
  expect(body).toMatchObject({ people: [{ id, email: "c***@example.org" }] });
  expect((await admin.browser.ask("POST", `/api/v1/admin/people/${id}/close`)).status).toBe(200);
  expect((await browser.ask("GET", "/api/v1/account")).status).toBe(401);
  const password = { email: "closed@example.org", password: "trois mots ici" };
  const answer = await browser.ask("POST", "/api/v1/account/sign-in/password", password);
  expect(answer.body).toMatchObject({ code: "sign_in_refused" });
  expect(answer.headers.getSetCookie()).toEqual([]);
  for (const path of [`/api/v1/admin/people/${admin.id}/close`])
    expect((await admin.browser.ask("POST", path)).body).toMatchObject({
      code: "last_administrator",
    });
  const own = await admin.browser.ask("POST", "/api/v1/account/erasure", {
    confirm: "ada@example.org",
  });
  expect(own.body).toMatchObject({ code: "last_administrator" });
});

test("the role of the only administrator gets no end", async () => {
  const path = `/api/v1/admin/people/${admin.id}/roles`;
  const given = {
    role: "administrator",
    scope: { kind: "platform" },
    until: new Date(Date.now() + DAY).toISOString(),
  };
  const answer = await admin.browser.ask("POST", path, given);
  expect(answer.body).toMatchObject({ code: "last_administrator" });
});

test("of two sign-ups with one address one makes the account; the other gets in too, or an error", async () => {
  const tokens: string[] = [];
  for (const _ of [1, 2]) {
    await subject
      .browser()
      .ask("POST", "/api/v1/account/sign-in/link", { email: "twice@example.org" });
    tokens.push(await subject.linkTo("twice@example.org"));
  }
  const answers = await Promise.all(
    tokens.map((token) =>
      subject
        .browser()
        .ask("POST", "/api/v1/account/sign-in/confirm", { token, name: "Two", terms: "1" }),
    ),
  );
  for (const { status } of answers) expect([200, 410]).toContain(status);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  const { rows } = await subject.records.db.execute(
    "select id from person where email = 'twice@example.org'",
  );
  expect(rows).toHaveLength(1);
});

test("what a body adds to itself changes nothing: unknown fields are refused", async () => {
  const { browser } = await subject.signUp("mass@example.org");
  for (const more of [
    { isMinor: false },
    { twoFactorEnabled: true },
    { email: "a@b.org" },
    { roles: [] },
  ])
    expect((await browser.ask("PATCH", "/api/v1/account", { name: "X", ...more })).status).toBe(
      400,
    );
});

const uploadScan = async ({ cookies }: Browser): Promise<string> => {
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(pdf())], { type: "application/pdf" }), "a.pdf");
  const words = { alt: "Mandate", author: "Mo", licence: "CC0-1.0", purpose: "mandate" };
  for (const [name, value] of Object.entries(words)) form.set(name, value);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const { status, body } = await subject.get("/api/v1/media", {
    method: "POST",
    headers: { cookie, origin: subject.cloud().http },
    body: form,
  });
  expect(status).toBe(201);
  return (body as { id: string }).id;
};

const inAMonth = () => new Date(Date.now() + 30 * DAY).toISOString();

test("the scan of a mandate is the person's: they, their mediator and administrators see it; it goes with the account", async () => {
  const scan = await uploadScan(mediator.browser);
  const { body } = await mediator.browser.ask("POST", "/api/v1/people", {
    name: "Marcel",
    terms: "1",
    mandate: { until: inAMonth(), scan },
  });
  const { id, signInName, code } = body as Printed;
  const marcel = subject.browser();
  await signIn(marcel, signInName, code, "le bord de mer");
  const other = await subject.signUp("othermediator@example.org", "Mi");
  const role = { role: "mediator", scope: { kind: "platform" } };
  await admin.browser.ask("POST", `/api/v1/admin/people/${other.id}/roles`, role);
  const stranger = await subject.signUp("curious@example.org");
  const see = async (browser: Browser) =>
    (await browser.ask("GET", `/api/v1/media/${scan}/full`)).status;
  const everybody = [marcel, mediator.browser, admin.browser, other.browser, stranger.browser];
  expect(await Promise.all([...everybody, subject.browser()].map(see))).toEqual([
    200, 200, 200, 404, 404, 404,
  ]);
  // It is proof: neither of the two removes it, and it is used once.
  for (const browser of [marcel, mediator.browser])
    expect((await browser.ask("DELETE", `/api/v1/media/${scan}`)).status).toBeGreaterThan(400);
  const again = { name: "X", terms: "1", mandate: { until: inAMonth(), scan } };
  expect((await mediator.browser.ask("POST", "/api/v1/people", again)).status).toBe(404);
  // A revoked mandate shows nothing more.
  const account = (await marcel.ask("GET", "/api/v1/account")).body as {
    mandates: { id: string }[];
  };
  await marcel.ask("POST", `/api/v1/account/mandates/${account.mandates[0]?.id}/revoke`);
  expect(await see(mediator.browser)).toBe(404);
  await marcel.ask("POST", "/api/v1/account/erasure", { confirm: signInName });
  expect(await see(admin.browser)).toBe(404);
  const { rows } = await subject.records.db.execute(
    `select 1 from thing where id = '${id}' or id = '${scan}'`,
  );
  expect(rows).toEqual([]);
});

test("a picture that was uploaded for something else is no scan of a mandate", async () => {
  const { browser } = mediator;
  const unknown = { until: inAMonth(), scan: "0199aaaa-0000-7000-8000-000000000000" };
  const given = { name: "X", terms: "1", mandate: unknown };
  expect((await browser.ask("POST", "/api/v1/people", given)).body).toMatchObject({
    code: "media_unknown",
  });
});

test("a mediator of several places says in which a renewed mandate counts", async () => {
  const { body } = await admin.browser.ask("POST", "/api/v1/organisations", {
    ...{ title: "Les deux rives", legalForm: "association" },
  });
  const organisation = { kind: "organisation", id: (body as { id: string }).id };
  const double = await subject.signUp("double@example.org", "Dou");
  const roles = `/api/v1/admin/people/${double.id}/roles`;
  const grants: string[] = [];
  for (const scope of [{ kind: "platform" }, organisation]) {
    const given = await admin.browser.ask("POST", roles, { role: "mediator", scope });
    grants.push((given.body as { id: string }).id);
  }
  const helped = await double.browser.ask("POST", "/api/v1/people", {
    ...{ name: "Yvette", terms: "1" },
    mandate: { until: inAMonth(), scope: { kind: "platform" } },
  });
  const { id } = helped.body as Printed;
  const scopes = async () => {
    const { people } = (await double.browser.ask("GET", "/api/v1/people")).body as {
      people: { mandate: { scope?: object } }[];
    };
    return people.map(({ mandate }) => mandate.scope);
  };
  expect(await scopes()).toEqual([{ kind: "platform" }]);
  const renew = (given: object) =>
    double.browser.ask("POST", `/api/v1/people/${id}/mandates`, { until: inAMonth(), ...given });
  expect((await renew({ scope: organisation })).status).toBe(201);
  // Without a word it counts where the one before did.
  expect((await renew({})).status).toBe(201);
  expect(await scopes()).toEqual([organisation, organisation, { kind: "platform" }]);
  expect((await renew({ scope: { kind: "organisation", id } })).status).toBe(400);
  // The role in the organisation goes: what was agreed for the platform still counts, and ends before the others.
  expect((await admin.browser.ask("DELETE", `${roles}/${grants[1]}`)).status).toBe(200);
  const act = () => double.browser.ask("POST", "/api/v1/account/acting", { person: id });
  expect((await act()).status).toBe(200);
  const back = await double.browser.ask("DELETE", "/api/v1/account/acting");
  expect(back.status).toBeLessThan(300);
  expect((await admin.browser.ask("DELETE", `${roles}/${grants[0]}`)).status).toBe(200);
  expect((await act()).status).toBe(403);
});

test("a mediator of an organisation helps there, and nowhere else, while they have the role", async () => {
  const made = async (title: string) => {
    const { body } = await admin.browser.ask("POST", "/api/v1/organisations", {
      title,
      legalForm: "association",
    });
    return (body as { id: string }).id;
  };
  const [here, elsewhere] = [await made("Le phare"), await made("La digue")];
  const local = await subject.signUp("local@example.org", "Lou");
  const give = { role: "mediator", scope: { kind: "organisation", id: here } };
  const { body: grant } = await admin.browser.ask(
    "POST",
    `/api/v1/admin/people/${local.id}/roles`,
    give,
  );
  expect((await local.browser.ask("GET", "/api/v1/account")).body).toMatchObject({
    mayAssist: true,
  });
  const help = (scope?: object) =>
    local.browser.ask("POST", "/api/v1/people", {
      name: "Ginette",
      terms: "1",
      mandate: { until: inAMonth(), ...(scope === undefined ? {} : { scope }) },
    });
  expect((await help({ kind: "organisation", id: elsewhere })).status).toBe(403);
  expect((await help({ kind: "platform" })).status).toBe(403);
  expect((await help({ kind: "territory", id: here })).status).toBe(400);
  const { id } = (await help()).body as Printed;
  const acting = { person: id };
  expect((await local.browser.ask("POST", "/api/v1/account/acting", acting)).status).toBe(200);
  const shown = async () => (await local.browser.ask("GET", "/api/v1/account")).body;
  expect(await shown()).toMatchObject({ id, acting: { for: { name: "Ginette" } } });
  const path = `/api/v1/admin/people/${local.id}/roles/${(grant as { id: string }).id}`;
  expect((await admin.browser.ask("DELETE", path)).status).toBe(200);
  expect(await shown()).toMatchObject({ id: local.id, mayAssist: false });
  expect((await local.browser.ask("POST", "/api/v1/account/acting", acting)).status).toBe(403);
});
