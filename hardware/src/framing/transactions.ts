import { crc8Sensirion } from "../checksums.ts";
import type { Framed, TransactionFraming } from "../framing.ts";
import { isWord, locateWords, type Span } from "./word-runs.ts";

type Check = (reply: Uint8Array) => boolean;
/** Finds whole, checked replies amid other bytes; in order, none over another. */
type Locate = (bytes: Uint8Array) => readonly Span[];

const good = (pieces: readonly Framed[]): number => pieces.filter((piece) => piece.ok).length;

/**
 * Replies of fixed lengths, back to back: what comes between two silences is whole replies and
 * nothing else. Where that is not so (a capture with other bytes in it), `locate` looks for them;
 * without it nothing says where one begins, and all is refused.
 */
export const fixedReplies = (
  lengths: readonly number[],
  check: Check,
  locate?: Locate,
): TransactionFraming => ({
  cut(bytes) {
    const cuts = lengths
      .filter((length) => bytes.length % length === 0)
      .map((length) => blocks(bytes, length, check));
    const share = (pieces: readonly Framed[]) => good(pieces) / pieces.length;
    cuts.sort((one, other) => share(other) - share(one) || one.length - other.length);
    const backToBack = cuts[0] ?? [refused(bytes, lengths)];
    if (share(backToBack) === 1 || locate === undefined) return backToBack;
    return amidNoise(bytes, locate(bytes)) ?? withoutGood(backToBack, bytes, lengths);
  },
});

/** Three words with their CRCs are no chance any more (one in 16 million). */
const FEWEST_WORDS = 3;

/** The same for parts whose replies bear no checksum: words that each bear Sensirion's CRC are another part's. */
export const uncheckedReplies = (lengths: readonly number[]): TransactionFraming => {
  const replies = fixedReplies(lengths, () => true);
  return {
    cut: (bytes) =>
      bytes.length >= 3 * FEWEST_WORDS && wordsCheckOut(bytes)
        ? [{ ok: false, reason: "length", bytes }]
        : replies.cut(bytes),
  };
};

const refused = (bytes: Uint8Array, lengths: readonly number[]): Framed => ({
  ok: false,
  reason: bytes.length < Math.min(...lengths) ? "truncated" : "length",
  bytes,
});

/** What seemed good by its place alone, in a capture that holds other bytes too, is not believed. */
const withoutGood = (
  pieces: readonly Framed[],
  bytes: Uint8Array,
  lengths: readonly number[],
): Framed[] => (good(pieces) === 0 ? [...pieces] : [refused(bytes, lengths)]);

const blocks = (bytes: Uint8Array, length: number, check: Check): Framed[] => {
  const pieces: Framed[] = [];
  for (let at = 0; at < bytes.length; at += length) {
    const block = bytes.slice(at, at + length);
    pieces.push(
      check(block) ? { ok: true, frame: block } : { ok: false, reason: "checksum", bytes: block },
    );
  }
  return pieces;
};

const amidNoise = (bytes: Uint8Array, replies: readonly Span[]): Framed[] | undefined => {
  if (replies.length === 0) return undefined;
  const pieces: Framed[] = [];
  let at = 0;
  const noiseUntil = (until: number) => {
    if (until > at) pieces.push({ ok: false, reason: "noise", bytes: bytes.slice(at, until) });
  };
  for (const { from, until } of replies) {
    noiseUntil(from);
    pieces.push({ ok: true, frame: bytes.slice(from, until) });
    at = until;
  }
  noiseUntil(bytes.length);
  return pieces;
};

/**
 * Replies of `count` 16-bit words, each followed by its CRC-8, as Sensirion's I²C parts send them.
 * Back to back, with a word damaged here or there, they are told by their length; amid other bytes
 * by their words. `isAnothers`: whether a whole transaction is what a part of more words says, whose
 * words could be taken for several short replies.
 */
export const wordReplies = (
  count: number,
  isAnothers: (bytes: Uint8Array) => boolean = () => false,
): TransactionFraming => ({
  cut(bytes) {
    const length = 3 * count;
    if (bytes.length > length && isAnothers(bytes)) return [{ ok: false, reason: "length", bytes }];
    const fits = bytes.length > 0 && bytes.length % length === 0;
    const backToBack = fits ? blocks(bytes, length, wordsCheckOut) : [refused(bytes, [length])];
    if (fits && areReplies(backToBack, count)) return backToBack;
    return amidNoise(bytes, locateWords(count)(bytes)) ?? withoutGood(backToBack, bytes, [length]);
  },
});

/** Whether a good reply stands at an end of the capture, and each damaged one lacks one word only. */
const areReplies = (pieces: readonly Framed[], count: number): boolean =>
  (pieces[0]?.ok === true || pieces.at(-1)?.ok === true) &&
  pieces.every((piece) => piece.ok || goodWords(piece.bytes) >= count - 1);

/** Each 16-bit word is followed by its CRC-8. */
export const wordsCheckOut: Check = (reply) =>
  reply.length % 3 === 0 && goodWords(reply) === reply.length / 3;

const goodWords = (reply: Uint8Array): number => {
  let words = 0;
  for (let at = 0; at < reply.length; at += 3) if (isWord(reply, at)) words += 1;
  return words;
};

/** The words of a reply without their CRCs. */
export const wordsOf = (reply: Uint8Array): Uint8Array =>
  reply.filter((_, index) => index % 3 !== 2);

/** Words with their CRCs added, as a command with arguments needs them. */
export const withCrcs = (words: readonly number[]): Uint8Array =>
  Uint8Array.from(
    words.flatMap((word) => {
      const bytes = Uint8Array.of(word >>> 8, word & 0xff);
      return [...bytes, crc8Sensirion(bytes, 0, 2)];
    }),
  );
