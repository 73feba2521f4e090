import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Answer } from "../cloud.fixture.ts";
import {
  type Browser,
  openPeopleUnderTest,
  type PeopleUnderTest,
} from "../people/people.fixture.ts";

/** A Tuesday, 10:00 in Paris. */
const NOW = Date.parse("2026-11-24T10:00:00+01:00");
const DAY_MS = 86_400_000;
let now = NOW;
let subject: PeopleUnderTest;
let admin: Browser;
let volunteer: Browser;
/** Whose address stands on the sheet of a place. */
let structure: Browser;

const at = "/api/v1/atlas";

interface Draft {
  readonly id: string;
  readonly state: string;
  readonly isOwn: boolean;
  readonly answers: Record<string, unknown>;
  readonly entry?: { slug: string; state: string };
  readonly faults: { field: string; fault: string }[];
  readonly likes: { slug: string; name: string }[];
}
const draftOf = ({ status, body }: Answer, expected = 200): Draft => {
  expect(status, JSON.stringify(body)).toBe(expected);
  return body as Draft;
};
const begin = async (browser: Browser, entry?: string) =>
  draftOf(await browser.ask("POST", `${at}/drafts`, entry === undefined ? {} : { entry }), 201);
const keep = async (browser: Browser, id: string, answers: object) =>
  draftOf(await browser.ask("PUT", `${at}/drafts/${id}`, { answers }));
const submit = (browser: Browser, id: string) =>
  browser.ask("POST", `${at}/drafts/${id}/submit`, {});
const sheetOf = (name: string, more: object = {}) => ({
  ...{ name, commune: "Ville-Exemple", insee: "00001", postcode: "00110" },
  ...{ street: "1 rue de l'Église", latitude: 45.0727, longitude: -5.1307, ...more },
});
const importAs = (entries: readonly { key: string; sheet: object; nature?: string }[], more = {}) =>
  admin.ask("POST", `${at}/imports`, {
    ...{ source: "test", likes: "publish", ...more },
    entries: entries.map((each) => ({ nature: "structure", ...each })),
  });
const slugOf = async (search: string): Promise<string> => {
  const { body } = await subject.get(`${at}/entries?search=${encodeURIComponent(search)}`);
  return (body as { entries: { slug: string }[] }).entries[0]?.slug ?? "";
};
const entryOf = async (name: string) =>
  (await subject.get(`${at}/entries/${name}`)).body as {
    slug: string;
    sheet: Record<string, unknown>;
    checked?: object;
    related: { name: string }[];
  };

beforeAll(async () => {
  subject = await openPeopleUnderTest(() => now, "on");
  ({ browser: admin } = await subject.firstAdministrator());
  ({ browser: volunteer } = await subject.signUp("volunteer@example.org", "Odette"));
  ({ browser: structure } = await subject.signUp("accueil@verne.example.org", "Accueil"));
  await vi.waitFor(
    async () => {
      const { status } = await subject.get("/api/v1/territories/fr-commune-00001");
      expect(status).toBe(200);
    },
    { timeout: 30_000 },
  );
  const { body } = await importAs([
    {
      key: "1",
      sheet: sheetOf("Médiathèque Jules-Verne", {
        ...{ emails: ["Accueil@verne.example.org"], updatedOn: "2026-01-10" },
        ...{ programmes: ["Aidants Connect"], openingHours: "Mo[1] 09:00-12:00" },
      }),
    },
    {
      key: "2",
      sheet: sheetOf("Club du Port", { latitude: 45.2, openingHours: "We 14:00-17:00" }),
    },
  ]);
  expect(body).toMatchObject({ counts: { new: 2, refused: 0 } });
});
afterAll(() => subject.remove());

