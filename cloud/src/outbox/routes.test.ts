import { randomBytes } from "node:crypto";
import pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, createApi } from "../api/api.ts";
import { createAudit } from "../audit/audit.ts";
import { auditEntry } from "../audit/tables.ts";
import { openRecordsUnderTest, type RecordsUnderTest } from "../records/records.fixture.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { outboxProblems } from "./problems.ts";
import { outboxRoutes } from "./routes.ts";
import { outboxMessage } from "./tables.ts";

const NOW = Date.UTC(2026, 10, 26, 8);
const LINK = "https://example.org/open?token=abcdef0123456789";
let subject: RecordsUnderTest;
let outbox: Outbox;
let api: Api;
const log = pino({ level: "silent" });

beforeEach(async () => {
  subject = await openRecordsUnderTest();
  const { records } = subject;
  outbox = createOutbox({ records, key: randomBytes(32), now: () => NOW, log });
  outbox.show("mail", {
    masked: (content) => ({ subject: "Sign in", text: String(content).replace(LINK, "[…]") }),
    whole: (content) => ({ subject: "Sign in", text: String(content) }),
    notice: ({ recipient }) => ({
      kind: "mail",
      subject: "outbox.seen",
      personal: false,
      recipient,
      content: "An administrator has opened this message.",
    }),
  });
  const token = { matches: (offered: string) => offered === "the-token" };
  ({ api } = await createApi({ log, version: "0", token, problems: outboxProblems }));
  outboxRoutes(api, { records, outbox, audit: createAudit(() => NOW), now: () => NOW });
});
afterEach(async () => {
  await api.close();
  await outbox.close();
  await subject.remove();
});

const ask = async (method: "GET" | "POST" | "DELETE", path: string) => {
  const headers = { authorization: "Bearer the-token" };
  const answer = await api.inject({ method, url: `/api/v1/admin/outbox${path}`, headers });
  return { status: answer.statusCode, text: answer.body, body: answer.body && answer.json() };
};
const put = (personal: boolean) =>
  outbox.put(subject.records.db, {
    kind: "mail",
    subject: personal ? "alerts.raised" : "account.sign_in_link",
    personal,
    recipient: "marie@example.org",
    content: `Open ${LINK}`,
  });
const audited = async () =>
  (await subject.records.db.select().from(auditEntry)).map(({ action }) => action);

test("a personal message shows kind, state, age and a masked address, whatever is asked", async () => {
  const id = await put(true);
  const shown = {
    id,
    kind: "mail",
    state: "waiting",
    personal: true,
    recipient: "m***@example.org",
    created: "2026-11-26T08:00:00.000Z",
  };
  expect((await ask("GET", "")).body).toEqual({
    messages: [shown],
    counts: [{ kind: "mail", state: "waiting", count: 1 }],
  });
  expect((await ask("GET", `/${id}`)).body).toEqual(shown);
  const revealed = await ask("POST", `/${id}/reveal`);
  expect(revealed).toMatchObject({ status: 403, body: { code: "outbox_message_hidden" } });
  await subject.records.db
    .update(outboxMessage)
    .set({ state: "dead", settled: new Date(NOW), fault: "550 marie is unknown" });
  const dead = await ask("GET", "?state=dead");
  expect(dead.text).not.toMatch(/marie|alerts|550/);
  expect((await ask("POST", `/${id}/retry`)).body).toEqual(shown);
  expect((await ask("DELETE", `/${id}`)).status).toBe(204);
  expect(await audited()).toEqual([]);
});

test("links are masked; seeing them is an act of its own, which is audited and told", async () => {
  const id = await put(false);
  const seen = await ask("GET", `/${id}`);
  expect(seen.body).toMatchObject({
    subject: "account.sign_in_link",
    content: { text: "Open […]" },
  });
  expect(await audited()).toEqual([]);
  const whole = await ask("POST", `/${id}/reveal`);
  expect(whole.body).toMatchObject({ content: { text: `Open ${LINK}` } });
  expect(await audited()).toEqual(["outbox.reveal"]);
  const rows = await subject.records.db.select().from(outboxMessage);
  const notice = rows.find((row) => row.subject === "outbox.seen");
  expect(notice && outbox.open(notice)?.recipient).toBe("marie@example.org");
  const entries = await subject.records.db.select().from(auditEntry);
  expect(JSON.stringify(entries)).not.toMatch(/token|marie/);
});

test("what has left has no content to show or to send again", async () => {
  const id = await put(false);
  await subject.records.db
    .update(outboxMessage)
    .set({ state: "delivered", content: null, recipient: null, settled: new Date(NOW) });
  expect((await ask("POST", `/${id}/reveal`)).status).toBe(409);
  expect((await ask("POST", `/${id}/retry`)).status).toBe(409);
  const { body } = await ask("GET", `/${id}`);
  expect(body).not.toHaveProperty("content");
  const unknown = await ask("GET", "/01935e3c-0000-7000-8000-000000000001");
  expect(unknown).toMatchObject({ status: 404, body: { code: "outbox_message_unknown" } });
});

test("pages follow one another without a gap or a repeat", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 5; index++) ids.push(await put(false));
  const seen: string[] = [];
  let cursor = "";
  do {
    const { body } = await ask("GET", `?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.messages.map((message: { id: string }) => message.id));
    cursor = body.next ?? "";
  } while (cursor !== "");
  expect(seen).toEqual(ids.toReversed());
});

test("without the token nothing is shown", async () => {
  expect((await api.inject({ url: "/api/v1/admin/outbox" })).statusCode).toBe(401);
});
