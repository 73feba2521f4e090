import { decode as decodeCbor, encode as encodeCbor } from "cborg";
import * as z from "zod";
import { decodeCompact, isCompact } from "./compact-batch.ts";
import { limits } from "./limits.ts";
import { repeatedKey } from "./repeated-key.ts";
import { shapeFault } from "./shape.ts";

export type Encoding = "json" | "cbor";

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly reason: "malformed" | "invalid" | "too_large";
      readonly detail: string;
    };

const text = { encoder: new TextEncoder(), decoder: new TextDecoder("utf-8", { fatal: true }) };

/** JSON for a link that is free, CBOR (RFC 8949) for one that is counted by the byte. */
export const encodePayload = (value: unknown, encoding: Encoding): Uint8Array =>
  encoding === "json" ? text.encoder.encode(JSON.stringify(value)) : encodeCbor(value);

/** CBOR major type 5, a map: 0xa0 to 0xbf. A JSON document begins with "{" (0x7b) or white space. */
const isCbor = (first: number | undefined): boolean => first !== undefined && first >> 5 === 5;

/** A detail fits into a receipt and a log line. */
const LONGEST_DETAIL = 500;
const MOST_ISSUES = 5;

const shortened = (detail: string): string =>
  detail.length > LONGEST_DETAIL ? `${detail.slice(0, LONGEST_DETAIL - 1)}…` : detail;

/** The first faults: a thousand readings can have a hundred thousand. */
const describe = ({ issues }: z.ZodError): string => {
  const first = issues.slice(0, MOST_ISSUES);
  const more = issues.length - first.length;
  const told = shortened(z.prettifyError(new z.ZodError(first)));
  const rest = `\nand ${more} more`;
  return more === 0 ? told : `${told.slice(0, LONGEST_DETAIL - rest.length)}${rest}`;
};

/**
 * Reads a payload in either encoding against its schema; never throws. What exceeds `limit` bytes is
 * not looked at: judging a megabyte of nonsense costs a quarter of a second.
 */
export const parsePayload = <T>(
  schema: z.ZodType<T>,
  payload: Uint8Array,
  limit: number = limits.read,
): Parsed<T> => {
  const document = decodePayload(payload, limit);
  return document.ok ? judgeDocument(schema, document.value) : document;
};

/** Reads a payload in either encoding, whatever it says; never throws. */
export const decodePayload = (
  payload: Uint8Array,
  limit: number = limits.read,
): Parsed<unknown> => {
  if (payload.length > limit)
    return { ok: false, reason: "too_large", detail: `${payload.length} bytes; at most ${limit}` };
  try {
    if (isCbor(payload[0]))
      return { ok: true, value: decodeCbor(payload, { rejectDuplicateMapKeys: true }) };
    if (isCompact(payload[0])) return { ok: true, value: decodeCompact(payload) };
    const json = text.decoder.decode(payload);
    const value = JSON.parse(json);
    const key = repeatedKey(json, value);
    if (key === undefined) return { ok: true, value };
    const detail = `the key ${JSON.stringify(key.slice(0, 64))} stands twice in one object`;
    return { ok: false, reason: "malformed", detail };
  } catch (error) {
    return { ok: false, reason: "malformed", detail: shortened((error as Error).message) };
  }
};

/** Holds a decoded document against its schema. */
export const judgeDocument = <T>(schema: z.ZodType<T>, document: unknown): Parsed<T> => {
  const fault = shapeFault(document);
  if (fault !== undefined) return { ok: false, reason: "invalid", detail: fault };
  const parsed = schema.safeParse(document);
  if (!parsed.success) return { ok: false, reason: "invalid", detail: describe(parsed.error) };
  return { ok: true, value: parsed.data };
};
