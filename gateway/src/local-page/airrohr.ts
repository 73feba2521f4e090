import { type Quantity, quantities } from "@datacityzen/hardware/quantities";
import { airrohrModels } from "@datacityzen/hardware/sensors/airrohr";
import type { LatestOfStation, LatestValue } from "../store/latest.ts";

/** A value as Sensor.Community's firmware writes it: `SDS_P1`, in its own unit, as text. */
export interface AirrohrValue {
  readonly value_type: string;
  readonly value: string;
}

/** What the firmware answers on `/data.json`; `age` is in seconds, as text, empty without a measurement. */
export interface AirrohrData {
  readonly software_version: string;
  readonly age: string;
  readonly sensordatavalues: readonly AirrohrValue[];
}

/** The firmware's own first sensor, whose values bear no prefix; the radio's level has none either. */
const bare = "";
const withoutModel = ["signal_strength"];

const prefixOf = (value: LatestValue): string | undefined => {
  if (withoutModel.includes(value.quantity)) return bare;
  const model = airrohrModels.find(
    ([, name]) => value.sensor === name || value.sensor.startsWith(`${name}-`),
  );
  return model?.[0];
};

/**
 * A station's values under the names of the firmware, so that what polls an airRohr reads a gateway. Left out
 * is what the firmware has no name for. Of two sensors of one model, the one that measured last is told.
 */
export const airrohrValues = ({ values }: LatestOfStation): readonly AirrohrValue[] => {
  const named = new Map<string, { readonly value: string; readonly at: number }>();
  for (const one of values) {
    const { identifiers }: Quantity = quantities[one.quantity];
    const { id, times = 1 } = identifiers?.sensorCommunity ?? {};
    const prefix = prefixOf(one);
    if (id === undefined || prefix === undefined || one.flags.includes("implausible")) continue;
    const value_type = prefix === bare || id.startsWith(`${prefix}_`) ? id : `${prefix}_${id}`;
    if ((named.get(value_type)?.at ?? Number.NEGATIVE_INFINITY) >= one.at) continue;
    named.set(value_type, { value: (one.value * times).toFixed(2), at: one.at });
  }
  return [...named].map(([value_type, { value }]) => ({ value_type, value }));
};

/** The station of that name; without one, the one that measured last. */
export const airrohrStation = (
  stations: readonly LatestOfStation[],
  name: string | undefined,
): LatestOfStation | undefined =>
  name === undefined
    ? stations.toSorted((one, other) => newestOf(other) - newestOf(one))[0]
    : stations.find(({ station }) => station === name);

const newestOf = ({ values }: LatestOfStation): number =>
  Math.max(0, ...values.map(({ received }) => received));

export const airrohrData = (
  station: LatestOfStation | undefined,
  version: string,
  now: number,
): AirrohrData => ({
  software_version: `DataCityZen-${version}`,
  age:
    station === undefined ? "" : String(Math.max(0, Math.round((now - newestOf(station)) / 1000))),
  sensordatavalues: station === undefined ? [] : airrohrValues(station),
});
