import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Answer } from "../cloud.fixture.ts";
import {
  type Browser,
  openPeopleUnderTest,
  type PeopleUnderTest,
} from "../people/people.fixture.ts";
import { checkAtlasFile } from "./formats/check.ts";
import { readEntries } from "./formats/convert.ts";

/** A Tuesday, 10:00 in Paris. */
const NOW = Date.parse("2026-11-24T10:00:00+01:00");
let subject: PeopleUnderTest;
let admin: Browser;
let volunteer: Browser;
/** Coordinates Bourg-Exemple alone. */
let coordinator: Browser;

const at = "/api/v1/atlas";
interface Given {
  readonly key: string;
  readonly nature?: "structure" | "offer";
  readonly structure?: string;
  readonly sheet: { readonly [field: string]: unknown };
}
const sheetOf = (name: string, more: object = {}) => ({
  ...{ name, commune: "Ville-Exemple", insee: "00001", postcode: "00110" },
  ...{ street: "1 rue de l'Église", latitude: 45.0727, longitude: -5.1307 },
  ...more,
});
const importAs = (browser: Browser, entries: readonly Given[], more: object = {}) =>
  browser.ask("POST", `${at}/imports`, {
    ...{ source: "test", entries: entries.map((each) => ({ nature: "structure", ...each })) },
    ...more,
  });
