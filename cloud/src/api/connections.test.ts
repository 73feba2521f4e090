import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { type Api, createApi } from "./api.ts";
import { apiProblems } from "./problems.ts";

const exchange = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (bytes) => {
      received += bytes;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
  });

const open = async (prepare: (api: Api) => void = () => undefined) => {
  const { api } = await createApi({
    log: pino({ level: "silent" }),
    version: "1",
    token: { matches: () => false },
    problems: apiProblems,
  });
  prepare(api);
  onTestFinished(() => api.close());
  await api.listen({ host: "127.0.0.1", port: 0 });
  return (api.server.address() as { port: number }).port;
};

test("a client that asks for the end of its connection gets it, and half a request is closed", async () => {
  const port = await open();
  const ask = "GET /api/openapi.json HTTP/1.1\r\nHost: cloud\r\nConnection: close\r\n\r\n";
  expect((await exchange(port, ask)).toLowerCase()).toContain("connection: close");
  expect(await exchange(port, "GET /api/openapi.json HTTP/1.1\r\nHost: clo")).toContain("408");
});

test("of thousands of requests in one piece a few are begun, and their connection is closed; a few are answered", async () => {
  let begun = 0;
  const { promise: asked, resolve: answer } = Promise.withResolvers<void>();
  const port = await open((api) => {
    api.get("/api/v1/long", { config: { access: "service.read" } }, async () => {
      begun += 1;
      await asked;
      return { done: true };
    });
  });
  const request = "GET /api/v1/long HTTP/1.1\r\nHost: cloud\r\n\r\n";
  const flood = connect(port, "127.0.0.1");
  flood.on("error", () => undefined);
  flood.write(request.repeat(1200));
  flood.resume();
  await once(flood, "close");
  expect(begun).toBe(8);
  answer();
  const last = request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
  const answers = await exchange(port, request.repeat(4) + last);
  expect(answers.split('{"done":true}')).toHaveLength(6);
});

test("who asks one after the other on one connection is answered, however often", async () => {
  const port = await open();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  for (let asked = 0; asked < 450; asked++) {
    const path = "/api/v1/problems/not_found";
    const request = get({ host: "127.0.0.1", port, path, agent });
    const [answer] = await once(request, "response");
    expect(JSON.parse(await text(answer)).code).toBe("not_found");
  }
}, 30_000);
