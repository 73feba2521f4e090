import { PassThrough } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { countUnfinishedBytes } from "@datacityzen/hardware/wire/unfinished-bytes";
import { expect, test } from "vitest";
import { apiProblems } from "../api/problems.ts";
import { pieces, readWhole } from "./body.ts";

const limits = { batch: 1000, batchMs: 100, leastBytes: 100, stallMs: 100 };
const uncounted = () => countUnfinishedBytes<object>(10_000, () => undefined);

test("a body that drips is broken off, though bytes come all the time", async () => {
  const body = new PassThrough();
  body.on("error", () => undefined);
  const drip = setInterval(() => body.write("x"), 5);
  const all = async () => {
    let read = 0;
    for await (const piece of pieces(body, limits)) read += piece.length;
    return read;
  };
  await expect(all()).rejects.toThrow("broken off");
  clearInterval(drip);
  expect(body.destroyed).toBe(true);
});

test("a reader that is slow itself breaks nothing off", async () => {
  const body = new PassThrough();
  body.write("first");
  const read: string[] = [];
  for await (const piece of pieces(body, limits)) {
    read.push(String(piece));
    await delay(2 * limits.stallMs);
    if (read.length === 1) body.write("second");
    else body.end();
  }
  expect(read).toEqual(["first", "second"]);
});

test("a single batch must be there soon, and has its limit; its connection stays for the answer", async () => {
  const slow = new PassThrough();
  slow.on("error", () => undefined);
  slow.write("{");
  await expect(readWhole(slow, limits, uncounted())).rejects.toThrow("broken off");
  const large = new PassThrough();
  large.write(Buffer.alloc(limits.batch + 1));
  await expect(readWhole(large, limits, uncounted())).rejects.toMatchObject({
    kind: apiProblems.too_large,
  });
  expect(large.destroyed).toBe(false);
});

test("what all bodies hold together is bounded: the largest is closed", async () => {
  const closed: object[] = [];
  const held = countUnfinishedBytes<PassThrough>(1200, (body) => {
    closed.push(body);
    body.destroy();
  });
  const [small, large] = [new PassThrough(), new PassThrough()];
  for (const body of [small, large]) body.on("error", () => undefined);
  const wide = { ...limits, batchMs: 10_000 };
  const refused = expect(readWhole(large, wide, held)).rejects.toThrow("broken off");
  large.write(Buffer.alloc(800));
  await expect.poll(held.total).toBe(800);
  const kept = readWhole(small, wide, held);
  small.end(Buffer.alloc(500));
  await refused;
  expect((await kept).length).toBe(500);
  expect(closed).toEqual([large]);
});
