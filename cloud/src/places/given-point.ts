import * as z from "zod";
import { apiProblems, Problem } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import type { Queries } from "../records/database.ts";
import { territoriesAt } from "../territories/territories.ts";
import type { GeoPoint } from "./grid.ts";

export const Lat = z.number().min(-90).max(90);
export const Lon = z.number().min(-180).max(180);

/** The point of a request that may leave it out. */
export const pointIfGiven = ({
  lat,
  lon,
}: {
  readonly lat?: number | undefined;
  readonly lon?: number | undefined;
}): GeoPoint | undefined => {
  if ((lat === undefined) !== (lon === undefined))
    throw new Problem(apiProblems.invalid_request, '"lat" and "lon" come together.');
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
};

/** The smallest territory around a point. */
export const territoryAt = async (
  tx: Queries,
  { country }: Pick<ModuleContext["territories"], "country">,
  { lat, lon }: GeoPoint,
): Promise<string | null> => (await territoriesAt(tx, country, [lon, lat]))[0] ?? null;
