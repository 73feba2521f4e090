import type { Territories } from "../territories/territories.ts";
import type { Row } from "./rows.ts";

/**
 * The territories in which somebody measures outdoors; all around each station count. Where people measure, what is
 * simulated or replayed measures nothing; where nobody does, it shows how the map looks.
 */
export const measuredTerritories = (
  rows: readonly Row[],
  { around }: Pick<Territories, "around">,
): ReadonlySet<string> => {
  const measured = rows.filter(({ origin }) => origin === "measured");
  const counted = measured.length > 0 ? measured : rows;
  return new Set(
    counted.flatMap(({ territory }) => (territory === undefined ? [] : around(territory))),
  );
};

/** The kinds that divide the country, the smallest first: communes, départements, régions. */
export const dividing = ({ country }: Pick<Territories, "country">): string[] =>
  country.kinds
    .filter(({ partOf, membersOf }) => partOf === undefined && membersOf === undefined)
    .map(({ kind }) => kind);
