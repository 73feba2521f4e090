import { afterAll, beforeAll, expect, test } from "vitest";
import { openPeopleUnderTest, type PeopleUnderTest } from "../people/people.fixture.ts";

let subject: PeopleUnderTest;
let admin: Awaited<ReturnType<PeopleUnderTest["firstAdministrator"]>>;
beforeAll(async () => {
  subject = await openPeopleUnderTest();
  admin = await subject.firstAdministrator();
});
afterAll(() => subject.remove());

const add = async (browser: typeof admin.browser, title: string): Promise<string> => {
  const { status, body } = await browser.ask("POST", "/api/v1/organisations", {
    title,
    legalForm: "association",
  });
  expect(status).toBe(201);
  return (body as { id: string }).id;
};

test("who adds an organisation administers it; others read it, and not its members", async () => {
  const { browser: marie, id: marieId } = await subject.signUp("marie@example.org", "Marie");
  const { browser: paul } = await subject.signUp("paul@example.org", "Paul");
  const id = await add(marie, "Cap Pollens");
  const path = `/api/v1/organisations/${id}`;
  expect((await subject.get(path)).body).toMatchObject({ title: "Cap Pollens", relation: "none" });
  const members = await marie.ask("GET", `${path}/members`);
  expect(members.body).toMatchObject({
    members: [{ person: marieId, name: "Marie", roles: ["administrator"] }],
  });
  expect((await paul.ask("GET", `${path}/members`)).status).toBe(403);
  expect((await paul.ask("PATCH", path, { title: "Mine" })).status).toBe(403);
  expect((await subject.get(`${path}/members`)).status).toBe(401);
});

test("its relation to the programme is not for its own administrators", async () => {
  const { browser } = await subject.signUp("lea@example.org", "Léa");
  const path = `/api/v1/organisations/${await add(browser, "Médias")}`;
  expect((await browser.ask("PATCH", path, { relation: "bearer" })).status).toBe(403);
  expect((await browser.ask("PATCH", path, { place: "Cenon" })).body).toMatchObject({
    place: "Cenon",
  });
  expect((await admin.browser.ask("PATCH", path, { relation: "bearer" })).body).toMatchObject({
    relation: "bearer",
  });
});

test("an invitation is accepted by its address alone, once; leaving keeps an administrator", async () => {
  const { browser: boss, id: bossId } = await subject.signUp("boss@example.org", "Boss");
  const id = await add(boss, "Atelier");
  const path = `/api/v1/organisations/${id}`;
  const invite = { email: "new@example.org", circle: "first", role: "administrator" };
  const known = await boss.ask("POST", `${path}/members`, { email: "ada@example.org" });
  const unknown = await boss.ask("POST", `${path}/members`, invite);
  expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);

  const { browser: eve } = await subject.signUp("eve@example.org", "Eve");
  const { browser: invited, id: invitedId } = await subject.signUp("new@example.org", "New");
  const { body } = await invited.ask("GET", "/api/v1/account/invitations");
  const [found] = (body as { invitations: { id: string }[] }).invitations;
  const accept = `/api/v1/account/invitations/${found?.id}/accept`;
  expect((await eve.ask("POST", accept)).status).toBe(404);
  expect((await invited.ask("POST", accept)).body).toEqual({ organisation: id });
  expect((await invited.ask("POST", accept)).status).toBe(404);
  expect((await invited.ask("GET", "/api/v1/account")).body).toMatchObject({
    organisations: [{ id, circle: "first" }],
    roles: [{ role: "administrator", scope: { kind: "organisation", id } }],
  });

  const leave = () => boss.ask("POST", `${path}/leave`);
  expect((await leave()).status).toBe(200);
  expect((await boss.ask("GET", `${path}/members`)).status).toBe(403);
  const last = await invited.ask("DELETE", `${path}/members/${invitedId}`);
  expect(last.body).toMatchObject({ code: "last_of_organisation" });
  expect(bossId).not.toBe(invitedId);
});

