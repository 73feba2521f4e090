/** Bytes written as people write them: "AA B4 06". For constants in this workspace; throws on anything else. */
export const bytesOf = (text: string): Uint8Array => {
  const digits = text.replaceAll(/\s+/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error(`not hexadecimal bytes: "${text}"`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
};

/** "aa c0 06": lower case, one space between bytes. */
export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");

export const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
};

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Text of bytes that are ASCII; what is not becomes "?". */
export const asciiOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : "?")).join("");

/** The least magnitude that a 32-bit float has with all its digits (IEEE 754). */
const LEAST_NORMAL = 2 ** -126;

/**
 * A 32-bit float without the digits that it does not have: seven mean something. What is smaller than any sensor
 * computes is a whole number that was never a float, or memory: NaN.
 */
export const single = (view: DataView, offset: number, littleEndian = false): number => {
  const value = view.getFloat32(offset, littleEndian);
  if (value !== 0 && Math.abs(value) < LEAST_NORMAL) return Number.NaN;
  return Number(value.toPrecision(7));
};
