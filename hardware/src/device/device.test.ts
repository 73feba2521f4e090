import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Label, labelOf, readCode, readWord, showCode } from "./label.ts";
import { isProvenName, nameFor, proofOf, provesName, Secret } from "./secret.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const secrets = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));

test("a name proves itself with its own secret, and with no other", () => {
  fc.assert(
    fc.property(secrets, secrets, (secret, other) => {
      fc.pre(secret !== other);
      Secret.parse(secret);
      const proof = proofOf(secret, sha256);
      const name = nameFor("station", proof, sha256);
      expect(isProvenName(name)).toBe(true);
      expect(provesName(name, proof, sha256)).toBe(true);
      expect(provesName(name, proofOf(other, sha256), sha256)).toBe(false);
      expect(provesName(`${name.slice(0, -1)}u`, proof, sha256)).toBe(false);
    }),
  );
});

test("the name of a secret is the same for ever: one that was written down", () => {
  const secret = "0".repeat(64);
  expect(nameFor("station", proofOf(secret, sha256), sha256)).toMatchInlineSnapshot(
    `"station-16c3625r22ep1fnp"`,
  );
  expect(labelOf(secret, sha256)).toMatchInlineSnapshot(`
    {
      "code": "AJFFSRND",
      "word": "vidorado",
    }
  `);
});

test.each(["workshop", "station-k3v9x0qz", "station-", "gateway-0123456789abcdeu"])(
  "%s is a name that proves nothing",
  (name) => {
    expect(isProvenName(name)).toBe(false);
  },
);

test("a code is read as people type it, with the letters that they mistake", () => {
  fc.assert(
    fc.property(secrets, fc.array(fc.nat(9), { maxLength: 8 }), (secret, gaps) => {
      const label = Label.parse(labelOf(secret, sha256));
      expect(readCode(showCode(label.code))).toBe(label.code);
      const misread = [...label.code]
        .map((letter) => ({ 0: "o", 1: "l", V: "u" })[letter] ?? letter.toLowerCase())
        .map((letter, place) => letter + (gaps[place] === 0 ? " " : ""))
        .join("");
      expect(readCode(misread)).toBe(label.code);
      expect(readCode(misread.replaceAll("l", "I"))).toBe(label.code);
      expect(readWord(` ${label.word.toUpperCase()} `)).toBe(label.word);
    }),
  );
});

test("what is no code is none, whatever it is", () => {
  for (const text of ["", "7K3M-Q2X", "7K3M-Q2XRR", "7K3M-Q2X!", "É234-5678", "9".repeat(10_000)])
    expect(readCode(text)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => void readCode(text)));
  for (const text of ["", "bad word", "rami", "éa".repeat(4)])
    expect(readWord(text)).toBeUndefined();
});
