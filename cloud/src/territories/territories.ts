import type { Logger } from "pino";
import type { Queries } from "../records/database.ts";
import type { Records } from "../records/records.ts";
import { type Country, zoneOfCode } from "./countries.ts";
import { type Position, placeIn } from "./geometry.ts";
import { createTerritoryTree, type TerritoryTree } from "./hierarchy.ts";
import { allPlaced, outlinesAround } from "./territory-queries.ts";

/** What other modules ask of territories: it is answered at once, from memory. */
export interface Territories extends TerritoryTree {
  readonly country: Country;
  /** A territory's own id and those of all in which it lies; none for one that is not known. */
  around(territory: string): readonly string[];
  /** Its key, "fr-commune-33063"; undefined for one that is not known. */
  keyOf(territory: string): string | undefined;
  /** The legal time zone there; the country's for one that is not known. */
  zoneOf(territory: string | undefined): string;
  /** Reads them again, after they were changed. */
  refresh(): Promise<void>;
}

/** Opens with no territory, and has them all soon after the records have come up. */
export const openTerritories = (records: Records, country: Country, log: Logger): Territories => {
  let within: ReadonlyMap<string, readonly string[]> = new Map();
  let keys: ReadonlyMap<string, string> = new Map();
  let zones: ReadonlyMap<string, string> = new Map();
  let tree = createTerritoryTree(within);
  const refresh = async () => {
    // One text for each id, however often it is named.
    const ids = new Map<string, string>();
    const one = (id: string): string => {
      const known = ids.get(id) ?? id;
      ids.set(known, known);
      return known;
    };
    const all = await allPlaced(records.db);
    within = new Map(all.map(({ id, within: around }) => [one(id), around.map(one)]));
    keys = new Map(
      all.map(({ id, kind, code }) => [
        one(id),
        `${country.country}-${kind}-${code.toLowerCase()}`,
      ]),
    );
    zones = new Map(
      all.flatMap(({ id, kind, code }) => {
        const zone = zoneOfCode(country, kind, code);
        return zone === undefined ? [] : [[one(id), zone] as const];
      }),
    );
    tree = createTerritoryTree(within);
  };
  records.onUp(() => {
    refresh().catch((error: Error) => {
      if (records.state().up) log.error({ err: error }, "territories not read");
    });
  });
  return {
    country,
    liesIn: (territory, other) => tree.liesIn(territory, other),
    around: (territory) => within.get(territory) ?? [],
    keyOf: (territory) => keys.get(territory),
    zoneOf: (territory) =>
      (territory === undefined ? [] : (within.get(territory) ?? []))
        .map((around) => zones.get(around))
        .find((zone) => zone !== undefined) ?? country.zone,
    refresh,
  };
};

/**
 * The territories that hold a point, one of each kind, the smallest kind first. A point on a border belongs to
 * the territory with the lowest code of those that it divides.
 */
export const territoriesAt = async (
  db: Queries,
  { country, kinds }: Country,
  point: Position,
): Promise<string[]> => {
  const near = await outlinesAround(db, country, point);
  const placed = near
    .map((each) => ({ ...each, place: placeIn(each.outline, point) }))
    .filter(({ place }) => place !== "outside")
    .toSorted(
      (a, b) =>
        Number(a.place === "border") - Number(b.place === "border") || (a.code < b.code ? -1 : 1),
    );
  return kinds.flatMap(({ kind }) => {
    const first = placed.find((each) => each.kind === kind);
    return first === undefined ? [] : [first.id];
  });
};
