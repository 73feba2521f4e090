import { type GeoJSONVTFeature, type GeoJSONVTTile, Supercluster } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";
import type { ShownRow } from "./rows.ts";

export const EXTENT = 4096;
/** The last zoom that has tiles of its own; a cell of 500 m is 70 pixels there. */
export const MOST_ZOOM = 14;
/** 50 of the 512 pixels of a tile. */
const RADIUS = (50 / 512) * EXTENT;

const levels = [0, 1, 2, 3, 4, 5, 6] as const;
const countName = (level: number) => `n${level}`;

/** Of an even number the worse of the two in the middle; undefined when no level is known. */
const medianOf = (counts: readonly number[]): number | undefined => {
  const known = counts.slice(1).reduce((sum, count) => sum + count, 0);
  let passed = 0;
  for (let level = 1; level < counts.length; level += 1) {
    passed += counts[level] ?? 0;
    if (known > 0 && passed > Math.floor(known / 2)) return level;
  }
  return undefined;
};

/** Values of neighbours: two neighbours, each of whom may be several, are put together in one step. */
type Values = { readonly value: number } | { readonly both: readonly [Values, Values] };

const bothOf = (one: Values | undefined, other: Values | undefined): Values | undefined =>
  one === undefined || other === undefined ? (one ?? other) : { both: [one, other] };

/** The middle of sorted values; of an even number the higher of the two, as a level is the worse. */
const medianValue = (values: Values | undefined): number | undefined => {
  const found: number[] = [];
  const left = values === undefined ? [] : [values];
  for (let next = left.pop(); next !== undefined; next = left.pop())
    if ("both" in next) left.push(...next.both);
    else found.push(next.value);
  return Float64Array.from(found).sort()[Math.floor(found.length / 2)];
};

/** No property where nothing is known. */
const withLevel = (level: number | null | undefined) => (level == null ? {} : { level });
const withValue = (value: number | null | undefined) => (value == null ? {} : { value });

/** What a tile says of a station or of several: nothing but what its list says too. */
const tagsOf = (tags: {
  readonly [name: string]: unknown;
}): { [name: string]: string | number } => {
  if (tags.cluster !== true) return { ...(tags.told as object) };
  const counts = levels.map((level) => Number(tags[countName(level)] ?? 0));
  const simulated = Number(tags.simulated ?? 0);
  return {
    count: Number(tags.point_count),
    ...withValue(medianValue(tags.values as Values | undefined)),
    ...withLevel(medianOf(counts)),
    ...(simulated === 0 ? {} : { simulated }),
  };
};

/** Stations that are drawn as one: how many are of each level, and their values. */
interface Summed {
  [count: string]: unknown;
  values?: Values | undefined;
}

/** What a tile may tell of one station, and where. */
export interface TilePoint {
  readonly lat: number;
  readonly lon: number;
  readonly told: {
    readonly station: string;
    readonly name?: string;
    readonly value?: number;
    readonly level?: number;
    readonly origin?: string;
  };
}

/** The points of what is shown: stations without a place are in no tile. */
export const pointsOf = (shown: readonly ShownRow[]): TilePoint[] =>
  shown.flatMap(({ row: { station, name, point, origin }, figure: { value, level } }) =>
    point === undefined
      ? []
      : [
          {
            ...{ lat: point.lat, lon: point.lon },
            told: {
              station,
              ...(name === station ? {} : { name }),
              ...withValue(value),
              ...withLevel(level),
              ...(origin === "measured" ? {} : { origin }),
            },
          },
        ],
  );

/**
 * Tiles of points: neighbours are drawn as one until there is room, stations of one cell always. The index of 20 000 takes
 * most of a second of work at once.
 */
export const tilesOfPoints = (points: readonly TilePoint[]) => {
  const index = new Supercluster({
    ...{ radius: RADIUS, extent: EXTENT, maxZoom: MOST_ZOOM, minPoints: 2 },
    map: (properties: unknown) => {
      const { level, value, origin } = (properties as Pick<TilePoint, "told">).told;
      return {
        [countName(level ?? 0)]: 1,
        ...(value === undefined ? {} : { values: { value } satisfies Values }),
        ...(origin === undefined ? {} : { simulated: 1 }),
      };
    },
    reduce: (sum: Summed, { values, ...counts }: Summed) => {
      const both = bothOf(sum.values, values);
      if (both !== undefined) sum.values = both;
      for (const [name, count] of Object.entries(counts))
        sum[name] = Number(sum[name] ?? 0) + Number(count);
    },
  });
  index.load(
    points.map(({ lat, lon, told }) => ({
      type: "Feature" as const,
      geometry: { type: "Point" as const, coordinates: [lon, lat] },
      properties: { told },
    })),
  );
  return {
    /** A vector tile with the layer "stations". */
    tile(z: number, x: number, y: number): Uint8Array {
      const found = index.getTile(z, x, y);
      const features = (found?.features ?? []).map(
        ({ type, geometry, tags }: GeoJSONVTFeature) =>
          ({ type, geometry, tags: tagsOf(tags ?? {}) }) as GeoJSONVTFeature,
      );
      return fromGeojsonVt(
        { stations: { features } as unknown as GeoJSONVTTile },
        { version: 2, extent: EXTENT },
      );
    },
  };
};

/** Tiles of what is shown. */
export const stationTiles = (shown: readonly ShownRow[]) => tilesOfPoints(pointsOf(shown));
export type StationTiles = ReturnType<typeof stationTiles>;
