import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcp, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Certificate, createAuthority } from "./certificates.fixture.ts";
import { type Exceptions, parseExceptions } from "./exceptions.ts";
import { openNameServer } from "./name-server.fixture.ts";
import { createResolve } from "./names.ts";
import { createRequests, type OutgoingRequest, type RequestsOptions } from "./requests.ts";
import { domainOf } from "./slow-hosts.ts";

let authority: ReturnType<typeof createAuthority>;
let certificate: Certificate;
beforeAll(() => {
  authority = createAuthority();
  certificate = authority.certificate(
    "DNS:hook.example",
    "DNS:other.example",
    "IP:127.0.0.1",
    "IP:127.0.0.2",
  );
});
afterAll(() => authority.remove());

const listening = async (
  server: ReturnType<typeof createTcp>,
  host = "127.0.0.1",
): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, host);
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const serve = async (listener: RequestListener, host?: string) =>
  listening(createHttps(certificate, listener), host);

const exceptionsOf = (text: string): Exceptions => {
  const read = parseExceptions(text);
  if (!read.ok) throw new Error(read.wrong.join());
  return read.value;
};

const open = (exceptions: string, options: Partial<RequestsOptions> = {}) => {
  const requests = createRequests({
    exceptions: exceptionsOf(exceptions),
    version: "1.2.3",
    ca: authority.ca,
    ...options,
  });
  onTestFinished(() => requests.close());
  return requests;
};

/** Asks a server of the test by its address, which is listed with its port. */
const askListed = async (port: number, request: Partial<OutgoingRequest> = {}) =>
  open(`127.0.0.1:${port}`).send({ url: `https://127.0.0.1:${port}/`, ...request });

const refusalOf = async (port: number, request?: Partial<OutgoingRequest>) => {
  const outcome = await askListed(port, request);
  return outcome.ok ? `status ${outcome.answer.status}` : outcome.refusal.code;
};

test("an answer comes with its status, headers and body; no cookie and no name of ours but the program's", async () => {
  let asked: IncomingMessage | undefined;
  let body = "";
  const port = await serve(async (request, response) => {
    asked = request;
    for await (const part of request) body += part;
    response.writeHead(201, { "set-cookie": "a=b", "x-own": "1" }).end("made");
  });
  const outcome = await askListed(port, {
    url: `https://127.0.0.1:${port}/path?x=%20y#hidden`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"é":1}',
  });
  expect(outcome).toMatchObject({ ok: true, answer: { status: 201, headers: { "x-own": "1" } } });
  expect(outcome.ok && outcome.answer.body.toString()).toBe("made");
  expect(body).toBe('{"é":1}');
  expect(asked?.url).toBe("/path?x=%20y");
  expect(asked?.headers).toEqual({
    accept: "*/*",
    "accept-encoding": "gzip, br, deflate",
    connection: "close",
    "content-length": "8",
    "content-type": "application/json",
    host: `127.0.0.1:${port}`,
    "user-agent": "DataCityZen/1.2.3",
  });
});

test("without an exception this machine is not reached, by address or by name", async () => {
  let connections = 0;
  const server = createTcp(() => connections++);
  const port = await listening(server);
  const requests = open("unrelated.example:1", { resolve: async () => ["127.0.0.1"] });
  const withPorts = open(`10.0.0.0/8`, { resolve: async () => ["127.0.0.1", "::1"] });
  for (const [door, url, code] of [
    [requests, `https://127.0.0.1:${port}/`, "port_not_allowed"],
    [requests, "https://hook.example/", "address_not_public"],
    [requests, "https://localhost/", "address_not_public"],
    [withPorts, "https://hook.example:8443/", "address_not_public"],
  ] as const)
    expect(await door.send({ url })).toMatchObject({ ok: false, refusal: { code } });
  expect(connections).toBe(0);
});

test("a name whose addresses change between two look-ups is connected where it was judged", async () => {
  // 127.0.0.2 stands for a public address: it is in a listed range. 127.0.0.1 is not.
  const reached: string[] = [];
  const port = await serve((request, response) => {
    reached.push(request.socket.localAddress ?? "");
    response.end("here");
  }, "0.0.0.0");
  const names = await openNameServer((name, asked) =>
    name === "hook.example" && asked === 1 ? ["127.0.0.2"] : ["127.0.0.1"],
  );
  onTestFinished(() => names.close());
  const requests = open("127.0.0.2/32", {
    resolve: createResolve([names.address]),
    ports: [port],
  });
  const url = `https://hook.example:${port}/`;
  expect(await requests.send({ url })).toMatchObject({ ok: true });
  expect(names.asked("hook.example")).toBe(1);
  expect(reached).toEqual(["127.0.0.2"]);
  expect(await requests.send({ url })).toMatchObject({
    ok: false,
    refusal: { code: "address_not_public" },
  });
  expect(reached).toEqual(["127.0.0.2"]);
});

