import { brokerLimits } from "./limits.ts";

interface Budget {
  readonly topics: number;
  readonly bytes: number;
  readonly message: number;
}

/** Decides which publications the broker may remember for later subscribers. */
export interface RetainedBudget {
  /** Whether this one may be retained; counts it when it may. An empty payload frees its topic. */
  readonly admit: (topic: string, length: number, ofStation: boolean) => boolean;
  readonly topics: () => number;
  readonly bytes: () => number;
}

const createAccount = (budget: Budget) => {
  const sizes = new Map<string, number>();
  let total = 0;
  return {
    admit: (topic: string, length: number): boolean => {
      const before = sizes.get(topic) ?? 0;
      if (length === 0) {
        sizes.delete(topic);
        total -= before;
        return true;
      }
      const size = topic.length + length;
      const known = sizes.has(topic);
      const fits =
        length <= budget.message &&
        total - before + size <= budget.bytes &&
        (known || sizes.size < budget.topics);
      if (!fits) return false;
      sizes.set(topic, size);
      total += size - before;
      return true;
    },
    topics: () => sizes.size,
    bytes: () => total,
  };
};

/** Stations have an account of their own: what a program of the house fills must not push them out. */
export const createRetainedBudget = (): RetainedBudget => {
  const house = createAccount(brokerLimits.retained);
  const stations = createAccount(brokerLimits.retainedOfStations);
  return {
    admit: (topic, length, ofStation) => (ofStation ? stations : house).admit(topic, length),
    topics: () => house.topics() + stations.topics(),
    bytes: () => house.bytes() + stations.bytes(),
  };
};
