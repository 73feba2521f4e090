import type { ModuleContext } from "../module.ts";
import { territoryAt } from "../places/given-point.ts";
import {
  countPlaces,
  findOwnStation,
  insertPlace,
  nameNobodys,
  setTerritory,
} from "../places/queries.ts";
import { publicPart } from "../places/share-rules.ts";
import type { DemonstrationStation } from "./stations.ts";

/** The week behind the first start lies within. */
const BEFORE_MS = 30 * 86_400_000;

/** `has one`: a host, or a place. */
type Outcome = { readonly thing: string } | "has one" | "later";

/** Gives a station that is nobody's a name that people read, once its record is there. */
export const nameStation = (
  { records }: Pick<ModuleContext, "records">,
  { name, title }: Pick<DemonstrationStation, "name" | "title">,
): Promise<Outcome> =>
  records.db.transaction(async (tx) => {
    const own = await findOwnStation(tx, name);
    if (own === undefined) return "later";
    if (own.host !== null) return "has one";
    await nameNobodys(tx, own.station.id, title);
    return { thing: own.station.id };
  });

/** Says where a station of the demonstration is, once its record and the territory around it are there. */
export const placeStation = (
  { records, territories }: Pick<ModuleContext, "records" | "territories">,
  {
    station: { name, title, lat, lon, siting, connectivity },
    at,
    needsTerritory,
  }: {
    readonly station: DemonstrationStation;
    readonly at: number;
    readonly needsTerritory: boolean;
  },
): Promise<Outcome> =>
  records.db.transaction(async (tx) => {
    const own = await findOwnStation(tx, name);
    if (own === undefined) return "later";
    const { id } = own.station;
    // Somebody claimed it, or it was placed at an earlier start.
    if (own.host !== null || (await countPlaces(tx, id)) > 0) return "has one";
    const shown = publicPart({ lat, lon });
    const territory = await territoryAt(tx, territories, shown);
    if (territory === null && needsTerritory) return "later";
    await insertPlace(tx, {
      ...{ station: id, host: null, since: new Date(at - BEFORE_MS), ...shown, isExact: false },
      ...{ territory, exposure: "outdoor", siting, connectivity },
    });
    await setTerritory(tx, id, territory);
    await nameNobodys(tx, id, title);
    return { thing: id };
  });
