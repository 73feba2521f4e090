/** Writes bits, most significant first. */
export interface BitWriter {
  /** The `width` (0 to 31) low bits of `value`. */
  put(value: number, width: number): void;
  /** A non-negative integer as an exponential Golomb code of the given order. */
  golomb(value: number, order: number): void;
  /** What was written, the last byte filled with zeros. */
  bytes(): Uint8Array<ArrayBuffer>;
}

export const createBitWriter = (): BitWriter => {
  const bits: number[] = [];
  const put = (value: number, width: number) => {
    for (let bit = width - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  return {
    put,
    golomb(value, order) {
      const shifted = value + 2 ** order;
      const length = bitLength(shifted);
      put(0, length - 1 - order);
      put(shifted, length);
    },
    bytes() {
      const packed = new Uint8Array(Math.ceil(bits.length / 8));
      for (const [index, bit] of bits.entries())
        packed[index >> 3] = (packed[index >> 3] ?? 0) | (bit << (7 - (index & 7)));
      return packed;
    },
  };
};

/** Bits that a code of this order takes for a non-negative integer. */
export const golombLength = (value: number, order: number): number =>
  2 * bitLength(value + 2 ** order) - 1 - order;

const bitLength = (value: number): number => 32 - Math.clz32(value);

/** Signed integers in the order 0, −1, 1, −2, 2 …, so that small ones of either sign stay small. */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
export const unzigzag = (code: number): number => (code % 2 === 0 ? code / 2 : -(code + 1) / 2);

/** The longest code word that is read: no field of ours needs more. */
const MAX_WORD = 30;

/** Reads what `createBitWriter` wrote. Past the end it gives zeros and `overrun` turns true. */
export interface BitReader {
  take(width: number): number;
  /** `undefined` for a code word that no field of ours can hold. */
  golomb(order: number): number | undefined;
  readonly overrun: () => boolean;
  /** True when only the zero bits that fill the last byte are left. */
  readonly atPadding: () => boolean;
}

export const createBitReader = (bytes: Uint8Array): BitReader => {
  const total = bytes.length * 8;
  let position = 0;
  const next = () => {
    const bit = ((bytes[position >> 3] ?? 0) >> (7 - (position & 7))) & 1;
    position += 1;
    return bit;
  };
  const take = (width: number) => {
    let value = 0;
    for (let bit = 0; bit < width; bit++) value = value * 2 + next();
    return value;
  };
  return {
    take,
    golomb(order) {
      let zeros = 0;
      while (next() === 0) {
        zeros += 1;
        if (zeros + 1 + order > MAX_WORD) return undefined;
      }
      const width = zeros + order;
      return 2 ** width + take(width) - 2 ** order;
    },
    overrun: () => position > total,
    atPadding: () => total - position < 8 && take(total - position) === 0,
  };
};
