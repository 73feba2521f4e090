import { type FileHandle, open } from "node:fs/promises";
import { DAY_MS } from "../days/day-block.ts";
import type { PutPoint } from "./sensor-list.ts";

/** Where some points of one day and some neighbouring sensors stand in a spool. */
export interface SpoolBlock {
  readonly day: number;
  readonly bucket: number;
  readonly start: number;
  readonly points: number;
}

/** Points on their way from lines, in whatever order, to days. Four numbers each: instant, arrival, value, and which it is. */
export const POINT_NUMBERS = 4;
const BYTES = 8 * POINT_NUMBERS;
export const SENSORS_OF_A_BUCKET = 16;
const FLAGS = 2 ** 16;
const QUANTITIES = 2 ** 9;
const FIRST_POINTS = 32;
const BLOCK_POINTS = 2048;
/** Of all blocks that grow. */
const MOST_POINTS = 1_000_000;

export const whichOf = (sensor: number, quantity: number, flags: number): number =>
  (sensor * QUANTITIES + quantity) * FLAGS + flags;
/** The sensor and the quantity in one number. */
export const seriesIn = (which: number): number => Math.floor(which / FLAGS);
export const flagsIn = (which: number): number => which % FLAGS;
export const sensorOfSeries = (series: number): number => Math.floor(series / QUANTITIES);
export const quantityOfSeries = (series: number): number => series % QUANTITIES;
export const seriesNumber = (sensor: number, quantity: number): number =>
  sensor * QUANTITIES + quantity;

interface Growing {
  readonly day: number;
  readonly bucket: number;
  numbers: Float64Array;
  points: number;
}

export interface SpoolWriter {
  readonly put: PutPoint;
  /** Writes what is full. To be called often: `put` cannot wait. */
  settle(): Promise<void>;
  finish(): Promise<readonly SpoolBlock[]>;
  close(): Promise<void>;
}

export const createSpool = async (path: string): Promise<SpoolWriter> => {
  const file = await open(path, "wx", 0o600);
  const growing = new Map<number, Map<number, Growing>>();
  const blocks: SpoolBlock[] = [];
  const full: Growing[] = [];
  let waiting = 0;
  let end = 0;
  let last: Growing | undefined;

  const growingAt = (day: number, bucket: number): Growing => {
    if (last !== undefined && last.day === day && last.bucket === bucket) return last;
    let ofDay = growing.get(day);
    if (ofDay === undefined) {
      ofDay = new Map();
      growing.set(day, ofDay);
    }
    let one = ofDay.get(bucket);
    if (one === undefined) {
      one = { day, bucket, numbers: new Float64Array(FIRST_POINTS * POINT_NUMBERS), points: 0 };
      ofDay.set(bucket, one);
    }
    last = one;
    return one;
  };

  const put: PutPoint = (sensor, quantity, at, received, value, flags) => {
    const one = growingAt(Math.floor(at / DAY_MS), Math.floor(sensor / SENSORS_OF_A_BUCKET));
    let place = one.points * POINT_NUMBERS;
    if (place === one.numbers.length) {
      if (one.points >= BLOCK_POINTS) {
        full.push({ ...one });
        one.numbers = new Float64Array(BLOCK_POINTS * POINT_NUMBERS);
        one.points = 0;
        place = 0;
      } else {
        const wider = new Float64Array(2 * place);
        wider.set(one.numbers);
        one.numbers = wider;
      }
    }
    one.numbers[place] = at;
    one.numbers[place + 1] = received;
    one.numbers[place + 2] = value;
    one.numbers[place + 3] = whichOf(sensor, quantity, flags);
    one.points += 1;
    waiting += 1;
  };

  const write = async (some: readonly Growing[]): Promise<void> => {
    const pieces = some.map(
      ({ numbers, points }) => new Uint8Array(numbers.buffer, 0, points * BYTES),
    );
    for (const [place, { day, bucket, points }] of some.entries()) {
      blocks.push({ day, bucket, start: end, points });
      end += (pieces[place] as Uint8Array).length;
      waiting -= points;
    }
    const bytes = Buffer.concat(pieces);
    for (let at = 0; at < bytes.length; )
      at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
  };

  const writeAll = async (): Promise<void> => {
    const some = [...full, ...[...growing.values()].flatMap((ofDay) => [...ofDay.values()])];
    full.length = 0;
    growing.clear();
    last = undefined;
    await write(some.filter(({ points }) => points > 0));
  };

  return {
    put,
    async settle() {
      if (waiting > MOST_POINTS) await writeAll();
      else if (full.length > 0) await write(full.splice(0));
    },
    async finish() {
      await writeAll();
      await file.sync();
      return blocks;
    },
    close: () => file.close(),
  };
};

/** The numbers of a block. */
export const readBlock = async (
  file: FileHandle,
  { start, points }: SpoolBlock,
): Promise<Float64Array> => {
  const numbers = new Float64Array(points * POINT_NUMBERS);
  const { bytesRead } = await file.read(new Uint8Array(numbers.buffer), 0, points * BYTES, start);
  if (bytesRead !== points * BYTES)
    throw new Error("the spool of an import is shorter than it was");
  return numbers;
};