test("a redirect is looked up and judged anew, also to the same name", async () => {
  const reached: string[] = [];
  const port = await serve((request, response) => {
    reached.push(`${request.socket.localAddress} ${request.url}`);
    response.writeHead(302, { location: "/again" }).end();
  }, "0.0.0.0");
  const names = await openNameServer((_, asked) => [asked === 1 ? "127.0.0.2" : "127.0.0.1"]);
  onTestFinished(() => names.close());
  const requests = open("127.0.0.2/32", {
    resolve: createResolve([names.address]),
    ports: [port],
  });
  expect(await requests.send({ url: `https://hook.example:${port}/` })).toMatchObject({
    ok: false,
    refusal: { code: "address_not_public" },
  });
  expect(reached).toEqual(["127.0.0.2 /"]);
});

test("of the addresses of a name only those that are allowed are used", async () => {
  const port = await serve((_, response) => response.end("here"), "127.0.0.2");
  const requests = open("127.0.0.2/32", {
    resolve: async () => ["10.0.0.1", "::1", "127.0.0.2", "169.254.169.254"],
    ports: [port],
  });
  expect(await requests.send({ url: `https://hook.example:${port}/` })).toMatchObject({ ok: true });
});

test.each([
  [[], "name_unknown", false],
  ["failure", "name_not_resolved", true],
] as const)("a name server that answers %j: %s", async (answer, code, isTemporary) => {
  const names = await openNameServer(() => answer);
  onTestFinished(() => names.close());
  const requests = open("", { resolve: createResolve([names.address]) });
  expect(await requests.send({ url: "https://hook.example/" })).toMatchObject({
    ok: false,
    refusal: { code, isTemporary },
  });
});

test("a name server that stays silent takes no longer than the request may", async () => {
  const names = await openNameServer(() => "silent");
  onTestFinished(() => names.close());
  const requests = open("", { resolve: createResolve([names.address]) });
  expect(await requests.send({ url: "https://hook.example/", timeoutMs: 100 })).toMatchObject({
    ok: false,
    refusal: { code: "too_slow" },
  });
});

test("a certificate for another name, of an unknown authority, or none at all is refused", async () => {
  const port = await serve((_, response) => response.end());
  const strange = open(`127.0.0.1:${port},wrong.example:${port}`, {
    resolve: async () => ["127.0.0.1"],
  });
  expect(await strange.send({ url: `https://wrong.example:${port}/` })).toMatchObject({
    refusal: { code: "certificate_refused" },
  });
  const unknown = createRequests({ exceptions: exceptionsOf(`127.0.0.1:${port}`), version: "0" });
  expect(await unknown.send({ url: `https://127.0.0.1:${port}/` })).toMatchObject({
    refusal: { code: "certificate_refused" },
  });
  const plain = await listening(createTcp((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n")));
  expect(await refusalOf(plain)).toBe("answer_not_https");
  const old = await listening(
    createTls({ ...certificate, minVersion: "TLSv1", maxVersion: "TLSv1.1" }),
  );
  expect(await refusalOf(old)).toBe("answer_not_https");
});

test("nobody listens, or the connection is cut in the middle: unreachable", async () => {
  const closed = createTcp();
  const port = await listening(closed);
  closed.close();
  expect(await refusalOf(port)).toBe("unreachable");
  const cutting = await serve((_, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("a", () => response.destroy());
  });
  expect(await refusalOf(cutting)).toBe("unreachable");
});

const raw = async (speak: (socket: Socket) => void) =>
  listening(
    createTls(certificate, (socket) => {
      socket.on("error", () => undefined);
      speak(socket);
    }),
  );

test("servers that never end are left when the time is over", async () => {
  const silent = await raw(() => undefined);
  const trickling = await raw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    const timer = setInterval(() => socket.write("x-a: b\r\n"), 20);
    socket.on("close", () => clearInterval(timer));
  });
  const slowBody = await raw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    const timer = setInterval(() => socket.write("a"), 20);
    socket.on("close", () => clearInterval(timer));
  });
  const continuing = await raw((socket) => {
    const timer = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 20);
    socket.on("close", () => clearInterval(timer));
  });
  const noTls = await listening(createTcp());
  const codes = await Promise.all(
    [silent, trickling, slowBody, continuing, noTls].map((port) =>
      refusalOf(port, { timeoutMs: 400 }),
    ),
  );
  expect(codes).toEqual(Array.from(codes, () => "too_slow"));
});

test("a redirect counts into the same time", async () => {
  const port = await serve((request, response) => {
    setTimeout(() => response.writeHead(302, { location: `${request.url}a` }).end(), 150);
  });
  expect(await refusalOf(port, { timeoutMs: 400 })).toBe("too_slow");
});

