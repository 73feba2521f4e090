import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { type Answering, createApi } from "./api.ts";
import type { Format } from "./formats.ts";
import { sendStreamed } from "./streamed-answer.ts";

const open = async (answer: (reply: Answering) => Promise<Answering>): Promise<string> => {
  const { api } = await createApi({
    log: pino({ level: "silent" }),
    version: "1",
    token: { matches: () => false },
    problems: {},
  });
  api.get("/api/v1/it", { config: { access: "measurements.read" } }, async (_request, reply) =>
    answer(reply),
  );
  onTestFinished(() => api.close());
  return api.listen({ host: "127.0.0.1", port: 0 });
};

async function* failing(after: number): AsyncGenerator<string> {
  for (let part = 0; part < after; part++) yield `${"x".repeat(999)}\n`;
  throw new Error("the store failed");
}

test.each<Format>(["json", "csv", "ndjson"])(
  "%s: an answer that fails half-way breaks the connection before its last chunk",
  async (format) => {
    const http = await open((reply) => sendStreamed(reply, format, failing(100)));
    const [response] = (await once(get(`${http}/api/v1/it`), "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.resume();
    const [error] = await once(response, "error");
    expect(error).toMatchObject({ code: "ECONNRESET" });
    expect(response.complete).toBe(false);
  },
);

test("an answer that fails before its first part is an error like any other", async () => {
  const http = await open((reply) => sendStreamed(reply, "csv", failing(0)));
  const answer = await fetch(`${http}/api/v1/it`);
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({ code: "internal" });
});

const request = "GET /api/v1/it HTTP/1.1\r\nHost: a\r\n\r\n";

test("parts are made as they are read; who reads nothing for too long is disconnected", async () => {
  let made = 0;
  let isReturned = false;
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) {
        made += 1;
        yield "y".repeat(100_000);
      }
    } finally {
      isReturned = true;
    }
  }
  const http = await open((reply) =>
    sendStreamed(reply, "csv", endless(), { stallMs: 300, wholeMs: 60_000 }),
  );
  const socket = connect(Number(new URL(http).port), "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.pause();
  socket.write(request);
  await expect.poll(() => isReturned, { timeout: 5000 }).toBe(true);
  // What the two systems hold of it, some megabytes, and no more.
  expect(made).toBeLessThan(200);
  socket.destroy();
});

test("an answer that never ends is ended", async () => {
  async function* slow(): AsyncGenerator<string> {
    for (;;) {
      yield "z";
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const http = await open((reply) =>
    sendStreamed(reply, "ndjson", slow(), { stallMs: 60_000, wholeMs: 300 }),
  );
  const [response] = (await once(get(`${http}/api/v1/it`), "response")) as [IncomingMessage];
  response.resume();
  await once(response, "error");
  expect(response.complete).toBe(false);
});
