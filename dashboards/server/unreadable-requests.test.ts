import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { answerUnreadable } from "@datacityzen/hardware/unreadable-requests";
import { expect, onTestFinished, test } from "vitest";

const listen = async (): Promise<number> => {
  const server = createServer({ headersTimeout: 200, connectionsCheckingInterval: 50 });
  server.on("request", (_, response) => response.end("well"));
  server.on("clientError", answerUnreadable);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

/** Sends pieces, each when the one before it is gone, whatever comes back; what came back, and how the connection ended. */
const talk = async (port: number, pieces: readonly string[], ends = false) => {
  const socket = connect(port, "127.0.0.1");
  let [answer, error] = ["", ""];
  socket.on("data", (data) => {
    answer += data;
  });
  socket.on("error", (one: NodeJS.ErrnoException) => {
    error = one.code ?? one.message;
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  for (const piece of pieces)
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  if (ends) socket.end();
  await closed;
  return { status: answer.split("\r\n", 1)[0], error };
};

test("a head that is too long is answered, also when much of it is still to come", async () => {
  const port = await listen();
  const long = [
    "GET /",
    ..."x"
      .repeat(40)
      .split("")
      .map((one) => one.repeat(10_000)),
  ];
  for (let round = 0; round < 20; round++)
    expect(await talk(port, long)).toMatchObject({
      status: "HTTP/1.1 431 Request Header Fields Too Large",
    });
});

test("so are what is no HTTP, and a head that does not end", async () => {
  const port = await listen();
  expect(await talk(port, ["\x16\x03\x01\r\n\r\n"])).toEqual({
    ...{ status: "HTTP/1.1 400 Bad Request", error: "" },
  });
  expect(await talk(port, ["GET / HTTP/1.1\r\nHost: a\r\n"])).toEqual({
    ...{ status: "HTTP/1.1 408 Request Timeout", error: "" },
  });
});

test("who goes on sending is cut off after a second", async () => {
  const port = await listen();
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  const began = performance.now();
  const timer = setInterval(() => socket.write("x".repeat(5000)), 5);
  // It is reset: that is an error to `once`.
  await new Promise<void>((resolve) => socket.once("close", () => resolve()));
  clearInterval(timer);
  expect(performance.now() - began).toBeLessThan(4000);
});
