import { type GeoJSONVTTile, geoJSONToTile } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";
import type { KindOfOutlines, OutlineRow } from "./outline-queries.ts";
import { EXTENT } from "./station-tiles.ts";
import type { TileAddress } from "./tile-address.ts";

/** So few are drawn at every zoom. */
const FEW = 400;
/** The smallest zoom of each kind, the smallest kind first: 35 000 communes are no picture of a country. */
const FIRST_ZOOMS = [9, 6, 0];

/** Which outlines a zoom shows; undefined when there are none. */
export const kindAt = (
  zoom: number,
  kinds: readonly string[],
  counts: readonly Pick<KindOfOutlines, "kind" | "count">[],
): string | undefined => {
  const having = kinds.filter((kind) => counts.some((one) => one.kind === kind));
  const isFew = (kind: string) => (counts.find((one) => one.kind === kind)?.count ?? 0) <= FEW;
  return (
    having.find((kind) => isFew(kind) || zoom >= (FIRST_ZOOMS[kinds.indexOf(kind)] ?? 0)) ??
    having.at(-1)
  );
};

/** A tile with the layers "territories" and "names". */
export const outlineTile = (
  { z, x, y }: TileAddress,
  outlines: readonly OutlineRow[],
  /** Of communes: whether somebody measures there. */
  isMeasured: ((id: string) => boolean) | undefined,
): Uint8Array => {
  const layer = (features: readonly object[]): GeoJSONVTTile =>
    geoJSONToTile({ type: "FeatureCollection", features } as never, z, x, y, {
      ...{ extent: EXTENT, buffer: 64, tolerance: 3, clip: true, maxZoom: z },
    });
  return fromGeojsonVt(
    {
      territories: layer(
        outlines.map(({ id, rural, outline }) => ({
          type: "Feature",
          geometry: outline,
          properties: {
            ...(rural === null ? {} : { environment: rural ? "country" : "town" }),
            ...(isMeasured === undefined ? {} : { measured: isMeasured(id) ? 1 : 0 }),
          },
        })),
      ),
      names: layer(
        outlines.map(({ name, labelLon, labelLat }) => ({
          type: "Feature",
          geometry: { type: "Point", coordinates: [labelLon, labelLat] },
          properties: { name },
        })),
      ),
    },
    { version: 2, extent: EXTENT },
  );
};
