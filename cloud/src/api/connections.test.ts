import { connect } from "node:net";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "./api.ts";

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

test("a client that asks for the end of its connection gets it, and half a request is closed", async () => {
  const { api } = await createApi({
    log: pino({ level: "silent" }),
    version: "1",
    token: { matches: () => false },
    problems: {},
  });
  onTestFinished(() => api.close());
  await api.listen({ host: "127.0.0.1", port: 0 });
  const { port } = api.server.address() as { port: number };
  const ask = "GET /api/openapi.json HTTP/1.1\r\nHost: cloud\r\nConnection: close\r\n\r\n";
  expect((await exchange(port, ask)).toLowerCase()).toContain("connection: close");
  expect(await exchange(port, "GET /api/openapi.json HTTP/1.1\r\nHost: clo")).toContain("408");
});
