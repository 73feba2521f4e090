import { QuantityName as Quantity, type QuantityName } from "@datacityzen/hardware/quantities";
import type { Correction } from "../../cloud/src/quality/corrections/correction.ts";
import { epa2021, epa2021Linear } from "../../cloud/src/quality/corrections/epa.ts";
import {
  kappaKoehler,
  sds011Power,
  usualGrowth,
} from "../../cloud/src/quality/corrections/growth.ts";
import {
  type AirGradientBatch,
  airGradientBatches,
  airGradientSlope,
  slopeCorrection,
} from "../../cloud/src/quality/corrections/slopes.ts";
import type { Language } from "../language.ts";
import { correctTexts } from "./texts.ts";

/** What a person typed. */
export interface RecipeOptions {
  readonly recipe?: string;
  readonly kappa?: string;
  readonly dryBelow?: string;
  readonly humidityMost?: string;
  readonly slope?: string;
  readonly intercept?: string;
  readonly quantity?: string;
  readonly batch?: string;
}

export const recipeNames = [
  "epa-2021-linear",
  "epa-2021",
  "kappa-koehler",
  "sds011-power",
  "slope",
  "airgradient-batch",
] as const;
type RecipeName = (typeof recipeNames)[number];

export interface Chosen {
  readonly correction: Correction;
  /** Numbers that the person could choose, to be said with each answer. */
  readonly chosen: { readonly [name: string]: number | string };
}

const batches = Object.keys(airGradientBatches) as AirGradientBatch[];

/** The quantity that the person named, or the sentence that there is none. */
export const askedQuantity = (
  language: Language,
  name: string | undefined,
): QuantityName | { readonly refusal: string } => {
  const found = Quantity.safeParse(name ?? "pm2_5");
  return found.success
    ? found.data
    : { refusal: correctTexts[language].unknownQuantity(name ?? "") };
};

/** The recipe that the person means, or the sentence that says what is wrong with their words. */
export const chooseRecipe = (
  language: Language,
  options: RecipeOptions,
): Chosen | { readonly refusal: string } => {
  const texts = correctTexts[language];
  const known = recipeNames.join(", ");
  if (options.recipe === undefined) return { refusal: texts.missingRecipe(known) };
  const name = recipeNames.find((each) => each === options.recipe?.toLowerCase());
  if (name === undefined) return { refusal: texts.unknownRecipe(options.recipe, known) };
  const numbers = readNumbers(language, options);
  return "refusal" in numbers ? numbers : build(language, name, numbers, options);
};

interface Numbers {
  readonly kappa: number;
  readonly dryBelow: number;
  readonly most: number;
  readonly slope: number | undefined;
  readonly intercept: number;
}

const readNumbers = (
  language: Language,
  options: RecipeOptions,
): Numbers | { readonly refusal: string } => {
  const texts = correctTexts[language];
  let refusal: string | undefined;
  const read = (option: string, text: string | undefined, low: number, high: number) => {
    if (text === undefined) return undefined;
    const value = text.trim() === "" ? Number.NaN : Number(text.replace(",", "."));
    if (!Number.isFinite(value)) refusal ??= texts.notANumber(option, text);
    else if (value < low || value > high) refusal ??= texts.outOfRange(option, low, high);
    return value;
  };
  const numbers = {
    kappa: read("--kappa", options.kappa, 0, 2) ?? usualGrowth.kappa,
    dryBelow: read("--dry-below", options.dryBelow, 0, 100) ?? usualGrowth.dryBelow,
    most: read("--humidity-most", options.humidityMost, 1, 99.9) ?? usualGrowth.most,
    slope: read("--slope", options.slope, -1e6, 1e6),
    intercept: read("--intercept", options.intercept, -1e6, 1e6) ?? 0,
  };
  return refusal === undefined ? numbers : { refusal };
};

const build = (
  language: Language,
  name: RecipeName,
  { kappa, dryBelow, most, slope, intercept }: Numbers,
  options: RecipeOptions,
): Chosen | { readonly refusal: string } => {
  const texts = correctTexts[language];
  switch (name) {
    case "epa-2021-linear":
      return { correction: epa2021Linear, chosen: {} };
    case "epa-2021":
      return { correction: epa2021, chosen: {} };
    case "sds011-power":
      return { correction: sds011Power, chosen: {} };
    case "kappa-koehler":
      return {
        correction: kappaKoehler({ kappa, dryBelow, most }),
        chosen: { kappa, dry_below: dryBelow, humidity_most: most },
      };
    case "slope": {
      if (slope === undefined) return { refusal: texts.missingSlope };
      const quantity = askedQuantity(language, options.quantity);
      if (typeof quantity === "object") return quantity;
      return {
        correction: slopeCorrection({ slope, intercept }, quantity),
        chosen: { slope, intercept },
      };
    }
    case "airgradient-batch": {
      const batch = batches.find((each) => each === options.batch);
      if (batch === undefined) return { refusal: texts.missingBatch(batches.join(", ")) };
      return { correction: airGradientSlope(batch), chosen: { batch } };
    }
    default:
      return name satisfies never;
  }
};