test("answers are kept as they were typed, and a place is submitted when they can be read", async () => {
  expect((await subject.get(`${at}/drafts`)).status).toBe(401);
  const { id } = await begin(volunteer);
  const first = await keep(volunteer, id, { name: "  ", phone: "quand on veut", Mo: "le matin" });
  expect(first.faults).toEqual([
    { field: "name", fault: "missing" },
    { field: "commune", fault: "missing" },
    { field: "phone", fault: "invalid" },
    { field: "Mo", fault: "invalid" },
  ]);
  expect(first.answers).toEqual({ name: "  ", phone: "quand on veut", Mo: "le matin" });
  expect(await submit(volunteer, id)).toMatchObject({
    status: 400,
    body: { code: "atlas_draft_incomplete" },
  });
  // Nobody else reads or writes it, nor learns that it is there.
  for (const [method, path] of [
    ["GET", ""],
    ["DELETE", ""],
    ["POST", "/submit"],
  ] as const)
    expect(await structure.ask(method, `${at}/drafts/${id}${path}`)).toMatchObject({
      status: 404,
      body: { code: "atlas_draft_unknown" },
    });
  const second = await keep(volunteer, id, {
    ...{ name: "Repair café d'Odette", commune: "Ville-Exemple", insee: "00001" },
    ...{ phone: "05 56 00 00 01", website: "repair.example.org", family: "association" },
    ...{ Mo: "9h-12h et 14h à 17h30", Tu: "9h-12h et 14h à 17h30", Sa: "fermé" },
    ...{
      fees: ["Gratuit"],
      description: "Bonjour.\n\n<script>alert(1)</script> [x](javascript:1)",
    },
  });
  expect(second.faults).toEqual([]);
  const sent = draftOf(await submit(volunteer, id));
  expect(sent).toMatchObject({ state: "submitted", entry: { state: "proposed" } });
  const slug = sent.entry?.slug ?? "";
  expect((await subject.get(`${at}/entries/${slug}`)).status).toBe(404);
  const seen = await admin.ask("GET", `${at}/review`);
  expect((seen.body as { entries: unknown[] }).entries).toMatchObject([{ slug, source: "atlas" }]);
  await admin.ask("POST", `${at}/entries/${slug}/state`, { state: "published" });
  const { sheet } = await entryOf(slug);
  expect(sheet).toMatchObject({
    ...{ phones: ["+33556000001"], websites: ["https://repair.example.org"], fees: ["Gratuit"] },
    openingHours: "Mo-Tu 09:00-12:00,14:00-17:30",
    // Text stays text: pages show it as such.
    description: "Bonjour.\n\n<script>alert(1)</script> [x](javascript:1)",
  });
  expect(await submit(volunteer, id)).toMatchObject({ status: 409 });
  const own = (await volunteer.ask("GET", `${at}/drafts`)).body as { drafts: Draft[] };
  expect(own.drafts).toMatchObject([{ id, entry: { slug, state: "published" } }]);
});

test("whoever begins a place that is there is shown it, the likest first", async () => {
  const { id } = await begin(volunteer);
  const { likes } = await keep(volunteer, id, {
    ...{ name: "Mediatek Jules Verne", insee: "00001", lat: "45.0728", lon: "-5.1307" },
  });
  expect(likes).toMatchObject([{ name: "Médiathèque Jules-Verne", reasons: expect.any(Array) }]);
  expect((await volunteer.ask("DELETE", `${at}/drafts/${id}`)).status).toBe(200);
  expect((await volunteer.ask("GET", `${at}/drafts/${id}`)).status).toBe(404);
});

test("a correction is read by somebody, and taken over what is said by then; a structure's own is shown at once", async () => {
  const slug = await slugOf("club du port");
  const draft = await begin(volunteer, slug);
  expect(draft).toMatchObject({ isOwn: false, answers: { We: "14:00-17:00" } });
  await keep(volunteer, draft.id, { Th: "10h-12h" });
  expect(draftOf(await submit(volunteer, draft.id)).state).toBe("submitted");
  expect((await entryOf(slug)).sheet.openingHours).toBe("We 14:00-17:00");
  expect((await volunteer.ask("GET", `${at}/corrections`)).status).toBe(403);
  const waiting = await admin.ask("GET", `${at}/corrections`);
  expect((waiting.body as { corrections: object[] }).corrections).toMatchObject([
    {
      ...{ id: draft.id, slug },
      changes: [
        {
          field: "openingHours",
          before: "We 14:00-17:00",
          after: "We 14:00-17:00; Th 10:00-12:00",
        },
      ],
    },
  ]);
  const taken = await admin.ask("POST", `${at}/corrections/${draft.id}`, { taken: true });
  expect(taken.status).toBe(200);
  expect((await entryOf(slug)).sheet.openingHours).toBe("We 14:00-17:00; Th 10:00-12:00");
  // The history tells whose words they are.
  const told = await admin.ask("GET", `${at}/entries/${slug}/changes`);
  expect((told.body as { changes: object[] }).changes[0]).toMatchObject({ by: "Odette" });
  expect((await admin.ask("POST", `${at}/corrections/${draft.id}`, { taken: true })).status).toBe(
    404,
  );

  const verne = await slugOf("verne");
  const mine = await begin(structure, verne);
  expect(mine.isOwn).toBe(true);
  await keep(structure, mine.id, { phone: "0556000002" });
  expect(draftOf(await submit(structure, mine.id)).state).toBe("accepted");
  const { sheet, checked } = await entryOf(verne);
  // What no question asks for stays: programmes, and hours that say more than a week.
  expect(sheet).toMatchObject({
    ...{ phones: ["+33556000002"], programmes: ["Aidants Connect"] },
    openingHours: "Mo[1] 09:00-12:00",
  });
  expect(checked).toEqual({ on: "2026-11-24", how: "structure" });
});

