/**
 * How values of a quantity are summed up over time.
 * - `arithmetic`: the mean of the values;
 * - `energetic`: 10·log10(mean(10^(L/10))), as sound levels demand (IEC 61672-1, Leq);
 * - `circular`: the angle of the mean of the unit vectors, in degrees from 0 up to 360;
 * - `maximum`, `minimum`: the extreme of the extremes.
 */
export type Averaging = "arithmetic" | "energetic" | "circular" | "maximum" | "minimum";

/** A name that another platform uses; its value is ours times `times`, when its unit is another. */
export interface Identifier {
  readonly id: string;
  readonly times?: number;
}

/** What other platforms call a quantity. Absent where they have no word for it. */
export interface Identifiers {
  /** `value_type` of a measurement, without the sensor's prefix. */
  readonly sensorCommunity?: Identifier;
  /** Title of the phenomenon, as openSenseMap's own sensor templates write it. */
  readonly openSenseMap?: Identifier;
  /** Sensor id of the Smart Citizen platform. */
  readonly smartCitizen?: Identifier;
  /** Key in the answer of a monitor's `/measures/current`. */
  readonly airGradient?: Identifier;
  /** `device_class` of a sensor entity. */
  readonly homeAssistant?: Identifier;
  /** URI of the pollutant in the vocabulary of the European Environment Agency. */
  readonly eea?: Identifier;
}

export interface Quantity {
  /** As it is written in text: "PM₂.₅". */
  readonly symbol: string;
  /** UCUM code of the one unit in which the platform keeps the quantity. */
  readonly unit: string;
  /** The unit as people write it: "µg/m³". */
  readonly unitSymbol: string;
  /** What a real instrument outdoors or indoors can show; bounds included. */
  readonly plausible: readonly [low: number, high: number];
  readonly averaging: Averaging;
  /** Decimals that mean something. */
  readonly digits: number;
  readonly name: { readonly fr: string; readonly en: string };
  readonly identifiers?: Identifiers;
}

/** A pollutant of the European Environment Agency's vocabulary, by its number. */
export const eeaPollutant = (number: number): Identifier => ({
  id: `http://dd.eionet.europa.eu/vocabulary/aq/pollutant/${number}`,
});
