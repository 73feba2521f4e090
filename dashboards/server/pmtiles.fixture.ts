/** A tile of a PMTiles file of a test: its place, its bytes. */
interface ArchivedTile {
  /** Counted along the Hilbert curves of all zooms; 0 is the one tile of zoom 0. */
  readonly id: number;
  readonly bytes: Uint8Array;
}

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
};

/** A small PMTiles file, written as its specification (version 3) says, with its directory unpacked. */
export const pmtilesOf = (
  tiles: readonly ArchivedTile[],
  {
    type,
    maxZoom = 0,
    metadata,
    saidTiles = tiles.length,
    isPacked = false,
  }: {
    readonly type: "mvt" | "png";
    readonly maxZoom?: number;
    readonly metadata: object;
    /** How many tiles its directory says that it has. */
    readonly saidTiles?: number;
    /** Whether the bytes of its tiles are gzip. */
    readonly isPacked?: boolean;
  },
): Uint8Array => {
  const ids = tiles.map(({ id }, at) => id - (tiles[at - 1]?.id ?? 0));
  const directory = Uint8Array.from([
    ...varint(saidTiles),
    ...ids.flatMap(varint),
    ...tiles.flatMap(() => varint(1)),
    ...tiles.flatMap(({ bytes }) => varint(bytes.length)),
    // Each stands right behind the one before.
    ...tiles.flatMap((_, at) => varint(at === 0 ? 1 : 0)),
  ]);
  const text = new TextEncoder().encode(JSON.stringify(metadata));
  const data = tiles.reduce((size, { bytes }) => size + bytes.length, 0);
  const header = Buffer.alloc(127);
  header.write("PMTiles");
  header.writeUInt8(3, 7);
  const metadataAt = header.length + directory.length;
  const dataAt = metadataAt + text.length;
  const numbers = [
    ...[header.length, directory.length, metadataAt, text.length, 0, 0, dataAt, data],
    ...[tiles.length, tiles.length, tiles.length],
  ];
  for (const [at, number] of numbers.entries()) header.writeBigUInt64LE(BigInt(number), 8 + 8 * at);
  header.writeUInt8(1, 96);
  header.writeUInt8(1, 97);
  header.writeUInt8(isPacked ? 2 : 1, 98);
  header.writeUInt8(type === "mvt" ? 1 : 2, 99);
  header.writeUInt8(maxZoom, 101);
  for (const [at, degrees] of [-180, -85, 180, 85].entries())
    header.writeInt32LE(degrees * 1e7, 102 + 4 * at);
  return Buffer.concat([header, directory, text, ...tiles.map(({ bytes }) => bytes)]);
};
