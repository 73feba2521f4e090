import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { BackupDamaged } from "./frames.ts";

/** How a key is made of a passphrase: stands in the backup's first lines, in clear. */
export interface Encryption {
  readonly cipher: "aes-256-gcm";
  readonly kdf: "scrypt";
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
  readonly nonce: string;
}

const PIECE = 64 * 1024;
const TAG = 16;
const NONCE = 7;

/** 128 MB of memory for one guess: about half a second. */
export const newEncryption = (): Encryption => ({
  cipher: "aes-256-gcm",
  kdf: "scrypt",
  n: 2 ** 17,
  r: 8,
  p: 1,
  salt: randomBytes(16).toString("base64url"),
  nonce: randomBytes(NONCE).toString("base64url"),
});

const deriveKey = (passphrase: string, { n, r, p, salt }: Encryption): Promise<Buffer> => {
  // A changed header must not make us use any amount of memory.
  if (n > 2 ** 20 || r > 16 || p > 4)
    throw new BackupDamaged("The backup asks for an impossible amount of memory: it is damaged.");
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
  const maxmem = 256 * n * r;
  return derive(passphrase.normalize(), Buffer.from(salt, "base64url"), 32, { N: n, r, p, maxmem });
};

/** Seven random bytes, the piece's number, and whether it is the last: pieces cannot be exchanged or cut off. */
const nonceOf = ({ nonce }: Encryption, number: number, isLast: boolean): Buffer => {
  const whole = Buffer.alloc(12);
  Buffer.from(nonce, "base64url").copy(whole);
  whole.writeUInt32BE(number, NONCE);
  whole[11] = isLast ? 1 : 0;
  return whole;
};

/** Pieces of one length; the last may be shorter, and is marked. */
async function* cut(
  stream: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<{ piece: Uint8Array; isLast: boolean }> {
  let rest: Uint8Array = new Uint8Array();
  for await (const bytes of stream) {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length > length) {
      yield { piece: rest.subarray(0, length), isLast: false };
      rest = rest.subarray(length);
    }
  }
  yield { piece: rest, isLast: true };
}

/** `header`: what stands before in clear; a change of it is noticed. */
export async function* encrypt(
  stream: AsyncIterable<Uint8Array>,
  passphrase: string,
  encryption: Encryption,
  header: string,
): AsyncGenerator<Uint8Array> {
  const key = await deriveKey(passphrase, encryption);
  let number = 0;
  for await (const { piece, isLast } of cut(stream, PIECE)) {
    const cipher = createCipheriv("aes-256-gcm", key, nonceOf(encryption, number, isLast));
    cipher.setAAD(Buffer.from(header));
    number += 1;
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  }
}

export async function* decrypt(
  stream: AsyncIterable<Uint8Array>,
  passphrase: string,
  encryption: Encryption,
  header: string,
): AsyncGenerator<Uint8Array> {
  const key = await deriveKey(passphrase, encryption);
  let number = 0;
  for await (const { piece, isLast } of cut(stream, PIECE + TAG)) {
    if (piece.length < TAG) throw new BackupDamaged("The backup ends too early: it is incomplete.");
    const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(encryption, number, isLast), {
      authTagLength: TAG,
    });
    decipher.setAAD(Buffer.from(header)).setAuthTag(piece.subarray(piece.length - TAG));
    let plain: Buffer;
    try {
      plain = Buffer.concat([
        decipher.update(piece.subarray(0, piece.length - TAG)),
        decipher.final(),
      ]);
    } catch {
      throw new BackupDamaged(
        number === 0
          ? "The passphrase is not the one of this backup, or the backup is damaged."
          : "The backup is damaged, or ends too early.",
      );
    }
    number += 1;
    yield plain;
  }
}
