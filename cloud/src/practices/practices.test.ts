import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { askAsAnybody } from "../alerts/ask.fixture.ts";
import { type Browser, tokenIn } from "../people/people.fixture.ts";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Tuesday. */
const NOW = Date.UTC(2026, 10, 24, 14, 3);
const NAME = "Cabinet du docteur Dupont";
let now = NOW;
let subject: PlacesUnderTest;
let host: Host;
let doctor: Browser;
let admin: Browser;
let organisation = "";

const given = {
  ...{ slug: "cabinet-dupont", name: NAME, words: "Nos conseils.", terms: "Nos conditions." },
  ...{ address: "3 rue du Port, Ville-Exemple", ground: "#0b4f54", ink: "#ffffff" },
  proposals: [{ watched: "pm2_5:hour", up: 25 }],
};
const put = (browser: Browser, more: object = {}) =>
  browser.ask("PUT", `/api/v1/organisations/${organisation}/practice`, { ...given, ...more });
const own = async () =>
  (await doctor.ask("GET", `/api/v1/organisations/${organisation}/practice`)).body as {
    practice: { isOpen: boolean };
    weeks: { monday: string; subscriptions: number; messages: number }[];
  };
const ask = (method: string, path: string, body?: object) =>
  askAsAnybody(subject, method, path, body);
const mailsTo = async (address: string) =>
  (await subject.mails()).filter(({ recipient }) => recipient === address);
const wanted = { watched: "pm2_5:hour", station: "quai", up: 25, down: 20 };
const subscribe = (address: string, practice: string | undefined) =>
  ask("POST", "alerts", {
    ...{ address, quiet: null, everyMinutes: 0, conditions: [wanted] },
    ...(practice === undefined ? {} : { practice }),
  });
const confirmed = async (address: string): Promise<string> => {
  await expect.poll(async () => (await mailsTo(address)).length, { timeout: 10_000 }).toBe(1);
  const token = tokenIn((await mailsTo(address))[0]?.text ?? "");
  const { status, answer } = await ask("POST", "alerts/confirm", { token });
  expect(status).toBe(200);
  return String(answer.key);
};

let sequence = 1_000;
const measure = async (from: number, until: number, value: number) => {
  const client = await subject.connect("edge-quai");
  const readings = [];
  for (let at = from; at < until; at += MINUTE)
    readings.push({ at, sensor: "sds011", values: { pm2_5: value } });
  sequence += 1;
  await client.publishAsync(
    "dcz/1/quai/readings",
    JSON.stringify({ boot: "abcdefgh", seq: sequence, clock: "ntp", readings }),
    { qos: 1 },
  );
  await client.endAsync();
};

/** Every row of every table, as text. */
const allRows = async (): Promise<{ table: string; row: string }[]> => {
  const { db } = subject.records;
  const tables = (
    await db.execute(
      sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
    )
  ).rows as { name: string }[];
  const rows: { table: string; row: string }[] = [];
  for (const { name } of tables)
    for (const { row } of (
      await db.execute(sql`select to_jsonb(t)::text as row from ${sql.identifier(name)} t`)
    ).rows as { row: string }[])
      rows.push({ table: name, row });
  return rows;
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now);
  admin = (await subject.firstAdministrator()).browser;
  host = await subject.signUp("jeanne@example.org", "Jeanne");
  doctor = (await subject.signUp("dupont@example.org", "Dupont")).browser;
  await subject.hosted("quai", host, 8);
  await subject.share(host, "quai", "public");
  await subject.place(host, "quai", {
    ...{ lat: 44.84, lon: -0.58, exposure: "outdoor" },
    since: new Date(NOW - 3 * DAY).toISOString(),
  });
  const { body } = await doctor.ask("POST", "/api/v1/organisations", {
    ...{ title: NAME, legalForm: "company" },
  });
  organisation = (body as { id: string }).id;
  await measure(NOW - HOUR, NOW, 8);
}, 120_000);
afterAll(() => subject.remove());

test("only who administers the organisation fills it in, and colours that cannot be read are refused", async () => {
  expect((await put(host.browser)).status).toBe(403);
  const refused = await put(doctor, { ground: "#ffffff", ink: "#999999" });
  expect(refused).toMatchObject({
    status: 400,
    body: { code: "practice_contrast", detail: expect.stringContaining("7 to 1 is needed") },
  });
  expect((await put(doctor, { proposals: [{ watched: "atmo", up: 9 }] })).body).toMatchObject({
    code: "alert_threshold",
  });
  expect((await put(doctor, { isOpen: true })).status).toBe(403);
  expect((await put(doctor)).status).toBe(200);
});

