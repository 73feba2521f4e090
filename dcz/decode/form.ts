import { readDump } from "./dump.ts";

/** How captured bytes are written down: as they are, as hexadecimal digits, or as a dump with offsets. */
export type Form = "raw" | "hex" | "dump";

export interface Written {
  readonly form: Form;
  readonly bytes: Uint8Array;
}

const separators = /[\s,;:{}[\]()<>"'-]+/;
const hexLine = /^[\s,;:{}[\]()<>"'\\xX0-9a-fA-F-]*$/;
const dumpLine = /^\s*(?:0x)?[0-9a-f]{4,16}:?\s+(?:[0-9a-f]{2})+\s/i;
/** What no text has: control characters other than tab, line feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells bytes from text
const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

const isComment = (line: string): boolean => line.trimStart().startsWith("#");

/** Hexadecimal digits with or without 0x, \x, commas, colons, brackets; undefined when it is none. */
const readHex = (lines: readonly string[]): Uint8Array | undefined => {
  const tokens = lines
    .join(" ")
    .replace(/\\x/gi, " ")
    .replace(/(?<![0-9a-z])0x/gi, " ")
    .split(separators)
    .filter((token) => token !== "");
  if (tokens.length === 0) return undefined;
  // A byte below 16 may stand as one digit; in a longer run every byte has its two.
  if (!tokens.every((token) => /^(?:[0-9a-f]|(?:[0-9a-f]{2})+)$/i.test(token))) return undefined;
  return new Uint8Array(Buffer.from(tokens.map((token) => token.padStart(2, "0")).join(""), "hex"));
};

/**
 * Finds out in which form a whole input is written, and gives the bytes that it means.
 * Pure; text that is neither hexadecimal nor a dump (an NMEA sentence, say) is raw, as bytes are.
 */
export const readForm = (input: Uint8Array): Written => {
  const raw: Written = { form: "raw", bytes: input };
  if (!mayBeText(input)) return raw;
  const lines = linesOf(input).filter((line) => line.trim() !== "" && !isComment(line));
  const dump = readDump(lines);
  if (dump?.sure) return { form: "dump", bytes: dump.bytes };
  const hex = readHex(lines);
  if (hex !== undefined) return { form: "hex", bytes: hex };
  return dump === undefined ? raw : { form: "dump", bytes: dump.bytes };
};

/** The bytes of an input whose form is known, or undefined when it is not of that form. */
export const readAs = (form: Form, input: Uint8Array): Uint8Array | undefined => {
  if (form === "raw") return input;
  const lines = linesOf(input).filter((line) => line.trim() !== "" && !isComment(line));
  return form === "hex" ? readHex(lines) : readDump(lines)?.bytes;
};

/**
 * Whether an input that begins with these bytes (at the start of a line) can still turn out to be
 * hexadecimal text or a dump. False is final: it is raw, and can be decoded as it comes.
 */
export const mayBeText = (beginning: Uint8Array): boolean =>
  linesOf(beginning).every(
    (line) =>
      !control.test(line) &&
      (isComment(line) || line.trim() === "*" || hexLine.test(line) || dumpLine.test(line)),
  );

// Latin-1 gives each byte its own character: no byte is lost on the way to a decision.
const linesOf = (input: Uint8Array): string[] =>
  Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString("latin1").split(/\r?\n/);
