import { likelyMistake } from "@datacityzen/hardware/plausibility";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";

type MistakeCheck = (name: QuantityName, value: number) => boolean;

/** The reading with a flag on each value that no instrument gives, or the same reading. */
const checked = (reading: Reading, isMistake: MistakeCheck): Reading => {
  let marked: Reading["value_flags"];
  for (const name in reading.values) {
    const quantity = name as QuantityName;
    if (!isMistake(quantity, reading.values[quantity] as number)) continue;
    marked ??= { ...reading.value_flags };
    marked[quantity] = [...new Set([...(marked[quantity] ?? []), "implausible" as const])];
  }
  return marked === undefined ? reading : { ...reading, value_flags: marked };
};

/** The readings, each checked; the same list when there is nothing to mark. */
export const allChecked = (
  readings: readonly Reading[],
  isMistake: MistakeCheck,
): readonly Reading[] => {
  for (const reading of readings)
    if (checked(reading, isMistake) !== reading)
      return readings.map((one) => checked(one, isMistake));
  return readings;
};

/** The first mistake of which the station was not told. */
export const mistakeIn = (
  readings: readonly Reading[],
  isTold: (about: string) => boolean,
): { readonly about: string; readonly detail: string } | undefined => {
  for (const { sensor, values, value_flags } of readings)
    for (const name in value_flags) {
      const quantity = name as QuantityName;
      const value = values[quantity];
      const mistake = value === undefined ? undefined : likelyMistake(quantity, value);
      if (mistake !== undefined && !isTold(`${sensor} ${quantity}`))
        return {
          about: `${sensor} ${quantity}`,
          detail: `${quantity} of ${sensor}: ${mistake.en} The value is kept and marked.`,
        };
    }
  return undefined;
};
