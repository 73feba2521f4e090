import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { apiProblems, Problem } from "../api/problems.ts";
import { isBlank } from "./addressed.ts";
import { pieces } from "./body.ts";
import { type Deliver, notOnDisk } from "./deliver.ts";
import type { ReadingsLimits } from "./limits.ts";
import { createLineReader } from "./lines.ts";
import type { Slices } from "./slices.ts";
import { createTally, type Delivered, type Tally } from "./tally.ts";

/** What a line costs beside its bytes. */
const LINE_COST = 256;

/** Of the shortest lines that are refused these take some 5 ms: then others have their turn. */
const BYTES_AT_ONCE = 16 * 1024;

/** What is under way of one request: it is not read on while that is much. */
const createUnderWay = ({ underWay, commitMs }: Pick<ReadingsLimits, "underWay" | "commitMs">) => {
  let bytes = 0;
  /** Who waits until it is less. */
  let waits:
    | { readonly most: number; readonly go: () => void; readonly stuck: NodeJS.Timeout }
    | undefined;
  return {
    add(size: number): void {
      bytes += size;
    },
    remove(size: number): void {
      bytes -= size;
      if (waits === undefined) return;
      if (bytes > waits.most) {
        waits.stuck.refresh();
        return;
      }
      clearTimeout(waits.stuck);
      waits.go();
      waits = undefined;
    },
    /** Resolves when no more than so much is under way; rejects when nothing of it moves for long. */
    async atMost(most = underWay): Promise<void> {
      if (bytes <= most) return;
      await new Promise<void>((go, reject) => {
        const stuck = setTimeout(() => {
          waits = undefined;
          reject(notOnDisk());
        }, commitMs);
        waits = { most, go, stuck };
      });
    },
  };
};

/** A sender that has used up its rate is not read for so long, ms. */
export type Pace = (bytes: number) => number;

/** What became of the lines before is said in each refusal of the whole. */
const withCount = (error: unknown, tally: Tally): unknown =>
  error instanceof Problem
    ? new Problem(
        error.kind,
        `${error.message} ${tally.accepted()} batches before were kept: send all again, a repeat changes nothing.`,
        { cause: error },
      )
    : error;

/**
 * Takes in one batch a line, as they come: no more of the body is read than what the disk takes in. Each line
 * is judged for itself.
 */
export const takeBulk = async (
  body: Readable,
  {
    deliver,
    pace,
    slices,
    limits,
  }: {
    readonly deliver: Deliver;
    readonly pace: Pace;
    readonly slices: Slices;
    readonly limits: ReadingsLimits;
  },
): Promise<Delivered> => {
  const tally = createTally(limits.refusalsTold);
  const reader = createLineReader(limits.batch);
  const underWay = createUnderWay(limits);
  let line = 0;
  let fault: Error | undefined;

  const take = (bytes: Buffer | undefined): void => {
    line += 1;
    const number = line;
    if (bytes === undefined) {
      tally.add(number, [{ reason: "too_large", detail: `more than ${limits.batch} bytes` }]);
      return;
    }
    if (isBlank(bytes)) return;
    const size = bytes.length + LINE_COST;
    underWay.add(size);
    deliver(bytes, (error, refusals) => {
      if (error === undefined) tally.add(number, refusals);
      else fault ??= error;
      underWay.remove(size);
    });
  };

  const check = (): void => {
    if (fault !== undefined) throw fault;
    if (line > limits.lines)
      throw new Problem(
        apiProblems.too_large,
        `One request has ${limits.lines} lines at most: send the others in the next.`,
      );
  };

  let read = 0;
  try {
    for await (const piece of pieces(body, limits)) {
      read += piece.length;
      if (read > limits.bulk)
        throw new Problem(
          apiProblems.too_large,
          `One request has ${limits.bulk} bytes at most: send the other lines in the next.`,
        );
      const before = line;
      for (let at = 0; at < piece.length; at += BYTES_AT_ONCE) {
        if (!slices.hasTime()) await slices.next();
        reader.push(piece.subarray(at, at + BYTES_AT_ONCE), take);
        check();
      }
      await underWay.atMost();
      check();
      const waitMs = pace(piece.length + LINE_COST * (line - before));
      if (waitMs > 0) await delay(waitMs);
    }
    reader.end(take);
    await underWay.atMost(0);
    check();
  } catch (error) {
    throw withCount(error, tally);
  }
  return tally.sum();
};
