import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import fc from "fast-check";
import type { SMTPServerOptions } from "smtp-server";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Delivery, Outgoing } from "../outbox/outbox.ts";
import { type Certificate, createAuthority } from "../requests/certificates.fixture.ts";
import { MailAddress, type Mailbox } from "./address.ts";
import { createMailServer, type MailOptions } from "./deliver.ts";
import type { MailFault } from "./faults.ts";
import type { ServerAddress } from "./server-address.ts";
import { openSmtp, type Received, type SmtpUnderTest, smtpRefusal } from "./smtp.fixture.ts";

let authority: ReturnType<typeof createAuthority>;
let certificate: Certificate;
beforeAll(() => {
  authority = createAuthority();
  certificate = authority.certificate("DNS:localhost");
});
afterAll(() => authority.remove());

const from: Mailbox = { name: "DataCityZen", address: "noreply@city.example" };
const created = new Date("2026-11-26T07:00:00Z");
const letter: Outgoing = {
  id: "0199a000-0000-7000-8000-000000000001",
  subject: "account.sign_in_link",
  personal: false,
  recipient: "marie@example.org",
  content: {
    subject: "Votre lien",
    text: "Bonjour,\n\nOuvrez :\n\nhttps://city.example/sign-in?token=abc&x=<1>\n\nÀ bientôt.",
    secrets: ["https://city.example/sign-in?token=abc"],
    name: "Marie « M. » Durand",
    language: "fr",
  },
  attempts: 0,
  created,
};

const never = new AbortController().signal;

const smtp = async (
  options?: SMTPServerOptions,
  onMail?: (mail: Received) => Error | undefined | Promise<Error | undefined>,
): Promise<SmtpUnderTest> => {
  const server = await openSmtp(options, onMail);
  onTestFinished(() => server.close());
  return server;
};

const connect = (
  server: Partial<ServerAddress> & { readonly port: number },
  options: Partial<MailOptions> = {},
) => {
  const faults: MailFault[] = [];
  const mail = createMailServer(
    {
      server: { host: "localhost", tls: "none", login: undefined, ...server },
      from,
      ca: authority.ca,
      patienceMs: 2_000,
      ...options,
    },
    () => 7,
    (fault) => faults.push(fault),
  );
  onTestFinished(() => mail.close());
  return {
    ...mail,
    faults,
    send: (more: Partial<Outgoing> = {}): Promise<Delivery> =>
      mail.deliver({ ...letter, ...more }, never),
  };
};

test("a mail has text and HTML with the same words, a stable Message-ID, and one recipient", async () => {
  const server = await smtp();
  const { send } = connect(server, { replyTo: { name: "Aide", address: "aide@city.example" } });
  expect(await send()).toEqual({ ok: true });
  expect(await send()).toEqual({ ok: true });
  const [first, second] = server.received;
  expect(first?.to).toEqual(["marie@example.org"]);
  expect(first?.from).toBe("noreply@city.example");
  const { mail } = first ?? {};
  expect(mail?.subject).toBe("Votre lien");
  expect(mail?.date).toEqual(created);
  expect(mail?.messageId).toBe("<0199a000-0000-7000-8000-000000000001@city.example>");
  expect(second?.mail.messageId).toBe(mail?.messageId);
  expect(mail?.from?.value).toEqual([from]);
  expect([mail?.to].flat()[0]?.value).toEqual([
    { name: "Marie « M. » Durand", address: "marie@example.org" },
  ]);
  expect(mail?.replyTo?.value).toEqual([{ name: "Aide", address: "aide@city.example" }]);
  expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
  expect(mail?.headers.has("list-unsubscribe-post")).toBe(false);
  expect(mail?.text).toContain("https://city.example/sign-in?token=abc&x=<1>\n\nÀ bientôt.");
  expect(mail?.html).toContain('<html lang="fr">');
  expect(mail?.html).toContain(
    '<a href="https://city.example/sign-in?token=abc&amp;x=" style="color:#0b4f8a">',
  );
  expect(mail?.html).not.toContain("<1>");
  expect(mail?.html).toContain("À bientôt.");
});

