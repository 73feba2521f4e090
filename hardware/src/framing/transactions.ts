import { crc8Sensirion } from "../checksums.ts";
import type { Framed, TransactionFraming } from "../framing.ts";

type Check = (reply: Uint8Array) => boolean;

/**
 * Replies of fixed lengths, back to back: what comes between two silences is whole replies and
 * nothing else. When its length does not fit, nothing says where one begins, and all is refused.
 */
export const fixedReplies = (lengths: readonly number[], check: Check): TransactionFraming => ({
  cut(bytes) {
    const cuts = lengths
      .filter((length) => bytes.length % length === 0)
      .map((length) => blocks(bytes, length, check));
    const goodShare = (pieces: readonly Framed[]) =>
      pieces.filter((piece) => piece.ok).length / pieces.length;
    cuts.sort((one, other) => goodShare(other) - goodShare(one) || one.length - other.length);
    const reason = bytes.length < Math.min(...lengths) ? "truncated" : "length";
    return cuts[0] ?? [{ ok: false, reason, bytes }];
  },
});

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

/** Each 16-bit word is followed by its CRC-8, as Sensirion's I²C parts send them. */
export const wordsCheckOut: Check = (reply) => {
  for (let at = 0; at < reply.length; at += 3)
    if (crc8Sensirion(reply, at, at + 2) !== reply[at + 2]) return false;
  return reply.length % 3 === 0;
};

/** Replies of so many words, each word with its CRC. */
export const wordReplies = (...counts: readonly number[]): TransactionFraming =>
  fixedReplies(
    counts.map((count) => 3 * count),
    wordsCheckOut,
  );

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
