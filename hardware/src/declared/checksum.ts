import { crc8Dallas, crc8Sensirion, crc16Modbus, sum, xor } from "../checksums.ts";
import { wordsCheckOut } from "../framing/transactions.ts";
import type { DeclaredChecksum } from "./schema.ts";

/** Counted from the end when it is below zero. */
export const placeIn = (length: number, place: number): number =>
  place < 0 ? length + place : place;

type Kind = DeclaredChecksum["kind"];

const computed: {
  readonly [kind in Exclude<Kind, "none" | "crc8_words">]: {
    readonly bytes: 1 | 2;
    readonly of: (bytes: Uint8Array, from: number, until: number) => number;
  };
} = {
  sum8: { bytes: 1, of: (bytes, from, until) => sum(bytes, from, until) & 0xff },
  sum8_inverted: { bytes: 1, of: (bytes, from, until) => ~sum(bytes, from, until) & 0xff },
  sum8_negated: { bytes: 1, of: (bytes, from, until) => -sum(bytes, from, until) & 0xff },
  sum16: { bytes: 2, of: (bytes, from, until) => sum(bytes, from, until) & 0xffff },
  xor8: { bytes: 1, of: xor },
  crc8_sensirion: { bytes: 1, of: crc8Sensirion },
  crc8_dallas: { bytes: 1, of: crc8Dallas },
  crc16_modbus: { bytes: 2, of: crc16Modbus },
};

/** How many bytes a checksum takes; those of each word are counted with the words. */
export const checksumBytes = (kind: Kind): number =>
  kind === "none" || kind === "crc8_words" ? 0 : computed[kind].bytes;

/** Where the checksum of a frame of `length` covers and stands. */
export const checksumPlaces = ({ from, until, at, kind }: DeclaredChecksum, length: number) => {
  const end = placeIn(length, until ?? length - checksumBytes(kind));
  return { from: placeIn(length, from), until: end, at: placeIn(length, at ?? end) };
};

/** Whether a whole frame bears the right checksum. */
export const checksOut = (checksum: DeclaredChecksum, frame: Uint8Array): boolean => {
  const { kind, endian } = checksum;
  if (kind === "none") return true;
  const { from, until, at } = checksumPlaces(checksum, frame.length);
  if (kind === "crc8_words") return wordsCheckOut(frame.slice(from, until));
  const { bytes, of } = computed[kind];
  const [first, second] = [frame[at] ?? -1, frame[at + 1] ?? -1];
  const big = (first << 8) | second;
  const little = (second << 8) | first;
  const stated = bytes === 1 ? first : endian === "big" ? big : little;
  return of(frame, from, until) === stated;
};
