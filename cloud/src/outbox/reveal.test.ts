import { expect, onTestFinished, test } from "vitest";
import { openCloudUnderTest } from "../cloud.fixture.ts";
import { openSmtp, smtpRefusal } from "../mail/smtp.fixture.ts";
import { tokenIn } from "../people/people.fixture.ts";
import { freshDatabase } from "../records/records.fixture.ts";

const PATIENT = { timeout: 30_000 };

test("a link that waits is masked; showing it is audited and told by mail, and the link still works", async () => {
  let takesMail = false;
  const smtp = await openSmtp({}, () =>
    takesMail ? undefined : smtpRefusal(451, "4.3.0 not now"),
  );
  onTestFinished(smtp.close);
  const database = await freshDatabase();
  onTestFinished(database.remove);
  const subject = await openCloudUnderTest(Date.now, {
    databaseUrl: database.url,
    settings: {
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      MAIL_FROM: "DataCityZen <measures@example.org>",
    },
  });
  onTestFinished(() => subject.remove());
  const json = { "content-type": "application/json", origin: subject.cloud().http };
  const post = (path: string, body: object) =>
    subject.get(path, { method: "POST", headers: json, body: JSON.stringify(body) });
  await post("/api/v1/account/sign-in/link", { email: "marie@example.org", language: "en" });

  const list = async () => {
    const { body } = await subject.getAsAdministrator("/api/v1/admin/outbox");
    return (body as { messages: { id: string; attempts: number; subject: string }[] }).messages;
  };
  await expect.poll(async () => (await list())[0]?.attempts, PATIENT).toBe(1);
  const [message] = await list();
  const path = `/api/v1/admin/outbox/${message?.id}`;
  const textOf = ({ body }: { body: unknown }) =>
    (body as { content: { text: string } }).content.text;
  const masked = await subject.getAsAdministrator(path);
  expect(textOf(masked)).toContain("Hello,");
  expect(JSON.stringify(masked.body)).not.toMatch(/token=[\w-]{20}|marie@/);

  const whole = await subject.getAsAdministrator(`${path}/reveal`, { method: "POST" });
  const token = tokenIn(textOf(whole));
  expect(token).toMatch(/^[\w-]{40,}$/);
  const audit = await subject.getAsAdministrator("/api/v1/admin/audit?action=outbox.reveal");
  expect(audit.body).toMatchObject({ entries: [{ actorKind: "administrator" }] });
  expect(JSON.stringify(audit.body)).not.toContain(token);

  takesMail = true;
  for (const { id } of await list())
    await subject.getAsAdministrator(`/api/v1/admin/outbox/${id}/retry`, { method: "POST" });
  await expect.poll(() => smtp.received.length, PATIENT).toBe(2);
  const told = smtp.received.find(({ raw }) => !raw.includes("token="));
  expect(told?.to).toEqual(["marie@example.org"]);
  expect(told?.mail.text).toMatch(/administrator/);
  const used = await post("/api/v1/account/sign-in/confirm", { token, name: "Marie", terms: "1" });
  expect(used.status).toBe(200);
  // What has left can be shown no more.
  await expect
    .poll(
      async () => (await subject.getAsAdministrator(`${path}/reveal`, { method: "POST" })).status,
      PATIENT,
    )
    .toBe(409);
});
