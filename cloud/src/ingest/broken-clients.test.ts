import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { batch, NOW, valuesIn } from "./ingest.fixture.ts";

let subject: CloudUnderTest;
beforeEach(async () => {
  subject = await openCloudUnderTest(() => NOW);
});
afterEach(() => subject.remove());

test("clients that break the protocol are disconnected and harm nobody", async () => {
  const { port } = new URL(subject.cloud().mqtt);
  const good = await subject.connect();
  for (const bytes of [
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff]),
    Buffer.alloc(4096, 0xff),
    Buffer.from([0x10, 0x00]),
  ]) {
    const socket = connectTcp(Number(port), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(bytes);
    await once(socket, "close");
  }
  await good.publishAsync("dcz/1/ab/readings", JSON.stringify(batch(1, NOW, 3)), { qos: 1 });
  expect(await valuesIn(subject, "ab")).toEqual([3]);
});

test("a message without end is disconnected before it fills the memory", async () => {
  const { port } = new URL(subject.cloud().mqtt);
  const socket = connectTcp(Number(port), "127.0.0.1");
  socket.on("error", () => undefined);
  // CONNECT of the client "x", then a PUBLISH that announces 200 MB.
  socket.write(Buffer.from("100d00044d5154540402003c000178", "hex"));
  await once(socket, "data");
  socket.write(Buffer.from([0x32, 0x80, 0xa2, 0xaf, 0x5f]));
  // Not `once`, which would reject with the reset that we look for.
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.write(Buffer.alloc(6 * 1024 * 1024, 0x61));
  await closed;
});

test("many large messages in a row are no message without end", async () => {
  const client = await subject.connect();
  const padding = " ".repeat(900_000);
  for (let seq = 1; seq <= 8; seq++)
    await client.publishAsync(
      "dcz/1/ab/readings",
      padding + JSON.stringify(batch(seq, NOW - seq, 3)),
      {
        qos: 1,
      },
    );
  expect(await valuesIn(subject, "ab")).toHaveLength(8);
});
