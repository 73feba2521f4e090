import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import * as z from "zod";

/** Major, minor and patch, and a word after a hyphen: also the name of its folder. */
export const Version = z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}(-[0-9a-z][0-9a-z.-]{0,30})?$/);

/** What is signed of a release: which version for which machines, and which bytes are its archive. */
export const Release = z.strictObject({
  format: z.literal(1),
  version: Version,
  /** As `platformOf` gives it. */
  platform: z.string().regex(/^[a-z0-9-]{3,40}$/),
  /** The archive's name, beside the file of the signature. */
  archive: z.string().regex(/^[0-9a-z][0-9a-z.-]{0,100}\.tar\.gz$/),
  bytes: z.number().int().positive().max(4_000_000_000),
  /** Hexadecimal, of the archive. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Bytes that its files take when it is unpacked. */
  unpacked: z.number().int().positive(),
  /** ISO 8601, UTC: of the commit that it was made of. */
  made: z.iso.datetime(),
});
export type Release = z.infer<typeof Release>;

/** The text that was signed, as it is, and the signature of it in Base64. */
const Signed = z.strictObject({ release: z.string(), signature: z.base64() });

/** Longer, and it is none of ours. */
export const LONGEST_SIGNED = 16_384;

/** A signature of ours for something else never passes for that of a release. */
const toBeSigned = (text: string): Buffer => Buffer.from(`datacityzen release\n${text}`);

/** The file beside an archive. `key`: an Ed25519 private key. */
export const signRelease = (release: Release, key: KeyObject): string => {
  const text = JSON.stringify(Release.parse(release));
  const signature = sign(null, toBeSigned(text), key).toString("base64");
  return `${JSON.stringify({ release: text, signature }, undefined, 2)}\n`;
};

export type ReadRelease =
  | { readonly ok: true; readonly release: Release }
  /** `form`: not a file of a release; `signature`: not signed by this key; `newer`: of a later form. */
  | { readonly ok: false; readonly reason: "form" | "signature" | "newer" };

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What such a file says; nothing of it is looked at before the signature was found good. */
export const readRelease = (file: string, key: KeyObject): ReadRelease => {
  const signed = Signed.safeParse(file.length > LONGEST_SIGNED ? undefined : parseJson(file));
  if (!signed.success) return { ok: false, reason: "form" };
  const { release: text, signature } = signed.data;
  if (!verify(null, toBeSigned(text), key, Buffer.from(signature, "base64")))
    return { ok: false, reason: "signature" };
  const release = Release.safeParse(parseJson(text));
  return release.success ? { ok: true, release: release.data } : { ok: false, reason: "newer" };
};

/** The key in a PEM file; undefined when it is no public key of Ed25519. */
export const readPublicKey = (pem: string): KeyObject | undefined => {
  try {
    // A private key would be read as well, and has no business on a box.
    if (pem.includes("PRIVATE")) return undefined;
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined;
  }
};

const partsOf = (version: string): readonly [...number[]] =>
  (version.split("-")[0] ?? "").split(".").map(Number);

/** Whether `version` comes after `other`; a word after the numbers stands before the version without one. */
export const isLater = (version: string, other: string): boolean => {
  const [a, b] = [partsOf(version), partsOf(other)];
  for (const [index, part] of a.entries()) if (part !== b[index]) return part > (b[index] ?? 0);
  const [word, otherWord] = [version, other].map((text) => text.slice(text.indexOf("-") + 1));
  const [has, otherHas] = [version.includes("-"), other.includes("-")];
  if (has && otherHas) return (word ?? "") > (otherWord ?? "");
  return !has && otherHas;
};

/** The machines for which an archive is made: its packages hold compiled code. */
export const platformOf = (): string => {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const musl =
    process.platform === "linux" && header.glibcVersionRuntime === undefined ? "-musl" : "";
  return `${process.platform}-${process.arch}${musl}`;
};
