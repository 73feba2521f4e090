import { type Check, findingsOf, type Sample } from "./check.ts";
import { pairsOf } from "./medians.ts";

export interface TwoChannelsInput {
  /** PM2.5 of the two channels of one box, at the same instants. */
  readonly a: readonly Sample[];
  readonly b: readonly Sample[];
}

const parameters = {
  /** µg/m³; both must be exceeded. */
  difference: 5,
  /** |A − B| by the mean of both. */
  part: 0.7,
} as const;

/** Whether two channels say so much alike that their mean may be taken. */
export const channelsAgree = (one: number, other: number): boolean => {
  const difference = Math.abs(one - other);
  return !(
    difference > parameters.difference && (2 * difference) / (one + other) > parameters.part
  );
};

/** Two counters in one box that contradict each other: an insect, a fibre, a fan that stands still. */
export const twoChannels: Check<TwoChannelsInput> = {
  name: "two-channels",
  version: 1,
  fr: "les deux compteurs d'un boîtier se contredisent",
  en: "the two counters of one box contradict each other",
  inputs: ["channel A", "channel B"],
  parameters,
  source:
    "US EPA, sensortoolkit, PurpleAir cleaning: |A − B| > 5 µg/m³ and 2 |A − B| / (A + B) > 0.70 (Barkjohn et al., Atmos. Meas. Tech. 14, 2021)",
  run({ a, b }) {
    const pairs = pairsOf(a, b);
    return findingsOf(
      pairs.map(({ at, one }) => ({ at, value: one })),
      (_, index) => {
        const { one = 0, other = 0 } = pairs[index] ?? {};
        return !channelsAgree(one, other);
      },
    );
  },
};