test("bodies without end, bombs and long headers are refused, and cost no memory", async () => {
  const endless = await serve((_, response) => {
    const part = Buffer.alloc(65_536);
    const more = () => {
      while (!response.destroyed && response.write(part)) {}
    };
    response.on("drain", more);
    more();
  });
  const zeros = gzipSync(Buffer.alloc(40_000_000));
  const bomb = await serve((_, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(zeros),
  );
  const brotli = brotliCompressSync(Buffer.alloc(10_000_000));
  const otherBomb = await serve((_, response) =>
    response.writeHead(200, { "content-encoding": "br" }).end(brotli),
  );
  const said = await serve((_, response) =>
    response.writeHead(200, { "content-length": 2e9 }).end(),
  );
  const headers = await raw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    for (let line = 0; line < 1000; line++) socket.write(`x-${line}: ${"a".repeat(100)}\r\n`);
  });
  const before = process.memoryUsage().rss;
  for (const port of [endless, bomb, otherBomb, said, headers])
    expect(await refusalOf(port, { maxBytes: 100_000 })).toBe("too_large");
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
});

test("packed answers are unpacked; damaged and unknown ones are refused", async () => {
  const port = await serve((request, response) => {
    const how = request.url?.slice(1) ?? "";
    const [encoding, body] = (
      {
        gzip: ["gzip", gzipSync("hello")],
        br: ["br", brotliCompressSync("hello")],
        damaged: ["gzip", randomBytes(100)],
        cut: ["gzip", gzipSync(randomBytes(1000)).subarray(0, 500)],
        twice: ["gzip, gzip", gzipSync(gzipSync("hello"))],
        constructor: ["constructor", "hello"],
      } as const
    )[how] ?? ["identity", "hello"];
    response.writeHead(200, { "content-encoding": encoding }).end(body);
  });
  const read = async (how: string) => {
    const outcome = await askListed(port, { url: `https://127.0.0.1:${port}/${how}` });
    return outcome.ok ? outcome.answer.body.toString() : outcome.refusal.code;
  };
  expect(await Promise.all(["gzip", "br", "plain"].map(read))).toEqual(["hello", "hello", "hello"]);
  for (const how of ["damaged", "cut", "twice", "constructor"])
    expect(await read(how)).toBe("encoding_unknown");
});

test("answers without a body are answers, whatever their headers say", async () => {
  const port = await serve((request, response) => {
    const status = Number(request.url?.slice(1));
    response.writeHead(status, { "content-encoding": "gzip" }).end();
  });
  const url = (status: number) => `https://127.0.0.1:${port}/${status}`;
  for (const request of [
    { url: url(204) },
    { url: url(304) },
    { url: url(200), method: "HEAD" },
  ] as const)
    expect(await askListed(port, request)).toMatchObject({ ok: true });
});

test("redirects are followed three times, to addresses that may be asked", async () => {
  const seen: string[] = [];
  const port = await serve((request, response) => {
    seen.push(`${request.headers.authorization ?? "-"} ${request.url}`);
    const to = /^\/\?(.*)/.exec(request.url ?? "")?.[1] ?? "";
    const count = Number(/^\/(\d)/.exec(request.url ?? "")?.[1] ?? 0);
    if (to !== "") response.writeHead(307, { location: decodeURIComponent(to) }).end();
    else if (count > 0) response.writeHead(301, { location: `/${count - 1}` }).end();
    else response.end("end");
  });
  const base = `https://127.0.0.1:${port}`;
  const follow = async (path: string, request: Partial<OutgoingRequest> = {}) =>
    refusalOf(port, { url: `${base}${path}`, ...request });
  expect(await askListed(port, { url: `${base}/3` })).toMatchObject({
    ok: true,
    answer: { url: `${base}/0` },
  });
  expect(await follow("/4")).toBe("too_many_redirects");
  expect(await follow("/1", { method: "POST", body: "x" })).toBe("redirected");
  for (const [to, code] of [
    ["http://example.org/", "not_https"],
    ["https://10.0.0.1/", "address_not_public"],
    ["https://169.254.169.254/latest/meta-data", "address_not_public"],
    ["https://0x7f.1/", "address_not_public"],
    ["//127.0.0.1/", "address_not_public"],
    ["https://a:b@example.org/", "credentials_in_address"],
    ["https://example.org:22/", "port_not_allowed"],
    ["file:///etc/passwd", "not_https"],
    ["https://[::1", "address_invalid"],
  ] as const)
    expect(await follow(`/?${encodeURIComponent(to)}`), to).toBe(code);
});

