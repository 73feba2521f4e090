import { wordsCheckOut, wordsOf } from "../framing/transactions.ts";
import type { Decoded } from "../sensor.ts";
import { decodeLevels } from "./dnms.ts";
import { decodeScd30Floats } from "./scd30.ts";
import { decodeSen5xWords } from "./sen5x.ts";
import { decodeSps30Floats } from "./sps30.ts";

const isWholeSen5x = (decoded: Decoded): boolean =>
  decoded.ok &&
  ["pm1", "pm2_5", "pm4", "pm10", "humidity", "temperature"].every((name) =>
    Object.hasOwn(decoded.values, name),
  );

/** Parts that say more words than an SHT or an SCD4x, by the length of their replies with CRCs. */
const longer: readonly (readonly [length: number, isReply: (words: Uint8Array) => boolean])[] = [
  [60, (words) => decodeSps30Floats(words).ok],
  [24, (words) => isWholeSen5x(decodeSen5xWords(words))],
  [18, (words) => decodeScd30Floats(words).ok || decodeLevels(words).ok],
];

/**
 * Whether `bytes` are whole replies of an SPS30, a SEN5x, an SCD30 or a DNMS. Their words bear the
 * same CRC as those of parts with two or three words, which would read several replies in them.
 */
export const areLongerReplies = (bytes: Uint8Array): boolean =>
  wordsCheckOut(bytes) &&
  longer.some(([length, isReply]) => {
    if (bytes.length % length !== 0) return false;
    for (let from = 0; from < bytes.length; from += length)
      if (!isReply(wordsOf(bytes.subarray(from, from + length)))) return false;
    return true;
  });
