import { type Flag, type Origin, originOf, origins } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { type Batch, flagsOf, type Reading } from "@datacityzen/hardware/wire/batch";

/** The readings, each of one origin; the same list where flags of single values cannot tell another. */
export const ofOneOrigin = (batch: Batch): Batch => {
  for (const { value_flags } of batch.readings)
    if (value_flags !== undefined) return { ...batch, readings: batch.readings.flatMap(byOrigin) };
  return batch;
};

/**
 * The reading, or one for each origin of its values: an origin that is told of single values only is
 * that of their series all the same.
 */
const byOrigin = (reading: Reading): readonly Reading[] => {
  if (reading.value_flags === undefined) return [reading];
  const { values, flags } = reading;
  const known = originOf(flags);
  const entries = Map.groupBy(Object.entries(values), ([name]) =>
    originOf(flagsOf(reading, name as QuantityName)),
  );
  if (entries.size === 1 && entries.has(known)) return [reading];
  return [...entries].map(([origin, some]) => ({
    ...reading,
    values: Object.fromEntries(some),
    ...(origin === known ? {} : { flags: [...(flags ?? []), origin as Flag] }),
  }));
};

const MEASURED: readonly Origin[] = ["measured"];

/** The origins of some readings, in the order in which they come. */
export const originsIn = (readings: readonly Reading[]): readonly Origin[] => {
  let found = MEASURED;
  let isFirst = true;
  for (const { flags } of readings) {
    const origin = originOf(flags);
    if (isFirst && origin !== "measured") found = [origin];
    else if (!found.includes(origin)) found = [...found, origin];
    if (found.length === origins.length) break;
    isFirst = false;
  }
  return found;
};
