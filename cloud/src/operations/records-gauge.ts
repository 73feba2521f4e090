import { setTimeout as delay } from "node:timers/promises";
import { Gauge, type Registry } from "prom-client";
import type { Records } from "../records/records.ts";

/** Prometheus gives up after ten seconds, and with this figure all others would be missing. */
const WITHIN_MS = 2_000;

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface RecordsGaugeOptions {
  readonly figures: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly records: Pick<Records, "state">;
  readonly read: () => Promise<readonly Sample[]>;
  readonly withinMs?: number;
}

/** A figure that the records know: absent while they are down or slow, as its value is then unknown. */
export const recordsGauge = ({
  figures,
  name,
  help,
  labelNames,
  records,
  read,
  withinMs = WITHIN_MS,
}: RecordsGaugeOptions): void => {
  let asking: Promise<readonly Sample[]> | undefined;
  /** One question at a time, however often and from wherever Prometheus asks. */
  const ask = (): Promise<readonly Sample[]> => {
    asking ??= read()
      .catch(() => [])
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [figures],
    async collect() {
      this.reset();
      if (!records.state().up) return;
      const given = new AbortController();
      const late = delay(withinMs, [], { signal: given.signal, ref: false }).catch(() => []);
      const samples = await Promise.race([ask(), late]);
      given.abort();
      for (const { labels, value } of samples) this.set(labels, value);
    },
  });
};
