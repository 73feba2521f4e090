import { absent, type OtherUnit, rulesByName, rulesByUnit } from "./plausibility/rules.ts";
import { type Quantity, type QuantityName, quantities } from "./quantities.ts";

/** What most likely went wrong where a value is none that an instrument gives. */
export interface Mistake {
  readonly code: string;
  /** The value in the quantity's own unit, when the mistake is one of units. */
  readonly meant?: number;
  readonly fr: string;
  readonly en: string;
}

/** Larger than anything in nature here: memory that was never written, read as a float. */
const ABSURD = 1e12;

/**
 * The mistake behind a value, or undefined for a value that an instrument can give. What lies outside
 * the quantity's plausible range is always a mistake; inside it, only what `plausibility/rules.ts`
 * names: numbers that drivers give instead of a value, and units that give themselves away.
 */
export const likelyMistake = (name: QuantityName, value: number): Mistake | undefined => {
  const quantity: Quantity = quantities[name];
  const { sentinels = [], units = [] } = rulesByName[name] ?? rulesByUnit[quantity.unit] ?? {};
  const [low, high] = quantity.plausible;
  const within = (one: number) => one >= low && one <= high;
  const isPlausible = within(value);

  const sentinel = (isPlausible ? sentinels : [...sentinels, absent]).find(({ values }) =>
    values.includes(value),
  );
  if (sentinel !== undefined) return mistake(sentinel.code, quantity, value, sentinel);

  const unit = units.find(
    ({ from, inside, ours }) =>
      (inside === true || !isPlausible) &&
      from.some(([least, most]) => value >= least && value <= most) &&
      (ours === undefined || within(toSevenDigits(ours(value)))),
  );
  if (unit !== undefined) return mistake(unit.code, quantity, value, unit, unit.ours);
  if (isPlausible) return undefined;

  if (!(Math.abs(value) < ABSURD)) return mistake("absurd", quantity, value, general.absurd);
  if (value < 0 && low >= 0) return mistake("negative", quantity, value, general.negative);
  return mistake("beyond", quantity, value, general.beyond);
};

/** All values of a quantity that `likelyMistake` names, as a store can look for them. */
export interface MistakenValues {
  /** What lies outside is a mistake. */
  readonly plausible: readonly [low: number, high: number];
  /** Inside, these are mistakes all the same. */
  readonly values: readonly number[];
  /** And these, from the first up to the second, both included. */
  readonly ranges: readonly (readonly [low: number, high: number])[];
}

export const mistakenValues = (name: QuantityName): MistakenValues => {
  const { plausible, unit }: Quantity = quantities[name];
  const { sentinels = [], units = [] } = rulesByName[name] ?? rulesByUnit[unit] ?? {};
  const [low, high] = plausible;
  return {
    plausible,
    values: sentinels.flatMap(({ values }) => values.filter((one) => one >= low && one <= high)),
    ranges: units.flatMap(({ inside, from }) => (inside === true ? from : [])),
  };
};

const general = {
  absurd: {
    fr: "une mémoire qui n'a jamais été écrite, lue comme un nombre",
    en: "memory that was never written, read as a number",
  },
  negative: {
    fr: "une correction ou un décalage du zéro : la grandeur n'est jamais négative",
    en: "a correction or a shifted zero: the quantity is never negative",
  },
  beyond: {
    fr: "une panne du capteur, ou une erreur de calcul",
    en: "a fault of the sensor, or an error of computation",
  },
} as const;

type Texts = { readonly fr: string; readonly en: string };

/** Seven digits are more than any sensor has. */
const toSevenDigits = (value: number): number => Number(value.toPrecision(7));
const figure = (value: number): string => String(toSevenDigits(value));
const french = (text: string): string => text.replace(".", ",").replace("-", "−");

const mistake = (
  code: string,
  { unitSymbol }: Quantity,
  value: number,
  { fr, en }: Texts,
  ours?: OtherUnit["ours"],
): Mistake => {
  const meant = ours && toSevenDigits(ours(value));
  const told = figure(value);
  const withUnit = (text: string) => (unitSymbol === "" ? text : `${text} ${unitSymbol}`);
  const result = meant === undefined ? undefined : withUnit(figure(meant));
  return {
    code,
    ...(meant === undefined ? {} : { meant }),
    fr: `Aucun instrument ne donne ${french(withUnit(told))} ; sans doute ${fr}${result === undefined ? "" : ` : ${french(result)}`}.`,
    en: `No instrument gives ${withUnit(told)}; most likely ${en}${result === undefined ? "" : `: ${result}`}.`,
  };
};

/** The same for a place. */
export const likelyMistakeOfPosition = ({
  latitude,
  longitude,
}: {
  readonly latitude: number;
  readonly longitude: number;
}): Mistake | undefined => {
  const told = `${figure(latitude)}, ${figure(longitude)}`;
  const said = (code: string, fr: string, en: string): Mistake => ({
    code,
    fr: `${told} : sans doute ${fr}.`,
    en: `${told}: most likely ${en}.`,
  });
  if (latitude === 0 && longitude === 0)
    return said("no_fix", "un récepteur sans position", "a receiver without a position");
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return undefined;
  if (Math.abs(latitude) <= 180 && Math.abs(longitude) <= 90)
    return said("swapped", "latitude et longitude échangées", "latitude and longitude exchanged");
  const isMinutes = (value: number, most: number) =>
    Math.abs(value) <= most * 100 + 60 && Math.abs(value) % 100 < 60;
  if (isMinutes(latitude, 90) && isMinutes(longitude, 180))
    return said(
      "degrees_and_minutes",
      "des degrés et des minutes accolés, comme un récepteur NMEA les écrit",
      "degrees and minutes in one number, as an NMEA receiver writes them",
    );
  for (const times of [1e5, 1e6, 1e7])
    if (Math.abs(latitude) <= 90 * times && Math.abs(longitude) <= 180 * times)
      return said("scaled", `des degrés multipliés par ${times}`, `degrees multiplied by ${times}`);
  return said("beyond", "une panne du récepteur", "a fault of the receiver");
};