test("headers of the caller go to the first address only", async () => {
  const seen: (string | undefined)[] = [];
  const second = await serve((request, response) => {
    seen.push(request.headers.authorization, request.headers.accept);
    response.end();
  });
  const first = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(302, { location: `https://127.0.0.1:${second}/` }).end();
  });
  const requests = open(`127.0.0.1:${first},127.0.0.1:${second}`);
  await requests.send({
    url: `https://127.0.0.1:${first}/`,
    headers: { authorization: "Bearer abc", accept: "text/csv" },
  });
  expect(seen).toEqual(["Bearer abc", undefined, "text/csv"]);
});

test.each(["Cookie", "host", "Proxy-Authorization", "Transfer-Encoding"])(
  "a caller that sets the header %s is a mistake of ours",
  async (name) => {
    const send = open("").send({ url: "https://example.org/", headers: { [name]: "x" } });
    await expect(send).rejects.toThrow(name);
  },
);

test("proxies of the environment are not used", async () => {
  let asked = 0;
  const proxy = await listening(createTcp(() => asked++));
  const port = await serve((_, response) => response.end());
  const names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "NODE_USE_ENV_PROXY"];
  for (const name of names)
    process.env[name] = name.startsWith("NODE") ? "1" : `http://127.0.0.1:${proxy}`;
  onTestFinished(() => {
    for (const name of names) delete process.env[name];
  });
  expect(await askListed(port)).toMatchObject({ ok: true });
  expect(asked).toBe(0);
});

test("one host gets four requests at a time, others wait in line; what is under way can be given up", async () => {
  const answers: (() => void)[] = [];
  const port = await serve((_, response) => answers.push(() => response.end()));
  const requests = open(`127.0.0.1:${port}`);
  const url = `https://127.0.0.1:${port}/`;
  const stop = new AbortController();
  const stopped = requests.send({ url, signal: stop.signal });
  const sent = Array.from({ length: 7 }, () => requests.send({ url }));
  await expect.poll(() => answers.length).toBe(4);
  stop.abort();
  expect(await stopped).toMatchObject({ refusal: { code: "stopped" } });
  await expect.poll(() => answers.length).toBe(5);
  for (const answer of answers.slice(1)) answer();
  await expect.poll(() => answers.length).toBe(8);
  for (const answer of answers.slice(5)) answer();
  for (const outcome of await Promise.all(sent)) expect(outcome).toMatchObject({ ok: true });
});

test("whoever waits in line is not asked once the door is closed, and the line is not endless", async () => {
  const port = await raw(() => undefined);
  const requests = open(`127.0.0.1:${port}`);
  const url = `https://127.0.0.1:${port}/`;
  const sent = Array.from({ length: 204 }, () => requests.send({ url }));
  expect(await requests.send({ url })).toMatchObject({ refusal: { code: "too_many_at_once" } });
  requests.close();
  for (const outcome of await Promise.all(sent))
    expect(outcome).toMatchObject({ refusal: { code: "stopped", isTemporary: true } });
});

test("a host that is slow keeps the others waiting once, and is left alone for a while", async () => {
  let now = 0;
  let asked = 0;
  const silent = await raw(() => {
    asked += 1;
  });
  const quick = await serve((_, response) => response.end("here"), "127.0.0.2");
  const requests = open(`127.0.0.1:${silent},127.0.0.2:${quick}`, { now: () => now });
  const slow = { url: `https://127.0.0.1:${silent}/`, timeoutMs: 300 };
  const codes = async (count: number) =>
    (await Promise.all(Array.from({ length: count }, () => requests.send(slow)))).map((outcome) =>
      outcome.ok ? "ok" : outcome.refusal.code,
    );
  const first = await codes(10);
  expect(first.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => "too_slow"));
  expect(first).not.toContain("ok");
  const before = asked;
  expect(before).toBeLessThanOrEqual(4);
  expect(await codes(3)).toEqual(["slow_lately", "slow_lately", "slow_lately"]);
  expect(asked).toBe(before);
  expect(await requests.send({ url: `https://127.0.0.2:${quick}/` })).toMatchObject({ ok: true });
  // After a minute it is tried again, and then left for two.
  now += 60_001;
  expect(await codes(1)).toEqual(["too_slow"]);
  now += 60_001;
  expect(await codes(1)).toEqual(["slow_lately"]);
  now += 60_001;
  expect(await codes(1)).toEqual(["too_slow"]);
});

test("names of one domain are one host to wait for, as whoever has it makes as many as they like", () => {
  expect(["a1.evil.example", "b.c.evil.example.", "EVIL.example"].map(domainOf)).toEqual(
    Array.from({ length: 3 }, () => "evil.example"),
  );
  expect(domainOf("a.example.co.uk")).toBe("example.co.uk");
  expect(domainOf("updates.push.services.mozilla.com")).toBe("mozilla.com");
  for (const host of ["192.0.2.1", "[2001:db8::1]", "localhost"]) expect(domainOf(host)).toBe(host);
});