test("a kind that can be stopped says how, for people and for programs (RFC 8058)", async () => {
  const server = await smtp();
  const unsubscribe = "https://city.example/api/v1/mail/stop/alerts~abc~def";
  await connect(server).send({ content: { ...(letter.content as object), unsubscribe } });
  const [{ raw = "", mail } = {}] = server.received;
  expect(raw.replace(/\r\n[ \t]+/g, " ")).toContain(`\r\nList-Unsubscribe: <${unsubscribe}>\r\n`);
  expect(raw).toContain("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
  expect(mail?.text).toContain(`Ne plus recevoir ces messages :\n${unsubscribe}`);
});

test("nothing that somebody chose adds a header, a recipient or a command", async () => {
  const server = await smtp();
  const { send } = connect(server);
  const nasty = fc.string({
    unit: fc.constantFrom(
      ..."\r\n\0\u2028\u0085\t <>@,;:\"'()\\.=?é".split(""),
      "\r\nBcc: evil@example.org",
      "\r\n.\r\nMAIL FROM:<evil@example.org>\r\n",
      "=?utf-8?q?=0D=0ABcc:_evil@example.org?=",
    ),
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, async (subject, name, text) => {
      const before = server.received.length;
      const content = { subject, name, text: `a ${text} z` };
      expect(await send({ content })).toEqual({ ok: true });
      const [mail, ...others] = server.received.slice(before);
      expect(others).toEqual([]);
      expect(mail?.to).toEqual(["marie@example.org"]);
      expect([mail?.mail.to].flat().flatMap((to) => to?.value ?? [])).toHaveLength(1);
      expect([...(mail?.mail.headers.keys() ?? [])].toSorted()).toEqual([
        "auto-submitted",
        "content-language",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        ...(mail?.mail.headers.has("subject") === true ? ["subject"] : []),
        "to",
        "x-auto-response-suppress",
      ]);
      expect(mail?.mail.bcc).toBeUndefined();
    }),
    { numRuns: 40 },
  );
});

test.each([
  "marie@example.org\r\nRCPT TO:<evil@example.org>",
  "marie@example.org, evil@example.org",
  "Marie <marie@example.org>",
  "<marie@example.org>",
  '"a b"@example.org',
  "marie@example.org>",
  "marie@[127.0.0.1]",
  "marie@localhost",
  "marie",
  "@example.org",
  "marie@example.org\0",
  " marie@example.org",
  "https://example.org/",
  `${"a".repeat(250)}@example.org`,
])("%j is no recipient: a dead letter, and nothing is sent", async (recipient) => {
  const server = await smtp();
  expect(await connect(server).send({ recipient })).toMatchObject({ ok: false, permanent: true });
  expect(server.received).toEqual([]);
});

test("a domain with accents goes under its name in the network", async () => {
  const server = await smtp();
  await connect(server).send({ recipient: "marie@bücher.example" });
  expect(server.received).toHaveLength(1);
  expect(MailAddress.parse("marie@bücher.example")).toBe("marie@xn--bcher-kva.example");
});

test("what is no mail is a dead letter", async () => {
  const server = await smtp();
  const { send } = connect(server);
  for (const content of [
    "text",
    null,
    { subject: "x" },
    { subject: "x", text: { path: "/etc/passwd" } },
    { subject: "x", text: "y", attachments: [{ path: "/etc/passwd" }] },
    { subject: "x", text: "y", unsubscribe: "javascript:alert(1)" },
  ])
    expect(await send({ content })).toMatchObject({ ok: false, permanent: true });
  expect(server.received).toEqual([]);
});

test("STARTTLS is used, with the name and the password behind it", async () => {
  const server = await smtp({
    ...certificate,
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      if (username === "city" && password === "s3cret/é") done(null, { user: username });
      else done(smtpRefusal(535, "wrong"));
    },
  });
  const login = { user: "city", password: "s3cret/é" };
  const right = connect({ ...server, tls: "required", login });
  expect(await right.send()).toEqual({ ok: true });
  expect(server.received[0]?.isEncrypted).toBe(true);
  const wrong = connect({ ...server, tls: "required", login: { ...login, password: "x" } });
  expect(await wrong.send()).toEqual({
    ok: false,
    permanent: false,
    fault: "login_refused",
    wayIsOut: true,
  });
  expect(await wrong.send()).toMatchObject({ permanent: false });
  expect(wrong.fault()).toMatchObject({ since: 7, fault: { code: "login_refused" } });
  // Told once, and gone with the first mail that leaves.
  expect(wrong.faults).toHaveLength(1);
  expect(wrong.faults[0]?.fr).toContain(`localhost:${server.port}`);
  expect(JSON.stringify(wrong.faults)).not.toContain("s3cret");
});

test("TLS from the first word", async () => {
  const server = await smtp({ ...certificate, secure: true });
  expect(await connect({ ...server, tls: "from_start" }).send()).toEqual({ ok: true });
});

test("without STARTTLS nothing is sent, not even when somebody took it out on the way", async () => {
  const server = await smtp({ hideSTARTTLS: true, disabledCommands: ["STARTTLS"] });
  const login = { user: "city", password: "x" };
  const mail = connect({ ...server, tls: "required", login });
  expect(await mail.send()).toEqual({
    ok: false,
    permanent: false,
    fault: "no_tls",
    wayIsOut: true,
  });
  expect(server.received).toEqual([]);
});

test("a certificate for another name is refused", async () => {
  const other = await smtp({ ...authority.certificate("DNS:other.example") });
  const stranger = createAuthority();
  onTestFinished(() => stranger.remove());
  const unknown = await smtp({ ...stranger.certificate("DNS:localhost") });
  for (const { port } of [other, unknown])
    expect(await connect({ port, tls: "required" }).send()).toMatchObject({
      permanent: false,
      fault: "certificate_refused",
    });
});

