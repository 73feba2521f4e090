import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { components } from "../api/schema.d.ts";
import type { FormFault } from "../forms/form-state.ts";

export type Settings = components["schemas"]["StationSettings"]["settings"];
type SensorSettings = NonNullable<Settings["sensors"]>[string];

const MINUTE = 60_000;
/** How often a reading comes: what a form offers, in milliseconds. */
export const cadences = [10_000, MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 60 * MINUTE];
/** How long the cycles of a sensor that rests are, in milliseconds. */
export const cycles = [5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE];

/** What a form offers, with what is in force when that is something else. */
export const withPresent = (
  offered: readonly number[],
  present: number | undefined,
): readonly number[] =>
  [...new Set([...offered, ...(present === undefined ? [] : [present])])].toSorted((a, b) => a - b);

/** The settings with another cadence; an empty one is the box's own. */
export const withCadence = ({ every: _, ...rest }: Settings, every: string): Settings => ({
  ...rest,
  ...(every === "" ? {} : { every: Number(every) }),
});

/** The settings with those of one sensor; a sensor of which nothing is set has none. */
export const withSensor = (settings: Settings, id: string, of: SensorSettings): Settings => {
  const { [id]: _, ...others } = settings.sensors ?? {};
  const sensors = Object.keys(of).length === 0 ? others : { ...others, [id]: of };
  const { sensors: __, ...rest } = settings;
  return Object.keys(sensors).length === 0 ? rest : { ...rest, sensors };
};

/** The field of a form that holds the correction of a quantity. */
export const offsetField = (quantity: QuantityName): string => `offset-${quantity}`;

type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly FormFault[] };

/** A correction as a reader of this language writes it. */
export const offsetText = (value: number, decimalMark: "," | "."): string =>
  String(Number(value.toFixed(6))).replace(".", decimalMark);

/** Corrections as people write them: "-1,5", "+0.3"; an empty one and zero are none. */
export const offsetsIn = (
  quantities: readonly QuantityName[],
  typed: (field: string) => string,
): Read<{ readonly [quantity in QuantityName]?: number }> => {
  const read = quantities.map((quantity) => {
    const text = typed(offsetField(quantity))
      .replace(/\s/g, "")
      .replace("−", "-")
      .replace(",", ".");
    const isNumber = text === "" || /^[+-]?\d{1,4}(\.\d{1,6})?$/.test(text);
    return { quantity, value: isNumber ? Number(text) : Number.NaN };
  });
  const faults = read
    .filter(({ value }) => !(Math.abs(value) <= 1000))
    .map(({ quantity }) => ({ field: offsetField(quantity), text: "offset" }) as const);
  if (faults.length > 0) return { ok: false, faults };
  const set = read.filter(({ value }) => value !== 0);
  return {
    ok: true,
    value: Object.fromEntries(set.map(({ quantity, value }) => [quantity, value])),
  };
};
