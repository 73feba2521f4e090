import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import {
  type CsvHeaderRefused,
  createCsvReader,
  type ReadLine,
  readCsvHeader,
} from "./csv-lines.ts";
import { createNdjsonReader } from "./ndjson-lines.ts";
import { createSensorList } from "./sensor-list.ts";
import { type ArchivedSensor, type Wrong, WrongLine } from "./series-names.ts";
import { createSpool, type SpoolBlock } from "./spool.ts";

/** A part of a text file: the lines that begin from one byte up to another. */
export interface TextPart {
  readonly path: string;
  readonly from: number;
  readonly until: number;
  readonly form: "csv" | "ndjson";
  readonly isPacked: boolean;
  readonly spool: string;
  /** Of lines that do not say when they arrived. */
  readonly receivedMs: number;
}

export interface WrongLineOf {
  /** Counted from 1 where the part begins. */
  readonly line: number;
  readonly code: Wrong;
  readonly found: string;
}

export interface ReadPart {
  /** Those of a header included. */
  readonly lines: number;
  readonly wrong: number;
  /** The first of them. */
  readonly wrongLines: readonly WrongLineOf[];
  readonly unused: readonly string[];
  readonly sensors: readonly ArchivedSensor[];
  readonly blocks: readonly SpoolBlock[];
}

export type PartRefused =
  | CsvHeaderRefused
  | { readonly code: "empty" | "damaged"; readonly missing: readonly string[] };

const NEW_LINE = 10;
const RETURN = 13;
const PIECE_BYTES = 1024 * 1024;
const MOST_LINE_BYTES = 1024 * 1024;
const MOST_WRONG = 1000;

async function* piecesOf(file: FileHandle, from: number): AsyncGenerator<Buffer> {
  for (let at = from; ; ) {
    const { buffer, bytesRead } = await file.read(
      Buffer.allocUnsafe(PIECE_BYTES),
      0,
      PIECE_BYTES,
      at,
    );
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

const firstLineOf = async (pieces: AsyncIterable<Buffer>): Promise<string | undefined> => {
  let head = Buffer.alloc(0);
  for await (const piece of pieces) {
    head = Buffer.concat([head, piece]);
    const end = head.indexOf(NEW_LINE);
    if (end !== -1) return head.toString("utf8", 0, end).replace(/\r$/, "");
    if (head.length > MOST_LINE_BYTES) break;
  }
  return head.length === 0 ? undefined : head.toString("utf8").replace(/\r$/, "");
};

const unpacked = (path: string): AsyncIterable<Buffer> => {
  const packed = createReadStream(path);
  const stream = createGunzip({ chunkSize: PIECE_BYTES });
  packed.on("error", (error) => stream.destroy(error));
  return packed.pipe(stream);
};

/** Reads the lines of a part into a spool. A line that is wrong is named, and the others are taken. */
export const readTextPart = async (
  { path, from, until, form, isPacked, spool: spoolPath, receivedMs }: TextPart,
  onProgress: (bytes: number) => void,
): Promise<ReadPart | PartRefused> => {
  const file = await open(path, "r");
  const spool = await createSpool(spoolPath);
  try {
    const sensors = createSensorList();
    let unused: readonly string[] = [];
    let read: ReadLine;
    if (form === "csv") {
      const first = await firstLineOf(isPacked ? unpacked(path) : piecesOf(file, 0));
      if (first === undefined) return { code: "empty", missing: [] };
      const header = readCsvHeader(first);
      if ("code" in header) return header;
      unused = header.unused;
      read = createCsvReader(header, sensors, spool.put, receivedMs);
    } else read = createNdjsonReader(sensors, spool.put, receivedMs);

    let lines = 0;
    let wrong = 0;
    const wrongLines: WrongLineOf[] = [];
    const note = (error: unknown): void => {
      if (!(error instanceof WrongLine)) throw error;
      wrong += 1;
      if (wrongLines.length < MOST_WRONG)
        wrongLines.push({ line: lines, code: error.code, found: error.found });
    };
    const readOne = (bytes: Uint8Array, start: number, end: number, isHeader: boolean): void => {
      lines += 1;
      const last = end > start && bytes[end - 1] === RETURN ? end - 1 : end;
      if (isHeader || last === start) return;
      try {
        read(bytes, start, last);
      } catch (error) {
        note(error);
      }
    };

    // A line belongs to the part in which it begins: one that began before ends at the first new line.
    let isSkipping = from > 0;
    let position = isSkipping ? from - 1 : 0;
    let rest: Buffer = Buffer.alloc(0);
    let isTooLong = false;
    let isDone = false;
    const pieces = isPacked ? unpacked(path) : piecesOf(file, position);
    for await (const piece of pieces) {
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      let start = 0;
      while (!isDone) {
        const end = bytes.indexOf(NEW_LINE, start);
        if (end === -1) break;
        if (isSkipping) isSkipping = false;
        else if (position >= until) isDone = true;
        else if (isTooLong) {
          lines += 1;
          isTooLong = false;
          note(new WrongLine("too_long"));
        } else readOne(bytes, start, end, form === "csv" && position === 0);
        position += end + 1 - start;
        start = end + 1;
      }
      if (isDone || (position >= until && !isSkipping)) {
        rest = Buffer.alloc(0);
        isDone = true;
        break;
      }
      rest = bytes.subarray(start);
      if (rest.length > MOST_LINE_BYTES) {
        position += rest.length;
        rest = Buffer.alloc(0);
        isTooLong = true;
      }
      await spool.settle();
      onProgress(position - from);
    }
    if (!isDone && !isSkipping && rest.length > 0 && position < until)
      readOne(rest, 0, rest.length, form === "csv" && position === 0);
    const blocks = await spool.finish();
    onProgress(position - from);
    return { lines, wrong, wrongLines, unused, sensors: sensors.all, blocks };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith("Z_") === true)
      return { code: "damaged", missing: [] };
    throw error;
  } finally {
    await spool.close();
    await file.close();
  }
};
