import type { StyleSpecification } from "maplibre-gl";
import { type BaseMap, type DrawnLayer, layersOf } from "./base-map.ts";
import { type MapQuery, shownQuery } from "./map-query.ts";

/** The colours of the page, which the map takes over. */
export interface Look {
  readonly paper: string;
  readonly surface: string;
  readonly ink: string;
  readonly rule: string;
  readonly edge: string;
  readonly accent: string;
  readonly tint: string;
  readonly isDark: boolean;
}

/** Tiles are made up to here; nearer, they are drawn larger. */
const MOST_ZOOM = 14;

/** The address of tiles, on our own origin. */
export const tilesOf = (
  origin: string,
  layer: "stations" | "territories" | "coverage",
  asked: MapQuery,
): string => {
  const query = new URLSearchParams(layer === "stations" ? shownQuery(asked) : {});
  return `${origin}/api/v1/map/tiles/${layer}/{z}/{x}/{y}${query.size === 0 ? "" : `?${query}`}`;
};

/** A mark is drawn by us, named by what it shows: "mark/3/12/1" is band 3, the text "12", of one station. */
export const MARK = "mark/";
/** And a name by its text. */
export const NAME = "name/";
/** A mark is 50 px high: a name stands below the mark that lies on the same point. */
const belowMark = { "icon-anchor": "top", "icon-offset": [0, 26] } as const;
/** From here on the names of stations have room beside those of communes. */
const NAMED_ZOOM = 11;
/** What is striped: where nobody measures. */
export const STRIPES = "stripes";

const vector = (tiles: string) => ({
  type: "vector" as const,
  tiles: [tiles],
  minzoom: 0,
  maxzoom: MOST_ZOOM,
});

/** The name of the base map's source: what fails there leaves the rest of the map as it is. */
export const BASE = "base";

const baseSource = ({ kind, tiles, minZoom, maxZoom }: BaseMap, origin: string) => ({
  type: kind,
  tiles: [tiles.startsWith("/") ? `${origin}${tiles}` : tiles],
  ...{ minzoom: minZoom, maxzoom: maxZoom },
  ...(kind === "raster" ? { tileSize: 256 } : {}),
});

/** Pictures are drawn paler than they are, so that the stations stand out; vector tiles in the colours of the page. */
const baseLayers = (base: BaseMap, look: Look): StyleSpecification["layers"] => {
  if (base.kind === "raster")
    return [
      {
        ...{ id: BASE, type: "raster", source: BASE },
        paint: { "raster-saturation": -0.4, "raster-opacity": look.isDark ? 0.45 : 0.8 },
      },
    ];
  const from = (layer: string) => ({ source: BASE, "source-layer": layer });
  const layers: { readonly [kind in DrawnLayer]: (layer: string) => object } = {
    water: (name) => ({ type: "fill", ...from(name), paint: { "fill-color": look.rule } }),
    buildings: (name) => ({ type: "fill", ...from(name), paint: { "fill-color": look.rule } }),
    roads: (name) => ({
      ...{ type: "line", ...from(name) },
      paint: { "line-color": look.edge, "line-opacity": 0.6, "line-width": 1 },
    }),
  };
  return layersOf(base).map(
    ([kind, name]) => ({ id: `${BASE}-${kind}`, ...layers[kind](name) }) as never,
  );
};

/** What the map draws: territories as a picture to find one's way by, and stations, or where nobody measures. */
export const mapStyle = (
  origin: string,
  asked: MapQuery,
  look: Look,
  base?: BaseMap,
): StyleSpecification => {
  const outlines = asked.isCoverage ? "coverage" : "territories";
  return {
    version: 8,
    sources: {
      ...(base === undefined ? {} : { [BASE]: baseSource(base, origin) as never }),
      outlines: vector(tilesOf(origin, outlines, asked)),
      ...(asked.isCoverage ? {} : { stations: vector(tilesOf(origin, "stations", asked)) }),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": look.tint } },
      {
        id: "territories",
        type: "fill",
        source: "outlines",
        "source-layer": "territories",
        paint: { "fill-color": look.surface },
      },
      ...(base === undefined ? [] : baseLayers(base, look)),
      ...(asked.isCoverage
        ? [
            {
              id: "unmeasured",
              type: "fill" as const,
              source: "outlines",
              "source-layer": "territories",
              filter: ["==", ["get", "measured"], 0] as never,
              paint: { "fill-pattern": STRIPES },
            },
          ]
        : []),
      {
        id: "borders",
        type: "line",
        source: "outlines",
        "source-layer": "territories",
        paint: { "line-color": look.edge, "line-width": 1.5 },
      },
      {
        id: "names",
        type: "symbol",
        source: "outlines",
        "source-layer": "names",
        layout: {
          "icon-image": ["concat", NAME, ["get", "name"]],
          ...belowMark,
          "icon-padding": 4,
        } as never,
      },
      ...(asked.isCoverage
        ? []
        : [
            {
              id: "stations",
              type: "symbol" as const,
              source: "stations",
              "source-layer": "stations",
              layout: {
                "icon-image": [
                  "concat",
                  MARK,
                  ["to-string", ["coalesce", ["get", "level"], 0]],
                  "/",
                  [
                    "case",
                    ["has", "value"],
                    ["to-string", ["round", ["get", "value"]]],
                    ["has", "level"],
                    ["to-string", ["get", "level"]],
                    "?",
                  ],
                  "/",
                  ["to-string", ["coalesce", ["get", "count"], 1]],
                ] as never,
                "icon-allow-overlap": true,
                // A commune keeps its name where stations are: without names nobody finds their way.
                "icon-ignore-placement": true,
                // The worst lies on top.
                "symbol-sort-key": ["coalesce", ["get", "level"], 0] as never,
                "symbol-z-order": "source" as const,
              },
            },
            {
              id: "station-names",
              type: "symbol" as const,
              source: "stations",
              "source-layer": "stations",
              minzoom: NAMED_ZOOM,
              filter: ["!", ["has", "count"]] as never,
              layout: {
                "icon-image": ["concat", NAME, ["coalesce", ["get", "name"], ["get", "station"]]],
                ...belowMark,
              } as never,
            },
          ]),
    ],
  };
};
