import fc from "fast-check";
import { expect, test } from "vitest";
import { BackupDamaged, type Entry, type EntryHead, readFrames, writeFrames } from "./frames.ts";
import { decrypt, encrypt, newEncryption } from "./passphrase.ts";

interface Whole {
  readonly head: EntryHead;
  readonly bytes: Uint8Array;
}

async function* entriesOf(wholes: readonly Whole[]): AsyncGenerator<Entry> {
  async function* pieces(bytes: Uint8Array) {
    for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
  }
  for (const { head, bytes } of wholes) yield { head, bytes: pieces(bytes) };
}
const gather = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
};
async function* cutInto(bytes: Uint8Array, length: number) {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}
const readAll = async (stream: AsyncIterable<Uint8Array>): Promise<Whole[]> => {
  const found: Whole[] = [];
  for await (const { head, bytes } of readFrames(stream)) {
    const whole = await gather(bytes);
    found.push({ head, bytes: new Uint8Array(whole) });
  }
  return found;
};

const wholes = fc.array(
  fc.record({
    head: fc.record({ type: fc.constant("file" as const), path: fc.string() }),
    bytes: fc.uint8Array({ maxLength: 40 }),
  }),
  { maxLength: 5 },
);

test("entries come back however the stream is cut; shortened or changed, none counts", async () => {
  await fc.assert(
    fc.asyncProperty(
      wholes,
      fc.integer({ min: 1, max: 50 }),
      fc.nat(),
      async (given, cut, place) => {
        const bytes = await gather(writeFrames(entriesOf(given)));
        expect(await readAll(cutInto(bytes, cut))).toEqual(given);
        const shorter = bytes.subarray(0, place % bytes.length);
        await expect(readAll(cutInto(shorter, cut))).rejects.toThrow();
        const changed = Buffer.from(bytes);
        changed[place % bytes.length] = (changed[place % bytes.length] ?? 0) ^ 4;
        await expect(readAll(cutInto(changed, cut))).rejects.toThrow();
      },
    ),
    { numRuns: 60 },
  );
});

test("an entry whose bytes are not read is passed over", async () => {
  const given = [1, 2].map((number) => ({
    head: { type: "file" as const, path: `${number}` },
    bytes: new Uint8Array(30).fill(number),
  }));
  const heads: EntryHead[] = [];
  for await (const { head } of readFrames(writeFrames(entriesOf(given)))) heads.push(head);
  expect(heads).toEqual(given.map(({ head }) => head));
});

// A guess costs less here than in earnest.
const encryption = () => ({ ...newEncryption(), n: 2 ** 10 });

test.each([0, 1, 65_535, 65_536, 65_537, 200_000])(
  "%i bytes are encrypted and come back; shortened, exchanged or changed they do not",
  async (length) => {
    const plain = Buffer.alloc(length, "exact place ");
    const how = encryption();
    const sealed = await gather(encrypt(cutInto(plain, 9_999), "a passphrase", how, "header"));
    const open = (bytes: Uint8Array, words = "a passphrase", header = "header") =>
      gather(decrypt(cutInto(bytes, 50_000), words, how, header));
    expect(await open(sealed)).toEqual(plain);
    expect(sealed.includes("exact place")).toBe(false);
    await expect(open(sealed, "another")).rejects.toThrow("passphrase is not the one");
    await expect(open(sealed, "a passphrase", "other header")).rejects.toThrow(BackupDamaged);
    await expect(open(sealed.subarray(0, sealed.length - 1))).rejects.toThrow(BackupDamaged);
    const piece = 65_536 + 16;
    if (sealed.length > piece) {
      await expect(open(sealed.subarray(0, piece))).rejects.toThrow(BackupDamaged);
      const exchanged = Buffer.concat([
        sealed.subarray(piece, 2 * piece),
        sealed.subarray(0, piece),
      ]);
      await expect(open(exchanged)).rejects.toThrow(BackupDamaged);
    }
  },
);
