import { QuantityName } from "@datacityzen/hardware/quantities";
import { MOST_DAYS } from "./changed-days.ts";

/** Series of a quantity whose numbers are neighbours: their days lie side by side. */
export interface Tile {
  readonly quantity: QuantityName;
  readonly group: number;
}

/**
 * Numbers of series. Stations of six quantities have some 85 of each in a tile: a map reads few tiles, and one series is
 * found in a tile of some 16 kB.
 */
const NUMBERS_OF_A_TILE = 512;

export const tileOf = ({
  id,
  quantity,
}: {
  readonly id: number;
  readonly quantity: QuantityName;
}): Tile => ({ quantity, group: Math.floor(id / NUMBERS_OF_A_TILE) });

const PLACE_OF_QUANTITY = new Map(QuantityName.options.map((name, place) => [name, place]));

/** One number for a tile: those of neighbouring groups of one quantity do not lie side by side. */
export const tileNumber = ({ quantity, group }: Tile): number =>
  group * PLACE_OF_QUANTITY.size + (PLACE_OF_QUANTITY.get(quantity) ?? 0);

/** One number for a day of a tile; those of one tile follow each other. */
export const dayOfTile = (tile: Tile, day: number): number => tileNumber(tile) * MOST_DAYS + day;

/** The packed block of one series in a day of a tile. */
export interface Part {
  readonly series: number;
  readonly bytes: Uint8Array;
}

/** Two bytes for the place of the series in its group, two for the length. */
const HEAD_OF_A_PART = 4;
const COUNT_BYTES = 2;

/** Blocks of several series one behind the other. Each has a checksum of its own, and names its series in it. */
export const joinParts = (parts: readonly Part[]): Uint8Array => {
  const head = COUNT_BYTES + HEAD_OF_A_PART * parts.length;
  const joined = Buffer.alloc(parts.reduce((sum, { bytes }) => sum + bytes.length, head));
  joined.writeUInt16LE(parts.length);
  let end = head;
  for (const [place, { series, bytes }] of parts.entries()) {
    const at = COUNT_BYTES + HEAD_OF_A_PART * place;
    joined.writeUInt16LE(series % NUMBERS_OF_A_TILE, at);
    joined.writeUInt16LE(bytes.length, at + 2);
    joined.set(bytes, end);
    end += bytes.length;
  }
  return joined;
};

/** The parts of a tile, or of one series in it; of a damaged one some that are none, whose checksums tell. */
export function* partsOf({ group }: Tile, joined: Uint8Array): Generator<Part> {
  const view = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
  const count = joined.length < COUNT_BYTES ? 0 : view.getUint16(0, true);
  let start = COUNT_BYTES + HEAD_OF_A_PART * count;
  for (let place = 0; place < count; place++) {
    const at = COUNT_BYTES + HEAD_OF_A_PART * place;
    if (at + HEAD_OF_A_PART > joined.length) return;
    const series = group * NUMBERS_OF_A_TILE + view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    yield { series, bytes: joined.subarray(start, start + length) };
    start += length;
  }
}

export const partOf = (
  { group }: Tile,
  series: number,
  joined: Uint8Array,
): Uint8Array | undefined => {
  const view = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
  const wanted = series - group * NUMBERS_OF_A_TILE;
  const count = joined.length < COUNT_BYTES ? 0 : view.getUint16(0, true);
  const heads = COUNT_BYTES + HEAD_OF_A_PART * count;
  if (heads > joined.length) return undefined;
  for (let at = COUNT_BYTES, start = heads; at < heads; at += HEAD_OF_A_PART) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === wanted) return joined.subarray(start, start + length);
    start += length;
  }
  return undefined;
};

/** The tile with some parts in place of those that it has of the same series, in the order of series. */
export const withParts = (
  tile: Tile,
  joined: Uint8Array | undefined,
  parts: readonly Part[],
): Uint8Array => {
  const bySeries = new Map<number, Part>();
  if (joined !== undefined)
    for (const part of partsOf(tile, joined)) bySeries.set(part.series, part);
  for (const part of parts) bySeries.set(part.series, part);
  return joinParts([...bySeries.values()].sort((one, other) => one.series - other.series));
};
