import { crc16Modbus } from "../checksums.ts";
import type { StreamFraming } from "../framing.ts";

/** `content` with its CRC, low byte first. */
export const modbusFrame = (...content: readonly number[]): Uint8Array => {
  const crc = crc16Modbus(Uint8Array.from(content), 0, content.length);
  return Uint8Array.of(...content, crc & 0xff, crc >>> 8);
};

/**
 * Replies of one Modbus RTU device: `address function count data… crc`, where only the counts of
 * bytes that the device really answers are accepted. Exceptions (function | 80) and the echo of
 * a written register (`06`) are frames too: they carry no measurement.
 */
export const modbusReplies = (
  address: number,
  readFunction: number,
  counts: readonly number[],
): StreamFraming => {
  const lengthOf = (bytes: Uint8Array): number | undefined => {
    if (bytes[1] === 0x06) return 8;
    if (bytes[1] === (readFunction | 0x80)) return 5;
    if (bytes[1] === readFunction && counts.includes(bytes[2] ?? -1)) return 5 + (bytes[2] ?? 0);
    return undefined;
  };
  return (bytes) => {
    if (bytes[0] !== address) return { kind: "none" };
    if (bytes.length < 3) {
      const beginning =
        bytes.length === 1 ||
        bytes[1] === readFunction ||
        bytes[1] === 0x06 ||
        bytes[1] === (readFunction | 0x80);
      return beginning ? { kind: "more" } : { kind: "none" };
    }
    const length = lengthOf(bytes);
    if (length === undefined) return { kind: "none" };
    if (bytes.length < length) return { kind: "more", headed: true };
    const crc = (bytes[length - 2] ?? 0) | ((bytes[length - 1] ?? 0) << 8);
    if (crc16Modbus(bytes, 0, length - 2) !== crc)
      return { kind: "none", reason: "checksum", length };
    return { kind: "frame", length };
  };
};
