import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * Reads rows out of a SQLite file without SQLite, page by page, for files that it refuses
 * (https://sqlite.org/fileformat2.html). The tree above the pages need not be whole, and older
 * images of a page in the write-ahead log are read too: the caller must know a good row when it
 * sees one.
 */

export type Value = number | string | Uint8Array | null;

export interface Row {
  readonly id: number;
  readonly values: readonly Value[];
}

const leafOfTable = 0x0d;
const walHeader = 32;
const frameHeader = 24;
/** Our files never had another size; a damaged header must not choose it. */
const pageSize = 4096;
/** Longer than any message; a damaged length must not choose how much is read. */
const longestRecord = 4 * 1024 * 1024;
const mostRowsOfPage = 1000;

interface Source {
  readonly pages: () => Iterable<Uint8Array>;
  /** The images of one page, newest first. */
  readonly images: (page: number) => Iterator<Uint8Array>;
  readonly close: () => void;
}

const openSource = (path: string): Source => {
  const files = [path, `${path}-wal`].filter(existsSync).map((name) => openSync(name, "r"));
  const [database, wal] = files;
  const read = (file: number, offset: number): Uint8Array => {
    const page = Buffer.alloc(pageSize);
    readSync(file, page, 0, pageSize, offset);
    return page;
  };
  const frames: number[] = [];
  const framesOf = new Map<number, number[]>();
  if (wal !== undefined) {
    const { size } = fstatSync(wal);
    const header = Buffer.alloc(4);
    for (let at = walHeader; at + frameHeader + pageSize <= size; at += frameHeader + pageSize) {
      readSync(wal, header, 0, 4, at);
      frames.unshift(at + frameHeader);
      const page = header.readUInt32BE(0);
      framesOf.set(page, [at + frameHeader, ...(framesOf.get(page) ?? [])].slice(0, 8));
    }
  }
  const inDatabase = database === undefined ? 0 : Math.floor(fstatSync(database).size / pageSize);
  return {
    *pages() {
      if (wal !== undefined) for (const offset of frames) yield read(wal, offset);
      if (database !== undefined)
        for (let page = 1; page <= inDatabase; page++)
          yield read(database, (page - 1) * pageSize).subarray(page === 1 ? 100 : 0);
    },
    *images(page) {
      if (wal !== undefined) for (const offset of framesOf.get(page) ?? []) yield read(wal, offset);
      if (database !== undefined && page >= 1 && page <= inDatabase)
        yield read(database, (page - 1) * pageSize);
    },
    close: () => {
      for (const file of files) closeSync(file);
    },
  };
};

/** A variable-length integer: its value and where it ends. */
const readVarint = (bytes: Uint8Array, start: number): readonly [number, number] => {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[start + index] ?? 0;
    if (index === 8) return [value * 256 + byte, start + 9];
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, start + index + 1];
  }
  return [value, start + 9];
};

const integerSizes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

const readInteger = (bytes: Buffer, size: number): number => {
  if (size === 0) return 0;
  return size === 8 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, size);
};

const readRecord = (record: Buffer): readonly Value[] | undefined => {
  const [headerLength, first] = readVarint(record, 0);
  if (headerLength > record.length) return undefined;
  const values: Value[] = [];
  let body = headerLength;
  for (let at = first; at < headerLength; ) {
    const [type, next] = readVarint(record, at);
    at = next;
    const size =
      type >= 12
        ? Math.floor((type - 12) / 2)
        : type >= 10
          ? Number.NaN
          : (integerSizes[type] ?? 0);
    if (!(body + size <= record.length) || values.length > 32) return undefined;
    const bytes = record.subarray(body, body + size);
    body += size;
    if (type === 0) values.push(null);
    else if (type === 7) values.push(bytes.readDoubleBE(0));
    else if (type >= 12) values.push(type % 2 === 0 ? bytes : bytes.toString("utf8"));
    else values.push(type === 9 ? 1 : readInteger(bytes, size));
  }
  return values;
};

const usable = pageSize;
const maximumLocal = usable - 35;
const minimumLocal = Math.floor(((usable - 12) * 32) / 255) - 23;

/** How much of a record of this length stands on its own page (file format, 1.5). */
const localLength = (length: number): number => {
  if (length <= maximumLocal) return length;
  const wanted = minimumLocal + ((length - minimumLocal) % (usable - 4));
  return wanted <= maximumLocal ? wanted : minimumLocal;
};

/** The rest of a record on its overflow pages, or undefined when the chain ends early. */
const readOverflow = (source: Source, first: number, length: number): Buffer | undefined => {
  const parts: Uint8Array[] = [];
  let missing = length;
  let page = first;
  while (missing > 0) {
    const image: Uint8Array | undefined = source.images(page).next().value;
    if (image === undefined) return undefined;
    parts.push(image.subarray(4, 4 + Math.min(missing, usable - 4)));
    missing -= usable - 4;
    page = Buffer.from(image.buffer, image.byteOffset, 4).readUInt32BE(0);
  }
  return Buffer.concat(parts);
};

function* rowsOfPage(source: Source, image: Uint8Array): Generator<Row> {
  if (image[0] !== leafOfTable) return;
  // The first page's own header is not counted in its cells' offsets.
  const shift = pageSize - image.length;
  const page = Buffer.from(image.buffer, image.byteOffset, image.length);
  const count = Math.min(page.readUInt16BE(3), mostRowsOfPage);
  for (let cell = 0; cell < count && 10 + 2 * cell <= page.length; cell++) {
    const offset = page.readUInt16BE(8 + 2 * cell) - shift;
    if (offset < 8 || offset >= page.length) continue;
    const [length, afterLength] = readVarint(page, offset);
    const [id, start] = readVarint(page, afterLength);
    if (length < 2 || length > longestRecord || !Number.isSafeInteger(id)) continue;
    const local = localLength(length);
    if (start + local + (local < length ? 4 : 0) > page.length) continue;
    const here = page.subarray(start, start + local);
    const rest =
      local < length
        ? readOverflow(source, page.readUInt32BE(start + local), length - local)
        : Buffer.alloc(0);
    const values = rest && readRecord(Buffer.concat([here, rest]));
    if (values !== undefined) yield { id, values };
  }
}

/** Every row that can be made out, of whatever table, possibly several times. */
export function* readRawRows(path: string): Generator<Row> {
  const source = openSource(path);
  try {
    for (const page of source.pages()) yield* rowsOfPage(source, page);
  } finally {
    source.close();
  }
}
