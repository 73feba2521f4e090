import { createGunzip } from "node:zlib";
import { FileRefused, fileSentences } from "./sentences.ts";

/** No official file is longer: what a compressed one unfolds to is bounded by it. */
export const MOST_BYTES = 8 * 1024 ** 3;

const startsWith = (bytes: Uint8Array, ...head: readonly number[]): boolean =>
  head.every((byte, index) => bytes[index] === byte);

/** What is seen from the first bytes of a file that is not one of ours. */
const refuseByHead = (head: Uint8Array): void => {
  if (head.length === 0) throw new FileRefused(fileSentences.empty());
  if (startsWith(head, 0x50, 0x4b)) throw new FileRefused(fileSentences.archive());
  if (
    startsWith(head, 0xff, 0xfe) ||
    startsWith(head, 0xfe, 0xff) ||
    head.subarray(0, HEAD_BYTES).includes(0)
  )
    throw new FileRefused(fileSentences.notText());
  const begin = new TextDecoder().decode(head.subarray(0, HEAD_BYTES)).trimStart().toLowerCase();
  if (/^<(!doctype|html|\?xml|head|body)/.test(begin))
    throw new FileRefused(fileSentences.webPage());
};

const GZIP = [0x1f, 0x8b] as const;

async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  while (first.length < 2) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    first = Buffer.concat([first, value]);
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield first;
    while (true) {
      const { done, value } = await iterator.next();
      if (done === true) return;
      yield value;
    }
  }
  if (!startsWith(first, ...GZIP)) {
    yield* whole();
    return;
  }
  const gunzip = createGunzip();
  const feed = async () => {
    for await (const part of whole()) {
      if (gunzip.destroyed) return;
      if (gunzip.write(part)) continue;
      // Who takes no more closes it.
      await new Promise<void>((resolve) => {
        const done = () => {
          gunzip.off("drain", done).off("close", done);
          resolve();
        };
        gunzip.on("drain", done).on("close", done);
      });
    }
    gunzip.end();
  };
  const fed = feed().catch((error: Error) => void gunzip.destroy(error));
  try {
    yield* gunzip as AsyncIterable<Buffer>;
    await fed;
  } catch (error) {
    if (!/^Z_/.test((error as NodeJS.ErrnoException).code ?? "")) throw error;
    throw new FileRefused(fileSentences.cutOff());
  } finally {
    gunzip.destroy();
  }
}

const HEAD_BYTES = 512;

/** The same bytes, with a first part that is long enough to be judged. */
async function* fromHead(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const part of parts) {
    if (head === undefined) yield part;
    else {
      head = Buffer.concat([head, part]);
      if (head.length < HEAD_BYTES) continue;
      yield head;
      head = undefined;
    }
  }
  if (head !== undefined && head.length > 0) yield head;
}

/**
 * The text of a file, packed by gzip or not, a part at a time. Throws `FileRefused` for what is no text in
 * UTF-8.
 */
export async function* textOf(
  source: AsyncIterable<Uint8Array>,
  most = MOST_BYTES,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let length = 0;
  const decode = (part?: Uint8Array): string => {
    try {
      return part === undefined ? decoder.decode() : decoder.decode(part, { stream: true });
    } catch {
      throw new FileRefused(fileSentences.notUtf8());
    }
  };
  for await (const part of fromHead(unpacked(source))) {
    if (length === 0) refuseByHead(part);
    length += part.length;
    if (length > most)
      throw new FileRefused(fileSentences.tooLarge(`${Math.floor(most / 1024 ** 2)} MB`));
    const text = decode(part);
    if (text !== "") yield text;
  }
  if (length === 0) refuseByHead(new Uint8Array());
  const rest = decode();
  if (rest !== "") yield rest;
}
