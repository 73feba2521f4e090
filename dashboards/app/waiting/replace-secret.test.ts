import { expect, test } from "vitest";
import { readProof } from "./replace-secret.ts";

test("the proof of a secret is read with spaces and capitals, and nothing else is one", () => {
  const proof = "0123456789abcdef".repeat(4);
  expect(readProof(proof)).toBe(proof);
  expect(readProof(` ${proof.toUpperCase().replaceAll(/(.{8})/g, "$1 ")}`)).toBe(proof);
  for (const typed of ["", proof.slice(1), `${proof}0`, proof.replace("0", "g")])
    expect(readProof(typed)).toBeUndefined();
});
