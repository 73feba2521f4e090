import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { BackupDamaged, type Entry, readFrames } from "./frames.ts";
import { decrypt, type Encryption, encrypt, newEncryption } from "./passphrase.ts";

/**
 * A backup begins with two lines that people can read. The second one holds what must be known before the
 * rest can be read; then come the entries, compressed, and encrypted if a passphrase was given.
 */
const FIRST_LINE = "DataCityZen backup 1";
const CONTAINS =
  "Exact places of homes and personal data: whoever reads this file reads them. Keep it as you keep a key.";
const MOST_HEADER_BYTES = 8192;

export interface BackupHeader {
  readonly created: string;
  readonly contains: string;
  readonly encryption: Encryption | null;
}

/** Writes what the cloud gives into a file that only its owner reads; it appears when it is whole. */
export const writeBackupFile = async (
  path: string,
  compressed: AsyncIterable<Uint8Array>,
  created: number,
  passphrase: string | undefined,
): Promise<{ readonly bytes: number }> => {
  const header: BackupHeader = {
    created: new Date(created).toISOString(),
    contains: CONTAINS,
    encryption: passphrase === undefined ? null : newEncryption(),
  };
  const text = `${FIRST_LINE}\n${JSON.stringify(header)}\n`;
  const draft = `${path}.partial`;
  // Never over another backup, and never where a link of somebody else points.
  await rm(draft, { force: true });
  const file = await open(draft, "wx", 0o600);
  try {
    let bytes = 0;
    const write = async (piece: Uint8Array) => {
      await file.writeFile(piece);
      bytes += piece.length;
    };
    await write(Buffer.from(text));
    const body =
      passphrase === undefined || header.encryption === null
        ? compressed
        : encrypt(compressed, passphrase, header.encryption, text);
    for await (const piece of body) await write(piece);
    await file.sync();
    await file.close();
    // Read through before it counts as a backup: a connection that broke leaves none.
    for await (const { bytes: content } of readBackup(draft, passphrase))
      for await (const _ of content);
    await rename(draft, path);
    return { bytes };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
};

/** The backup is encrypted, and no passphrase was given. */
export class PassphraseMissing extends Error {}

/** The first two lines of a backup, and where the rest begins. */
export const readHeader = async (
  path: string,
): Promise<{ readonly header: BackupHeader; readonly text: string }> => {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(MOST_HEADER_BYTES),
      0,
      MOST_HEADER_BYTES,
      0,
    );
    const lines = buffer.subarray(0, bytesRead).toString("latin1").split("\n", 3);
    if (lines[0] !== FIRST_LINE || lines.length < 3)
      throw new BackupDamaged(
        /^DataCityZen backup \d/.test(lines[0] ?? "")
          ? "The backup was written by a newer version: update this program."
          : "The file is no backup of DataCityZen.",
      );
    const text = `${lines[0]}\n${lines[1]}\n`;
    try {
      return { header: JSON.parse(lines[1] ?? "") as BackupHeader, text };
    } catch {
      throw new BackupDamaged("The backup's first lines are damaged.");
    }
  } finally {
    await file.close();
  }
};

/** Compressed bytes as they were; a mistake of the compression is a damage. */
async function* unpack(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const piped = pipeline(stream, gunzip);
  // Its mistake comes out of the loop below.
  piped.catch(() => undefined);
  try {
    for await (const piece of gunzip) yield piece as Uint8Array;
    await piped;
  } catch (error) {
    if (error instanceof BackupDamaged) throw error;
    throw new BackupDamaged("The backup ends too early, or is damaged.", { cause: error });
  }
}

/** The entries of a backup, one after the other. Throws at the end when it was not whole. */
export async function* readBackup(
  path: string,
  passphrase: string | undefined,
): AsyncGenerator<Entry> {
  const { header, text } = await readHeader(path);
  const body = createReadStream(path, { start: Buffer.byteLength(text, "latin1") });
  if (header.encryption === null) return yield* readFrames(unpack(body));
  if (passphrase === undefined)
    throw new PassphraseMissing("The backup is encrypted: give its passphrase.");
  yield* readFrames(unpack(decrypt(body, passphrase, header.encryption, text)));
}