const list = async (query = "") => {
  const answer = await subject.get(`${at}/entries${query}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as {
    entries: (Record<string, unknown> & { name: string; slug: string })[];
    next?: string;
    total?: { count: number };
    correction?: string;
  };
};
const namesOf = async (query: string) => (await list(query)).entries.map(({ name }) => name);
const post = async (path: string, body: object): Promise<Answer> =>
  subject.get(`${at}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const rowsOf = async (query: ReturnType<typeof sql>) =>
  (await subject.records.db.execute(query)).rows;

beforeAll(async () => {
  subject = await openPeopleUnderTest(() => NOW, "on");
  ({ browser: admin } = await subject.firstAdministrator());
  ({ browser: volunteer } = await subject.signUp("volunteer@example.org"));
  const { browser, id } = await subject.signUp("coordinator@example.org");
  coordinator = browser;
  await vi.waitFor(
    async () => {
      const { body } = await subject.get("/api/v1/territories/fr-commune-00002");
      const scope = { kind: "territory", id: (body as { id: string }).id };
      const role = { role: "coordinator", scope };
      const granted = await admin.ask("POST", `/api/v1/admin/people/${id}/roles`, role);
      expect(granted.status).toBe(201);
    },
    { timeout: 30_000 },
  );
  const imported = await importAs(admin, [
    {
      key: "1",
      sheet: sheetOf("Médiathèque Jules-Verne", {
        ...{ services: ["Accès internet et matériel informatique"], fees: ["Gratuit"] },
        ...{ publics: ["Seniors"], care: ["Handicaps moteurs"] },
        openingHours: "Mo-Fr 09:00-12:00,14:00-18:00; PH off",
      }),
    },
    {
      key: "2",
      sheet: sheetOf("Club informatique du Port", {
        ...{ services: ["Maîtrise des outils numériques du quotidien"], fees: ["Payant"] },
        ...{ openingHours: "We 14:00-17:00", latitude: 45.1, longitude: -5.1 },
      }),
    },
    {
      key: "3",
      sheet: sheetOf("Point relais des Tilleuls", {
        ...{ commune: "Bourg-Exemple", insee: "00002", latitude: 45.05, longitude: -4.9 },
        services: ["Aide aux démarches administratives"],
      }),
    },
    {
      ...{ key: "4", nature: "offer", structure: "1" },
      sheet: sheetOf("Atelier tablette", { openingHours: 'Tu 10:00-12:00 "sur inscription"' }),
    },
  ]);
  expect(imported.body).toMatchObject({ counts: { new: 4, refused: 0, held: 0 }, told: [] });
  await vi.waitFor(
    async () => {
      const due = sql`select count(*)::int as due from atlas_hours where times_until is null`;
      expect(await rowsOf(due)).toEqual([{ due: 0 }]);
    },
    { timeout: 30_000 },
  );
}, 120_000);
afterAll(() => subject.remove());

test("everybody finds entries in alphabetical order, by words, lists, territory and what is open now", async () => {
  expect(await namesOf("")).toEqual([
    ...["Atelier tablette", "Club informatique du Port", "Médiathèque Jules-Verne"],
    "Point relais des Tilleuls",
  ]);
  expect(await namesOf("?search=mediatheque")).toEqual(["Médiathèque Jules-Verne"]);
  expect(await namesOf("?search=outils%20du%20quotidien")).toEqual(["Club informatique du Port"]);
  expect(await namesOf("?search=bourg-exemple")).toEqual(["Point relais des Tilleuls"]);
  expect(await namesOf("?facets=Gratuit,Seniors")).toEqual(["Médiathèque Jules-Verne"]);
  expect(await namesOf("?facets=Gratuit,Payant")).toEqual([]);
  expect(await namesOf("?facets=Handicaps%20moteurs")).toEqual(["Médiathèque Jules-Verne"]);
  expect(await namesOf("?territory=fr-commune-00002")).toEqual(["Point relais des Tilleuls"]);
  expect(await namesOf("?territory=fr-departement-00&nature=offer")).toEqual(["Atelier tablette"]);
  expect(await namesOf("?open=now")).toEqual(["Médiathèque Jules-Verne"]);
  // By appointment, and without hours: nobody knows, and nobody is told that it is closed.
  expect(await namesOf("?open=now-or-unknown")).toEqual([
    ...["Atelier tablette", "Médiathèque Jules-Verne", "Point relais des Tilleuls"],
  ]);
  const { entries } = await list("?search=verne");
  expect(entries[0]).toMatchObject({
    opening: { state: "open", until: "2026-11-24T11:00:00.000Z" },
    hours: "Mo-Fr 09:00-12:00,14:00-18:00; PH off",
  });
});

test("a misspelt search is put right, and says so", async () => {
  expect(await list("?search=mediateque%20jules")).toMatchObject({
    entries: [{ name: "Médiathèque Jules-Verne" }],
    correction: "mediatheque jules",
  });
  expect(await list("?search=tileuls")).toMatchObject({ correction: "tilleuls" });
  for (const words of ["hélicoptère", "%25%25", "'%3B--", "or%20and%20not", "-", "(((", "%5C"]) {
    const { entries, correction } = await list(`?search=${words}`);
    expect([entries, correction], words).toEqual([[], undefined]);
  }
});

test("pages follow each other without gap or repetition, by name, by words and by distance", async () => {
  const pagesOf = async (ask: (cursor: string | undefined) => Promise<Answer>) => {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const { body, status } = await ask(cursor);
      expect(status, JSON.stringify(body)).toBe(200);
      const page = body as Awaited<ReturnType<typeof list>>;
      expect(page.entries.length).toBe(1);
      names.push(...page.entries.map(({ name }) => name));
      cursor = page.next;
    } while (cursor !== undefined && names.length < 10);
    return names;
  };
  const get = (query: string) => (cursor: string | undefined) =>
    subject.get(`${at}/entries?limit=1${query}${cursor === undefined ? "" : `&cursor=${cursor}`}`);
  expect(await pagesOf(get(""))).toEqual(await namesOf(""));
  expect(await pagesOf(get("&search=exemple"))).toEqual(await namesOf("?search=exemple"));
  const near = (cursor: string | undefined) =>
    post("/near", { lat: 45.051, lon: -4.901, limit: 1, cursor });
  expect(await pagesOf(near)).toEqual([
    ...["Point relais des Tilleuls", "Club informatique du Port"],
    ...["Médiathèque Jules-Verne", "Atelier tablette"],
  ]);
  const wrong = await post("/near", { lat: 45, lon: -5, cursor: "e30" });
  expect(wrong).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  const { next } = await list("?limit=1");
  expect((await post("/near", { lat: 45, lon: -5, cursor: next })).status).toBe(400);
});

test("distances count from the point rounded to a hundredth of a degree", async () => {
  const distanceFrom = async (lat: number, lon: number) => {
    const { body } = await post("/near", { lat, lon, limit: 1, facets: "Gratuit" });
    return (body as { entries: { distance: number }[] }).entries[0]?.distance;
  };
  expect(await distanceFrom(45.0712, -5.1334)).toBe(await distanceFrom(45.0688, -5.1266));
  expect(await distanceFrom(45.07, -5.13)).toBeLessThan(400);
  expect((await post("/near", { lat: 95, lon: 0 })).status).toBe(400);
});

test("a map has the entries of the list, those that would cover each other as one mark", async () => {
  const cells = async (query: string) => {
    const answer = await subject.get(`${at}/map?${query}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const { cells: found } = answer.body as {
      cells: { lat: number; lon: number; count: number; some: { name: string }[] }[];
    };
    return found;
  };
  const far = await cells("bounds=-10,40,0,50&zoom=0");
  expect(far).toMatchObject([{ count: 4 }]);
  const near = await cells("bounds=-10,40,0,50&zoom=16");
  expect(near.map(({ count }) => count)).toEqual([2, 1, 1]);
  expect(near[0]?.some.map(({ name }) => name)).toEqual([
    "Atelier tablette",
    "Médiathèque Jules-Verne",
  ]);
  expect(await cells("bounds=-5.2,45.09,-5.05,45.2&zoom=12")).toMatchObject([
    { count: 1, some: [{ name: "Club informatique du Port" }] },
  ]);
  expect(await cells("bounds=-10,40,0,50&zoom=16&search=tilleuls")).toMatchObject([
    { lat: 45.05, lon: -4.9 },
  ]);
  for (const query of ["bounds=1,2,3&zoom=1", "bounds=0,50,-10,40&zoom=1", "bounds=x&zoom=1"])
    expect((await subject.get(`${at}/map?${query}`)).status).toBe(400);
});

test("to import again changes nothing; what was changed here is told and kept; a preview writes nothing", async () => {
  const entries = (name: string) => [{ key: "i1", sheet: sheetOf(name, { insee: "00003" }) }];
  const counts = async (name: string, more: object = {}) => {
    const { body, status } = await importAs(admin, entries(name), { source: "again", ...more });
    expect(status, JSON.stringify(body)).toBe(200);
    return (body as { counts: Record<string, number> }).counts;
  };
  const none = { new: 0, changed: 0, same: 0, conflict: 0, refused: 0, held: 0 };
  expect(await counts("Espace Un", { preview: true })).toEqual({ ...none, new: 1 });
  expect(await namesOf("?search=espace%20un")).toEqual([]);
  expect(await counts("Espace Un")).toEqual({ ...none, new: 1 });
  expect(await counts("Espace Un")).toEqual({ ...none, same: 1 });
  expect(await counts("Espace Un bis")).toEqual({ ...none, changed: 1 });
  const [{ slug = "" } = {}] = (await list("?search=espace%20un%20bis")).entries;
  const changed = await admin.ask("PUT", `${at}/entries/${slug}`, {
    sheet: sheetOf("Espace Un, au fond de la cour", { insee: "00003" }),
  });
  expect(changed).toMatchObject({
    status: 200,
    body: { sheet: { name: "Espace Un, au fond de la cour" } },
  });
  expect(await counts("Espace Un bis")).toEqual({ ...none, same: 1 });
  expect(await counts("Espace Deux", { preview: true })).toEqual({ ...none, conflict: 1 });
  expect(await counts("Espace Deux")).toEqual({ ...none, conflict: 1 });
  expect(await namesOf("?search=fond")).toEqual(["Espace Un, au fond de la cour"]);
  expect(await counts("Espace Deux", { taking: "theirs" })).toEqual({ ...none, changed: 1 });

  // All of it can be told, and put back.
  const told = await admin.ask("GET", `${at}/entries/${slug}/changes`);
  const { changes } = told.body as { changes: { id: string; kind: string; by?: string }[] };
  expect(changes).toMatchObject([
    { kind: "changed", source: "again", before: { name: "Espace Un, au fond de la cour" } },
    { kind: "changed", by: "Ada", before: { name: "Espace Un bis" } },
    { kind: "changed", source: "again", before: { name: "Espace Un" } },
    { kind: "added", source: "again" },
  ]);
  const reverted = await admin.ask("POST", `${at}/entries/${slug}/revert`, {
    change: changes[1]?.id,
  });
  expect(reverted).toMatchObject({ status: 200, body: { sheet: { name: "Espace Un bis" } } });
  const nothing = await admin.ask("POST", `${at}/entries/${slug}/revert`, {
    change: changes[3]?.id,
  });
  expect(nothing).toMatchObject({ status: 404, body: { code: "atlas_change_unknown" } });
});

test("a new entry that is probably there waits for a review, and is published by one", async () => {
  const twin = [{ key: "t1", sheet: sheetOf("Mediatek Jules Verne", { latitude: 45.0728 }) }];
  const { body } = await importAs(admin, twin, { source: "other" });
  expect(body).toMatchObject({
    counts: { new: 1, held: 1 },
    told: [
      {
        row: 0,
        outcome: "new",
        held: true,
        likes: [{ source: "test", name: "Médiathèque Jules-Verne" }],
      },
    ],
  });
  expect(await namesOf("?search=mediatek")).toEqual([]);
  const [found] = await rowsOf(sql`select id::text as id from atlas_entry where key = 't1'`);
  const { id } = found as { id: string };
  expect((await subject.get(`${at}/entries/${id}`)).status).toBe(404);
  expect((await volunteer.ask("GET", `${at}/entries/${id}`)).status).toBe(404);
  expect((await admin.ask("GET", `${at}/entries/${id}`)).body).toMatchObject({ state: "proposed" });
  expect(
    (await volunteer.ask("POST", `${at}/entries/${id}/state`, { state: "published" })).status,
  ).toBe(403);
  expect(
    (await admin.ask("POST", `${at}/entries/${id}/state`, { state: "published" })).status,
  ).toBe(200);
  expect(await namesOf("?search=mediatek")).toEqual(["Mediatek Jules Verne"]);
  await admin.ask("POST", `${at}/entries/${id}/state`, { state: "withdrawn" });
  expect(await namesOf("?search=mediatek")).toEqual([]);
  // The file still has it: it stays withdrawn.
  const again = await importAs(admin, twin, { source: "other" });
  expect(again.body).toMatchObject({ counts: { same: 1 } });
  // Among many rows too, which are looked for in another way.
  const many = Array.from({ length: 200 }, (_, index) => ({
    key: `m${index}`,
    sheet: sheetOf(index === 120 ? "Mediathèque Jules Verne" : `Lieu ${index} de la rue ${index}`, {
      ...(index === 120 ? {} : { insee: "00004", latitude: 45.3 + index / 50, longitude: -4.8 }),
    }),
  }));
  const told = await importAs(admin, many, { source: "many", preview: true });
  expect(told.body).toMatchObject({
    counts: { new: 200, held: 1 },
    told: [{ row: 120, likes: [{ name: "Médiathèque Jules-Verne" }] }],
  });
  // Within one request too.
  const pair = ["p1", "p2"].map((key) => ({
    key,
    sheet: sheetOf("Repair café du Lac", { insee: "00004", latitude: 45.2, longitude: -4.85 }),
  }));
  const both = await importAs(admin, pair, { source: "other", preview: true });
  expect(both.body).toMatchObject({
    counts: { new: 2, held: 1 },
    told: [{ row: 1, likes: [{ row: 0 }] }],
  });
});

test("who coordinates a territory imports and changes what lies in it, and nothing else", async () => {
  const bourg = { commune: "Bourg-Exemple", insee: "00002", latitude: 45.06, longitude: -4.92 };
  const { body } = await importAs(
    coordinator,
    [
      { key: "c1", sheet: sheetOf("Foyer rural", bourg) },
      { key: "c2", sheet: sheetOf("Ailleurs") },
      { key: "c3", sheet: sheetOf("Nulle part", { insee: "99999" }) },
      { key: "c1", sheet: sheetOf("Foyer rural deux", bourg) },
      { key: "c5", nature: "offer", structure: "absent", sheet: sheetOf("Offre", bourg) },
      { key: "c6", sheet: { name: "" } },
    ],
    { source: "coordination" },
  );
  const { counts, told } = body as {
    counts: Record<string, number>;
    told: { row: number; detail: string }[];
  };
  expect(counts).toMatchObject({ new: 1, refused: 5 });
  expect(told.map(({ row, detail }) => `${row} ${detail}`)).toEqual([
    expect.stringContaining("1 you look after another territory"),
    expect.stringContaining("2 its commune is not known here"),
    expect.stringContaining('3 another row has the key "c1"'),
    expect.stringContaining('4 no place of coordination has the key "absent"'),
    expect.stringContaining('5 "name"'),
  ]);
  const [{ slug = "" } = {}] = (await list("?search=foyer%20rural")).entries;
  const moved = { sheet: sheetOf("Foyer rural") };
  expect((await coordinator.ask("PUT", `${at}/entries/${slug}`, moved)).status).toBe(403);
  const kept = { sheet: sheetOf("Foyer rural et solidaire", bourg) };
  expect((await coordinator.ask("PUT", `${at}/entries/${slug}`, kept)).status).toBe(200);
  const checked = await coordinator.ask("POST", `${at}/entries/${slug}/checks`, { how: "visit" });
  expect(checked.body).toMatchObject({ checked: { on: "2026-11-24", how: "visit", by: "Jeanne" } });
  // Everybody reads when and how, and not who.
  const shown = (await subject.get(`${at}/entries/${slug}`)).body as { checked: object };
  expect(shown.checked).toEqual({ on: "2026-11-24", how: "visit" });
  const others = (await list("?search=verne")).entries[0]?.slug;
  expect((await coordinator.ask("PUT", `${at}/entries/${others}`, kept)).status).toBe(403);
  expect((await volunteer.ask("POST", `${at}/imports`, { source: "x", entries: [] })).status).toBe(
    403,
  );
  expect((await post("/imports", { source: "x", entries: [] })).status).toBe(401);
});

test("anybody reports a mistake; who looks after the territory sees and settles it", async () => {
  const [{ slug = "" } = {}] = (await list("?search=tilleuls")).entries;
  const report = (kind: string, words = "") => post(`/entries/${slug}/reports`, { kind, words });
  expect((await report("hours", "Fermé le lundi\u0000\u202e.")).status).toBe(201);
  expect((await report("stolen")).status).toBe(400);
  expect((await report("other", "x".repeat(1_001))).status).toBe(400);
  expect((await post("/entries/absent/reports", { kind: "other" })).status).toBe(404);
  expect((await subject.get(`${at}/reports`)).status).toBe(401);
  expect((await volunteer.ask("GET", `${at}/reports`)).status).toBe(403);
  const seen = await coordinator.ask("GET", `${at}/reports`);
  const { reports } = seen.body as { reports: { id: string; words: string }[] };
  expect(reports).toMatchObject([{ slug, kind: "hours", name: "Point relais des Tilleuls" }]);
  expect(reports[0]?.words).not.toContain("\u0000");
  // Another territory's is not theirs.
  const [{ slug: other = "" } = {}] = (await list("?search=club")).entries;
  expect((await post(`/entries/${other}/reports`, { kind: "closed" })).status).toBe(201);
  const after = await coordinator.ask("GET", `${at}/reports`);
  expect((after.body as { reports: unknown[] }).reports.length).toBe(1);
  const all = (await admin.ask("GET", `${at}/reports`)).body as { reports: { id: string }[] };
  expect(all.reports.length).toBe(2);
  const settle = (browser: Browser, id: string | undefined) =>
    browser.ask("POST", `${at}/reports/${id}/settle`);
  expect((await settle(coordinator, all.reports[1]?.id)).status).toBe(403);
  expect((await settle(coordinator, reports[0]?.id)).status).toBe(200);
  expect((await settle(coordinator, reports[0]?.id)).status).toBe(404);
  // An entry with many reports takes no more until somebody has looked.
  for (let count = 1; count < 20; count += 1)
    expect((await post(`/entries/${other}/reports`, { kind: "other" })).status).toBe(201);
  const full = await post(`/entries/${other}/reports`, { kind: "other" });
  expect(full).toMatchObject({ status: 409, body: { code: "atlas_reports_full" } });
});

test("one place has its week, its offers, and the licence of its data", async () => {
  const [{ slug = "" } = {}] = (await list("?search=verne")).entries;
  const { body } = await subject.get(`${at}/entries/${slug}`);
  expect(body).toMatchObject({
    ...{ territory: "fr-commune-00001", zone: "Europe/Paris", licence: "etalab-2.0" },
    opening: { state: "open", until: "2026-11-24T11:00:00.000Z" },
    related: [{ name: "Atelier tablette" }],
  });
  const { week } = body as { week: { day: string; open: unknown[] }[] };
  expect(week.map(({ open }) => open.length)).toEqual([2, 2, 2, 2, 0, 0, 2]);
  for (const name of ["absent", "019ad0a0-0000-7000-8000-000000000000"])
    expect((await subject.get(`${at}/entries/${name}`)).body).toMatchObject({
      code: "atlas_entry_unknown",
    });
});

test("paper gets the sheets of what the list holds, as far as it holds them, with their weeks and no name of who checked", async () => {
  const sheets = async (query = "") => {
    const { body, status } = await subject.get(`${at}/sheets${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body as {
      entries: { slug: string; sheet: { name: string }; week?: object; checked?: object }[];
      total: { count: number; isMore: boolean };
      most: number;
    };
  };
  const all = await sheets();
  const { entries } = await list("?limit=100");
  expect(all.entries.map(({ slug }) => slug)).toEqual(entries.map(({ slug }) => slug));
  expect(all.total).toEqual({ count: entries.length, isMore: false });
  const few = await sheets("?limit=2");
  expect(few).toMatchObject({ total: { count: entries.length }, most: 400 });
  expect(few.entries).toHaveLength(2);
  const [verne] = (await sheets("?search=verne")).entries;
  const times = [
    { from: "09:00", until: "12:00" },
    { from: "14:00", until: "18:00" },
  ];
  expect(verne).toMatchObject({
    licence: "etalab-2.0",
    week: { days: [times, times, times, times, times, [], []], holidays: [] },
  });
  const [club] = (await sheets("?search=atelier%20tablette")).entries;
  expect(club?.week).toBeUndefined();
  await admin.ask("POST", `${at}/entries/${verne?.slug}/checks`, { how: "call" });
  const [checked] = (await sheets("?search=verne")).entries;
  expect(checked?.checked).toEqual({ on: "2026-11-24", how: "call" });
  expect((await sheets("?search=%2D")).entries).toEqual([]);
  for (const query of ["?territory=fr-commune-99999", "?limit=401", "?open=never", "?family=x"])
    expect((await subject.get(`${at}/sheets${query}`)).status, query).toBeGreaterThanOrEqual(400);
});

test("one sheet is found by its name and by the mark at its end, of which the oldest entry has it", async () => {
  const [{ slug = "" } = {}] = (await list("?search=club")).entries;
  const mark = slug.slice(-8);
  const sheetOfName = async (name: string) => subject.get(`${at}/sheets/${name}`);
  for (const name of [slug, mark])
    expect(await sheetOfName(name)).toMatchObject({
      status: 200,
      body: { slug, mark, sheet: { name: "Club informatique du Port" } },
    });
  // By chance a later name may end the same.
  await rowsOf(
    sql`update thing set slug = ${`autre-${mark}`} where kind = 'atlas_entry' and slug like 'atelier-tablette-%'`,
  );
  expect((await sheetOfName(mark)).body).toMatchObject({ slug });
  const other = (await sheetOfName(`autre-${mark}`)).body;
  expect(other).toMatchObject({ sheet: { name: "Atelier tablette" } });
  expect(other).not.toHaveProperty("mark");
  await admin.ask("POST", `${at}/entries/${slug}/state`, { state: "withdrawn" });
  for (const name of [slug, mark, "absent", "00000000"])
    expect((await sheetOfName(name)).body).toMatchObject({ code: "atlas_entry_unknown" });
  await admin.ask("POST", `${at}/entries/${slug}/state`, { state: "published" });
  expect((await sheetOfName("%5C%25")).status).toBe(400);
});

test("exports hold what the list holds, pass the scheme's own check, and carry out no formula", async () => {
  const hostile = sheetOf("=HYPERLINK(1)", {
    ...{ insee: "00004", latitude: 45.25, longitude: -4.85, phones: ["+33556000000"] },
    ...{ pivot: "43493312300029", summary: "@SUM(A1)", updatedOn: "2026-11-01" },
  });
  await importAs(admin, [{ key: "h1", sheet: hostile }], { source: "hostile" });
  const csv = await subject.get(`${at}/export?format=csv`);
  expect(csv.type).toContain("text/csv");
  const text = String(csv.body);
  expect(text).toContain("'=HYPERLINK(1)");
  expect(text).toContain("'@SUM(A1)");
  expect(text).toContain(",+33556000000,");
  expect(text).not.toContain("Mediatek");
  const { entries } = readEntries(text, "lieux-mediation", undefined);
  expect(entries.length).toBe((await list("?limit=100")).entries.length);
  const json = (await subject.get(`${at}/export?format=json`)).body as { name: string }[];
  expect(json.length).toBe(entries.length);
  const geo = await subject.get(`${at}/export?format=geojson&territory=fr-commune-00002`);
  expect(geo.type).toContain("application/geo+json");
  const names = (geo.body as { features: { properties: { name: string } }[] }).features;
  expect(names.length).toBe((await list("?territory=fr-commune-00002")).entries.length);
});

test("exports of data.inclusion pass its schemas: what these refuse is left out, and dates are those of the last change", async () => {
  const given: Given[] = [
    {
      key: "place",
      sheet: sheetOf("Maison du lien", {
        ...{ insee: "00002", pivot: "12345678901234", postcode: "no code" },
        ...{ services: ["Maîtrise des outils numériques du quotidien"], phones: ["+33556000000"] },
      }),
    },
    {
      ...{ key: "offer", nature: "offer", structure: "place" },
      sheet: sheetOf("Atelier du mardi", { insee: "00002" }),
    },
    { key: "shelter", sheet: sheetOf("Halte sans service", { insee: "00002" }) },
  ];
  const imported = await importAs(admin, given, { source: "liens" });
  expect(imported.body).toMatchObject({ counts: { new: 3 } });
  const exported = async (resource: "structures" | "services") => {
    const { body } = await subject.get(`${at}/export?format=data-inclusion&resource=${resource}`);
    const { errors } = checkAtlasFile(JSON.stringify(body), "data-inclusion", {
      ...{ today: "2026-12-31", language: "en", resource },
    });
    expect(errors).toEqual([]);
    const all = body as { id: string; nom: string; date_maj: string; structure_id?: string }[];
    return all.filter(({ id }) => id.startsWith("liens--"));
  };
  const structures = await exported("structures");
  expect(structures.map(({ nom }) => nom).sort()).toEqual(["Halte sans service", "Maison du lien"]);
  expect(structures[0]).toMatchObject({ date_maj: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  expect(structures.find(({ nom }) => nom === "Maison du lien")).not.toHaveProperty("code_postal");
  const services = await exported("services");
  expect(services.map(({ structure_id }) => structure_id)).toEqual([
    "liens--place",
    "liens--place",
  ]);
  expect((await subject.get(`${at}/export?format=data-inclusion&resource=other`)).status).toBe(400);
});

test("the scheme's own valid example comes back as it went in", async () => {
  const example = readFileSync(
    join(import.meta.dirname, "formats/lieux-mediation-exemple-valide.csv"),
    "utf8",
  );
  const { entries } = readEntries(example, "lieux-mediation", undefined);
  const given = entries.map(({ entry: { id = "", source: _, structure: __, ...sheet } }) => ({
    key: id,
    sheet,
  }));
  const { body } = await importAs(admin, given, { source: "Hinaura" });
  expect(body).toMatchObject({ counts: { new: given.length } });
  const text = String(
    (await subject.get(`${at}/export?search=${encodeURIComponent(entries[0]?.entry.name ?? "")}`))
      .body,
  );
  expect(readEntries(text, "lieux-mediation", undefined).entries.map(({ entry }) => entry)).toEqual(
    entries.map(({ entry }) => ({ ...entry, source: "Hinaura" })),
  );
  const { errors } = checkAtlasFile(text, "lieux-mediation", {
    today: "2026-11-24",
    language: "en",
  });
  expect(errors).toEqual([]);
});

test("whoever leaves takes their name out of the history, and what they wrote stays", async () => {
  const { browser, id } = await subject.signUp("leaver@example.org", "Paul");
  const granted = await admin.ask("POST", `/api/v1/admin/people/${id}/roles`, {
    ...{ role: "coordinator", scope: { kind: "platform" } },
  });
  expect(granted.status).toBe(201);
  const [{ slug = "" } = {}] = (await list("?search=tilleuls")).entries;
  const sheet = sheetOf("Point relais des Grands Tilleuls", { insee: "00002" });
  expect((await browser.ask("PUT", `${at}/entries/${slug}`, { sheet })).status).toBe(200);
  const changesOf = async () => {
    const { body } = await admin.ask("GET", `${at}/entries/${slug}/changes`);
    return (body as { changes: { by?: string }[] }).changes;
  };
  expect((await changesOf())[0]).toMatchObject({ by: "Paul" });
  const erased = await browser.ask("POST", "/api/v1/account/erasure", {
    confirm: "leaver@example.org",
  });
  expect(erased.status, JSON.stringify(erased.body)).toBeLessThan(300);
  expect((await changesOf())[0]).not.toHaveProperty("by");
  expect(await namesOf("?search=grands%20tilleuls")).toEqual(["Point relais des Grands Tilleuls"]);
});