test("nobody subscribes before an administrator of the platform has opened it", async () => {
  expect((await ask("GET", "practices/cabinet-dupont")).status).toBe(404);
  expect((await subscribe("early@example.org", "cabinet-dupont")).answer).toMatchObject({
    code: "practice_unknown",
  });
  expect((await put(admin, { isOpen: true })).status).toBe(200);
  expect((await ask("GET", "practices/cabinet-dupont")).answer).toMatchObject({
    ...{ name: NAME, isOpen: true, proposals: given.proposals },
  });
  // What its own administrators change leaves it open.
  expect((await put(doctor)).body).toMatchObject({ isOpen: true });
});

test("its name stands inside messages, never in subject or sender; the tie goes when the subscription ends", async () => {
  const address = "patient@example.org";
  expect((await subscribe(address, "cabinet-dupont")).status).toBe(202);
  const key = await confirmed(address);
  const [confirmation] = await mailsTo(address);
  expect(`${confirmation?.title} ${confirmation?.text}`).not.toContain("Dupont");
  await subscribe("other@example.org", undefined);
  await confirmed("other@example.org");
  now = NOW + 40 * MINUTE;
  await measure(NOW, now, 60);
  for (const reader of [address, "other@example.org"])
    await expect.poll(async () => (await mailsTo(reader)).length, { timeout: 30_000 }).toBe(2);
  const [, mail] = await mailsTo(address);
  expect(mail?.title).not.toContain("Dupont");
  expect(mail?.text).toContain(`Service proposé par ${NAME}, 3 rue du Port, Ville-Exemple.`);
  expect((await mailsTo("other@example.org"))[1]?.text).not.toContain("Dupont");
  expect((await ask("GET", `alerts/mine?key=${key}`)).answer).toMatchObject({
    practice: { slug: "cabinet-dupont", name: NAME },
  });
  const before = await allRows();
  const tied = before.filter(
    ({ table, row }) => table === "alert_profile" && row.includes(organisation),
  );
  expect(tied).toHaveLength(1);
  const profile = (JSON.parse(tied[0]?.row ?? "{}") as { id: string }).id;
  // Nowhere else are a subscription and a practice, or an address and anything, in one row.
  expect(
    before.filter(
      ({ table, row }) =>
        (table !== "alert_profile" && row.includes(profile) && row.includes(organisation)) ||
        row.includes(address),
    ),
  ).toEqual([]);
  expect((await ask("DELETE", `alerts/mine?key=${key}`)).status).toBe(204);
  expect((await allRows()).filter(({ row }) => row.includes(profile))).toEqual([]);
}, 60_000);

test("no list of an account or of an administrator tells who is subscribed through a practice", async () => {
  const address = "hidden@example.org";
  await subscribe(address, "cabinet-dupont");
  await confirmed(address);
  const tied = (await allRows()).find(
    ({ table, row }) => table === "alert_profile" && row.includes(organisation),
  );
  const profile = (JSON.parse(tied?.row ?? "{}") as { id: string }).id;
  for (const browser of [doctor, admin])
    for (const path of [
      "/api/v1/account",
      `/api/v1/organisations/${organisation}`,
      `/api/v1/organisations/${organisation}/members`,
      `/api/v1/organisations/${organisation}/practice`,
      "/api/v1/admin/outbox",
      "/api/v1/admin/audit",
      "/api/v1/admin/people",
    ]) {
      const text = JSON.stringify((await browser.ask("GET", path)).body);
      expect(text).not.toContain(address);
      expect(text).not.toContain(profile);
    }
});

test("a practice sees sums of weeks that are over, rounded down to tens", async () => {
  for (let number = 0; number < 12; number += 1) {
    const address = `reader${number}@example.org`;
    // Twenty an hour come from one network.
    now += 10 * MINUTE;
    await subscribe(address, "cabinet-dupont");
    await confirmed(address);
  }
  const since = now;
  now += HOUR;
  await measure(since, now, 5);
  now += 15 * MINUTE;
  await measure(now - 15 * MINUTE, now, 200);
  await expect
    .poll(async () => (await mailsTo("reader11@example.org")).length, { timeout: 30_000 })
    .toBe(2);
  expect((await own()).weeks).toEqual([]);
  // Counted at each start too.
  await subject.restart();
  await vi.waitFor(
    async () => {
      const rows = await allRows();
      const week = rows.find(({ table }) => table === "practice_week");
      expect(week?.row).toContain('"subscriptions": 13');
    },
    { timeout: 30_000 },
  );
  now += 7 * DAY;
  // Whether somebody who came while the air was poor was told of it depends on when it was judged.
  const readers = ["patient", "hidden", ...Array.from({ length: 12 }, (_, one) => `reader${one}`)];
  let told = 0;
  for (const reader of readers) told += (await mailsTo(`${reader}@example.org`)).length - 1;
  expect(told).toBeGreaterThan(12);
  expect((await own()).weeks).toEqual([
    { monday: "2026-11-23", subscriptions: 10, messages: Math.floor(told / 10) * 10 },
  ]);
}, 120_000);
