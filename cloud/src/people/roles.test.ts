import { afterAll, beforeAll, expect, test } from "vitest";
import { newIdentifier } from "../records/identifiers.ts";
import { type Browser, openPeopleUnderTest, type PeopleUnderTest } from "./people.fixture.ts";

type Somebody = { readonly browser: Browser; readonly id: string };

let subject: PeopleUnderTest;
let admin: Somebody;
beforeAll(async () => {
  subject = await openPeopleUnderTest();
  admin = await subject.firstAdministrator();
});
afterAll(() => subject.remove());

const give = async (by: Browser, to: string, role: string, kind: string, id?: string) =>
  by.ask("POST", `/api/v1/admin/people/${to}/roles`, {
    role,
    scope: { kind, ...(id === undefined ? {} : { id }) },
  });

/** A thing as another module would write it. */
const newThing = async (kind: string, rest: { territory?: string; owner?: string } = {}) => {
  const id = newIdentifier();
  const quoted = (value?: string) => (value === undefined ? "null" : `'${value}'`);
  await subject.records.db.execute(
    `insert into thing (id, kind, title, status, visibility, territory, owner, created, updated)
     values ('${id}', '${kind}', '${kind}', 'published', 'public', ${quoted(rest.territory)}, ${quoted(rest.owner)}, now(), now())`,
  );
  return id;
};

test("who administers an organisation gives every role there, who coordinates it finds helpers, others give none", async () => {
  const [boss, chief, member] = [
    await subject.signUp("boss@example.org", "Bo"),
    await subject.signUp("chief@example.org", "Cy"),
    await subject.signUp("member@example.org", "Mi"),
  ];
  const { body } = await boss.browser.ask("POST", "/api/v1/organisations", {
    title: "La ruche",
    legalForm: "association",
  });
  const { id: here } = body as { id: string };
  const elsewhere = await newThing("organisation");
  const owned = await newThing("bench", { owner: here });

  const gives = async (by: Somebody, role: string, kind: string, id?: string) =>
    (await give(by.browser, member.id, role, kind, id)).status;
  // Anybody may add an organisation: who acts for others is chosen by the platform, or the territory.
  expect(await gives(boss, "mediator", "organisation", here)).toBe(403);
  expect(await gives(admin, "mediator", "organisation", here)).toBe(201);
  expect(await gives(boss, "host", "thing", owned)).toBe(201);
  expect((await give(boss.browser, chief.id, "coordinator", "organisation", here)).status).toBe(
    201,
  );
  for (const [kind, id] of [
    ["organisation", elsewhere],
    ["thing", elsewhere],
    ["platform", undefined],
  ] as const)
    expect(await gives(boss, "contributor", kind, id), kind).toBe(403);

  expect(await gives(chief, "contributor", "organisation", here)).toBe(201);
  for (const role of ["mediator", "data_steward", "coordinator", "administrator"])
    expect(await gives(chief, role, "organisation", here), role).toBe(403);
  expect(await gives(chief, "contributor", "organisation", elsewhere)).toBe(403);
  expect(await gives(member, "contributor", "organisation", here)).toBe(403);

  const list = (by: Somebody, query: string) =>
    by.browser.ask("GET", `/api/v1/admin/roles?${query}`);
  const shown = await list(chief, `kind=organisation&id=${here}`);
  const { grants } = shown.body as { grants: { id: string; name: string; role: string }[] };
  expect(grants.map(({ name, role }) => `${name} ${role}`)).toEqual([
    "Bo administrator",
    "Cy coordinator",
    "Mi mediator",
    "Mi contributor",
  ]);
  expect((await list(chief, `kind=organisation&id=${elsewhere}`)).status).toBe(403);
  expect((await list(chief, "kind=platform")).status).toBe(403);
  expect((await list(member, `kind=organisation&id=${here}`)).status).toBe(403);

  const grantOf = (role: string) => grants.find((one) => one.role === role)?.id ?? "";
  const takeBack = async (by: Somebody, who: string, role: string) =>
    (await by.browser.ask("DELETE", `/api/v1/admin/people/${who}/roles/${grantOf(role)}`)).status;
  expect(await takeBack(chief, member.id, "mediator")).toBe(403);
  expect(await takeBack(chief, member.id, "contributor")).toBe(200);
  expect(await takeBack(boss, member.id, "mediator")).toBe(403);
  expect(await takeBack(admin, member.id, "mediator")).toBe(200);
  // The number of a grant with another person's number before it reaches nothing.
  expect(await takeBack(boss, member.id, "coordinator")).toBe(403);
});

test("who administers a territory gives roles in it, below it, and for its things", async () => {
  const departement = await newThing("territory");
  const commune = await newThing("territory");
  const other = await newThing("territory");
  for (const [id, kind, within] of [
    [departement, "departement", [departement]],
    [commune, "commune", [commune, departement]],
    [other, "departement", [other]],
  ] as const)
    await subject.records.db.execute(
      `insert into territory (id, country, kind, code, words, parents, within) values ('${id}', 'fr', '${kind}', '${id.slice(-4)}', '', '{}', '{${within.join()}}')`,
    );
  const bench = await newThing("bench", { territory: commune });
  const prefect = await subject.signUp("prefect@example.org", "Pe");
  const helper = await subject.signUp("helper@example.org", "He");
  const given = await give(admin.browser, prefect.id, "administrator", "territory", departement);
  expect(given.status).toBe(201);
  const gives = async (kind: string, id: string) =>
    (await give(prefect.browser, helper.id, "mediator", kind, id)).status;
  expect(await gives("territory", departement)).toBe(201);
  expect(await gives("territory", commune)).toBe(201);
  expect(await gives("thing", bench)).toBe(201);
  expect(await gives("territory", other)).toBe(403);
  // What is named as one kind and is another, or is not there.
  expect(await gives("organisation", commune)).toBe(400);
  expect(await gives("thing", newIdentifier())).toBe(400);
});
