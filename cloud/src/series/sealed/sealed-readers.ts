import { join } from "node:path";
import { type OpenSealedFile, openSealedFile, type WantedSeries } from "./read-sealed.ts";
import type { SeriesColumns } from "./sensor-rows.ts";

export interface ReadableFile {
  readonly name: string;
  readonly bytes: number;
}

/** A file that is named and cannot be read. */
export class SealedFileDamaged extends Error {
  readonly file: string;
  constructor(file: string, cause: unknown) {
    super(`${file} is damaged or missing: ${(cause as Error).message}`, { cause });
    this.name = "SealedFileDamaged";
    this.file = file;
  }
}

export interface SealedReaders {
  /** What each file has of the series that are asked of it. Rejects with `SealedFileDamaged`. */
  readAll(
    asked: readonly { readonly file: ReadableFile; readonly some: readonly WantedSeries[] }[],
    range: { readonly from: number; readonly until: number },
  ): Promise<Map<number, SeriesColumns[]>[]>;
  /** At which instants a file has rows of some sensors, by their numbers. Rejects with `SealedFileDamaged`. */
  readInstants(
    file: ReadableFile,
    numbers: readonly number[],
  ): Promise<Map<number, readonly Float64Array[]>>;
  close(): Promise<void>;
}

const MOST_FILES = 256;
const MOST_WEIGHT = 32 * 1024 * 1024;
const FILES_AT_ONCE = 16;

/** Reads sealed files; what their ends say of the rest is kept of those that were of use last. */
export const createSealedReaders = (folder: string): SealedReaders => {
  interface Kept {
    readonly opening: Promise<OpenSealedFile>;
    weight: number;
    readers: number;
    isLeft: boolean;
  }
  /** The one that was of use last at the end. */
  const kept = new Map<string, Kept>();

  const letGo = (name: string, one: Kept): void => {
    kept.delete(name);
    one.isLeft = true;
    if (one.readers === 0) void one.opening.then((file) => file.close()).catch(() => undefined);
  };

  const bound = (): void => {
    let weight = 0;
    for (const one of kept.values()) weight += one.weight;
    for (const [name, one] of kept) {
      if (kept.size <= MOST_FILES && weight <= MOST_WEIGHT) return;
      weight -= one.weight;
      letGo(name, one);
    }
  };

  const readOne = async <T>(
    { name, bytes }: ReadableFile,
    read: (file: OpenSealedFile) => Promise<T>,
  ): Promise<T> => {
    let one = kept.get(name);
    if (one === undefined)
      one = {
        ...{ weight: 0, readers: 0, isLeft: false },
        opening: openSealedFile(join(folder, name), bytes),
      };
    kept.delete(name);
    kept.set(name, one);
    one.readers += 1;
    try {
      const file = await one.opening;
      if (one.weight === 0) {
        one.weight = file.weight;
        bound();
      }
      return await read(file);
    } catch (error) {
      if (!one.isLeft) letGo(name, one);
      throw new SealedFileDamaged(name, error);
    } finally {
      one.readers -= 1;
      if (one.isLeft && one.readers === 0)
        await one.opening.then((file) => file.close()).catch(() => undefined);
    }
  };

  return {
    async readAll(asked, range) {
      const found: Map<number, SeriesColumns[]>[] = [];
      for (let start = 0; start < asked.length; start += FILES_AT_ONCE)
        found.push(
          ...(await Promise.all(
            asked
              .slice(start, start + FILES_AT_ONCE)
              .map(({ file, some }) => readOne(file, (opened) => opened.read(some, range))),
          )),
        );
      return found;
    },
    readInstants: (file, numbers) => readOne(file, (opened) => opened.readInstants(numbers)),
    async close() {
      for (const [name, one] of kept) letGo(name, one);
    },
  };
};
