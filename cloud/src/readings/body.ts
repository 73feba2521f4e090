import type { Readable } from "node:stream";
import type { UnfinishedBytes } from "@datacityzen/hardware/wire/unfinished-bytes";
import { apiProblems, Problem } from "../api/problems.ts";
import { createGathered } from "./gathered.ts";
import type { ReadingsLimits } from "./limits.ts";

const brokenOff = (error?: unknown) =>
  new Problem(apiProblems.invalid_request, "The request was broken off.", { cause: error });

/**
 * Its pieces. Who stops reading calls `return`, which leaves the connection open: the sender is told why, and the
 * rest of its body flows away only when nobody asks for pieces any more.
 */
const piecesOf = (body: Readable): AsyncIterator<Buffer> =>
  body.iterator({ destroyOnReturn: false });

const next = async (pieces: AsyncIterator<Buffer>): Promise<Buffer | undefined> => {
  const { done, value } = await pieces.next().catch((error: Error) => {
    throw brokenOff(error);
  });
  return done === true ? undefined : value;
};

/** The pieces of a body, as they are asked for; a body that comes too slowly is broken off. */
export async function* pieces(
  body: Readable,
  { leastBytes, stallMs }: Pick<ReadingsLimits, "leastBytes" | "stallMs">,
): AsyncGenerator<Buffer> {
  const all = piecesOf(body);
  let waited = 0;
  let bytes = 0;
  try {
    for (;;) {
      const from = performance.now();
      const timer = setTimeout(() => void body.destroy(), Math.max(0, stallMs - waited));
      const piece = await next(all).finally(() => clearTimeout(timer));
      if (piece === undefined) return;
      waited += performance.now() - from;
      bytes += piece.length;
      if (bytes >= leastBytes) [waited, bytes] = [0, 0];
      yield piece;
    }
  } finally {
    await all.return?.();
  }
}

/** A body as one piece. `held` counts what bodies hold together, and closes the largest when it is too much. */
export const readWhole = async (
  body: Readable,
  { batch, batchMs }: Pick<ReadingsLimits, "batch" | "batchMs">,
  held: UnfinishedBytes<Readable>,
): Promise<Buffer> => {
  const timer = setTimeout(() => void body.destroy(), batchMs);
  const all = piecesOf(body);
  const gathered = createGathered();
  try {
    for (;;) {
      const piece = await next(all);
      if (piece === undefined) break;
      if (gathered.length() + piece.length > batch)
        throw new Problem(
          apiProblems.too_large,
          `A batch has ${batch} bytes at most: send its readings in several.`,
        );
      gathered.add(piece);
      held.set(body, gathered.length());
    }
  } finally {
    clearTimeout(timer);
    await all.return?.();
  }
  return gathered.take();
};