test("an invitation gives no role when who sent it may give it no more", async () => {
  const { browser: boss, id: bossId } = await subject.signUp("former@example.org", "Former");
  const id = await add(boss, "Fablab");
  const roles = `/api/v1/admin/people/${bossId}/roles`;
  const path = `/api/v1/organisations/${id}/members`;
  await boss.ask("POST", path, { email: "friend@example.org", role: "administrator" });
  const { body } = await admin.browser.ask("GET", `/api/v1/admin/people/${bossId}`);
  const [grant] = (body as { roles: { id: string }[] }).roles;
  expect((await admin.browser.ask("DELETE", `${roles}/${grant?.id}`)).status).toBe(200);
  expect((await boss.ask("POST", path, { email: "x@example.org" })).status).toBe(403);
  const { browser: friend } = await subject.signUp("friend@example.org", "Friend");
  const found = await friend.ask("GET", "/api/v1/account/invitations");
  const [invitation] = (found.body as { invitations: { id: string }[] }).invitations;
  await friend.ask("POST", `/api/v1/account/invitations/${invitation?.id}/accept`);
  expect((await friend.ask("GET", "/api/v1/account")).body).toMatchObject({
    organisations: [{ id }],
    roles: [],
  });
});

test("an administrator of one organisation gives roles in it, and nowhere else", async () => {
  const { browser, id: own } = await subject.signUp("chair@example.org", "Chair");
  const mine = await add(browser, "Mine");
  const other = await add(admin.browser, "Other");
  const give = (scope: object, role = "administrator") =>
    browser.ask("POST", `/api/v1/admin/people/${own}/roles`, { role, scope });
  expect((await give({ kind: "platform" })).status).toBe(403);
  expect((await give({ kind: "organisation", id: other })).status).toBe(403);
  expect((await give({ kind: "thing", id: other })).status).toBe(403);
  expect((await give({ kind: "territory", id: mine })).status).toBe(400);
  expect((await give({ kind: "organisation", id: mine }, "coordinator")).status).toBe(201);
  // Anybody may add an organisation: its administrator makes nobody mediator.
  expect((await give({ kind: "organisation", id: mine }, "mediator")).status).toBe(403);
  const invited = { email: "friend@example.org", role: "mediator" };
  const path = `/api/v1/organisations/${mine}/members`;
  expect((await browser.ask("POST", path, invited)).status).toBe(403);
  expect((await browser.ask("GET", "/api/v1/people")).status).toBe(403);
  expect((await browser.ask("GET", "/api/v1/admin/people")).status).toBe(403);
});

test("an invitation is in the language of whoever reads it, else of whoever invites", async () => {
  const { browser: owner } = await subject.signUp("inviter@example.org");
  const { browser: reader } = await subject.signUp("reader@example.org");
  await reader.ask("PATCH", "/api/v1/account", { language: "en" });
  const { body } = await owner.ask("POST", "/api/v1/organisations", {
    title: "Le vent",
    legalForm: "association",
  });
  const { id } = body as { id: string };
  for (const email of ["reader@example.org", "newcomer@example.org"])
    await owner.ask("POST", `/api/v1/organisations/${id}/members`, { email });
  const titles = async () =>
    (await subject.mails())
      .filter(({ title }) => title.includes("Le vent"))
      .map(({ recipient, title }) => `${recipient} ${title}`)
      .toSorted();
  await expect
    .poll(titles, { timeout: 30_000 })
    .toEqual([
      "newcomer@example.org Invitation : Le vent",
      "reader@example.org Invitation: Le vent",
    ]);
});

test("twenty-nine invitations accepted at once wait for each other, and keep nobody from the records", async () => {
  const { browser: boss } = await subject.signUp("many@example.org", "Many");
  const { browser: busy } = await subject.signUp("busy@example.org", "Busy");
  for (let number = 0; number < 29; number++) {
    const id = await add(boss, `Club ${number}`);
    const invite = { email: "busy@example.org", circle: "first", role: "administrator" };
    await boss.ask("POST", `/api/v1/organisations/${id}/members`, invite);
  }
  const { body } = await busy.ask("GET", "/api/v1/account/invitations");
  const { invitations } = body as { invitations: { id: string }[] };
  expect(invitations).toHaveLength(29);
  const accepted = await Promise.all(
    invitations.map(({ id }) => busy.ask("POST", `/api/v1/account/invitations/${id}/accept`)),
  );
  expect(accepted.filter(({ status }) => status !== 200)).toEqual([]);
});
