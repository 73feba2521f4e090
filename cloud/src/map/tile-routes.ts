import * as z from "zod";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { Choice, endOf } from "./choice.ts";
import { dividing, measuredTerritories } from "./coverage.ts";
import type { KeptIndexes } from "./kept-indexes.ts";
import type { KeptTiles } from "./kept-tiles.ts";
import type { MapParts } from "./map-parts.ts";
import { outlinesIn } from "./outline-queries.ts";
import { kindAt, outlineTile } from "./outline-tiles.ts";
import { answerTile, VectorTile } from "./packed.ts";
import { boundsOfTile, demandTile, TileAddress } from "./tile-address.ts";

export const layers = ["stations", "territories", "coverage"] as const;

export const tileRoutes = (
  api: Api,
  { records, territories, now, sheets, outlines }: MapParts,
  indexes: KeptIndexes,
  tiles: KeptTiles,
): void => {
  const { country } = territories;
  const kinds = dividing(territories);

  const outlinesOf = async (address: TileAddress, isMeasured?: (id: string) => boolean) => {
    const kind = kindAt(address.z, kinds, (await outlines()).kinds);
    const found =
      kind === undefined
        ? []
        : await outlinesIn(records.db, country.country, kind, boundsOfTile(address));
    return outlineTile(address, found, isMeasured);
  };

  api.get(
    "/api/v1/map/tiles/:layer/:z/:x/:y",
    {
      config: { access: "measurements.read" },
      schema: {
        summary: "A vector tile: stations, territories, or where somebody measures",
        description:
          "Web Mercator. `stations`: the stations outdoors that everybody sees, at their public points, neighbours as one point in their middle with `count`, and `level`, their median. `territories` and `coverage`: outlines and names; in `coverage` each says whether somebody `measured` there. The smaller the zoom, the larger the territories.",
        params: TileAddress.extend({ layer: z.enum(layers) }),
        querystring: Choice,
        response: { 200: VectorTile, ...refusals },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const { layer, ...address } = params;
      demandTile(address);
      const end = endOf(query, now());
      const name = `${layer} ${address.z}/${address.x}/${address.y}`;
      if (layer === "territories") {
        const tile = tiles.of(await outlines(), name, () => outlinesOf(address));
        return answerTile(request, reply, await tile);
      }
      const { rows } = await sheets.of(end);
      if (layer === "stations") {
        const index = indexes.of(rows, end, query);
        const { z, x, y } = address;
        const tile = tiles.of(index, name, () =>
          index.tile(z, x, y).catch((error: unknown) => {
            indexes.forget(index);
            throw error;
          }),
        );
        return answerTile(request, reply, await tile);
      }
      const tile = tiles.of(rows, name, async () => {
        const measured = measuredTerritories(rows, territories);
        return outlinesOf(address, (id) => measured.has(id));
      });
      return answerTile(request, reply, await tile);
    },
  );
};
