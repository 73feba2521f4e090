import { setTimeout as wait } from "node:timers/promises";
import type { Attack } from "../attack.ts";
import { closedWithin, openSocket } from "../raw-mqtt.ts";

/** Writes a request as it is; gives what came back until the connection closed or `ms` passed. */
const exchange = async (
  port: number,
  request: string,
  ms = 3000,
): Promise<{ answer: string; closed: boolean }> => {
  const socket = await openSocket(port);
  let answer = "";
  socket.on("data", (chunk) => {
    if (answer.length < 100_000) answer += chunk.toString("latin1");
  });
  socket.write(request);
  const closed = await closedWithin(socket, ms);
  socket.destroy();
  return { answer, closed };
};

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);

export const operatorsDoors: Attack = {
  name: "operators-doors",
  target: "cloud",
  what: "what is for operators, asked for at the public port",
  light: true,
  async run({ site, fault }) {
    const paths = [
      "/metrics",
      "/metrics/",
      "/api/v1/metrics",
      "/%6detrics",
      "//metrics",
      "/api/v1/quarantine",
      "/api/v1/conflicts",
    ];
    for (const path of paths) {
      const answer = await fetch(site.cloud.http + path);
      const text = await answer.text();
      if (answer.ok && text !== "a page")
        fault(`${path} answers ${answer.status} to anybody: ${text.slice(0, 60)}`);
    }
    const health = await (await fetch(`${site.cloud.http}/api/v1/health`)).text();
    if (health.includes("storeFault")) fault(`health tells the store's fault: ${health}`);
  },
};

export const hopByHop: Attack = {
  name: "hop-by-hop",
  target: "cloud",
  what: "hop-by-hop headers through the proxy, Connection: close, request smuggling",
  light: true,
  async run({ site, fault }) {
    const { httpPort } = site.cloud;
    await exchange(
      httpPort,
      "GET /some-page HTTP/1.1\r\nHost: a\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\nKeep-Alive: 5\r\nProxy-Authorization: b\r\nTE: trailers\r\nUpgrade: h2c\r\nProxy-Connection: x\r\n\r\n",
    );
    const forwarded = site.pages.requests.at(-1) ?? {};
    for (const name of ["x-secret", "proxy-authorization", "te", "upgrade", "proxy-connection"])
      if (name in forwarded) fault(`the proxy forwards ${name}`);
    for (const path of ["/", "/api/v1/stations"]) {
      const { closed } = await exchange(
        httpPort,
        `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      );
      if (!closed) fault(`${path}: Connection: close is not honoured`);
    }
    const smuggled =
      "POST /some-page HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    const { answer } = await exchange(httpPort, smuggled, 1500);
    if (statusOf(answer) !== 400) fault(`two lengths in one request answer ${statusOf(answer)}`);
  },
};

/** Of OWASP's cheat sheet on HTTP headers, what an answer that is not a page needs. */
const wanted: Readonly<Record<string, RegExp>> = {
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /./,
  "content-security-policy": /./,
};

export const headersAndSizes: Attack = {
  name: "headers-and-sizes",
  target: "both",
  what: "large headers, addresses and bodies; odd methods; the headers of the answers",
  light: true,
  async run({ site, fault, note }) {
    const attack = async (name: "cloud" | "gateway"): Promise<void> => {
      const { httpPort } = site[name];
      const ask = (request: string) => exchange(httpPort, request, 2000);
      const header = await ask(`GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(100_000)}\r\n\r\n`);
      if (![400, 413, 431].includes(statusOf(header.answer)))
        fault(`${name}: a header of 100 kB answers ${statusOf(header.answer)}`);
      const many = "X-A: b\r\n".repeat(5000);
      const headers = await ask(`GET / HTTP/1.1\r\nHost: a\r\n${many}\r\n`);
      if (![400, 413, 431].includes(statusOf(headers.answer)))
        fault(`${name}: 5 000 headers answer ${statusOf(headers.answer)}`);
      const url = await ask(`GET /api/${"x".repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`);
      if (![400, 404, 414, 431].includes(statusOf(url.answer)))
        fault(`${name}: an address of 100 kB answers ${statusOf(url.answer)}`);
      const body = await ask(
        "POST /api/v1/stations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n",
      );
      const refused = [400, 404, 405, 413, 415];
      if (!refused.includes(statusOf(body.answer)))
        fault(`${name}: a body of 1 GB answers ${statusOf(body.answer) || "nothing in 2 s"}`);
      const tryMethod = async (method: string): Promise<void> => {
        const target = method === "CONNECT" ? "a:80" : "/api/v1/stations";
        const { answer } = await ask(`${method} ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
        if (statusOf(answer) >= 200 && statusOf(answer) < 300)
          fault(`${name}: ${method} is answered`);
        if (statusOf(answer) >= 500 && statusOf(answer) !== 501)
          fault(`${name}: ${method} answers ${statusOf(answer)}`);
      };
      await Promise.all(["TRACE", "CONNECT", "PROPFIND", "DELETE"].map(tryMethod));
      const path = name === "cloud" ? "/api/v1/stations" : "/";
      const answer = await fetch(site[name].http + path);
      await answer.body?.cancel();
      for (const [field, value] of Object.entries(wanted))
        if (!value.test(answer.headers.get(field) ?? "")) fault(`${name}: ${path} has no ${field}`);
      for (const field of ["server", "x-powered-by"])
        if (answer.headers.has(field)) note(`${name} says ${field}`);
    };
    await Promise.all([attack("cloud"), attack("gateway")]);
  },
};

/** A half-sent request is closed within this time. */
const HALF_SENT_MS = 10_000;

export const slowRequests: Attack = {
  name: "slow-requests",
  target: "both",
  what: "half-sent headers, and headers of which a byte comes each half second",
  light: true,
  async run({ site, amount, fault, note }) {
    const count = amount(400);
    const drip = async (name: "cloud" | "gateway") => {
      const sockets = await Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const socket = await openSocket(site[name].httpPort);
          socket.write("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
          const drip = setInterval(() => index % 2 === 0 && socket.write("x"), 500);
          socket.once("close", () => clearInterval(drip));
          return socket;
        }),
      );
      const began = performance.now();
      const closed = Promise.all(sockets.map((socket) => closedWithin(socket, HALF_SENT_MS)));
      await Promise.race([closed, wait(HALF_SENT_MS)]);
      const open = sockets.filter(({ destroyed }) => !destroyed).length;
      note(
        `${name}: ${open} of ${count} open after ${Math.round((performance.now() - began) / 1000)} s`,
      );
      if (open > 0)
        fault(`${name}: half-sent requests stay open for more than ${HALF_SENT_MS / 1000} s`);
      for (const socket of sockets) socket.destroy();
    };
    await Promise.all([drip("cloud"), drip("gateway")]);
  },
};

export const unreadStreams: Attack = {
  name: "unread-streams",
  target: "cloud",
  what: "hundreds of live streams that nobody reads",
  light: true,
  async run({ site, amount, note }) {
    const sockets = await Promise.all(
      Array.from({ length: amount(1200) }, async () => {
        const socket = await openSocket(site.cloud.httpPort);
        socket.write(
          "GET /api/v1/stations/honest-direct/live HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n",
        );
        socket.pause();
        return socket;
      }),
    );
    await wait(amount(12_000));
    note(`${sockets.filter(({ destroyed }) => !destroyed).length} of ${sockets.length} not closed`);
    for (const socket of sockets) socket.destroy();
  },
};
