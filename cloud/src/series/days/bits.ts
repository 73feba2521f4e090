/** Numbers of any count of bits up to 53, one behind the other, the lowest bit first. */
export interface BitWriter {
  /** A whole number from 0 up to 2 ** `bits`. */
  write(number: number, bits: number): void;
  bytes(): Uint8Array;
}

export interface BitReader {
  /** Zeros behind the end. */
  read(bits: number): number;
}

/** Of a number that is written in two parts, those of the lower. */
const LOW_BITS = 24;

export const createBitWriter = (): BitWriter => {
  let bytes = new Uint8Array(256);
  let end = 0;
  let open = 0;
  let filled = 0;
  const put = (number: number, bits: number): void => {
    open |= number << filled;
    filled += bits;
    for (; filled >= 8; filled -= 8) {
      if (end === bytes.length) {
        const longer = new Uint8Array(2 * end);
        longer.set(bytes);
        bytes = longer;
      }
      bytes[end++] = open & 0xff;
      open >>>= 8;
    }
  };
  const write = (number: number, bits: number): void => {
    if (bits <= LOW_BITS) {
      put(number, bits);
      return;
    }
    const high = Math.floor(number / 2 ** LOW_BITS);
    put(number - high * 2 ** LOW_BITS, LOW_BITS);
    write(high, bits - LOW_BITS);
  };
  return {
    write,
    bytes() {
      if (filled > 0) put(0, 8 - filled);
      return bytes.slice(0, end);
    },
  };
};

const wordAt = (bytes: Uint8Array, at: number): number =>
  at + 3 < bytes.length
    ? (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    : (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24);

export const createBitReader = (bytes: Uint8Array, start: number): BitReader => {
  let place = start * 8;
  const take = (bits: number): number => {
    const number = (wordAt(bytes, place >> 3) >>> (place & 7)) & ((1 << bits) - 1);
    place += bits;
    return number;
  };
  return {
    read(bits) {
      if (bits <= LOW_BITS) return take(bits);
      const low = take(LOW_BITS);
      if (bits <= 2 * LOW_BITS) return low + take(bits - LOW_BITS) * 2 ** LOW_BITS;
      const middle = take(LOW_BITS);
      return low + (middle + take(bits - 2 * LOW_BITS) * 2 ** LOW_BITS) * 2 ** LOW_BITS;
    },
  };
};

/** How many bits a whole number from 0 on needs. */
export const bitsOf = (number: number): number => {
  let bits = 0;
  for (let rest = number; rest >= 1; rest = Math.floor(rest / 2)) bits += 1;
  return bits;
};

/** Numbers near 0, of either sign, as small ones from 0 on. */
export const unsigned = (number: number): number => (number < 0 ? -2 * number - 1 : 2 * number);
export const signed = (number: number): number => {
  const half = Math.floor(number / 2);
  return number === 2 * half ? half : -half - 1;
};
