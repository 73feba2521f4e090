import type { ModuleContext } from "../module.ts";
import { type KnownPlace, pointOf } from "../places/known-station.ts";
import { territoryKey } from "../places/public-place.ts";
import { territoriesOfIds } from "../territories/territory-queries.ts";
import type { AirOfStation, Commune, Environment } from "./answer.ts";

interface Named extends Commune {
  readonly environment: Environment | null;
}

/** Names are read again after this: imports change them a few times a year. */
const KEPT_MS = 600_000;

/** What territories are called: for places in answers, without a question for each. */
export const createPlaceNames = ({
  records,
  territories,
  now,
}: Pick<ModuleContext, "records" | "territories" | "now">) => {
  let names = new Map<string, Named | null>();
  let since = 0;
  const communeOf = (territory: string | undefined): Commune | null => {
    const named = territory === undefined ? undefined : names.get(territory);
    return named == null ? null : { key: named.key, name: named.name };
  };
  return {
    /** Reads those that are not known yet. Without the records a place has no name. */
    async ready(ids: readonly string[]): Promise<void> {
      if (Math.abs(now() - since) > KEPT_MS) [names, since] = [new Map(), now()];
      const missing = [...new Set(ids)].filter((id) => !names.has(id));
      if (missing.length === 0 || !records.state().up) return;
      const found = await territoriesOfIds(records.db, missing);
      const read = new Map(found.map((one) => [one.id, one]));
      for (const id of missing) {
        const one = read.get(id);
        const key = territories.keyOf(id);
        names.set(
          id,
          one === undefined || key === undefined
            ? null
            : {
                ...{ key, name: one.name },
                environment: one.rural === null ? null : one.rural ? "country" : "town",
              },
        );
      }
    },
    environmentOf: (territory: string | undefined): Environment | null =>
      (territory === undefined ? undefined : names.get(territory))?.environment ?? null,
    communeOf,
    placeOf(place: KnownPlace): NonNullable<AirOfStation["place"]> {
      const named = place.territory === undefined ? undefined : names.get(place.territory);
      return {
        ...pointOf(place),
        precision: place.isExact ? "exact" : "cell",
        territory: territoryKey(territories, place.territory).territory ?? null,
        commune: communeOf(place.territory),
        environment: named?.environment ?? null,
        exposure: place.exposure,
        siting: place.siting ?? null,
      };
    },
  };
};
export type PlaceNames = ReturnType<typeof createPlaceNames>;
