import { sum } from "../checksums.ts";
import type { StreamFraming } from "../framing.ts";

const REPLY_LENGTH = 4;

/**
 * Frames that begin with "BM" (`42 4D`): length of what follows (big-endian), words, and the sum of
 * every byte before it. A model sends one length of data; 4 is the answer to a command. Accepting
 * no other keeps a flipped bit of the length from making another model's frame.
 */
export const plantowerFraming =
  (dataLength: number): StreamFraming =>
  (bytes) => {
    if (bytes[0] !== 0x42) return { kind: "none" };
    if (bytes.length > 1 && bytes[1] !== 0x4d) return { kind: "none" };
    if (bytes.length > 2 && bytes[2] !== 0) return { kind: "none", reason: "length" };
    if (bytes.length < 4) return { kind: "more" };
    const stated = bytes[3] ?? 0;
    if (stated !== dataLength && stated !== REPLY_LENGTH) return { kind: "none", reason: "length" };
    const length = stated + 4;
    if (bytes.length < length) return { kind: "more", headed: true };
    const check = ((bytes[length - 2] ?? 0) << 8) | (bytes[length - 1] ?? 0);
    if (sum(bytes, 0, length - 2) !== check) return { kind: "none", reason: "checksum", length };
    return { kind: "frame", length };
  };
