import { open } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  Compression,
  FetchSource,
  PMTiles,
  type RangeResponse,
  readVarint,
  SharedPromiseCache,
  type Source,
  TileType,
} from "pmtiles";
import * as z from "zod";
import type { BaseMap } from "../app/map/base-map.ts";

export interface BaseMapSettings {
  /** A file, an address of a file, or a template of addresses of tiles; undefined: none. */
  readonly baseMap: string | undefined;
  readonly attribution: string | undefined;
  readonly attributionUrl: string | undefined;
}

export interface Tile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What lies under the stations of the map, where the operator has chosen something. */
export interface BaseMapSource {
  /** Undefined while it cannot be read: the built-in outline is there all the same. */
  told(): Promise<BaseMap | undefined>;
  /** Other hosts that a browser asks for tiles. */
  readonly hosts: readonly string[];
  /** Of a file; undefined where it has none. */
  tile(z: number, x: number, y: number): Promise<Tile | undefined>;
  close(): Promise<void>;
}

const PATIENCE_MS = 5_000;
/** A file that could not be read is asked for again after so long. */
const AGAIN_MS = 60_000;

/** Of a tile, a directory or what the file says of itself, as it is written and unpacked: far more than any has. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Number, run, length and offset of each tile, a byte each at least. */
const BYTES_OF_AN_ENTRY = 4;

const unpackGzip = promisify(gunzip);

/** A file may say that much stands in little. */
const unpack = async (packed: ArrayBuffer, compression: Compression): Promise<ArrayBuffer> => {
  if (compression === Compression.None || compression === Compression.Unknown) return packed;
  if (compression !== Compression.Gzip) throw new Error("it is packed in another way than gzip");
  const unpacked = await unpackGzip(packed, { maxOutputLength: MOST_BYTES });
  return Uint8Array.from(unpacked).buffer;
};

/** A directory begins with how many tiles it has: the library would go on past its end, for as long as memory lasts. */
const unpackDirectory = async (packed: ArrayBuffer, compression: Compression) => {
  const bytes = await unpack(packed, compression);
  const buf = new Uint8Array(bytes);
  const count = readVarint({ buf, pos: 0 });
  if (count * BYTES_OF_AN_ENTRY > buf.length)
    throw new Error(`a directory of ${buf.length} bytes says that it has ${count} tiles`);
  return bytes;
};

/** Directories that are kept. */
const MOST_DIRECTORIES = 100;

const archiveOf = (source: Source): PMTiles => {
  const bounded: Source = {
    getKey: () => source.getKey(),
    getBytes(offset, length, signal, etag) {
      if (length > MOST_BYTES) throw new Error(`it names ${length} bytes; at most ${MOST_BYTES}`);
      return source.getBytes(offset, length, signal, etag);
    },
  };
  return new PMTiles(
    bounded,
    new SharedPromiseCache(MOST_DIRECTORIES, true, unpackDirectory),
    unpack,
  );
};

const types: { readonly [type in TileType]?: string } = {
  [TileType.Mvt]: "application/vnd.mapbox-vector-tile",
  [TileType.Png]: "image/png",
  [TileType.Jpeg]: "image/jpeg",
  [TileType.Webp]: "image/webp",
  [TileType.Avif]: "image/avif",
};

/** What a PMTiles file says of itself; the rest is of no use here. */
const Metadata = z
  .object({
    attribution: z.string().optional().catch(undefined),
    vector_layers: z
      .array(z.object({ id: z.string() }))
      .optional()
      .catch(undefined),
  })
  .catch({});

/** Attributions of files are HTML: their words alone are shown. */
const wordsOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&copy;", "©")
    .replaceAll("&amp;", "&")
    .trim();

const isTemplate = (text: string): boolean => /\{z\}.*\{[xy]\}.*\{[xy]\}/.test(text);

export type BaseMapChecked =
  | { readonly ok: true; readonly value: BaseMapSource | undefined }
  | { readonly ok: false; readonly sentence: string };

/** A file on this machine, from which tiles are read by their places. */
const fileSource = async (path: string): Promise<Source & { close(): Promise<void> }> => {
  const file = await open(path, "r");
  return {
    getKey: () => path,
    async getBytes(offset, length): Promise<RangeResponse> {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      return { data: bytes.buffer.slice(0, bytesRead) };
    },
    close: () => file.close(),
  };
};

