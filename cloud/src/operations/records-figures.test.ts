import { randomBytes } from "node:crypto";
import pino from "pino";
import { Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { jobFigures } from "../jobs/figures.ts";
import { insertJob } from "../jobs/queries.ts";
import { outboxFigures } from "../outbox/figures.ts";
import { createOutbox } from "../outbox/outbox.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { openRecordsUnderTest } from "../records/records.fixture.ts";

const log = pino({ level: "silent" });

test("mails that wait and jobs are counted, and how long the oldest has waited", async () => {
  const subject = await openRecordsUnderTest();
  onTestFinished(() => subject.remove());
  const { records } = subject;
  let now = Date.UTC(2026, 10, 26, 8);
  const outbox = createOutbox({ records, key: randomBytes(32), now: () => now, log });
  onTestFinished(() => outbox.close());
  const figures = new Registry();
  outboxFigures({ figures, records, now: () => now });
  jobFigures({ figures, records });
  const found = async () =>
    (await figures.metrics()).split("\n").filter((line) => line.startsWith("dcz_"));
  expect(await found()).toEqual([]);
  for (const subjectOf of ["account.sign_in_link", "alerts.raised"]) {
    await outbox.put(records.db, {
      kind: "mail",
      subject: subjectOf,
      personal: true,
      recipient: "marie@example.org",
      content: "x",
    });
    now += 60_000;
  }
  for (const state of ["failed", "waiting", "waiting"] as const)
    await insertJob(records.db, {
      id: newIdentifier(),
      name: "territories.import",
      state,
      data: {},
      created: new Date(now),
    });
  expect((await found()).toSorted()).toEqual([
    'dcz_cloud_jobs{state="failed"} 1',
    'dcz_cloud_jobs{state="waiting"} 2',
    'dcz_cloud_outbox_messages{kind="mail",state="waiting"} 2',
    'dcz_cloud_outbox_oldest_seconds{kind="mail"} 120',
  ]);
});
