import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

/** 256 random bits, as letters, digits, hyphens and underscores. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is kept of a token: who reads the database cannot use it. */
export const hashOf = (token: string): string =>
  createHash("sha256").update(token).digest("base64url");

/** Letters and digits that nobody mistakes for one another when they are printed. */
const PRINTED = "abcdefghjkmnpqrstuvwxyz23456789";

const drawn = (length: number): string =>
  Array.from({ length }, () => PRINTED[randomInt(PRINTED.length)]).join("");

/** A code that is printed and typed: 59 bits, in groups of four. */
export const newPrintedCode = (): string => [drawn(4), drawn(4), drawn(4)].join("-");

/** How a printed code may be typed: capitals, without hyphens, with spaces. */
export const asPrinted = (typed: string): string => {
  const bare = typed.toLowerCase().replace(/[\s-]/g, "");
  return bare.length === 12 ? `${bare.slice(0, 4)}-${bare.slice(4, 8)}-${bare.slice(8)}` : typed;
};

/** A name to sign in by: what is left of the person's name, and four drawn letters. */
export const newSignInName = (name: string): string => {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z]+/g, "")
    .slice(0, 12);
  return `${plain === "" ? "nom" : plain}-${drawn(4)}`;
};

/** A text with its seal: nobody who lacks the key makes one, or changes it. */
export const sealText = (key: Uint8Array, text: string): string => {
  const body = Buffer.from(text).toString("base64url");
  return `${body}.${createHmac("sha256", key).update(body).digest("base64url")}`;
};

export const openSeal = (key: Uint8Array, sealed: string): string | undefined => {
  const [body = "", seal = ""] = sealed.split(".");
  const expected = createHmac("sha256", key).update(body).digest();
  const offered = Buffer.from(seal, "base64url");
  if (offered.length !== expected.length || !timingSafeEqual(offered, expected)) return undefined;
  return Buffer.from(body, "base64url").toString();
};
