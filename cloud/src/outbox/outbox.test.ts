import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { openRecordsUnderTest, type RecordsUnderTest } from "../records/records.fixture.ts";
import { maskAddress } from "./mask.ts";
import { afterAttempt, createOutbox, type Outgoing } from "./outbox.ts";
import { expire, removeSettled } from "./queries.ts";
import { seal, unseal } from "./seal.ts";
import { outboxMessage } from "./tables.ts";

const DAY = 86_400_000;
const key = randomBytes(32);
const silent = pino({ level: "silent" });
let subject: RecordsUnderTest;
let clock = Date.UTC(2026, 10, 26, 7);
beforeAll(async () => {
  subject = await openRecordsUnderTest();
});
afterAll(() => subject.remove());
beforeEach(async () => {
  await subject.records.db.delete(outboxMessage);
});

const open = (withKey = key) => {
  const { records } = subject;
  const outbox = createOutbox({
    records,
    key: withKey,
    now: () => clock,
    log: silent,
    everyMs: 10,
  });
  onTestFinished(() => outbox.close());
  return outbox;
};
const rows = () => subject.records.db.select().from(outboxMessage);
const letter = {
  kind: "mail",
  subject: "alerts.raised",
  personal: true,
  recipient: "marie@example.org",
  content: { text: "PM10 is high at your place" },
} as const;

test("what is taken back does not leave, nor what hangs on it; what is under way is not waited for", async () => {
  const outbox = open();
  const { db } = subject.records;
  const [gone, kept] = [randomUUID(), randomUUID()];
  await outbox.put(db, { ...letter, id: gone });
  await outbox.put(db, { ...letter, kind: "push", key: `${gone} a-browser` });
  await outbox.put(db, { ...letter, id: kept });
  await outbox.put(db, { ...letter, kind: "push", key: `${kept} a-browser` });
  const delivered = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  await outbox.put(db, { ...letter, kind: "webhook", key: `${gone} a-program` });
  outbox.deliver("webhook", async () => {
    begun.resolve();
    await delivered.promise;
    return { ok: true };
  });
  await begun.promise;
  await outbox.withdraw(db, [gone]);
  delivered.resolve();
  await expect
    .poll(async () => (await rows()).map(({ kind, state }) => `${kind} ${state}`).toSorted())
    .toEqual(["mail waiting", "push waiting", "webhook delivered"]);
  await outbox.withdraw(db, []);
  expect((await rows()).map(({ id }) => id)).toContain(kept);
});

test("what a clock that was ahead has put off leaves when the clock is right again", async () => {
  const { db } = subject.records;
  const right = clock;
  clock = right + 400 * 86_400_000;
  const first = open();
  first.deliver("mail", async () => ({ ok: false, permanent: false, fault: "greylisted" }));
  await first.put(db, letter);
  await expect.poll(async () => (await rows())[0]?.attempts).toBe(1);
  await first.close();
  clock = right;
  open().deliver("mail", async () => ({ ok: true }));
  await expect.poll(async () => (await rows())[0]?.state).toBe("delivered");
  expect((await rows())[0]?.created.getTime()).toBeLessThanOrEqual(right);
});

test("a message leaves once its transaction is committed, and its content goes", async () => {
  const outbox = open();
  const sent: Outgoing[] = [];
  outbox.deliver("mail", async (message) => {
    sent.push(message);
    return { ok: true };
  });
  const { db } = subject.records;
  const abandoned = db.transaction(async (tx) => {
    await outbox.put(tx, letter);
    throw new Error("changed my mind");
  });
  await expect(abandoned).rejects.toThrow("changed my mind");
  await db.transaction((tx) => outbox.put(tx, letter));
  await expect.poll(async () => (await rows()).map(({ state }) => state)).toEqual(["delivered"]);
  expect(sent).toHaveLength(1);
  const { kind: _, ...given } = letter;
  expect(sent[0]).toMatchObject({ ...given, attempts: 0 });
  expect(await rows()).toMatchObject([
    { recipient: null, content: null, maskedRecipient: "m***@example.org", attempts: 1 },
  ]);
});

