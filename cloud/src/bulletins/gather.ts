import { nobody } from "../access/principal.ts";
import type { StationAir, StationAirs } from "../air/station-airs.ts";
import type { ModuleContext } from "../module.ts";
import { currentPlace, pointOf } from "../places/known-station.ts";
import { metresBetween } from "../places/place-filters.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { gridStart } from "../series/store.ts";
import type { StationRecord } from "../stations/station.ts";
import type { FoundTerritory } from "../territories/territory-queries.ts";
import { type BulletinFacts, factsOf } from "./facts.ts";

/** So far from the middle of a commune a station speaks for it, where nobody measures in it: as for alerts. */
const AROUND_METRES = 5_000;

type Place = Pick<FoundTerritory, "id" | "kind" | "labelLat" | "labelLon">;

/** What stations say of territories. Only those outdoors that everybody sees count, and their public points. */
export const createGathering = (
  {
    stations,
    knownStations,
    territories,
    now,
  }: Pick<ModuleContext, "stations" | "knownStations" | "territories" | "now">,
  airs: StationAirs,
) => {
  const viewOf = (id: string) => knownStations.viewOf(nobody, id);
  const placeOf = (id: string) => {
    const known = knownStations.find(id);
    return known && currentPlace(known);
  };
  const told = (): StationRecord[] =>
    [...stations.all()].filter((record) => airs.isTold(record, viewOf(record.id)));

  /** Communes are places: those around speak for one in which nobody measures. */
  const isCommune = ({ kind }: Place) =>
    territories.country.kinds.some((one) => one.kind === kind && one.holdsAddresses === true);

  const chosenFor = <T>(
    all: readonly T[],
    idOf: (one: T) => string,
    place: Place,
  ): { readonly found: readonly T[]; readonly aroundMetres: number | null } => {
    const within = all.filter((one) => {
      const at = placeOf(idOf(one))?.territory;
      return at !== undefined && territories.liesIn(at, place.id);
    });
    const { labelLat: lat, labelLon: lon } = place;
    if (within.length > 0 || !isCommune(place) || lat === null || lon === null)
      return { found: within, aroundMetres: null };
    const around = all.filter((one) => {
      const at = placeOf(idOf(one));
      return at !== undefined && metresBetween({ lat, lon }, pointOf(at)) <= AROUND_METRES;
    });
    return { found: around, aroundMetres: around.length === 0 ? null : AROUND_METRES };
  };

  return {
    /** Territories in which somebody measures, those around them included. */
    measuredIn: (): ReadonlySet<string> =>
      new Set(
        told().flatMap(({ id }) => {
          const territory = placeOf(id)?.territory;
          return territory === undefined ? [] : territories.around(territory);
        }),
      ),
    /** The last 24 whole hours in one territory. */
    async now(place: Place): Promise<BulletinFacts> {
      const to = gridStart(now(), HOUR_MS);
      const { found, aroundMetres } = chosenFor(told(), ({ id }) => id, place);
      const all = await airs.of(found, viewOf, to);
      return factsOf(all, { to, zone: territories.zoneOf(place.id), aroundMetres });
    },
    /** The 24 hours before an instant, in many territories: each station is judged once. */
    async before(
      to: number,
      zone: string,
      places: readonly Place[],
    ): Promise<ReadonlyMap<string, BulletinFacts>> {
      const all = await airs.of(told(), viewOf, to);
      return new Map(
        places.map((place) => {
          const { found, aroundMetres } = chosenFor<StationAir>(
            all,
            ({ record }) => record.id,
            place,
          );
          return [place.id, factsOf(found, { to, zone, aroundMetres })];
        }),
      );
    },
  };
};
export type Gathering = ReturnType<typeof createGathering>;
