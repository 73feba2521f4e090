import { createPublicKey, verify } from "node:crypto";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSmtp, type SmtpUnderTest, smtpRefusal } from "../mail/smtp.fixture.ts";
import { tokenIn } from "../people/people.fixture.ts";
import { openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { createAuthority } from "../requests/certificates.fixture.ts";
import { signatureOf } from "../requests/standard-webhook.ts";
import { askAsAnybody } from "./ask.fixture.ts";
import { decryptPush, openBrowser, openPostbox } from "./push-service.fixture.ts";

const MINUTE = 60_000;
let now = Date.UTC(2026, 10, 24, 14, 3);
const authorities = getCACertificates("default");
const authority = createAuthority();
let subject: PlacesUnderTest;
let smtp: SmtpUnderTest;
let postbox: Awaited<ReturnType<typeof openPostbox>>;
/** Addresses that the mail server does not know any more. */
const unknown = new Set<string>();

const ask = (method: string, path: string, body?: object) =>
  askAsAnybody(subject, method, `alerts${path}`, body);
const mailsTo = (address: string) => smtp.received.filter(({ to }) => to.includes(address));
const subscribed = async (address: string, station: string) => {
  const condition = { watched: "pm2_5:hour", station, up: 100, down: 90 };
  const wishes = { quiet: null, everyMinutes: 0, wantsEnd: true };
  const asked = await ask("POST", "", { address, ...wishes, conditions: [condition] });
  expect(asked.status).toBe(202);
  await expect.poll(() => mailsTo(address).length).toBe(1);
  const token = tokenIn(mailsTo(address)[0]?.mail.text ?? "");
  return String((await ask("POST", "/confirm", { token })).answer.key);
};
const host = () => `https://127.0.0.1:${postbox.port}`;
const at = (path: string) => postbox.posted.filter((one) => one.path === path);

beforeAll(async () => {
  // The cloud's own client believes this authority, as that of a push service.
  setDefaultCACertificates([...authorities, authority.ca]);
  smtp = await openSmtp({
    onRcptTo: ({ address }, _session, done) =>
      unknown.has(address) ? done(smtpRefusal(550, "5.1.1 Nobody here")) : done(),
  });
  postbox = await openPostbox(authority.certificate("IP:127.0.0.1"), ({ path }, count) =>
    path === "/gone" ? 410 : count === 1 ? 503 : 201,
  );
  subject = await openPlacesUnderTest(() => now, undefined, {
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    OUTGOING_EXCEPTIONS: `127.0.0.1:${postbox.port}`,
  });
  for (const name of ["quai", "pont"]) await subject.publish(name, now - MINUTE, 8);
}, 60_000);
afterAll(async () => {
  await subject.remove();
  await smtp.close();
  postbox.close();
  setDefaultCACertificates(authorities);
  authority.remove();
});

test("a browser and a program get what the mail says, once each where they answer, with one number at a double", async () => {
  const address = "reader@example.org";
  const key = await subscribed(address, "quai");
  const browser = openBrowser();
  const add = (body: object) => ask("POST", `/mine/ways?key=${key}`, body);
  const pushed = { kind: "push", endpoint: `${host()}/push/1`, keys: browser.keys };
  expect((await add(pushed)).status).toBe(201);
  // The same browser again is one way.
  expect((await add(pushed)).answer.ways).toHaveLength(1);
  const { secret } = (await add({ kind: "webhook", url: `${host()}/sms` })).answer;
  expect((await add({ kind: "webhook", url: `${host()}/gone` })).status).toBe(201);
  await subject.publish("quai", now - 1_000, 900);
  await expect.poll(() => mailsTo(address).length).toBe(2);
  await expect.poll(() => [at("/push/1").length, at("/sms").length]).toEqual([1, 1]);
  // Both were busy: they are asked again.
  now += MINUTE;
  await expect.poll(() => [at("/push/1").length, at("/sms").length]).toEqual([2, 2]);

  const [first, second] = at("/push/1");
  expect(second?.headers.topic).toBe(first?.headers.topic);
  expect(first?.headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "21600" });
  const opened = JSON.parse(decryptPush(second?.body ?? Buffer.of(), browser));
  expect(opened).toMatchObject({ title: "quai\u00a0: info air", body: "" });
  expect(opened.url).toContain(`/alerts/why?id=`);
  expect(JSON.parse(decryptPush(first?.body ?? Buffer.of(), browser))).toEqual(opened);
  const { pushKey, feed, ways } = (await ask("GET", `/mine/ways?key=${key}`)).answer;
  const [, token = "", k] =
    /^vapid t=(\S+), k=(\S+)$/.exec(first?.headers.authorization ?? "") ?? [];
  expect(k).toBe(pushKey);
  const [head, claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(String(pushKey), "base64url");
  const jwk = { kty: "EC", crv: "P-256" };
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((one) =>
    one.toString("base64url"),
  );
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    {
      key: createPublicKey({ format: "jwk", key: { ...jwk, x: x ?? "", y: y ?? "" } }),
      dsaEncoding: "ieee-p1363",
    },
    Buffer.from(signature, "base64url"),
  );
  expect(isSigned).toBe(true);
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({ aud: host() });

  const [one, again] = at("/sms");
  expect(again?.headers["webhook-id"]).toBe(one?.headers["webhook-id"]);
  expect(again?.body).toEqual(one?.body);
  for (const posted of [one, again]) {
    const { "webhook-id": id, "webhook-timestamp": seconds } = posted?.headers ?? {};
    expect(posted?.headers["webhook-signature"]).toBe(
      signatureOf(String(secret), String(id), Number(seconds), posted?.body.toString() ?? ""),
    );
  }
  expect(JSON.parse(one?.body.toString() ?? "")).toMatchObject({
    type: "alerts.told",
    data: { transitions: [{ kind: "raised", place: "quai", watched: "pm2_5:hour" }] },
  });

  // What is gone is asked no more.
  expect((ways as { kind: string }[]).map(({ kind }) => kind)).toEqual(["push", "webhook"]);
  expect(at("/gone")).toHaveLength(1);
  const atom = await subject.get(new URL(String(feed)).pathname);
  expect(atom.headers.get("content-type")).toContain("application/atom+xml");
  expect(String(atom.body)).toContain("<title>quai\u00a0: info air</title>");
  expect(String(atom.body)).not.toContain(key);
  expect((await subject.get(`${new URL(String(feed)).pathname}x`)).status).toBe(404);
}, 60_000);

