import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "../api/api.ts";
import { pagesProxy, withoutHopByHop } from "./proxy.ts";

/** A process that makes pages, and the proxy before it. */
const behindProxy = async () => {
  const asked: IncomingHttpHeaders[] = [];
  const pages = createServer((request, response) => {
    asked.push(request.headers);
    response.writeHead(200, {
      "content-type": "text/html",
      "content-security-policy": "default-src 'self'",
      connection: "keep-alive, x-secret",
      "keep-alive": "timeout=99",
      "x-secret": "between us",
      "x-kept": "yes",
    });
    response.end("<p>page");
  }).listen(0, "127.0.0.1");
  await once(pages, "listening");
  const { port } = pages.address() as { port: number };
  const { api } = await createApi({
    log: pino({ level: "silent" }),
    version: "1",
    token: { matches: () => false },
    problems: {},
  });
  await pagesProxy(api, `http://127.0.0.1:${port}`);
  const http = await api.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    await api.close();
    pages.close();
    pages.closeAllConnections();
  });
  return { http, asked, api };
};

test("headers of one connection are not passed on, in either direction", async () => {
  const { http, asked, api } = await behindProxy();
  const answer = await fetch(http, { headers: { "x-kept": "yes" } });
  expect(await answer.text()).toBe("<p>page");
  expect(answer.headers.get("x-kept")).toBe("yes");
  expect(answer.headers.get("x-secret")).toBeNull();
  expect(answer.headers.get("keep-alive")).not.toBe("timeout=99");
  expect(answer.headers.get("content-security-policy")).toBe("default-src 'self'");
  await api.inject({ url: "/", headers: { connection: "x-own", "x-own": "1", te: "trailers" } });
  expect(asked[0]).toHaveProperty("x-kept", "yes");
  expect(asked[1]).not.toHaveProperty("x-own");
  expect(asked[1]).not.toHaveProperty("te");
});

test("while the pages do not answer, a page says so in the reader's language first", async () => {
  const { api } = await createApi({
    log: pino({ level: "silent" }),
    version: "1",
    token: { matches: () => false },
    problems: {},
  });
  onTestFinished(() => api.close());
  await pagesProxy(api, "http://127.0.0.1:9");
  const title = async (language?: string) => {
    const headers = language === undefined ? {} : { "accept-language": language };
    const { statusCode, payload } = await api.inject({ url: "/", headers });
    expect(statusCode).toBe(503);
    return /<html lang="(..)">?/.exec(payload)?.[1];
  };
  expect(await title()).toBe("fr");
  expect(await title("en-GB,en;q=0.9")).toBe("en");
  expect(await title("de, fr;q=0.5, en;q=0.1")).toBe("fr");
});

test("what a Connection header names belongs to it", () => {
  const headers = { connection: "X-One, close", "x-one": "1", "x-two": "2", upgrade: "h2c" };
  expect(withoutHopByHop(headers)).toEqual({ "x-two": "2" });
});
