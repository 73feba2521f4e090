import { createScanner } from "jsonc-parser";
import { type Finding, MOST_LETTERS, MOST_RECORDS, type Problem } from "./finding.ts";

export interface JsonRecord {
  /** The line on which it begins. */
  readonly line: number;
  readonly value: unknown;
}

export interface JsonFile {
  readonly records: readonly JsonRecord[];
  readonly faults: readonly Finding[];
  /** What stands around the list, where it is the member of an object. */
  readonly around: { readonly [name: string]: unknown } | undefined;
}

const fault = (line: number, detail: string): Finding => ({
  ...{ line, column: null, value: null },
  problem: { kind: "json", detail },
});

interface Piece {
  readonly line: number;
  readonly from: number;
  readonly until: number;
}

/** jsonc-parser's kinds of tokens: its own names for them exist for its compiler alone. */
const SyntaxKind = {
  ...{ OpenBraceToken: 1, CloseBraceToken: 2, OpenBracketToken: 3, CloseBracketToken: 4 },
  ...{ CommaToken: 5, ColonToken: 6, StringLiteral: 10, EOF: 17 },
} as const;

const OPENING: readonly number[] = [SyntaxKind.OpenBraceToken, SyntaxKind.OpenBracketToken];
const CLOSING: readonly number[] = [SyntaxKind.CloseBraceToken, SyntaxKind.CloseBracketToken];

/** The values that stand one after another at a depth; commas between them are left out. */
const piecesOf = (text: string, from: number, depthOfItems: number): readonly Piece[] => {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  const lineBefore = from === 0 ? 0 : (text.slice(0, from).match(/\n/g)?.length ?? 0);
  const pieces: Piece[] = [];
  let depth = 0;
  let begun: { readonly line: number; readonly from: number } | undefined;
  for (let kind = scanner.scan(); kind !== SyntaxKind.EOF; kind = scanner.scan()) {
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (CLOSING.includes(kind)) depth -= 1;
    if (depth < depthOfItems && CLOSING.includes(kind)) break;
    if (depth === depthOfItems && kind !== SyntaxKind.CommaToken && begun === undefined)
      begun = { line: lineBefore + scanner.getTokenStartLine() + 1, from: start };
    if (OPENING.includes(kind)) depth += 1;
    else if (depth === depthOfItems && begun !== undefined && kind !== SyntaxKind.CommaToken) {
      pieces.push({ ...begun, until: end });
      begun = undefined;
      if (pieces.length > MOST_RECORDS) break;
    }
  }
  if (begun !== undefined) pieces.push({ ...begun, until: text.length });
  return pieces;
};

/** Of a record; of places none has more than some. */
const MOST_DEPTH = 100;

const isTooDeep = (text: string, { from, until }: Pick<Piece, "from" | "until">): boolean => {
  const scanner = createScanner(text.slice(from, until), true);
  let depth = 0;
  for (let kind = scanner.scan(); kind !== SyntaxKind.EOF; kind = scanner.scan()) {
    if (OPENING.includes(kind)) depth += 1;
    else if (CLOSING.includes(kind)) depth -= 1;
    if (depth > MOST_DEPTH) return true;
  }
  return false;
};

/** Why a record is not read. */
const refusalOf = (
  text: string,
  piece: Pick<Piece, "from" | "until">,
  before: number,
): Problem | undefined => {
  if (before >= MOST_RECORDS) return { kind: "too_many_records", most: MOST_RECORDS };
  if (piece.until - piece.from > MOST_LETTERS)
    return { kind: "record_too_long", most: MOST_LETTERS };
  if (isTooDeep(text, piece)) return { kind: "json", detail: `more than ${MOST_DEPTH} levels` };
  return undefined;
};

const parsed = (text: string, pieces: readonly Piece[]): Pick<JsonFile, "records" | "faults"> => {
  const records: JsonRecord[] = [];
  const faults: Finding[] = [];
  for (const { line, from, until } of pieces) {
    const refused = refusalOf(text, { from, until }, records.length + faults.length);
    if (refused !== undefined) {
      faults.push({ ...{ line, column: null, value: null }, problem: refused });
      continue;
    }
    try {
      records.push({ line, value: JSON.parse(text.slice(from, until)) });
    } catch (error) {
      faults.push(fault(line, (error as Error).message));
    }
  }
  return { records, faults };
};

/** Where the list begins that is the member of an object, by its name; -1 when there is none. */
const memberAt = (text: string, name: string): number => {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let kind = scanner.scan(); kind !== SyntaxKind.EOF; kind = scanner.scan()) {
    if (OPENING.includes(kind)) depth += 1;
    else if (CLOSING.includes(kind)) depth -= 1;
    else if (depth === 1 && kind === SyntaxKind.StringLiteral && scanner.getTokenValue() === name) {
      if (scanner.scan() !== SyntaxKind.ColonToken) continue;
      const next = scanner.scan();
      return next === SyntaxKind.OpenBracketToken ? scanner.getTokenOffset() : -1;
    }
  }
  return -1;
};

export const looksLikeJson = (text: string): boolean => /^\uFEFF?\s*[[{]/.test(text);

/**
 * Records of a list, of one object after another (NDJSON), or of the list that is the member `member` of an object. A
 * record that is no JSON is named with its line, and the others are read.
 */
export const readJson = (text: string, member: string): JsonFile => {
  const whole = text.replace(/^\uFEFF/, "");
  const start = /^\s*/.exec(whole)?.[0].length ?? 0;
  if (whole[start] === "[") return checked(whole, start, undefined);
  const at = memberAt(whole, member);
  if (at >= 0) {
    let around: { readonly [name: string]: unknown } | undefined;
    try {
      around = JSON.parse(whole) as { readonly [name: string]: unknown };
    } catch {
      // A record that is none breaks the whole; the others are read one by one.
    }
    return checked(whole, at, around);
  }
  const { records, faults } = parsed(whole, piecesOf(whole, start, 0));
  return { records, faults, around: undefined };
};

/** The whole must be JSON too: what stands between the records, and the end. */
const checked = (text: string, from: number, around: JsonFile["around"]): JsonFile => {
  const { records, faults } = parsed(text, piecesOf(text, from, 1));
  if (faults.length === 0)
    try {
      JSON.parse(text);
    } catch (error) {
      const { message } = error as Error;
      const place = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
      const line = (text.slice(0, place).match(/\n/g)?.length ?? 0) + 1;
      return { records, faults: [fault(line, message)], around };
    }
  return { records, faults, around };
};
