import { asciiOf } from "../bytes.ts";
import { xor } from "../checksums.ts";
import type { StreamFraming } from "../framing.ts";

const DOLLAR = 0x24;
const STAR = 0x2a;
/** NMEA 0183 allows 82; receivers with many digits send some more. */
const LONGEST = 120;

const hexDigit = (byte: number | undefined): number => {
  const digit = byte === undefined ? Number.NaN : Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? -1 : digit;
};

/** `$talker and sentence,fields*hh` and a line end; hh is the XOR of what stands between $ and *. */
export const sentences: StreamFraming = (bytes) => {
  if (bytes[0] !== DOLLAR) return { kind: "none" };
  const line = bytes.subarray(0, LONGEST);
  let star = 1;
  while (star < line.length && line[star] !== STAR) {
    const byte = line[star] ?? 0;
    // A sentence has neither a second dollar nor a control character: it was cut short.
    if (byte < 0x20 || byte > 0x7e || byte === DOLLAR)
      return { kind: "none", reason: "tail", length: star };
    star += 1;
  }
  const textEnd = star + 3;
  if (line.length < textEnd)
    return line.length === LONGEST
      ? { kind: "none", reason: "length", length: 1 }
      : { kind: "more", headed: true };
  const stated = 16 * hexDigit(line[star + 1]) + hexDigit(line[star + 2]);
  if (hexDigit(line[star + 1]) < 0 || hexDigit(line[star + 2]) < 0)
    return { kind: "none", reason: "tail", length: star };
  if (!/^[A-Z][A-Z0-9]{4,}(,|$)/.test(asciiOf(bytes.subarray(1, star))))
    return { kind: "none", reason: "tail", length: star };
  if (xor(bytes, 1, star) !== stated) return { kind: "none", reason: "checksum", length: textEnd };
  const lineEnd = bytes[textEnd] === 0x0d ? textEnd + 1 : textEnd;
  if (bytes.length <= lineEnd) return { kind: "more", headed: true, atEnd: bytes.length };
  if (bytes[lineEnd] !== 0x0a) return { kind: "none", reason: "tail", length: textEnd };
  return { kind: "frame", length: lineEnd + 1, certain: true };
};
