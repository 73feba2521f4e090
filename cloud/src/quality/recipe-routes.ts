import * as z from "zod";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { Words } from "../api/words.ts";
import { recipeOf } from "./checks/check.ts";
import { checks } from "./checks/checks.ts";
import { choices } from "./choices.ts";
import { recipes, variantOf } from "./recipes.ts";

export const SourceAnswer = z.object({ title: z.string(), url: z.string() });

const Recipes = z
  .object({
    checks: z.array(
      z.object({
        check: z.string().meta({ description: "Name and version: `spike@1`" }),
        says: Words,
        inputs: z.array(z.string()),
        parameters: z.unknown(),
        source: z.string(),
      }),
    ),
    recipes: z.array(
      z.object({
        recipe: z.string().meta({ description: "Name and version: `epa-2021@1`" }),
        title: Words,
        valid: Words,
        needs: z.array(z.string()),
        corrects: z.array(z.string()),
        parameters: z.record(z.string(), z.union([z.number(), z.string()])),
        sources: z.array(SourceAnswer),
      }),
    ),
    choices: z.array(
      z.object({
        models: z.array(z.string()),
        recipe: z.string(),
        valid: z.object({
          exposure: z.string(),
          humidity: z.array(z.number()),
          values: z.record(z.string(), z.array(z.number())),
        }),
        uncertainty: z.object({ least: z.number(), relative: z.number(), source: z.string() }),
        source: z.string(),
      }),
    ),
  })
  .meta({ id: "QualityRecipes" });

export const recipeRoutes = (api: Api): void => {
  const answer = {
    checks: checks.map((check) => ({
      check: recipeOf(check),
      says: { fr: check.fr, en: check.en },
      inputs: [...check.inputs],
      parameters: check.parameters,
      source: check.source,
    })),
    recipes: recipes.map((recipe) => ({
      recipe: variantOf(recipe),
      title: recipe.title,
      valid: recipe.valid,
      needs: [...recipe.needs],
      corrects: [...recipe.corrects],
      parameters: { ...recipe.parameters },
      sources: [...recipe.sources],
    })),
    choices: choices.map(({ models, recipe, valid, uncertainty, source }) => ({
      models: [...models],
      recipe,
      valid: {
        exposure: valid.exposure,
        humidity: [...valid.humidity],
        values: Object.fromEntries(
          Object.entries(valid.values).map(([name, range]) => [name, [...range]]),
        ),
      },
      uncertainty,
      source,
    })),
  };
  api.get(
    "/api/v1/quality/recipes",
    {
      config: { access: "measurements.read" },
      schema: {
        summary:
          "Every check and every recipe in all versions, and which is chosen for which sensor",
        response: { 200: Recipes, ...refusals },
      },
    },
    async () => answer,
  );
};
