import type { Variant } from "../series/store.ts";
import type { Correction } from "./corrections/correction.ts";
import { epa2021, epa2021Linear } from "./corrections/epa.ts";
import { kappaKoehler, sds011Power, usualGrowth } from "./corrections/growth.ts";

/**
 * Every recipe of which the store may hold values, in every version: a line is added, none is changed or
 * removed, so that each value can be computed again exactly as it was.
 */
export const recipes: readonly Correction[] = [
  epa2021,
  epa2021Linear,
  kappaKoehler(usualGrowth),
  sds011Power,
];

/** The name of what a recipe made, in the store: `epa-2021@1`. */
export const variantOf = ({ name, version }: Pick<Correction, "name" | "version">): Variant =>
  `${name}@${version}`;

export const findRecipe = (variant: string): Correction | undefined =>
  recipes.find((recipe) => variantOf(recipe) === variant);
