/** Sum of `bytes` from `from` (included) until `until` (excluded). */
export const sum = (bytes: Uint8Array, from: number, until: number): number => {
  let total = 0;
  for (let index = from; index < until; index++) total += bytes[index] ?? 0;
  return total;
};

export const xor = (bytes: Uint8Array, from: number, until: number): number => {
  let total = 0;
  for (let index = from; index < until; index++) total ^= bytes[index] ?? 0;
  return total;
};

/** x⁸+x⁵+x⁴+1 from FF, most significant bit first, of each 16-bit word that a Sensirion chip sends. */
export const crc8Sensirion = (bytes: Uint8Array, from: number, until: number): number => {
  let crc = 0xff;
  for (let index = from; index < until; index++) {
    crc ^= bytes[index] ?? 0;
    for (let bit = 0; bit < 8; bit++)
      crc = (crc & 0x80) !== 0 ? ((crc << 1) ^ 0x31) & 0xff : crc << 1;
  }
  return crc;
};

/** The same polynomial, least significant bit first from 00, as 1-Wire parts use it (Maxim, AN 27). */
export const crc8Dallas = (bytes: Uint8Array, from: number, until: number): number => {
  let crc = 0;
  for (let index = from; index < until; index++) {
    crc ^= bytes[index] ?? 0;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0x8c : crc >>> 1;
  }
  return crc;
};

const modbusTable = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});

/** Modbus RTU's CRC-16 (polynomial A001 reversed, from FFFF); on the wire its low byte comes first. */
export const crc16Modbus = (bytes: Uint8Array, from: number, until: number): number => {
  let crc = 0xffff;
  for (let index = from; index < until; index++)
    crc = (crc >>> 8) ^ (modbusTable[(crc ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
  return crc;
};
