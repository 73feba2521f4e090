import { isStep, LEAST_SAME_VALUES, longestSameHours } from "@datacityzen/hardware/change-limits";
import type { Flag } from "@datacityzen/hardware/flags";
import { likelyMistake } from "@datacityzen/hardware/plausibility";
import type { QuantityName, Values } from "@datacityzen/hardware/quantities";
import type { ValueFlags } from "@datacityzen/hardware/sensor";

const HOUR_MS = 3_600_000;
/** For a sensor of whose quantities nothing is known. */
const USUAL_SAME_HOURS = 12;

/** Judges one sensor's samples by those before, each as it comes. */
export interface SampleChecks {
  /** `at`: monotonic, ms. Gives the flags of the whole sample and of single values. */
  judge(
    values: Values,
    at: number,
  ): { readonly flags: readonly Flag[]; readonly valueFlags: ValueFlags };
  /** It had no power, or was another sensor: what comes next follows from nothing. */
  forget(): void;
}

/** Since when a sensor has said the same, and how often. */
interface Same {
  readonly values: Values;
  readonly since: number;
  readonly times: number;
}

const areEqual = (one: Values, other: Values): boolean => {
  const names = Object.keys(one) as QuantityName[];
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  );
};

/**
 * The longest that all of these may be the same together: as long as the one that may be so for longest. A
 * sensor whose particle counts stand still while its clean-air masses do is stuck; masses alone may be calm.
 */
const longestSameMs = (values: Values): number => {
  const hours = (Object.entries(values) as [QuantityName, number][]).map(([name, value]) =>
    longestSameHours(name, value),
  );
  const known = hours.filter((one) => one !== undefined);
  return (known.length === 0 ? USUAL_SAME_HOURS : Math.max(...known)) * HOUR_MS;
};

export const createSampleChecks = (): SampleChecks => {
  let same: Same | undefined;
  const last = new Map<QuantityName, { readonly value: number; readonly at: number }>();

  const isStuck = (values: Values, at: number): boolean => {
    same =
      same !== undefined && areEqual(same.values, values)
        ? { ...same, times: same.times + 1 }
        : { values, since: at, times: 1 };
    return same.times >= LEAST_SAME_VALUES && at - same.since >= longestSameMs(values);
  };

  const jumps = (name: QuantityName, value: number, at: number): boolean => {
    // A value that no instrument gives is none to compare with.
    if (likelyMistake(name, value) !== undefined) return false;
    const before = last.get(name);
    last.set(name, { value, at });
    return before !== undefined && isStep(name, before.value, value, at - before.at);
  };

  return {
    judge(values, at) {
      const jumped = (Object.entries(values) as [QuantityName, number][]).filter(([name, value]) =>
        jumps(name, value, at),
      );
      return {
        flags: isStuck(values, at) ? ["stuck"] : [],
        valueFlags: Object.fromEntries(jumped.map(([name]) => [name, ["step"]])),
      };
    },
    forget() {
      same = undefined;
      last.clear();
    },
  };
};
