import { expect, test } from "vitest";
import { proveWith } from "./proving.ts";

const [first, before, secret] = ["1f", "2e", "3d"].map((pair) => pair.repeat(32));

test("a secret goes with the one before until a broker knows it, and with the first from then on", () => {
  const forgotten: string[] = [];
  const proving = proveWith({ secret: secret as string, before, first }, (one) => {
    forgotten.push(one);
  });
  expect(proving.password()).toBe(`${before} ${secret}`);
  proving.onProved();
  proving.onProved();
  expect(proving.password()).toBe(`${first} ${secret}`);
  expect(forgotten).toEqual([secret]);
});

test("a secret that replaced none goes alone", () => {
  const proving = proveWith({ secret: secret as string }, () => expect.unreachable());
  proving.onProved();
  expect(proving.password()).toBe(secret);
});
