import { meanOf, roundedTo } from "@datacityzen/hardware/averaging/summary";
import { addValue, emptySums, type Sums } from "@datacityzen/hardware/averaging/sums";
import { type Flag, originOf, saysOrigin } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities, type Values } from "@datacityzen/hardware/quantities";
import { type Batch, flagsOf, type Reading } from "@datacityzen/hardware/wire/batch";

const hourMs = 3_600_000;

/** As many as a value may have. */
const mostFlags = 16;

interface Part {
  readonly value: number;
  readonly at: number;
  readonly flags: readonly Flag[];
}

/** What is known of nothing is preferred: a sensor that warmed up for a minute does not mark its hour. */
const best = (parts: readonly Part[]): readonly Part[] => {
  const plain = parts.filter(({ flags }) => flags.every(saysOrigin));
  return plain.length > 0 ? plain : parts;
};

const meanOfParts = (quantity: QuantityName, parts: readonly Part[]) => {
  const { averaging } = quantities[quantity];
  const kept = best(parts);
  const sums = kept.reduce<Sums>(
    (all, { value, at }) => addValue(all, averaging, value, at),
    emptySums,
  );
  const mean = meanOf(sums, averaging);
  const flags = [...new Set(kept.flatMap((part) => part.flags))];
  return mean === undefined ? undefined : { value: roundedTo(mean, quantity, 1), flags };
};

/** One sensor's hour, dated by its first reading: another part of the hour never has the same instant. */
const meanReading = (readings: readonly Reading[]): readonly Reading[] => {
  const [first] = readings;
  if (first === undefined) return [];
  if (readings.length === 1) return [first];
  const names = new Set(readings.flatMap(({ values }) => Object.keys(values) as QuantityName[]));
  const means = [...names].flatMap((name) => {
    const parts = readings.flatMap((reading): Part[] => {
      const value = reading.values[name];
      return value === undefined ? [] : [{ value, at: reading.at, flags: flagsOf(reading, name) }];
    });
    const mean = meanOfParts(name, parts);
    return mean === undefined ? [] : [{ name, ...mean }];
  });
  if (means.length === 0) return [];
  const marks = means.flatMap(({ name, flags }) => {
    const own = flags
      .filter((flag) => flag !== "hourly_mean" && !saysOrigin(flag))
      .slice(0, mostFlags);
    return own.length > 0 ? [[name, own] as const] : [];
  });
  const origin = (first.flags ?? []).filter(saysOrigin);
  const flags: Flag[] = [...origin, "hourly_mean"];
  const values: Values = Object.fromEntries(means.map(({ name, value }) => [name, value]));
  const { at, sensor } = first;
  const value_flags = marks.length > 0 && { value_flags: Object.fromEntries(marks) };
  return [{ at, sensor, values, flags, ...value_flags }];
};

/**
 * The batch with one reading for each sensor and hour (UTC), the mean of what there was, marked `hourly_mean`:
 * as each quantity is averaged, of directions and levels too. A single reading of its hour stays as it is.
 */
export const hourlyMeans = (batch: Batch): Batch => {
  const ordered = batch.readings.toSorted((one, other) => one.at - other.at);
  const groups = Map.groupBy(
    ordered,
    ({ at, sensor, flags }) => `${Math.floor(at / hourMs)} ${sensor} ${originOf(flags)}`,
  );
  return { ...batch, readings: [...groups.values()].flatMap(meanReading) };
};
