import type { IncomingMessage } from "node:http";
import { type Duplex, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

interface Reading {
  readonly method: string;
  readonly status: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export type BodyRead =
  | { readonly ok: true; readonly body: Buffer }
  | {
      readonly ok: false;
      readonly code: "too_large" | "encoding_unknown" | "unreachable";
      readonly cause: unknown;
    };

const unpackers: { readonly [encoding: string]: (() => Duplex) | undefined } = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};

class TooLarge extends Error {}

/** Passes on what comes, up to a number of bytes. */
const atMost = (maxBytes: number): Transform => {
  let seen = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      seen += part.length;
      if (seen > maxBytes) done(new TooLarge(`more than ${maxBytes} bytes`));
      else done(null, part);
    },
  });
};

/** Reads a body to its end: what comes and what it unpacks to are bounded alike. */
export const readBody = async (
  answer: IncomingMessage,
  { method, status, maxBytes, signal }: Reading,
): Promise<BodyRead> => {
  const fail = (code: Exclude<BodyRead, { ok: true }>["code"], cause: unknown) => {
    answer.destroy();
    return { ok: false, code, cause } as const;
  };
  const encoding = answer.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  const hasNone = method === "HEAD" || status === 204 || status === 304;
  if (hasNone || answer.headers["content-length"] === "0") {
    answer.resume();
    return { ok: true, body: Buffer.alloc(0) };
  }
  if (Number(answer.headers["content-length"] ?? 0) > maxBytes)
    return fail("too_large", answer.headers["content-length"]);
  const unpack = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined;
  if (unpack === undefined && encoding !== "identity") return fail("encoding_unknown", encoding);
  const parts: Buffer[] = [];
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const part of source) parts.push(part);
  };
  try {
    if (unpack === undefined) await pipeline(answer, atMost(maxBytes), collect, { signal });
    else await pipeline(answer, atMost(maxBytes), unpack(), atMost(maxBytes), collect, { signal });
    return { ok: true, body: Buffer.concat(parts) };
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof TooLarge) return fail("too_large", error);
    const { code = "" } = error as NodeJS.ErrnoException;
    return fail(
      /^(Z_|ERR_|BROTLI)/.test(code) && code !== "ERR_STREAM_PREMATURE_CLOSE"
        ? "encoding_unknown"
        : "unreachable",
      error,
    );
  }
};
