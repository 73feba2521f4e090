import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Api } from "../api/api.ts";
import type { IngestCounters } from "../ingest/ingest.ts";

export interface Metrics {
  readonly ingest: IngestCounters;
  /** Prometheus text exposition. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Figures that are asked for when Prometheus comes, not kept up meanwhile. */
export interface Observed {
  readonly clients: () => number;
  readonly stations: () => number;
  readonly watchers: () => number;
  readonly quarantined: () => number;
  readonly storeFault: () => string | undefined;
}

export const createMetrics = (observed: Observed): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const batches = new Counter({
    name: "dcz_ingest_batches_total",
    help: "Batches acknowledged after their commit",
    registers,
  });
  const readings = new Counter({
    name: "dcz_ingest_readings_total",
    help: "Readings acknowledged after their commit, repeats included",
    registers,
  });
  const values = new Counter({
    name: "dcz_ingest_values_total",
    help: "Values acknowledged after their commit, repeats included",
    registers,
  });
  const quarantined = new Counter({
    name: "dcz_ingest_quarantined_total",
    help: "Messages kept in quarantine since the process started",
    labelNames: ["reason"],
    registers,
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("dcz_mqtt_clients", "MQTT clients connected", observed.clients);
  gauge("dcz_stations", "Stations known", observed.stations);
  gauge("dcz_live_watchers", "Pages that watch a station", observed.watchers);
  gauge("dcz_quarantine_messages", "Messages in quarantine", observed.quarantined);
  gauge("dcz_store_fault", "1 while the store cannot commit", () =>
    observed.storeFault() === undefined ? 0 : 1,
  );
  return {
    ingest: {
      batches(readingCount, valueCount) {
        batches.inc();
        readings.inc(readingCount);
        values.inc(valueCount);
      },
      quarantined: (reason) => quarantined.inc({ reason }),
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
};

export const metricsRoute = (api: Api, metrics: Metrics): void => {
  api.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.text();
  });
};