test("what waits is encrypted, and opens with its key in its own row only", async () => {
  const outbox = open();
  const { db } = subject.records;
  await outbox.put(db, letter);
  await outbox.put(db, { ...letter, recipient: "other@example.org" });
  const [first, second] = await rows();
  if (first === undefined || second === undefined) throw new Error("two rows");
  for (const bytes of [first.recipient, first.content])
    expect(bytes?.toString("latin1")).not.toMatch(/marie|PM10/);
  expect(outbox.open(first)).toEqual({ recipient: letter.recipient, content: letter.content });
  expect(outbox.open({ ...first, recipient: second.recipient })).toBeUndefined();
  expect(open(randomBytes(32)).open(first)).toBeUndefined();
});

test("several workers send each message once", async () => {
  const { db } = subject.records;
  const counts = new Map<string, number>();
  const outboxes = [open(), open(), open()];
  for (let index = 0; index < 40; index++) await outboxes[0]?.put(db, letter);
  for (const outbox of outboxes)
    outbox.deliver("mail", async ({ id }) => {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      return { ok: true };
    });
  await expect
    .poll(async () => (await rows()).filter(({ state }) => state === "delivered").length)
    .toBe(40);
  expect([...counts.values()]).toEqual(Array(40).fill(1));
});

test("what somebody waits for leaves before what was put for very many", async () => {
  const { db } = subject.records;
  const outbox = open();
  await outbox.putAll(
    db,
    Array.from({ length: 60 }, () => ({ ...letter, subject: "alerts.told" })),
  );
  await outbox.put(db, { ...letter, subject: "account.sign_in_link" });
  const sent: string[] = [];
  outbox.deliver("mail", async ({ subject: what }) => {
    sent.push(what);
    return { ok: true };
  });
  await expect.poll(() => sent.length).toBe(61);
  expect(sent.indexOf("account.sign_in_link")).toBeLessThan(20);
});

test("a key is sent once, whoever puts it how often", async () => {
  const outbox = open();
  for (let index = 0; index < 3; index++)
    await outbox.put(subject.records.db, { ...letter, key: "alert 7 of the 26th" });
  expect(await rows()).toHaveLength(1);
});

test("a failure is tried again later, and what a library says of the address is kept nowhere", async () => {
  const outbox = open();
  let attempts = 0;
  outbox.deliver("mail", async ({ recipient }) => {
    attempts++;
    throw new Error(`550 mailbox ${recipient} is full`);
  });
  await outbox.put(subject.records.db, letter);
  await expect.poll(async () => (await rows())[0]?.attempts).toBe(1);
  const [row] = await rows();
  expect(row).toMatchObject({ state: "waiting", fault: "Error" });
  expect(row?.next.getTime()).toBeGreaterThan(clock);
  expect(attempts).toBe(1);
  clock += DAY;
  await expect.poll(async () => (await rows())[0]?.attempts).toBe(2);
});

test("a key that is gone makes a dead letter, not an endless one", async () => {
  await open(randomBytes(32)).put(subject.records.db, letter);
  open().deliver("mail", async () => ({ ok: true }));
  await expect.poll(async () => (await rows())[0]?.state).toBe("dead");
});

test("what expires loses its content, dead letters too, and traces go after a month", async () => {
  const { db } = subject.records;
  const outbox = open();
  await outbox.put(db, { ...letter, expiresInMs: 1_000 });
  await outbox.put(db, { ...letter, subject: "account.sign_in_link" });
  await db.update(outboxMessage).set({ state: "dead", settled: new Date(clock) });
  await outbox.put(db, { ...letter, subject: "media.published", expiresInMs: 1_000 });
  await expire(db, new Date(clock + 2_000));
  expect(
    (await rows())
      .toSorted((a, b) => a.subject.localeCompare(b.subject))
      .map(({ subject: what, state, content }) => [what, state, content === null]),
  ).toEqual([
    ["account.sign_in_link", "dead", false],
    ["alerts.raised", "dead", true],
    ["media.published", "expired", true],
  ]);
  await removeSettled(db, new Date(clock + 1_000));
  expect((await rows()).map(({ subject: what }) => what)).toEqual(["media.published"]);
});

