import type { QuantityName } from "../quantities.ts";
import type { DecodeFault } from "../sensor.ts";
import type { sensors } from "../sensors.ts";
import type { Frame } from "./made-frames.fixture.ts";

export type Model = keyof typeof sensors;
/** What a frame means: values, or why it has none. */
export type Meaning = { readonly [name in QuantityName]?: number } | DecodeFault | "no frame";

/** What a sensor makes of each kind of frame whose checksum is right and that measures nothing. */
export interface Answers {
  /** All figures zero: before any measurement, and right after a real one. */
  readonly zeros: { readonly frame: Frame; readonly before: Meaning; readonly after: Meaning };
  /** All bits of all figures set. */
  readonly ones: { readonly frame: Frame; readonly meaning: Meaning };
  /** One figure has run to its end, or is marked as unknown; the others are good. */
  readonly oneAbsent: readonly (readonly [frame: Frame, meaning: Meaning])[] | Why;
  /** Frames that break a relation between their own figures. */
  readonly contradictions: readonly Frame[] | Why;
  /** Models whose frames nothing distinguishes from this one's. */
  readonly alike?: readonly Model[];
}

/** Why there is nothing to ask. */
export type Why = { readonly none: string };
export const one: Why = { none: "its frame has one figure" };
export const unrelated: Why = { none: "its figures do not bound each other" };
