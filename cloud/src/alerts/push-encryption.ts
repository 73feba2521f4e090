import { createCipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import type { PushTarget } from "./ways.ts";

const CURVE = "prime256v1";
const SALT = 16;
/** One record: a push message has 4096 bytes at most (RFC 8291, 4). */
const RECORD = 4_096;
/** Behind the text of the last record (RFC 8188, 2). */
const LAST = Buffer.of(2);

const derived = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array, bytes: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));

/** What is drawn for each message. */
export interface Drawn {
  readonly salt: Uint8Array;
  /** Of P-256: 32 bytes. */
  readonly privateKey?: Uint8Array;
}

/**
 * Encrypts a text for one browser (RFC 8291, `aes128gcm` of RFC 8188): no push service reads it. Throws for a point that
 * is not on the curve.
 */
export const encryptPush = (
  text: string,
  { p256dh, auth }: PushTarget["keys"],
  { salt, privateKey }: Drawn = { salt: randomBytes(SALT) },
): Buffer => {
  const browser = Buffer.from(p256dh, "base64url");
  const own = createECDH(CURVE);
  if (privateKey === undefined) own.generateKeys();
  else own.setPrivateKey(privateKey);
  const ownPoint = own.getPublicKey();
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser, ownPoint]);
  const shared = own.computeSecret(browser);
  const secret = derived(shared, Buffer.from(auth, "base64url"), info, 32);
  const key = derived(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derived(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const sealed = [cipher.update(text, "utf8"), cipher.update(LAST), cipher.final()];
  const head = Buffer.alloc(5);
  head.writeUInt32BE(RECORD);
  head.writeUInt8(ownPoint.length, 4);
  return Buffer.concat([salt, head, ownPoint, ...sealed, cipher.getAuthTag()]);
};
