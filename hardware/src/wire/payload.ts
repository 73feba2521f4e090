import { decode as decodeCbor, encode as encodeCbor } from "cborg";
import * as z from "zod";

export type Encoding = "json" | "cbor";

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: "malformed" | "invalid"; readonly detail: string };

const text = { encoder: new TextEncoder(), decoder: new TextDecoder("utf-8", { fatal: true }) };

/** JSON for a link that is free, CBOR (RFC 8949) for one that is counted by the byte. */
export const encodePayload = (value: unknown, encoding: Encoding): Uint8Array =>
  encoding === "json" ? text.encoder.encode(JSON.stringify(value)) : encodeCbor(value);

/** CBOR major type 5, a map: 0xa0 to 0xbf. A JSON document begins with "{" (0x7b) or white space. */
const isCbor = (first: number | undefined): boolean => first !== undefined && first >> 5 === 5;

/** Reads a payload in either encoding against its schema; never throws. */
export const parsePayload = <T>(schema: z.ZodType<T>, payload: Uint8Array): Parsed<T> => {
  let raw: unknown;
  try {
    raw = isCbor(payload[0])
      ? decodeCbor(payload, { rejectDuplicateMapKeys: true })
      : JSON.parse(text.decoder.decode(payload));
  } catch (error) {
    return { ok: false, reason: "malformed", detail: (error as Error).message };
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success)
    return { ok: false, reason: "invalid", detail: z.prettifyError(parsed.error) };
  return { ok: true, value: parsed.data };
};
