/** What lies under the stations, chosen by the operator: streets, rivers, the names of somebody else's map. */
export interface BaseMap {
  readonly kind: "raster" | "vector";
  /** A template with {z}, {x} and {y}: of ours from the root of the site, else whole. */
  readonly tiles: string;
  readonly minZoom: number;
  readonly maxZoom: number;
  /** Of vector tiles, where they tell it. */
  readonly layers: readonly string[] | undefined;
  readonly attribution: { readonly text: string; readonly url?: string };
}

/** How layers are called in the schemas of Protomaps and of OpenMapTiles; we draw what both have. */
const drawn = {
  water: ["water"],
  buildings: ["buildings", "building"],
  roads: ["roads", "transportation"],
} as const;
export type DrawnLayer = keyof typeof drawn;

/** The layers that we draw of a map of vector tiles, by their names in it. */
export const layersOf = ({ layers }: Pick<BaseMap, "layers">): readonly [DrawnLayer, string][] =>
  (Object.keys(drawn) as DrawnLayer[]).flatMap((kind) => {
    const names: readonly string[] = drawn[kind];
    const name = layers === undefined ? names[0] : names.find((one) => layers.includes(one));
    return name === undefined ? [] : [[kind, name]];
  });
