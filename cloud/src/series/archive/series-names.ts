import { type Flag, flags, type Origin, originOf, origins } from "@datacityzen/hardware/flags";
import { NAME } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Variant } from "../store.ts";

/** A sensor of an archive. */
export interface ArchivedSensor {
  readonly station: string;
  readonly sensor: string;
  readonly origin: Origin;
  readonly variant: Variant;
}

/** Their places are the numbers by which quantities are kept beside points. */
export const quantityNames: readonly QuantityName[] = QuantityName.options;
export const quantityPlaces: ReadonlyMap<string, number> = new Map(
  quantityNames.map((name, place) => [name, place]),
);

/** Why a line is wrong: what it has, and what of it cannot be. */
export type Wrong =
  | "fields"
  | "not_json"
  | "station"
  | "sensor"
  | "quantity"
  | "unit"
  | "instant"
  | "received"
  | "value"
  | "flags"
  | "origin"
  | "variant"
  | "too_long";

export class WrongLine extends Error {
  readonly code: Wrong;
  readonly found: string;
  constructor(code: Wrong, found = "") {
    super(code);
    this.name = "WrongLine";
    this.code = code;
    this.found = found;
  }
}

const VARIANT = /^(?:raw|[a-z0-9][a-z0-9._-]{0,62}@[a-z0-9._-]{1,32})$/i;

export const isUnitOf = (quantity: QuantityName, unit: string): boolean =>
  quantities[quantity].unit === unit;

/** `"humid out_of_range"`, or a list. */
export const flagsIn = (given: unknown): Flag[] => {
  if (given === undefined || given === null || given === "") return [];
  const names = typeof given === "string" ? given.split(/[ ;|]+/) : given;
  if (!Array.isArray(names)) throw new WrongLine("flags", String(given));
  for (const name of names)
    if (typeof name !== "string" || !Object.hasOwn(flags, name))
      throw new WrongLine("flags", String(name));
  return names as Flag[];
};

/** The flags of a value, with what its origin says; and that origin. */
export const originOfRow = (
  names: readonly Flag[],
  given: unknown,
): { readonly origin: Origin; readonly flags: readonly Flag[] } => {
  const own = originOf(names);
  if (given === undefined || given === null || given === "" || given === own)
    return { origin: own, flags: names };
  // An archive without a column of flags says it in the origin alone.
  if (own === "measured" && (origins as readonly unknown[]).includes(given)) {
    const flag = given as "replayed" | "simulated";
    return { origin: flag, flags: [...names, flag] };
  }
  throw new WrongLine("origin", String(given));
};

export const sensorOf = (
  station: unknown,
  sensor: unknown,
  origin: Origin,
  variant: unknown = "raw",
): ArchivedSensor => {
  if (typeof station !== "string" || !NAME.test(station))
    throw new WrongLine("station", String(station));
  if (typeof sensor !== "string" || !NAME.test(sensor))
    throw new WrongLine("sensor", String(sensor));
  const given = variant === "" || variant === null ? "raw" : variant;
  if (typeof given !== "string" || !VARIANT.test(given))
    throw new WrongLine("variant", String(given));
  return { station, sensor, origin, variant: given as Variant };
};
