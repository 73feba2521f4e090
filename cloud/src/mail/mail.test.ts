import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import pino from "pino";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { readConfig } from "../config.ts";
import { createOutbox } from "../outbox/outbox.ts";
import { outboxMessage } from "../outbox/tables.ts";
import {
  freshDatabase,
  openRecordsUnderTest,
  type RecordsUnderTest,
} from "../records/records.fixture.ts";
import { createMailServer } from "./deliver.ts";
import { createMail, type MailGiven } from "./mail.ts";
import { openSmtp, type Received, smtpRefusal } from "./smtp.fixture.ts";
import { createStopLinks } from "./stop-link.ts";
import { mailStop } from "./tables.ts";
import { mailView } from "./view.ts";

const key = randomBytes(32);
const log = pino({ level: "silent" });
let subject: RecordsUnderTest;
beforeAll(async () => {
  subject = await openRecordsUnderTest();
});
afterAll(() => subject.remove());

const alert: MailGiven = {
  to: { address: "marie@example.org", name: "Marie", language: "fr" },
  subject: "alerts.raised",
  words: {
    fr: { subject: "Air", text: "Les particules fines sont élevées." },
    en: { subject: "Air", text: "Fine dust is high." },
  },
  personal: true,
  topic: "alerts",
};

/** An outbox, a real mail server, and what modules get. */
const open = async (
  onMail?: (mail: Received) => Error | undefined | Promise<Error | undefined>,
  clock: () => number = Date.now,
) => {
  const { records } = subject;
  await records.db.delete(outboxMessage);
  await records.db.delete(mailStop);
  const smtp = await openSmtp({}, onMail);
  const start = () => {
    const server = createMailServer(
      {
        server: { host: "127.0.0.1", port: smtp.port, tls: "none", login: undefined },
        from: { name: "", address: "noreply@city.example" },
      },
      clock,
      () => undefined,
    );
    const outbox = createOutbox({ records, key, now: clock, log, everyMs: 20 });
    const links = createStopLinks(key);
    outbox.deliver("mail", server.deliver);
    return {
      outbox,
      mail: createMail({ outbox, links, server, publicUrl: "https://city.example" }),
    };
  };
  const first = start();
  onTestFinished(async () => {
    await first.outbox.close();
    await smtp.close();
  });
  return { ...first, db: records.db, smtp, start };
};

test("a mail leaves in the reader's language, with a link that stops its kind", async () => {
  const { mail, db, smtp } = await open();
  await db.transaction((tx) => mail.put(tx, alert));
  await mail.put(db, { ...alert, to: { ...alert.to, language: "en" } });
  await expect.poll(() => smtp.received.length).toBe(2);
  const texts = smtp.received.map((one) => one.mail.text ?? "");
  expect(texts.some((text) => text.includes("particules fines"))).toBe(true);
  expect(texts.some((text) => text.includes("Fine dust is high"))).toBe(true);
  for (const text of texts)
    expect(text).toMatch(
      /https:\/\/city\.example\/api\/v1\/mail\/stop\/alerts~[\w-]{43}~[\w-]{43}/,
    );
  expect(smtp.received[0]?.raw).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
});

test("who has stopped a kind gets no more of it, and gets it again when they want", async () => {
  const { mail, db } = await open(() => smtpRefusal(450, "later"));
  const links = createStopLinks(key);
  const stop = links.read(links.write("MARIE@example.org", "alerts"));
  if (stop === undefined) throw new Error("our own link");
  await db.insert(mailStop).values({ ...stop, at: new Date() });
  expect(await mail.put(db, alert)).toBeUndefined();
  expect(await mail.put(db, { ...alert, topic: "news" })).toBeDefined();
  expect(await mail.put(db, { ...alert, topic: undefined })).toBeDefined();
  await mail.resume(db, "marie@example.org", "alerts");
  expect(await mail.put(db, alert)).toBeDefined();
});

test("a program that is stopped while the server has the mail sends it again as the same mail", async () => {
  const stuck = Promise.withResolvers<undefined>();
  let seen = 0;
  let clock = Date.now();
  const { mail, db, outbox, smtp, start } = await open(
    async () => {
      seen++;
      if (seen === 1) await stuck.promise;
      return undefined;
    },
    () => clock,
  );
  await mail.put(db, alert);
  await expect.poll(() => seen).toBe(1);
  // The server has all of it and takes it; we are gone before it says so.
  const closing = outbox.close();
  await closing;
  stuck.resolve(undefined);
  await expect.poll(() => smtp.received.length).toBe(1);
  clock += 3_600_000;
  const again = start();
  onTestFinished(() => again.outbox.close());
  await expect.poll(() => smtp.received.length).toBe(2);
  const ids = smtp.received.map((one) => one.mail.messageId);
  expect(ids[0]).toBe(ids[1]);
  await expect
    .poll(async () => (await db.select().from(outboxMessage)).map(({ state }) => state))
    .toEqual(["delivered"]);
});

