import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** AES-256-GCM: one byte of version, 12 of nonce, 16 of tag, then the text. */
const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/**
 * Encrypts a text so that only the holder of `key` (32 bytes) reads it, and only in the place `context`: a
 * row's content that is copied into another row does not open there.
 */
export const seal = (key: Uint8Array, context: string, text: string): Buffer => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]);
};

/** The text, or undefined when it was sealed with another key, in another place, or was changed. */
export const unseal = (
  key: Uint8Array,
  context: string,
  sealed: Uint8Array,
): string | undefined => {
  const start = 1 + NONCE + TAG;
  if (sealed.length < start || sealed[0] !== VERSION) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 1 + NONCE), {
      authTagLength: TAG,
    })
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(1 + NONCE, start));
    return Buffer.concat([decipher.update(sealed.subarray(start)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
};
