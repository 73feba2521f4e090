import type { Framed, TransactionFraming } from "../framing.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
/** No sensor's answer is longer. */
const LONGEST = 65_536;

/** The object that `bytes` are the JSON of, or undefined. A bare NaN, which JSON does not know, is `null` in it. */
export const objectOf = (bytes: Uint8Array): Record<string, unknown> | undefined => {
  if (bytes.length > LONGEST) return undefined;
  try {
    const text = utf8.decode(bytes);
    const value = parsed(text) ?? parsed(text.replace(TEXT_OR_NO_NUMBER, withoutNumber));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A string, which stays as it is, or what `printf` of a small device writes in the place of a number. */
const TEXT_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|[+-]?\b(?:nan|inf(?:inity)?)\b/gi;
const withoutNumber = (found: string): string => (found.startsWith('"') ? found : "null");

/** One JSON object, or one on each line. TCP has checked the bytes; a body cut short is no JSON. */
export const jsonBodies: TransactionFraming = {
  cut(bytes) {
    if (objectOf(bytes) !== undefined) return [{ ok: true, frame: bytes }];
    const lines = linesOf(bytes);
    if (lines.length === 1) return [{ ok: false, reason: "length", bytes }];
    return lines.map(
      (line): Framed =>
        objectOf(line) === undefined
          ? { ok: false, reason: "length", bytes: line }
          : { ok: true, frame: line },
    );
  },
};

/** Each with its line end. */
const linesOf = (bytes: Uint8Array): Uint8Array[] => {
  const lines: Uint8Array[] = [];
  let from = 0;
  while (from < bytes.length) {
    const lineEnd = bytes.indexOf(0x0a, from);
    const until = lineEnd === -1 ? bytes.length : lineEnd + 1;
    lines.push(bytes.slice(from, until));
    from = until;
  }
  return lines;
};
