/** As much of DER (ITU-T X.690) as a certificate needs; each function gives one encoded value. */

const lengthOf = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.from([0x80 | digits.length, ...digits]);
};

/** At most 65 535 bytes of content. */
export const encode = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const whole = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(whole.length), whole]);
};

export const sequence = (...parts: readonly Uint8Array[]): Buffer => encode(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => encode(0x31, ...parts);
export const octets = (content: Uint8Array): Buffer => encode(0x04, content);
export const bits = (content: Uint8Array, unused = 0): Buffer =>
  encode(0x03, Buffer.from([unused]), content);
export const text = (content: string): Buffer => encode(0x0c, Buffer.from(content));
export const truth = Buffer.from([0x01, 0x01, 0xff]);

/** A whole number that is not negative, from its bytes, the highest first. */
export const integer = (magnitude: Uint8Array): Buffer => {
  const start = magnitude.findIndex((byte) => byte !== 0);
  const digits = start === -1 ? Uint8Array.of(0) : magnitude.subarray(start);
  return encode(0x02, ...((digits[0] ?? 0) > 0x7f ? [Uint8Array.of(0)] : []), digits);
};

/** Of an object identifier, "2.5.4.3". */
export const identifier = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  const base128 = (value: number): number[] => {
    const digits = [value & 0x7f];
    for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
    return digits;
  };
  return encode(0x06, Uint8Array.from([first * 40 + second, ...others.flatMap(base128)]));
};

/** A time from 1950 to 2049, whole seconds in UTC. */
export const utcTime = (ms: number): Buffer => {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, "").slice(2, 14);
  return encode(0x17, Buffer.from(`${digits}Z`));
};
