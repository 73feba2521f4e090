import { joined } from "../bytes.ts";
import { crc8Dallas, crc16Modbus, sum, xor } from "../checksums.ts";
import { shdlcFrame } from "../framing/shdlc.ts";
import { withCrcs } from "../framing/transactions.ts";

// Frames as sensors build them, their checksum right.

export type Frame = Uint8Array;

export const repeated = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);
export const big = (words: readonly number[]): number[] =>
  words.flatMap((word) => [word >>> 8, word & 0xff]);
export const little = (words: readonly number[]): number[] =>
  words.flatMap((word) => [word & 0xff, word >>> 8]);

export const nova = (pm2_5: number, pm10: number): Frame => {
  const data = [...little([pm2_5, pm10]), 0xa1, 0x60];
  return Uint8Array.of(0xaa, 0xc0, ...data, data.reduce((a, b) => a + b, 0) & 0xff, 0xab);
};
export const plantower = (...words: readonly number[]): Frame => {
  const content = Uint8Array.of(0x42, 0x4d, 0, 2 * words.length + 2, ...big(words));
  const check = sum(content, 0, content.length);
  return joined(content, Uint8Array.of(check >>> 8, check & 0xff));
};
export const honeywell = (...words: readonly number[]): Frame => {
  const content = Uint8Array.of(0x40, 2 * words.length + 1, 0x04, ...big(words));
  return joined(content, Uint8Array.of(-sum(content, 0, content.length) & 0xff));
};
export const winsen = (co2: number, ...rest: readonly number[]): Frame => {
  const content = Uint8Array.of(0xff, 0x86, ...big([co2]), ...rest);
  return joined(content, Uint8Array.of(-sum(content, 1, 8) & 0xff));
};
export const singles = (values: readonly number[], isLittle = false): Frame => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [index, value] of values.entries()) view.setFloat32(4 * index, value, isLittle);
  return new Uint8Array(view.buffer);
};
export const wordsOfBytes = (bytes: Frame): number[] =>
  Array.from({ length: bytes.length / 2 }, (_, index) =>
    new DataView(bytes.buffer, bytes.byteOffset).getUint16(2 * index),
  );
export const crcFloats = (...values: readonly number[]): Frame =>
  withCrcs(wordsOfBytes(singles(values)));
export const shdlc = (data: Iterable<number>): Frame => {
  const content = [...data];
  return shdlcFrame(Uint8Array.of(0, 0x03, 0, content.length, ...content));
};
export const alphasense = (
  counts: readonly number[],
  masses: readonly number[],
  laser = 0x46,
  climate: readonly number[] = [0x6122, 0x8d4f],
): Frame => {
  const content = new Uint8Array(84);
  content.set(little(counts), 0);
  content.set(little([500, 560, ...climate]), 52);
  content.set(singles(masses, true), 60);
  content.set(little([laser]), 82);
  const crc = crc16Modbus(content, 0, 84);
  return joined(content, Uint8Array.of(...little([crc])));
};
export const dallas = (low: number, high: number, ...rest: readonly number[]): Frame => {
  const content = Uint8Array.of(low, high, ...rest);
  return joined(content, Uint8Array.of(crc8Dallas(content, 0, 8)));
};
export const dht = (...data: readonly number[]): Frame =>
  Uint8Array.of(...data, data.reduce((a, b) => a + b, 0) & 0xff);
export const ascii = (text: string): Frame =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));
export const sentence = (body: string): Frame => {
  const content = ascii(body);
  const check = xor(content, 0, content.length).toString(16).toUpperCase().padStart(2, "0");
  return ascii(`$${body}*${check}\r\n`);
};
export const json = (body: unknown): Frame => new TextEncoder().encode(JSON.stringify(body));
export const community = (values: Readonly<Record<string, unknown>>): Frame =>
  json({
    sensordatavalues: Object.entries(values).map(([value_type, value]) => ({ value_type, value })),
  });
