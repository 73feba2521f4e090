import { createLatencies, type Latencies } from "./latencies.ts";

/** What was counted of a run, by all that send. */
export interface Tallies {
  published: number;
  acknowledged: number;
  /** Given up because more waited than a station keeps. */
  dropped: number;
  readonly latencies: Latencies;
  /** What the cloud could not accept as it is, or marked, by the reason that its receipts give. */
  readonly refusals: Map<string, number>;
  acknowledge(afterMs: number): void;
  refuse(reason: string): void;
  /** The longest wait for an acknowledgement since this was asked last, ms. */
  takeSlowest(): number;
}

export const createTallies = (): Tallies => {
  let slowest = 0;
  return {
    ...{ published: 0, acknowledged: 0, dropped: 0 },
    latencies: createLatencies(),
    refusals: new Map(),
    acknowledge(afterMs) {
      this.acknowledged += 1;
      this.latencies.add(afterMs);
      slowest = Math.max(slowest, afterMs);
    },
    refuse(reason) {
      this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1);
    },
    takeSlowest() {
      const taken = slowest;
      slowest = 0;
      return taken;
    },
  };
};