test("one person's drafts are bounded, and go with their account", async () => {
  const { browser } = await subject.signUp("many@example.org", "Paul");
  const first = await begin(browser);
  for (let count = 1; count < 30; count += 1) await begin(browser);
  expect(await browser.ask("POST", `${at}/drafts`, {})).toMatchObject({
    status: 409,
    body: { code: "atlas_drafts_full" },
  });
  await keep(browser, first.id, { name: "Chez Paul", commune: "Ville-Exemple", insee: "00001" });
  const { entry } = draftOf(await submit(browser, first.id));
  const correction = await browser.ask("DELETE", `${at}/drafts/${first.id}`);
  expect(correction.status).toBe(409);
  const erased = await browser.ask("POST", "/api/v1/account/erasure", {
    confirm: "many@example.org",
  });
  expect(erased.status, JSON.stringify(erased.body)).toBeLessThan(300);
  // What was submitted waits for its review without a name.
  const told = await admin.ask("GET", `${at}/entries/${entry?.slug}/changes`);
  expect((told.body as { changes: object[] }).changes).toEqual([
    expect.not.objectContaining({ by: expect.anything() }),
  ]);
  await admin.ask("POST", `${at}/entries/${entry?.slug}/state`, { state: "withdrawn" });
});

test("two entries of one place become one: the old page leads there, imports still find both", async () => {
  const twin = {
    key: "t",
    sheet: sheetOf("Mediatek Jules Verne", { websites: ["https://verne.example.org"] }),
  };
  const offer = {
    ...{ key: "o", nature: "offer", structure: "t" },
    sheet: sheetOf("Atelier du mardi"),
  };
  await importAs([twin, offer], { source: "other" });
  const old = await slugOf("mediatek");
  const kept = await slugOf("jules verne mediatheque");
  const likes = await admin.ask("GET", `${at}/entries/${old}/likes`);
  expect((likes.body as { likes: object[] }).likes[0]).toMatchObject({ slug: kept });
  const merge = (browser: Browser, name: string, into: string) =>
    browser.ask("POST", `${at}/entries/${name}/merge`, { into });
  expect((await merge(volunteer, old, kept)).status).toBe(403);
  expect(await merge(admin, old, old)).toMatchObject({ body: { code: "atlas_merge_refused" } });
  expect(await merge(admin, old, await slugOf("atelier"))).toMatchObject({
    body: { code: "atlas_merge_refused" },
  });
  const merged = await merge(admin, old, kept);
  expect(merged).toMatchObject({
    status: 200,
    // What the other did not say is taken over, and nothing that it says.
    body: {
      slug: kept,
      sheet: {
        ...{ name: "Médiathèque Jules-Verne", phones: ["+33556000002"] },
        websites: ["https://verne.example.org"],
      },
    },
  });
  const led = await entryOf(old);
  expect(led.slug).toBe(kept);
  expect(led.related).toMatchObject([{ name: "Atelier du mardi" }]);
  expect((await entryOf(await slugOf("atelier"))).related).toMatchObject([
    { name: "Médiathèque Jules-Verne" },
  ]);
  expect(await slugOf("mediatek")).not.toBe(old);
  const again = await importAs([twin], { source: "other" });
  expect(again.body).toMatchObject({ counts: { same: 1 } });
  // What is merged into cannot become part of its own part.
  expect((await merge(admin, kept, old)).status).toBe(409);
  // It is undone by publishing it again.
  await admin.ask("POST", `${at}/entries/${old}/state`, { state: "published" }).then((answer) => {
    expect(answer.status).toBe(200);
  });
  expect((await entryOf(old)).slug).toBe(old);
});

test("a place is asked by mail whether its entry is still right, and says so with one button", async () => {
  expect((await volunteer.ask("POST", `${at}/reminders`)).status).toBe(403);
  const remind = async () =>
    (await subject.getAsAdministrator(`${at}/reminders`, { method: "POST" })).body;
  // Whoever corrected it today is not asked.
  expect(await remind()).toEqual({ asked: 0, isMore: false });
  now = NOW + 200 * DAY_MS;
  expect(await remind()).toEqual({ asked: 1, isMore: false });
  expect(await remind()).toEqual({ asked: 0, isMore: false });
  const mail = await vi.waitFor(async () => {
    const found = (await subject.mails()).find(({ text }) => text.includes("/atlas/confirm/"));
    expect(found).toBeDefined();
    return found;
  });
  expect(mail?.title).toContain("Médiathèque Jules-Verne");
  const token = /\/atlas\/confirm\/([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
  const asking = () => subject.get(`${at}/still-right/${token}`);
  expect((await asking()).body).toMatchObject({ name: "Médiathèque Jules-Verne", answered: false });
  // A mail program that opens links confirms nothing.
  const slug = await slugOf("mediatheque verne");
  expect((await entryOf(slug)).checked).toMatchObject({ on: "2026-11-24" });
  for (let time = 0; time < 2; time += 1)
    expect((await subject.get(`${at}/still-right/${token}`, { method: "POST" })).body).toEqual({
      confirmed: true,
    });
  expect((await entryOf(slug)).checked).toEqual({ on: "2027-06-12", how: "structure" });
  expect((await asking()).body).toMatchObject({ answered: true });
  expect((await subject.get(`${at}/still-right/${"x".repeat(43)}`)).status).toBe(404);
});
