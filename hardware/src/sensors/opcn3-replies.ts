import { single, viewOf } from "../bytes.ts";
import { crc16Modbus } from "../checksums.ts";
import { fixedReplies } from "../framing/transactions.ts";
import type { Span } from "../framing/word-runs.ts";

export const HISTOGRAM = 86;
export const MASSES = 14;

/** Behind the maker's USB dongle every SPI byte comes as a pair, FF and itself. */
const DONGLE = 0xff;

const throughDongle = (reply: Uint8Array): boolean =>
  (reply.length === 2 * HISTOGRAM || reply.length === 2 * MASSES) &&
  reply.every((byte, index) => index % 2 === 1 || byte === DONGLE);

/** The reply as SPI brought it, whichever way it came. */
export const plainReply = (reply: Uint8Array): Uint8Array =>
  throughDongle(reply) ? reply.filter((_, index) => index % 2 === 1) : reply;

/** Both replies end with the CRC of what precedes, low byte first. */
const checksOut = (reply: Uint8Array): boolean => {
  const plain = plainReply(reply);
  if (plain.length !== HISTOGRAM && plain.length !== MASSES) return false;
  const end = plain.length - 2;
  return crc16Modbus(plain, 0, end) === viewOf(plain).getUint16(end, true);
};

/** Masses, each at least that of the smaller sizes, as noise does not spell them. */
const looksMeasured = (reply: Uint8Array): boolean => {
  const view = viewOf(reply);
  const first = reply.length === HISTOGRAM ? 60 : 0;
  const masses = [0, 4, 8].map((at) => single(view, first + at, true));
  return masses.every((mass, index) => mass >= (masses[index - 1] ?? 0.001) && mass < 100_000);
};

/**
 * Sixteen bits of CRC are few in a long capture: without the dongle's pairs the masses must look
 * like some, and a reply of nothing else counts at the beginning and at the end only.
 */
const locate = (bytes: Uint8Array): Span[] => {
  const spans: Span[] = [];
  const lengthAt = (from: number): number | undefined =>
    [2 * HISTOGRAM, HISTOGRAM, 2 * MASSES, MASSES].find((length) => {
      const reply = bytes.subarray(from, from + length);
      if (reply.length < length || !checksOut(reply)) return false;
      if (throughDongle(reply)) return true;
      const anchored = from === 0 || from + length === bytes.length;
      return looksMeasured(reply) && (length === HISTOGRAM || anchored);
    });
  for (let from = 0; from < bytes.length; ) {
    const length = lengthAt(from);
    if (length !== undefined) spans.push({ from, until: from + length });
    from += length ?? 1;
  }
  return spans;
};

/** A histogram (86 bytes) or the masses (14), as SPI or the dongle brings them. */
export const opcReplies = fixedReplies(
  [2 * HISTOGRAM, HISTOGRAM, 2 * MASSES, MASSES],
  checksOut,
  locate,
);
