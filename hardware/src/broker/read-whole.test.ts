import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readWhole } from "./read-whole.ts";

test("one reading gives all chunks that have come together, and a reading by size only so much", async () => {
  const stream = new Readable({ read: () => undefined });
  readWhole(stream, setImmediate);
  const read: string[] = [];
  stream.on("readable", () => {
    const bytes = stream.read();
    if (bytes !== null) read.push(Buffer.from(bytes).toString());
  });
  for (const chunk of ["a", "bc", "def"]) stream.push(chunk);
  await new Promise(setImmediate);
  stream.push("g");
  await expect.poll(() => read).toHaveLength(2);
  expect(read).toEqual(["abcdef", "g"]);
  stream.removeAllListeners("readable");
  await new Promise(setImmediate);
  stream.push("hij");
  expect(stream.read(2)?.toString()).toBe("hi");
  expect(stream.readableLength).toBe(1);
});

test("what has closed the stream while it was read is not given", async () => {
  const stream = new Readable({ read: () => undefined });
  readWhole(stream, setImmediate);
  const read: unknown[] = [];
  stream.on("readable", () => read.push(stream.read()));
  stream.on("data", () => stream.destroy());
  for (const chunk of ["a flood", "of packets"]) stream.push(chunk);
  await new Promise(setImmediate);
  expect(read).toEqual([null]);
});

test("who is read again at once is given nothing before the event loop has gone round, and then the rest", async () => {
  const stream = new Readable({ read: () => undefined });
  readWhole(stream, setImmediate);
  const read: string[] = [];
  let turn = 0;
  const count = () => {
    turn += 1;
    if (turn < 20) setImmediate(count);
  };
  setImmediate(count);
  // As Aedes does, and a client that sends whenever it is read.
  const readOn = () => {
    for (let bytes = stream.read(); bytes !== null; bytes = stream.read()) {
      read.push(`${Buffer.from(bytes)} in turn ${turn}`);
      if (read.length < 5) stream.push(`more ${read.length}`);
    }
  };
  stream.on("readable", readOn);
  stream.push("first");
  await expect.poll(() => read).toHaveLength(5);
  expect(new Set(read.map((one) => one.split(" in ")[1])).size).toBe(5);
  expect(read.map((one) => one.split(" in ")[0])).toEqual([
    "first",
    ...["more 1", "more 2", "more 3", "more 4"],
  ]);
});