test("addresses that are no one's of the public network are refused, unless the operator lets them", async () => {
  const key = await subscribed("careful@example.org", "pont");
  for (const url of ["https://127.0.0.1:9/hook", "https://10.0.0.1/hook", "https://[::1]/hook"])
    expect((await ask("POST", `/mine/ways?key=${key}`, { kind: "webhook", url })).answer.code).toBe(
      "alert_way_refused",
    );
  const plain = { kind: "webhook", url: "http://example.org/hook" };
  expect((await ask("POST", `/mine/ways?key=${key}`, plain)).status).toBe(400);
});

test("an address that the mail server does not know any more gets nothing more, until its reader says so", async () => {
  const address = "moved@example.org";
  const key = await subscribed(address, "pont");
  unknown.add(address);
  await subject.publish("pont", now - 1_000, 900);
  const own = async () => (await ask("GET", `/mine?key=${key}`)).answer;
  await expect.poll(async () => (await own()).bounced).toEqual(expect.any(String));
  unknown.delete(address);
  // It is over: this would be told.
  now += 70 * MINUTE;
  await subject.publish("pont", now - MINUTE, 5);
  const answers = async () => {
    const { transitions } = (await ask("GET", `/mine/history?key=${key}`)).answer;
    return (transitions as { kind: string; answer: string }[]).map(
      ({ kind, answer }) => `${kind}: ${answer}`,
    );
  };
  await expect.poll(answers).toEqual(["cleared: bounced", "raised: told"]);
  expect(mailsTo(address)).toHaveLength(1);
  expect((await ask("PATCH", `/mine?key=${key}`, { bounced: false })).answer.bounced).toBe(null);
}, 60_000);