test("attempts wait longer each time, between half and the whole, and end", () => {
  const expires = new Date(clock + 30 * DAY);
  const created = new Date(clock);
  const failed = { ok: false, permanent: false, fault: "x".repeat(999) } as const;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempts, draw) => {
        const after = afterAttempt({ attempts, expires, created }, failed, clock, () => draw);
        expect(after.attempts).toBe(attempts + 1);
        expect(after.fault?.length).toBe(500);
        if (attempts + 1 >= 12) expect(after.state).toBe("dead");
        else {
          const wait = (after.next?.getTime() ?? 0) - clock;
          const whole = Math.min(6 * 3_600_000, 30_000 * 2 ** attempts);
          expect(wait).toBeGreaterThanOrEqual(Math.floor(whole / 2));
          expect(wait).toBeLessThanOrEqual(whole);
        }
      },
    ),
  );
  const soon = { attempts: 3, expires: new Date(clock + 1), created };
  expect(afterAttempt(soon, failed, clock, () => 0)).toMatchObject({
    state: "expired",
    content: null,
  });
  expect(
    afterAttempt({ attempts: 0, expires, created }, { ...failed, permanent: true }, clock, () => 0),
  ).toMatchObject({ state: "dead" });
});

/** Half surrogates among them. fast-check's own unit "binary" takes 1.7 s to set itself up. */
const anyCodePoint = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));

test("while the way is out of order no attempt counts, until the message is two and a half days old", () => {
  const created = new Date(clock);
  const expires = new Date(clock + 3 * DAY);
  const out = { ok: false, permanent: false, fault: "unreachable", wayIsOut: true } as const;
  let at = clock;
  let tries = 0;
  for (; tries < 1_000; tries++) {
    const after = afterAttempt({ attempts: 4, expires, created }, out, at, () => 0.5);
    expect(after.attempts).toBe(4);
    if (after.state !== undefined) {
      expect(after).toMatchObject({ state: "dead", fault: "unreachable" });
      // An administrator can send it again: its content is kept until it expires.
      expect(after).not.toHaveProperty("content");
      break;
    }
    const wait = (after.next?.getTime() ?? 0) - at;
    expect(wait).toBeGreaterThanOrEqual(15_000);
    expect(wait).toBeLessThanOrEqual(15 * 60_000);
    at += wait;
  }
  expect(at - clock).toBeGreaterThanOrEqual(2.5 * DAY);
  expect(at - clock).toBeLessThan(2.5 * DAY + 15 * 60_000);
  // Many more attempts than a message may fail by itself.
  expect(tries).toBeGreaterThan(200);
});

test("a sealed text comes back, and any changed byte is refused", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: anyCodePoint }),
      fc.string(),
      fc.nat(),
      (text, place, position) => {
        fc.pre(text.isWellFormed());
        const sealed = seal(key, place, text);
        expect(unseal(key, place, sealed)).toBe(text);
        expect(unseal(key, `${place}x`, sealed)).toBeUndefined();
        const changed = Buffer.from(sealed);
        changed[position % changed.length] = (changed[position % changed.length] ?? 0) ^ 1;
        expect(unseal(key, place, changed)).toBeUndefined();
        expect(unseal(key, place, sealed.subarray(0, sealed.length - 1))).toBeUndefined();
      },
    ),
  );
});

test.each([
  ["marie.dupont@example.org", "m***@example.org"],
  ["é@x.fr", "é***@x.fr"],
  ["@x.fr", "***"],
  ["https://push.example/send/secret-token", "https://push.example"],
  ["nothing", "***"],
])("%s is shown as %s", (address, shown) => {
  expect(maskAddress(address)).toBe(shown);
});
