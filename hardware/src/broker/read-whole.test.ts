import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readWhole } from "./read-whole.ts";

test("one reading gives all chunks that have come together, and a reading by size only so much", async () => {
  const stream = new Readable({ read: () => undefined });
  readWhole(stream);
  const read: string[] = [];
  stream.on("readable", () => {
    const bytes = stream.read();
    if (bytes !== null) read.push(Buffer.from(bytes).toString());
  });
  for (const chunk of ["a", "bc", "def"]) stream.push(chunk);
  await new Promise(setImmediate);
  stream.push("g");
  await new Promise(setImmediate);
  expect(read).toEqual(["abcdef", "g"]);
  stream.removeAllListeners("readable");
  stream.push("hij");
  expect(stream.read(2)?.toString()).toBe("hi");
  expect(stream.readableLength).toBe(1);
});

test("what has closed the stream while it was read is not given", async () => {
  const stream = new Readable({ read: () => undefined });
  readWhole(stream);
  const read: unknown[] = [];
  stream.on("readable", () => read.push(stream.read()));
  stream.on("data", () => stream.destroy());
  for (const chunk of ["a flood", "of packets"]) stream.push(chunk);
  await new Promise(setImmediate);
  expect(read).toEqual([null]);
});
