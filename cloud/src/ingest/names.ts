import { originOf } from "@datacityzen/hardware/flags";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { SeriesKey } from "../series/store.ts";

export interface NameLimits {
  readonly sensorsOfStation: number;
  readonly seriesOfStation: number;
}

export interface WithinNames {
  /** What belongs to series that exist or may begin. */
  readonly readings: readonly Reading[];
  /** What would begin more series than a station may have. */
  readonly beyond: readonly Reading[];
}

/** The part of a reading with these quantities. */
const partOf = (reading: Reading, names: ReadonlySet<string>): Reading => {
  const only = <T>(of: { readonly [name: string]: T }) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => names.has(name)));
  const { values, value_flags, ...rest } = reading;
  const flags = value_flags === undefined ? undefined : only(value_flags);
  const isFlagged = flags !== undefined && Object.keys(flags).length > 0;
  return { ...rest, values: only(values), ...(isFlagged ? { value_flags: flags } : {}) } as Reading;
};

/** Divides readings by whether their series exist or may begin. */
export const withinNames = (
  known: readonly Pick<SeriesKey, "sensor" | "quantity" | "origin">[],
  readings: readonly Reading[],
  { sensorsOfStation, seriesOfStation }: NameLimits,
): WithinNames => {
  const nameOf = (sensor: string, quantity: string, origin: string) =>
    `${sensor} ${quantity} ${origin}`;
  const sensors = new Set(known.map(({ sensor }) => sensor));
  const series = new Set(known.map((one) => nameOf(one.sensor, one.quantity, one.origin)));

  const mayBe = (sensor: string, name: string): boolean => {
    if (series.has(name)) return true;
    if (series.size >= seriesOfStation) return false;
    if (!sensors.has(sensor) && sensors.size >= sensorsOfStation) return false;
    sensors.add(sensor);
    series.add(name);
    return true;
  };

  /** Whether no value of a new sensor may begin a series: such readings are many in a flood of names. */
  const isBeyond = (sensor: string): boolean =>
    !sensors.has(sensor) && (sensors.size >= sensorsOfStation || series.size >= seriesOfStation);

  const within: Reading[] = [];
  const beyond: Reading[] = [];
  for (const reading of readings) {
    const { sensor, flags, values } = reading;
    if (isBeyond(sensor)) {
      beyond.push(reading);
      continue;
    }
    const origin = originOf(flags);
    const refused = new Set<string>();
    const admitted = new Set<string>();
    for (const quantity in values)
      (mayBe(sensor, nameOf(sensor, quantity, origin)) ? admitted : refused).add(quantity);
    if (refused.size === 0) within.push(reading);
    else if (admitted.size === 0) beyond.push(reading);
    else {
      beyond.push(partOf(reading, refused));
      within.push(partOf(reading, admitted));
    }
  }
  return { readings: beyond.length === 0 ? readings : within, beyond };
};
