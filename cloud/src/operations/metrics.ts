import { Counter, type Registry } from "prom-client";
import type { Api } from "../api/api.ts";
import type { ModuleContext } from "../module.ts";
import { gauge } from "./gauge.ts";

type Observed = Pick<
  ModuleContext,
  | "events"
  | "figures"
  | "mqttClients"
  | "quarantine"
  | "ingest"
  | "records"
  | "storeFault"
  | "storeDamages"
>;

/** Undefined where records were switched off: then they are not down. */
const upOf = (state: ReturnType<Observed["records"]["state"]>): number | undefined => {
  if (state.up) return 1;
  return state.isWanted ? 0 : undefined;
};

/** Counts what happens, and reads the rest when Prometheus asks. docs/metrics.md lists all of it. */
export const createMetrics = (observed: Observed): void => {
  const { events, figures } = observed;
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers: [figures] });
  const read = (name: string, help: string, value: () => number | undefined) =>
    gauge(figures, name, help, value);

  const messages = counter("dcz_cloud_messages_total", "Messages that came, by MQTT or HTTP");
  const bytes = counter("dcz_cloud_message_bytes_total", "Content of the messages that came");
  const batches = counter("dcz_cloud_batches_total", "Batches committed");
  const readings = counter("dcz_cloud_readings_total", "Readings committed, repeats included");
  const values = counter("dcz_cloud_values_total", "Values committed, repeats included");
  const quarantined = counter(
    "dcz_cloud_quarantined_total",
    "Messages kept in quarantine, by reason",
    ["reason"],
  );
  const thinned = counter(
    "dcz_cloud_quarantine_removed_total",
    "Messages removed from the quarantine, by the limit that was reached",
    ["limit"],
  );

  const leftOut = counter(
    "dcz_cloud_quarantine_left_out_total",
    "Messages that could not be accepted and were counted only, by reason",
    ["reason"],
  );

  events.subscribe("quarantine.left_out", {
    name: "metrics",
    handle: ({ reason }) => leftOut.inc({ reason }),
  });
  events.subscribe("message.received", {
    name: "metrics",
    handle: (message) => {
      messages.inc();
      bytes.inc(message.bytes);
    },
  });
  events.subscribe("readings.committed", {
    name: "metrics",
    handle: (committed) => {
      batches.inc();
      readings.inc(committed.readings.length);
      let count = 0;
      for (const { values: ofReading } of committed.readings) for (const _ in ofReading) count += 1;
      values.inc(count);
    },
  });
  events.subscribe("message.quarantined", {
    name: "metrics",
    handle: ({ reason }) => quarantined.inc({ reason }),
  });
  events.subscribe("quarantine.thinned", {
    name: "metrics",
    handle: (removed) => thinned.inc({ limit: removed.limit }, removed.messages),
  });

  read("dcz_cloud_mqtt_clients", "MQTT clients connected", observed.mqttClients);
  read("dcz_cloud_quarantine_messages", "Messages in quarantine", observed.quarantine.count);
  read(
    "dcz_cloud_quarantine_bytes",
    "Content of the messages in quarantine",
    observed.quarantine.bytes,
  );
  const lossy = observed.storeDamages.filter(({ isWhole }) => !isWhole);
  read(
    "dcz_cloud_store_damages",
    "Damages of the store's files found so far",
    () => observed.storeDamages.length,
  );
  read("dcz_cloud_store_missing_commits", "Commits that were acknowledged and are missing", () =>
    lossy.reduce((sum, { missingCommits }) => sum + missingCommits, 0),
  );
  read(
    "dcz_cloud_store_up",
    "1 while the series' store commits; at 0 messages wait unacknowledged",
    () => (observed.storeFault() === undefined ? 1 : 0),
  );
  read(
    "dcz_cloud_records_up",
    "1 while records (people, places) can be read and changed; absent where they are switched off",
    () => upOf(observed.records.state()),
  );
  read(
    "dcz_cloud_clock_ahead_seconds",
    "How far this machine's clock is ahead, as several independent stations agree; 0 while they believe it",
    () => (observed.ingest.receiver()?.ahead ?? 0) / 1000,
  );
};

export const metricsRoute = (api: Api, figures: Registry): void => {
  api.get(
    "/metrics",
    { config: { access: "operations.read" }, schema: { hide: true } },
    async (_request, reply) => {
      reply.type(figures.contentType);
      return figures.metrics();
    },
  );
};
