import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import * as z from "zod";
import type { Answering, Asking } from "../api/api.ts";

/** A tile as it leaves. */
export interface Packed {
  readonly gzip: Uint8Array;
  readonly etag: string;
}

export const packed = async (tile: Uint8Array): Promise<Packed> => ({
  gzip: await promisify(gzip)(tile),
  etag: `"${createHash("sha256").update(tile).digest("base64url").slice(0, 27)}"`,
});

/** Asked for again each time: a station that nobody may see any more is in no cache that answers by itself. */
const CACHE = "public, no-cache";

export const VectorTile = {
  description: "A Mapbox vector tile",
  content: { "application/vnd.mapbox-vector-tile": { schema: z.string() } },
};

export const answerTile = async (
  { headers }: Asking,
  reply: Answering,
  { gzip: bytes, etag }: Packed,
): Promise<never> => {
  reply
    .header("cache-control", CACHE)
    .header("etag", etag)
    .header("vary", "accept-encoding")
    .header("cross-origin-resource-policy", "cross-origin");
  if (headers["if-none-match"]?.includes(etag)) return reply.code(304).send() as never;
  reply.type("application/vnd.mapbox-vector-tile");
  if (/\bgzip\b/.test(headers["accept-encoding"] ?? ""))
    return reply.header("content-encoding", "gzip").send(Buffer.from(bytes)) as never;
  return reply.send(await promisify(gunzip)(bytes)) as never;
};
