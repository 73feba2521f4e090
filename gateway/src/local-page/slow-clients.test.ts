import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createCounters } from "../counters.ts";
import { createMetrics } from "./metrics.ts";
import { createLocalPage, httpLimits } from "./server.ts";
import { quiet } from "./view.fixture.ts";

const listen = async (limits: Partial<typeof httpLimits> = {}): Promise<number> => {
  const view = () => quiet;
  const app = await createLocalPage({
    view,
    metrics: createMetrics(view, createCounters(), () => 0, "1.2.3"),
    ...{ outbox: { following: () => [] }, quarters: { following: () => [] }, version: "1.2.3" },
    broker: "mqtt://127.0.0.1:1884",
    log: pino({ level: "silent" }),
    limits: { ...httpLimits, ...limits },
  });
  onTestFinished(() => app.close());
  await app.listen({ host: "127.0.0.1", port: 0 });
  return (app.server.address() as AddressInfo).port;
};

/** Sends text and gives what came back when the other side closes. */
const talk = async (port: number, text: string, drip?: string): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  let answer = "";
  socket.setEncoding("utf8").on("data", (part) => {
    answer += part;
  });
  socket.write(text);
  const dripping = drip && setInterval(() => socket.write(drip), 20);
  await closed;
  clearInterval(dripping || undefined);
  return answer;
};

test("heads that are half sent are closed within seconds, also when a byte comes now and then", async () => {
  expect(httpLimits.headMs + 500).toBeLessThan(6000);
  const port = await listen({ headMs: 100, requestMs: 200, idleMs: 300 });
  const head = "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ";
  await talk(port, "");
  await talk(port, head);
  expect(await talk(port, head, "x")).toMatch(/^HTTP\/1.1 408 /);
  const body = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n";
  expect(await talk(port, body, "x")).toMatch(/^HTTP\/1.1 4\d\d /);
});

test("Connection: close is honoured", async () => {
  const answer = await talk(
    await listen(),
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  );
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(answer.toLowerCase()).toContain("\r\nconnection: close\r\n");
});

test("a head or a body that is too large is refused", async () => {
  const port = await listen();
  const long = `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${"x".repeat(10_000)}\r\n\r\n`;
  expect(await talk(port, long)).toMatch(/^HTTP\/1.1 431 /);
  const body = "x".repeat(2000);
  const large = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 2000\r\n\r\n${body}`;
  expect(await talk(port, large)).toMatch(/^HTTP\/1.1 (404|413) /);
});

test("there are only so many connections", async () => {
  const port = await listen({ connections: 2, idleMs: 10_000 });
  const open = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
  await Promise.all(open.map((socket) => once(socket, "connect")));
  expect(await talk(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).toBe("");
  for (const socket of open) socket.destroy();
});

test("every answer has the headers of a front door", async () => {
  const answer = await fetch(`http://127.0.0.1:${await listen()}/nowhere`);
  const names = [
    ["x-content-type-options", "nosniff"],
    ["x-frame-options", "DENY"],
    ["referrer-policy", "no-referrer"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
    ["cache-control", "no-store"],
  ] as const;
  for (const [name, value] of names) expect(answer.headers.get(name)).toBe(value);
  expect(answer.headers.get("x-powered-by")).toBeNull();
  expect(answer.headers.get("server")).toBeNull();
});

test("so many requests on one connection, whose last answer says that it is closed", async () => {
  expect(httpLimits.requestsOnConnection).toBe(200);
  const port = await listen({ idleMs: 300 });
  const one = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
  const answer = await talk(port, one.repeat(httpLimits.requestsOnConnection + 1));
  const heads = answer.match(/HTTP\/1\.1 \d{3} [\s\S]*?\r\n\r\n/g) ?? [];
  const answered = heads.filter((head) => head.startsWith("HTTP/1.1 200 "));
  expect(answered).toHaveLength(httpLimits.requestsOnConnection);
  const closing = heads.filter((head) => /\r\nconnection: close\r\n/i.test(head));
  expect(closing[0]).toBe(answered.at(-1));
});
