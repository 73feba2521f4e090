import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "../people/people.fixture.ts";
import { openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { createAuthority } from "../requests/certificates.fixture.ts";
import { signatureOf } from "../requests/standard-webhook.ts";
import { askAsAnybody } from "./ask.fixture.ts";
import { openPostbox } from "./push-service.fixture.ts";
import { newWebhookSecret } from "./webhook.ts";

const MINUTE = 60_000;
const secret = newWebhookSecret();
const authorities = getCACertificates("default");
const authority = createAuthority();
let now = Date.UTC(2026, 10, 24, 14, 3);
let subject: PlacesUnderTest;
let admin: Browser;
let postbox: Awaited<ReturnType<typeof openPostbox>>;
/** What the gateway to SMS answers from now on. */
let answers = 202;

interface Sms {
  readonly to: string;
  readonly text: string;
}
const sent = (): Sms[] =>
  postbox.posted.map(({ body }) => (JSON.parse(String(body)) as { data: Sms }).data);
const smsTo = (number: string) => sent().filter(({ to }) => to === number);
const ask = (method: string, path: string, body?: object) =>
  askAsAnybody(subject, method, `alerts${path}`, body);
const PHONE = "06 12 34 56 78";
const NUMBER = "+33612345678";
const wishes = { quiet: null, everyMinutes: 0 };
const conditions = [{ watched: "pm2_5:hour", station: "quai", up: 100 }];
const codeIn = (text: string) => /([A-Z2-9]{4}) ([A-Z2-9]{4})\./.exec(text)?.slice(1).join(" ");

beforeAll(async () => {
  // The cloud's own client believes this authority, as that of the gateway to SMS.
  setDefaultCACertificates([...authorities, authority.ca]);
  postbox = await openPostbox(authority.certificate("IP:127.0.0.1"), () => answers);
  subject = await openPlacesUnderTest(() => now, undefined, {
    SMS_WEBHOOK_URL: `https://127.0.0.1:${postbox.port}/sms`,
    SMS_WEBHOOK_SECRET: secret,
    LOG_LEVEL: "trace",
    OUTGOING_EXCEPTIONS: `127.0.0.1:${postbox.port}`,
  });
  admin = (await subject.firstAdministrator()).browser;
  for (const name of ["quai", "pont"]) await subject.publish(name, now - MINUTE, 8);
}, 60_000);
afterAll(async () => {
  await subject.remove();
  postbox.close();
  setDefaultCACertificates(authorities);
  authority.remove();
});

test("somebody without an address is told by SMS, once they have confirmed by a code that they read aloud", async () => {
  expect((await ask("POST", "", { phone: PHONE, ...wishes, conditions })).status).toBe(202);
  await expect.poll(() => smsTo(NUMBER).length, { timeout: 10_000 }).toBe(1);
  const [posted] = postbox.posted;
  const {
    "webhook-id": id,
    "webhook-timestamp": seconds,
    "webhook-signature": signature,
  } = posted?.headers ?? {};
  expect(signature).toBe(signatureOf(secret, String(id), Number(seconds), String(posted?.body)));
  // Asked for again within a day: no second SMS.
  expect((await ask("POST", "", { phone: "+33 6 12345678", ...wishes, conditions })).status).toBe(
    202,
  );
  const [asked] = smsTo(NUMBER);
  expect(asked?.text).not.toMatch(/quai|PM/);
  const code = codeIn(asked?.text ?? "") ?? "";
  expect((await ask("POST", "/confirm/look", { token: code.toLowerCase() })).answer).toMatchObject({
    ...{ state: "unconfirmed", channel: "sms", conditions: [{ station: "quai" }] },
  });
  const confirmed = await ask("POST", "/confirm", { token: code });
  expect(confirmed.status).toBe(200);
  expect((await ask("POST", "/confirm", { token: code })).status).toBe(404);
  await subject.publish("quai", now - 1_000, 900);
  await expect.poll(() => smsTo(NUMBER).length, { timeout: 15_000 }).toBe(2);
  const told = smsTo(NUMBER)[1]?.text ?? "";
  expect(told).toMatch(/^quai\s: info air\.\n/);
  expect(told).toContain(`/alerts/mine?key=${confirmed.answer.key}`);
  expect(told.length).toBeLessThan(480);
  // The gateway says that the number takes no messages any more: the alerts stand still until their reader says so.
  answers = 410;
  const key = String(confirmed.answer.key);
  const more = { watched: "pm2_5:hour", station: "pont", up: 100 };
  expect((await ask("POST", `/mine/conditions?key=${key}`, more)).status).toBe(201);
  await subject.publish("pont", now - 1_000, 900);
  await expect
    .poll(async () => (await ask("GET", `/mine?key=${key}`)).answer.bounced, { timeout: 15_000 })
    .not.toBeNull();
  answers = 202;
}, 60_000);

test("numbers that cost, and codes that are guessed, are refused", async () => {
  for (const phone of ["0899 12 34 56", "+44 7700 900123", "05 56 00 00 00", "x"]) {
    const { status, answer } = await ask("POST", "", { phone, conditions });
    expect(`${status} ${answer.code}`).toBe("400 alerts_no_sms");
  }
  const both = { phone: PHONE, address: "a@example.org", conditions };
  expect((await ask("POST", "", both)).status).toBe(400);
  const tries = [];
  for (let one = 0; one < 25; one++)
    tries.push((await ask("POST", "/confirm", { token: "ABCD EFGH" })).status);
  expect(tries.filter((status) => status === 404).length).toBeLessThanOrEqual(20);
  expect(tries.at(-1)).toBe(429);
  now += 3_600_000;
});

/** Asks by telephone, confirms by the code, and gives the key. */
const subscribed = async (phone: string, number: string, up: number): Promise<string> => {
  const wanted = [{ watched: "pm2_5:hour", station: "quai", up }];
  expect((await ask("POST", "", { phone, ...wishes, conditions: wanted })).status).toBe(202);
  await expect.poll(() => smsTo(number).length, { timeout: 10_000 }).toBe(1);
  const token = codeIn(smsTo(number)[0]?.text ?? "") ?? "";
  return String((await ask("POST", "/confirm", { token })).answer.key);
};

test("whoever stops while messages wait gets none of them", async () => {
  // "quai" is above from the test before on: each is told at the first look.
  await subject.publish("quai", now - 1_000, 900);
  answers = 202;
  const [leaves, stays] = ["+33711111111", "+33722222222"] as const;
  const key = await subscribed("07 11 11 11 11", leaves, 50);
  answers = 503;
  await expect.poll(() => smsTo(leaves).length, { timeout: 15_000 }).toBe(2);
  expect((await ask("DELETE", `/mine?key=${key}`)).status).toBe(204);
  const tried = smsTo(leaves).length;
  answers = 202;
  // What waited would have been tried again before the message of somebody else.
  now += 10 * MINUTE;
  await subscribed("07 22 22 22 22", stays, 50);
  await expect.poll(() => smsTo(stays).length, { timeout: 15_000 }).toBe(2);
  expect(smsTo(leaves)).toHaveLength(tried);
}, 60_000);

/** Every row of every table, as text. */
const allRows = async (): Promise<string[]> => {
  const { db } = subject.records;
  const { rows: tables } = await db.execute(
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const rows: string[] = [];
  for (const { name } of tables as { name: string }[])
    for (const { row } of (
      await db.execute(sql`select to_jsonb(t)::text as row from ${sql.identifier(name)} t`)
    ).rows as { row: string }[])
      rows.push(`${name} ${row}`);
  return rows;
};

const auditOf = async () => (await allRows()).filter((row) => row.startsWith("audit")).length;

/** A mediator, and somebody without an address who has given them a mandate. */
const mediation = async (): Promise<{ mediator: Browser; mediatorId: string; person: string }> => {
  const { browser: mediator, id: mediatorId } = await subject.signUp(
    "mediator@example.org",
    "Maud",
  );
  const given = await admin.ask("POST", `/api/v1/admin/people/${mediatorId}/roles`, {
    ...{ role: "mediator", scope: { kind: "platform" } },
  });
  expect(given.status).toBeLessThan(300);
  const made = await mediator.ask("POST", "/api/v1/people", {
    ...{ name: "Paul Martin", terms: "2026-11" },
    mandate: { until: new Date(now + 30 * 86_400_000).toISOString() },
  });
  expect(made.status).toBe(201);
  return { mediator, mediatorId, person: (made.body as { id: string }).id };
};

test("what a mediator fills in for somebody leaves no trace of it, or of them, anywhere but in the alerts themselves", async () => {
  const { mediator, mediatorId, person } = await mediation();
  expect((await mediator.ask("POST", "/api/v1/account/acting", { person })).status).toBe(200);
  const before = new Set(await allRows());
  const audited = await auditOf();
  const number = "+33798765432";
  const asked = await mediator.ask("POST", "/api/v1/alerts", {
    ...{ phone: "07 98 76 54 32", ...wishes },
    conditions: [
      { watched: "pollen_betula", place: { lat: 44.8412, lon: -0.5799, name: "Chez Paul" }, up: 3 },
    ],
  });
  expect(asked.status).toBe(202);
  await expect.poll(() => smsTo(number).length, { timeout: 10_000 }).toBe(1);
  // Nothing counts yet; the person's own telephone has the code.
  const code = codeIn(smsTo(number)[0]?.text ?? "") ?? "";
  expect((await mediator.ask("POST", "/api/v1/alerts/confirm", { token: code })).status).toBe(200);
  const added = (await allRows()).filter((row) => !before.has(row));
  expect(new Set(added.map((row) => row.split(" ")[0]))).toEqual(
    new Set(["alert_profile", "alert_condition", "outbox_message", "attempt_count"]),
  );
  expect(await auditOf()).toBe(audited);
  // The number stands nowhere in the clear, and nothing new names the mediator, the person or the mandate.
  const everything = added.join("\n");
  for (const word of [number, "98765432", "07987", mediatorId, person, "Maud", "Martin"])
    expect(everything).not.toContain(word);
  expect(everything).toContain("Chez Paul");
  expect(everything.replaceAll(/^alert_condition.*$/gm, "")).not.toMatch(/Chez Paul|betula/);
  expect(subject.logged()).toContain("records are open");
  expect(subject.logged()).not.toMatch(/98765432|Chez Paul/);
  // What the mediator's pages are made of.
  for (const path of ["/api/v1/people", "/api/v1/account"])
    expect(JSON.stringify((await mediator.ask("GET", path)).body)).not.toMatch(
      /Chez Paul|betula|98765432/,
    );
}, 60_000);
