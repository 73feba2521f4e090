import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { awaitEvent, openSocket } from "./raw-mqtt.ts";

test("a connection that the other side resets is closed, and no fault of the attack", async () => {
  const server = createServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const socket = await openSocket(port);
  socket.write("a request");
  await awaitEvent(socket, "data");
  expect(socket.destroyed).toBe(true);
  expect(socket.listenerCount("data") + socket.listenerCount("close")).toBe(0);
  // Neither does it wait for what cannot come any more.
  await awaitEvent(socket, "drain");
});

test("where nobody listens, the connection is closed at once", async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  expect((await openSocket(port)).destroyed).toBe(true);
});
