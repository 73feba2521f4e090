import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Variant } from "../series/store.ts";
import type { RecipeChoice } from "./choices.ts";
import type { Correction } from "./corrections/correction.ts";
import { findRecipe } from "./recipes.ts";

/** A recipe, and why and where it is used. */
export interface ChosenRecipe {
  readonly choice: RecipeChoice;
  readonly recipe: Correction;
}

/** The recipe that is chosen for a model. */
export const chosenRecipe = (choice: RecipeChoice): ChosenRecipe => {
  const recipe = findRecipe(choice.recipe);
  if (recipe === undefined) throw new Error(`No recipe is ${choice.recipe}.`);
  return { choice, recipe };
};

/** Those that make a quantity, the one that counts first: of all, the last one counts. */
export const recipesOfQuantity = (
  chosen: readonly ChosenRecipe[],
  quantity: QuantityName,
): readonly ChosenRecipe[] =>
  chosen.filter(({ recipe }) => recipe.corrects.includes(quantity)).toReversed();

/** The series that they make of a quantity, the one that counts first; none where no recipe makes it. */
export const variantsOfQuantity = (
  chosen: readonly ChosenRecipe[],
  quantity: QuantityName,
): readonly Variant[] => recipesOfQuantity(chosen, quantity).map(({ choice }) => choice.recipe);
