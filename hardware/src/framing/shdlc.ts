import { sum } from "../checksums.ts";
import type { StreamFraming } from "../framing.ts";

const FLAG = 0x7e;
const ESCAPE = 0x7d;
/** 7E, 7D, XON and XOFF travel as 7D and themselves with bit 5 changed; nothing else is escaped. */
const ESCAPED: ReadonlyMap<number, number> = new Map([
  [0x5e, 0x7e],
  [0x5d, 0x7d],
  [0x31, 0x11],
  [0x33, 0x13],
]);
/** Address, command, state and length, 255 bytes of data and the checksum, each escaped, and two flags. */
const LONGEST = 2 * (4 + 255 + 1) + 2;

/** The bytes between two flags as they were before stuffing, or undefined when an escape is wrong. */
export const unstuffed = (stuffed: Uint8Array): Uint8Array | undefined => {
  const plain = new Uint8Array(stuffed.length);
  let length = 0;
  for (let index = 0; index < stuffed.length; index++) {
    const byte = stuffed[index] ?? 0;
    if (byte !== ESCAPE) {
      plain[length++] = byte;
      continue;
    }
    index += 1;
    const meant = ESCAPED.get(stuffed[index] ?? -1);
    if (meant === undefined) return undefined;
    plain[length++] = meant;
  }
  return plain.slice(0, length);
};

/** Flags, stuffing and checksum around `content` (address, command, length, data). */
export const shdlcFrame = (content: Uint8Array): Uint8Array => {
  const out: number[] = [FLAG];
  for (const byte of [...content, ~sum(content, 0, content.length) & 0xff]) {
    if (byte === 0x7e || byte === 0x7d || byte === 0x11 || byte === 0x13)
      out.push(ESCAPE, byte ^ 0x20);
    else out.push(byte);
  }
  out.push(FLAG);
  return Uint8Array.from(out);
};

/** A command of the master to the device at address 0. */
export const shdlcCommand = (command: number, ...data: readonly number[]): Uint8Array =>
  shdlcFrame(Uint8Array.of(0, command, data.length, ...data));

/**
 * What Sensirion's serial sensors answer: `7E address command state length data… checksum 7E`, the
 * checksum being the inverted low byte of the sum (SPS30 data sheet, SHDLC frame layer).
 */
export const shdlcFraming: StreamFraming = (bytes) => {
  if (bytes[0] !== FLAG) return { kind: "none" };
  const close = bytes.subarray(0, LONGEST).indexOf(FLAG, 1);
  // Two flags in a row: the first closed a frame that was lost, the second opens the next.
  if (close === 1) return { kind: "none" };
  if (close === -1) {
    if (bytes.length >= LONGEST) return { kind: "none", reason: "length", length: 1 };
    return bytes.length < 3 ? { kind: "more" } : { kind: "more", headed: true };
  }
  const content = unstuffed(bytes.subarray(1, close));
  // A frame that does not check out leaves its last flag to be the first of the next.
  if (content === undefined) return { kind: "none", reason: "checksum", length: close };
  if (content.length < 5 || content.length !== 5 + (content[3] ?? 0))
    return { kind: "none", reason: "length", length: close };
  const check = content[content.length - 1];
  if ((~sum(content, 0, content.length - 1) & 0xff) !== check)
    return { kind: "none", reason: "checksum", length: close };
  // Where the last flag was lost, the next frame's first has closed this one.
  return { kind: "frame", length: close + 1, certain: true, shared: 1 };
};

/** The reply inside a whole SHDLC frame. */
export const shdlcReply = (frame: Uint8Array) => {
  const content = unstuffed(frame.subarray(1, -1)) ?? new Uint8Array(0);
  return {
    command: content[1] ?? -1,
    state: content[2] ?? -1,
    data: content.subarray(4, Math.max(4, content.length - 1)),
  };
};
