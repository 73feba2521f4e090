import { promisify } from "node:util";
import { gzip } from "node:zlib";

interface Answer {
  readonly status: number;
  readonly headers: Headers;
}

/** A document that was written for this request, packed where the browser can unpack it. */
export const zippedAnswer = async (
  request: Request,
  text: string | Uint8Array<ArrayBuffer>,
  { status, headers }: Answer,
): Promise<Response> => {
  const page = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const zipped = /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  if (zipped) headers.set("content-encoding", "gzip");
  const body = zipped ? await promisify(gzip)(page) : page;
  return new Response(request.method === "HEAD" ? null : body, { status, headers });
};