/** Nothing waits for ever for another host. */
const addressSource = (address: string): Source => {
  const source = new FetchSource(address);
  return {
    getKey: () => source.getKey(),
    getBytes: (offset, length, signal, etag) => {
      const patience = AbortSignal.timeout(PATIENCE_MS);
      const both = signal === undefined ? patience : AbortSignal.any([signal, patience]);
      return source.getBytes(offset, length, both, etag);
    },
  };
};

const attributionOf = (
  { attribution, attributionUrl }: BaseMapSettings,
  own: string | undefined,
): BaseMap["attribution"] => {
  const text = attribution ?? (own === undefined ? "" : wordsOf(own));
  return { text, ...(attributionUrl === undefined ? {} : { url: attributionUrl }) };
};

/** Tiles that browsers ask of another host themselves. */
const templateSource = (template: string, settings: BaseMapSettings): BaseMapSource => {
  const isVector = /\.(?:pbf|mvt)(?:[?#]|$)/.test(template);
  const told: BaseMap = {
    ...{ kind: isVector ? "vector" : "raster", tiles: template, minZoom: 0, maxZoom: 15 },
    ...{ layers: undefined, attribution: attributionOf(settings, undefined) },
  };
  return {
    told: async () => told,
    hosts: [new URL(template.replaceAll(/[{}]/g, "0")).origin],
    tile: async () => undefined,
    close: async () => {},
  };
};

const archiveSource = (
  source: Source & { close?(): Promise<void> },
  settings: BaseMapSettings,
  { now, onFailure }: { readonly now: () => number; readonly onFailure: (error: unknown) => void },
): BaseMapSource => {
  let archive = archiveOf(source);
  let read: Promise<BaseMap | undefined> | undefined;
  let again = 0;
  const ask = async (): Promise<BaseMap> => {
    const header = await archive.getHeader();
    const metadata = Metadata.parse(await archive.getMetadata());
    if (types[header.tileType] === undefined)
      throw new Error("its tiles are neither pictures nor Mapbox vector tiles");
    return {
      kind: header.tileType === TileType.Mvt ? "vector" : "raster",
      // The file stays here: browsers ask us, and nobody else.
      tiles: "/base-map/{z}/{x}/{y}",
      ...{ minZoom: header.minZoom, maxZoom: header.maxZoom },
      layers: metadata.vector_layers?.map(({ id }) => id),
      attribution: attributionOf(settings, metadata.attribution),
    };
  };
  const told = (): Promise<BaseMap | undefined> => {
    if (read !== undefined && (again === 0 || now() < again)) return read;
    again = 0;
    read = ask().catch((error: unknown) => {
      // It keeps what failed for ever.
      archive = archiveOf(source);
      again = now() + AGAIN_MS;
      onFailure(error);
      return undefined;
    });
    return read;
  };
  return {
    told,
    hosts: [],
    async tile(zoom, x, y) {
      try {
        const type = types[(await archive.getHeader()).tileType];
        const found = await archive.getZxy(zoom, x, y);
        if (found === undefined || type === undefined) return undefined;
        return { type, bytes: new Uint8Array(found.data) };
      } catch (error) {
        archive = archiveOf(source);
        throw error;
      }
    },
    close: async () => source.close?.(),
  };
};

/** Opens what the settings name. A file that is none is said at the start; another host may come later. */
export const openBaseMap = async (
  settings: BaseMapSettings,
  parts: { readonly now: () => number; readonly onFailure: (error: unknown) => void },
): Promise<BaseMapChecked> => {
  const { baseMap: named } = settings;
  if (named === undefined || named === "") return { ok: true, value: undefined };
  const isAddress = /^https?:\/\//.test(named);
  if (isTemplate(named)) {
    if (isAddress && settings.attribution !== undefined)
      return { ok: true, value: templateSource(named, settings) };
    return {
      ok: false,
      sentence: isAddress
        ? "BASE_MAP names tiles of somebody: say in BASE_MAP_ATTRIBUTION whose they are."
        : 'BASE_MAP must begin with "https://" when it names tiles by {z}, {x} and {y}.',
    };
  }
  if (isAddress) return { ok: true, value: archiveSource(addressSource(named), settings, parts) };
  let source: Awaited<ReturnType<typeof fileSource>> | undefined;
  try {
    source = await fileSource(named);
    const archive = archiveSource(source, settings, {
      ...parts,
      onFailure: (error) => {
        throw error;
      },
    });
    await archive.told();
    return { ok: true, value: archive };
  } catch (error) {
    await source?.close();
    const why = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      sentence: `BASE_MAP names ${named}, which cannot be read as a PMTiles file: ${why}.`,
    };
  }
};
