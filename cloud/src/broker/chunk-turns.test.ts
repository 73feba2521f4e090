import { Duplex } from "node:stream";
import { setImmediate as loopTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createChunkTurns } from "./chunk-turns.ts";

const MS_OF_A_PIECE = 3;

/** Connections whose pieces take 3 ms each of slices of 5 ms, and what was dealt with, in order. */
const prepare = () => {
  let now = 0;
  const dealt: string[] = [];
  const giveTurns = createChunkTurns({ pieceBytes: 10, sliceMs: 5, elapsed: () => now });
  const open = (name: string, isPaused?: () => boolean) => {
    const inlet = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    giveTurns(inlet, isPaused);
    inlet.on("data", (piece: Buffer) => {
      now += MS_OF_A_PIECE;
      dealt.push(`${name} ${piece.toString()}`);
    });
    return inlet;
  };
  return { open, dealt };
};

const bytesOf = (name: string, dealt: readonly string[]): string =>
  dealt
    .filter((one) => one.startsWith(`${name} `))
    .map((one) => one.slice(name.length + 1))
    .join("");

test("a connection with much waits after each piece for one with little, and all arrives in order", async () => {
  const { open, dealt } = prepare();
  const heavy = open("heavy");
  const light = open("light");
  const text = Array.from({ length: 40 }, (_, index) => index % 10).join("");
  heavy.push(text);
  heavy.push(text);
  light.push("hello");
  await expect.poll(() => bytesOf("heavy", dealt)).toBe(text + text);
  expect(bytesOf("light", dealt)).toBe("hello");
  // Of a slice two pieces are dealt with, then one at each turn.
  expect(dealt.findIndex((one) => one.startsWith("light"))).toBeLessThanOrEqual(3);
  heavy.push("0123456789abc");
  await expect.poll(() => bytesOf("heavy", dealt)).toBe(`${text}${text}0123456789abc`);
});

test("little is dealt with at once", async () => {
  const { open, dealt } = prepare();
  const light = open("light");
  light.resume();
  await loopTurn();
  light.push("hello");
  expect(dealt).toEqual(["light hello"]);
});

test("who was paused by its owner is its owner's to resume, and no byte is lost", async () => {
  const { open, dealt } = prepare();
  let isPaused = false;
  const inlet = open("owned", () => isPaused);
  inlet.push("0123456789".repeat(4));
  await expect.poll(() => dealt.length).toBeGreaterThan(0);
  isPaused = true;
  inlet.pause();
  inlet.push("more");
  await expect.poll(() => bytesOf("owned", dealt)).toBe("0123456789".repeat(4));
  for (let turn = 0; turn < 5; turn++) await loopTurn();
  expect(inlet.isPaused()).toBe(true);
  expect(bytesOf("owned", dealt)).toBe("0123456789".repeat(4));
  isPaused = false;
  inlet.resume();
  await expect.poll(() => bytesOf("owned", dealt)).toBe(`${"0123456789".repeat(4)}more`);
});

test("what waits when a connection is closed is dealt with no more", async () => {
  const { open, dealt } = prepare();
  const inlet = open("closed");
  const closed = new Promise((resolve) => inlet.once("close", resolve));
  inlet.once("data", () => void inlet.destroy());
  inlet.push("0123456789".repeat(4));
  inlet.push("behind the gap");
  await closed;
  for (let turn = 0; turn < 5; turn++) await loopTurn();
  expect(bytesOf("closed", dealt)).toBe("0123456789");
});