test("a refusal for good is a dead letter at once, without the address", async () => {
  const { mail, db } = await open(() => smtpRefusal(550, "5.1.1 marie@example.org unknown"));
  await mail.put(db, { ...alert, personal: false });
  await expect
    .poll(async () => (await db.select().from(outboxMessage)).map(({ state }) => state))
    .toEqual(["dead"]);
  const [row] = await db.select().from(outboxMessage);
  expect(row).toMatchObject({ attempts: 1, maskedRecipient: "m***@example.org" });
  expect(row?.fault).toContain("550 5.1.1");
  expect(row?.fault).not.toContain("marie");
});

test("an administrator sees a mail masked; the notice is a mail of its own", () => {
  const content = {
    subject: "Votre lien",
    text: "https://city.example/sign-in?token=abcdef",
    secrets: ["https://city.example/sign-in?token=abcdef"],
    language: "en",
  };
  expect(JSON.stringify(mailView.masked(content))).not.toContain("abcdef");
  expect(mailView.whole(content).text).toContain("abcdef");
  const notice = mailView.notice({ recipient: "a@b.fr", content });
  expect(notice).toMatchObject({ recipient: "a@b.fr", personal: false });
  expect(JSON.stringify(notice)).not.toContain("abcdef");
  expect(JSON.stringify(notice)).toContain("An administrator has read");
});

let cloud: CloudUnderTest;
beforeAll(async () => {
  const { url, remove } = await freshDatabase();
  cloud = await openCloudUnderTest(Date.now, { databaseUrl: url });
  const { remove: removeCloud } = cloud;
  cloud = {
    ...cloud,
    async remove() {
      await removeCloud();
      await remove();
    },
  };
});
afterAll(() => cloud.remove());

test("a link stops nothing when it is opened, and with one click it does (RFC 8058)", async () => {
  const text = await readFile(`${cloud.folder}/cloud/outbox-key`, "utf8");
  const links = createStopLinks(Buffer.from(text.trim(), "base64url"));
  const path = `/api/v1/mail/stop/${links.write("marie@example.org", "alerts")}`;
  const page = await cloud.get(path, { headers: { "accept-language": "fr" } });
  expect(page).toMatchObject({ status: 200, type: "text/html; charset=utf-8" });
  expect(page.body).toContain('<form method="post"><button>Ne plus recevoir ces messages</button>');
  expect(page.headers.get("content-security-policy")).toContain("form-action 'self'");
  expect((await cloud.get(path, { method: "HEAD" })).status).toBe(200);
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  const bodies = [
    { body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) },
    { body: form },
    { body: "" },
    { body: "{", headers: { "content-type": "application/json" } },
  ];
  for (const body of bodies) {
    const done = await cloud.get(path, { method: "POST", ...body });
    expect(done).toMatchObject({ status: 200 });
    expect(done.body).toContain("C'est fait");
  }
  for (const wrong of [`${path}x`, path.replace("alerts", "news"), "/api/v1/mail/stop/a~b~c"])
    for (const method of ["GET", "POST"])
      expect(await cloud.get(wrong, { method })).toMatchObject({
        status: 404,
        body: { code: "mail_link_unknown" },
      });
});

test("without SMTP_URL the state says so, to administrators", async () => {
  expect((await cloud.get("/api/v1/admin/mail")).status).toBe(401);
  expect((await cloud.getAsAdministrator("/api/v1/admin/mail")).body).toEqual({
    configured: false,
  });
});

test("a wrong SMTP_URL is refused without its password; mails need a sender", () => {
  const wrong = readConfig({ SMTP_URL: "smtp://me:hunter2@smtp.example.org?pool=1" });
  expect(JSON.stringify(wrong)).toMatch(/SMTP_URL may have/);
  expect(JSON.stringify(wrong)).not.toContain("hunter2");
  const alone = readConfig({ SMTP_URL: "smtp://smtp.example.org" });
  expect(JSON.stringify(alone)).toContain("MAIL_FROM must be set");
  const evil = readConfig({ MAIL_FROM: "a@b.fr\r\nBcc: c@d.fr" });
  expect(evil.ok).toBe(false);
});
