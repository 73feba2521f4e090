import * as z from "zod";
import { air } from "./quantities/air.ts";
import { particles } from "./quantities/particles.ts";
import { pollen } from "./quantities/pollen.ts";
import type * as kind from "./quantities/quantity.ts";
import { sound } from "./quantities/sound.ts";
import { station } from "./quantities/station.ts";
import { weather } from "./quantities/weather.ts";

export type Averaging = kind.Averaging;
export type Quantity = kind.Quantity;

/** Everything the platform can be told. The keys are the names on the wire: add, never rename. */
export const quantities = {
  ...air,
  ...particles,
  ...pollen,
  ...weather,
  ...sound,
  ...station,
} as const satisfies Record<string, Quantity>;

export const QuantityName = z.enum(
  Object.keys(quantities) as [keyof typeof quantities, ...(keyof typeof quantities)[]],
);
export type QuantityName = z.infer<typeof QuantityName>;

/** Values by quantity, each in the quantity's own unit. */
export type Values = { readonly [name in QuantityName]?: number };
