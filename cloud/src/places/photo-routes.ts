import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { commaSeparated } from "../api/comma-separated.ts";
import { refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { currentPlace } from "./known-station.ts";
import { publicPhotos } from "./photo-queries.ts";

const MOST_IDS = 100;

const Photo = z
  .object({
    station: StationId,
    id: z.uuid().meta({ description: "Of the medium" }),
    alt: z.string().meta({ description: "What is to be seen, for those who do not see it" }),
    author: z.string(),
    licence: z.string().meta({ description: "An SPDX identifier" }),
    width: z.int().meta({ description: "Pixels of the larger file" }),
    height: z.int(),
    files: z
      .object({ full: z.string(), small: z.string() })
      .meta({ description: "Addresses: at most 2560 and 640 pixels on the longer side" }),
  })
  .meta({ id: "StationPhoto" });

/** Pictures of stations for everybody. They are asked of the records: one that was removed is gone at once. */
export const photoRoutes = (
  api: Api,
  { records, knownStations }: Pick<ModuleContext, "records" | "knownStations">,
): void => {
  api.get(
    "/api/v1/station-photos",
    {
      config: { access: "measurements.read" },
      schema: {
        summary: "The pictures of stations that their hosts show to everybody",
        description: "Stations without one are left out.",
        querystring: z.object({
          ids: commaSeparated(StationId, MOST_IDS).meta({
            description: `Names of stations, with commas between them: ${MOST_IDS} at most`,
          }),
        }),
        response: { 200: z.object({ photos: z.array(Photo) }), ...refusals },
      },
    },
    async ({ principal, query: { ids } }) => {
      const nameOf = new Map(
        ids.flatMap((name) => {
          const known = knownStations.find(name);
          const isSeen = knownStations.viewOf(principal, name).isSeen;
          return known === undefined || !isSeen || currentPlace(known) === undefined
            ? []
            : [[known.thing, name] as const];
        }),
      );
      if (nameOf.size === 0) return { photos: [] };
      const found = await publicPhotos(records.db, [...nameOf.keys()]);
      return {
        photos: found.flatMap(({ station, media: { id, alt, author, width, height }, licence }) => {
          const name = nameOf.get(station);
          if (name === undefined || width === null || height === null) return [];
          const address = `/api/v1/media/${id}`;
          return [
            {
              ...{ station: name, id, alt, author, licence: licence ?? "", width, height },
              files: { full: `${address}/full`, small: `${address}/small` },
            },
          ];
        }),
      };
    },
  );
};
