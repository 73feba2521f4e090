import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** The one sensor of an honest station. */
export const HONEST_SENSOR = "honest";

export interface HonestOptions {
  readonly station: string;
  readonly url: string;
  /** From one batch to the next, whether or not the last one was acknowledged. */
  readonly everyMs: number;
  /** How long it waits at the end for what is not acknowledged yet. */
  readonly patienceMs: number;
}

/** How long the acknowledgement of the batch of the instant `at` took. */
export interface Latency {
  readonly at: number;
  readonly ms: number;
}

/** Instants by the value that was sent with them. */
export interface HonestReport {
  readonly sent: ReadonlyMap<number, number>;
  readonly acknowledged: ReadonlyMap<number, number>;
  /** What is still unacknowledged counts with the time that it has waited. */
  readonly latencies: readonly Latency[];
}

export interface Honest {
  readonly station: string;
  finish(): Promise<HonestReport>;
}

/** A station that publishes numbered readings at a steady pace while others attack. */
export const startHonest = async (options: HonestOptions): Promise<Honest> => {
  const worker = new Worker(new URL("./honest-worker.ts", import.meta.url), {
    workerData: options,
  });
  await once(worker, "message");
  return {
    station: options.station,
    async finish() {
      const report = once(worker, "message") as Promise<[HonestReport]>;
      worker.postMessage("finish");
      const [found] = await report;
      await worker.terminate();
      return found;
    },
  };
};
