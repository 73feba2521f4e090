import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Source, Words } from "../indices/table.ts";

/** What one sensor said at one time, each value in its quantity's unit. */
export type Measured = { readonly [quantity in QuantityName]?: number };

/** One value that a correction made of a raw one. */
export interface Corrected {
  readonly quantity: QuantityName;
  readonly value: number;
  /** The value that it was made of, and its quantity: `pm2_5_cf1` may become `pm2_5`. */
  readonly raw: number;
  readonly input: QuantityName;
}

export type Refusal =
  /** A value that the formula needs is not there. */
  | { readonly kind: "missing"; readonly quantity: QuantityName }
  /** No concentration is below zero, and no relative humidity outside 0 to 100 %. */
  | { readonly kind: "out_of_range"; readonly quantity: QuantityName };

export type Outcome =
  | { readonly ok: true; readonly made: readonly Corrected[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** A formula with what must be known of it. A change of the formula or of a number is a new version. */
export interface Correction {
  readonly name: string;
  readonly version: number;
  readonly title: Words;
  /** Quantities besides the one that is corrected. */
  readonly needs: readonly QuantityName[];
  /** What it reads besides where it is there, and does without where it is not. */
  readonly takes?: readonly QuantityName[];
  /** What it can correct: the first that is there names the answer. */
  readonly corrects: readonly QuantityName[];
  readonly parameters: { readonly [name: string]: number | string };
  /** For which sensors and which air it was fitted. */
  readonly valid: Words;
  readonly sources: readonly Source[];
  correct(measured: Measured): Outcome;
}

export const refused = (kind: Refusal["kind"], quantity: QuantityName): Outcome => ({
  ok: false,
  refusal: { kind, quantity },
});

/** PM2.5 as Plantower calibrates it in the factory, where it is there: the EPA's formulas were fitted on it. */
export const rawPm25 = (
  measured: Measured,
): { readonly raw: number; readonly input: "pm2_5" | "pm2_5_cf1" } | undefined => {
  if (measured.pm2_5_cf1 !== undefined) return { raw: measured.pm2_5_cf1, input: "pm2_5_cf1" };
  return measured.pm2_5 === undefined ? undefined : { raw: measured.pm2_5, input: "pm2_5" };
};

/** What a line is applied to, and which quantity gives it. */
export const rawOf = (
  measured: Measured,
  quantity: QuantityName,
): { readonly raw: number; readonly input: QuantityName } | undefined => {
  if (quantity === "pm2_5") return rawPm25(measured);
  const raw = measured[quantity];
  return raw === undefined ? undefined : { raw, input: quantity };
};

/** PM10 holds PM2.5: after a correction it still must (AirGradient's issue 362). */
export const keepOrder = (made: readonly Corrected[]): readonly Corrected[] => {
  const fine = made.find(({ quantity }) => quantity === "pm2_5")?.value;
  if (fine === undefined) return made;
  return made.map((one) =>
    one.quantity === "pm10" && one.value < fine ? { ...one, value: fine } : one,
  );
};

/** PM10 that a formula for PM2.5 leaves as it is, so that its order can be kept. */
export const untouchedPm10 = ({ pm10 }: Measured): readonly Corrected[] =>
  pm10 === undefined || pm10 < 0
    ? []
    : [{ quantity: "pm10", value: pm10, raw: pm10, input: "pm10" }];