test.each([
  [550, "5.1.1 <marie@example.org>: no such user", true, "refuses the recipient (550 5.1.1)"],
  [552, "mailbox of marie is full", true, "refuses the recipient (552)"],
  [450, "4.2.0 greylisted, marie", false, "does not take yet the recipient (450 4.2.0)"],
] as const)("a recipient refused with %d: permanent %s", async (code, text, permanent, said) => {
  const server = await smtp({
    onRcptTo: (_address, _session, done) => done(smtpRefusal(code, text)),
  });
  const mail = connect(server);
  const delivery = await mail.send();
  expect(delivery).toMatchObject({ ok: false, permanent });
  expect(JSON.stringify(delivery)).toContain(said);
  expect(JSON.stringify(delivery)).not.toContain("marie");
  expect(mail.fault()).toBeUndefined();
});

test.each([
  [554, true],
  [451, false],
])(
  "a mail that is refused with %d after all of it has come: permanent %s",
  async (code, permanent) => {
    const server = await smtp({}, () => smtpRefusal(code, "5.7.1 spam for marie"));
    const delivery = await connect(server).send();
    expect(delivery).toMatchObject({ ok: false, permanent });
    expect(JSON.stringify(delivery)).not.toContain("marie");
  },
);

test("many mails share a few connections, and each comes once", async () => {
  let connections = 0;
  const server = await smtp({
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
  });
  const mail = connect(server);
  const sendAll = (from: number, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => mail.send({ id: `mail-${from + index}` })),
    );
  for (let from = 0; from < 200; from += 20)
    expect(new Set((await sendAll(from, 20)).map(({ ok }) => ok))).toEqual(new Set([true]));
  expect(new Set(server.received.map(({ mail: { messageId } }) => messageId)).size).toBe(200);
  expect(server.received).toHaveLength(200);
  expect(connections).toBeLessThanOrEqual(20);
});

test("greylisting: refused at first, taken the second time, as the same mail", async () => {
  const seen = new Set<string>();
  const server = await smtp({
    onRcptTo({ address }, _session, done) {
      const isNew = !seen.has(address);
      seen.add(address);
      if (isNew) done(smtpRefusal(450, "try again"));
      else done();
    },
  });
  const { send } = connect(server);
  expect(await send()).toMatchObject({ ok: false, permanent: false });
  expect(await send({ attempts: 1 })).toEqual({ ok: true });
  expect(server.received).toHaveLength(1);
});

test("a sender that the server does not like is a fault of the settings: tried again", async () => {
  const server = await smtp({
    onMailFrom: (_address, _session, done) => done(smtpRefusal(550, "not your address")),
  });
  const mail = connect(server);
  expect(await mail.send()).toMatchObject({ permanent: false, fault: "sender_refused" });
  expect(mail.faults[0]?.en).toContain("MAIL_FROM");
});

const tcp = async (speak: (socket: Socket) => void): Promise<{ port: number }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    speak(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
};

test("servers that hang, cut, or speak something else, do not hold the outbox", async () => {
  const silent = await tcp(() => undefined);
  const cutting = await tcp((socket) => socket.end());
  const web = await tcp((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const endless = await tcp((socket) => {
    const timer = setInterval(() => socket.write("220-still greeting\r\n"), 20);
    socket.on("close", () => clearInterval(timer));
  });
  const closed = await smtp();
  await closed.close();
  // Only the one that hangs is waited for; the others answer at once, however busy the machine is.
  const codes = await Promise.all(
    [silent, cutting, web, closed].map(async (server) => {
      const patienceMs = server === silent ? 300 : 30_000;
      const delivery = await connect({ port: server.port }, { patienceMs }).send();
      return delivery.ok ? "sent" : [delivery.permanent, delivery.fault];
    }),
  );
  expect(codes).toEqual([
    [false, "too_slow"],
    [false, "unreachable"],
    [false, "unreachable"],
    [false, "unreachable"],
  ]);
  const mail = connect(endless, { patienceMs: 300 });
  const stop = AbortSignal.timeout(600);
  expect(await mail.deliver(letter, stop)).toMatchObject({ ok: false, permanent: false });
});

test("a server that takes the mail and never says so: the attempt ends, the next has the same Message-ID", async () => {
  const stuck = Promise.withResolvers<undefined>();
  const ids: (string | undefined)[] = [];
  const server = await smtp({}, async ({ mail }) => {
    ids.push(mail.messageId);
    if (ids.length === 1) await stuck.promise;
    return undefined;
  });
  const mail = connect(server, { patienceMs: 300 });
  expect(await mail.send()).toMatchObject({ ok: false, permanent: false, fault: "too_slow" });
  expect(await mail.send()).toEqual({ ok: true });
  stuck.resolve(undefined);
  expect(ids).toEqual([ids[0], ids[0]]);
});
