import { createHash } from "node:crypto";

/** What an entry of a backup is; its bytes follow. */
export type EntryHead =
  | {
      readonly type: "about";
      readonly created: string;
      readonly version: string;
      /** Hashes of the migrations that had run, in their order; null without records. */
      readonly migrations: readonly string[] | null;
    }
  | { readonly type: "table"; readonly name: string; readonly columns: readonly string[] }
  | { readonly type: "file"; readonly path: string };

export interface Entry {
  readonly head: EntryHead;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A backup that ends too early, was changed, or is none. */
export class BackupDamaged extends Error {}

const HEAD = 1;
const DATA = 2;
const END = 3;
const MOST_BYTES = 16 * 1024 * 1024;
const START = 5;

const frame = (kind: number, bytes: Uint8Array): Uint8Array => {
  const whole = Buffer.allocUnsafe(START + bytes.length);
  whole[0] = kind;
  whole.writeUInt32BE(bytes.length, 1);
  whole.set(bytes, START);
  return whole;
};

/** Entries as one stream, with a digest of all at its end. */
export async function* writeFrames(entries: AsyncIterable<Entry>): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  const counted = (kind: number, bytes: Uint8Array): Uint8Array => {
    const whole = frame(kind, bytes);
    hash.update(whole);
    return whole;
  };
  for await (const { head, bytes } of entries) {
    yield counted(HEAD, Buffer.from(JSON.stringify(head)));
    for await (const piece of bytes)
      for (let from = 0; from < piece.length; from += MOST_BYTES)
        yield counted(DATA, piece.subarray(from, from + MOST_BYTES));
  }
  yield frame(END, hash.digest());
}

/** Gives exactly so many bytes at a time, however the stream was cut. */
const createReader = (stream: AsyncIterable<Uint8Array>) => {
  const iterator = stream[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  return {
    async read(length: number): Promise<Uint8Array> {
      const pieces = [rest];
      let have = rest.length;
      while (have < length) {
        const { value, done } = await iterator.next();
        if (done === true) throw new BackupDamaged("The backup ends too early: it is incomplete.");
        pieces.push(value);
        have += value.length;
      }
      const whole = pieces.length === 1 ? rest : Buffer.concat(pieces);
      rest = whole.subarray(length);
      return whole.subarray(0, length);
    },
    close: () => iterator.return?.(),
  };
};

/**
 * The entries of a stream. Read each one's bytes before asking for the next. Throws at the end when the
 * digest is another: keep nothing of it before that.
 */
export async function* readFrames(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
  const reader = createReader(stream);
  const hash = createHash("sha256");
  const next = async (): Promise<{ kind: number; bytes: Uint8Array }> => {
    const start = Buffer.from(await reader.read(START));
    const kind = start[0] ?? 0;
    const length = start.readUInt32BE(1);
    if (kind < HEAD || kind > END || length > MOST_BYTES)
      throw new BackupDamaged("The backup is damaged, or is none.");
    const bytes = await reader.read(length);
    if (kind !== END) hash.update(start).update(bytes);
    return { kind, bytes };
  };
  try {
    let current = await next();
    while (current.kind !== END) {
      if (current.kind !== HEAD) throw new BackupDamaged("The backup is damaged, or is none.");
      const head = JSON.parse(Buffer.from(current.bytes).toString()) as EntryHead;
      current = await next();
      async function* bytes(): AsyncGenerator<Uint8Array> {
        for (; current.kind === DATA; current = await next()) yield current.bytes;
      }
      yield { head, bytes: bytes() };
      while (current.kind === DATA) current = await next();
    }
    if (!hash.digest().equals(current.bytes))
      throw new BackupDamaged("The backup was changed after it was made, or is damaged.");
  } finally {
    await reader.close();
  }
}
