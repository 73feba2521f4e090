import { Counter, collectDefaultMetrics, Gauge, type Registry } from "prom-client";
import type { Api } from "../api/api.ts";
import type { ModuleContext } from "../module.ts";

type Observed = Pick<
  ModuleContext,
  | "events"
  | "figures"
  | "mqttClients"
  | "stations"
  | "quarantine"
  | "records"
  | "storeFault"
  | "storeDamages"
>;

/** Counts what happens, and reads the rest when Prometheus asks. */
export const createMetrics = (observed: Observed): void => {
  const { events, figures } = observed;
  collectDefaultMetrics({ register: figures });
  const registers = [figures];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });

  const messages = counter("dcz_cloud_messages_total", "Messages that came from MQTT clients");
  const batches = counter("dcz_cloud_batches_total", "Batches committed");
  const readings = counter("dcz_cloud_readings_total", "Readings committed, repeats included");
  const values = counter("dcz_cloud_values_total", "Values committed, repeats included");
  const quarantined = counter(
    "dcz_cloud_quarantined_total",
    "Messages kept in quarantine since the process started",
    ["reason"],
  );
  const thinned = counter(
    "dcz_cloud_quarantine_removed_total",
    "Messages removed from the quarantine because a limit was reached",
    ["limit"],
  );

  const leftOut = counter(
    "dcz_cloud_quarantine_left_out_total",
    "Messages that could not be accepted and were counted only",
    ["reason"],
  );

  events.subscribe("quarantine.left_out", {
    name: "metrics",
    handle: ({ reason }) => leftOut.inc({ reason }),
  });
  events.subscribe("message.received", { name: "metrics", handle: () => messages.inc() });
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

  gauge("dcz_cloud_mqtt_clients", "MQTT clients connected", observed.mqttClients);
  gauge("dcz_cloud_stations", "Stations known", () => observed.stations.count());
  gauge("dcz_cloud_quarantine_messages", "Messages in quarantine", observed.quarantine.count);
  const lossy = observed.storeDamages.filter(({ isWhole }) => !isWhole);
  gauge(
    "dcz_cloud_store_damages",
    "Damages of the store's files found so far",
    () => observed.storeDamages.length,
  );
  gauge("dcz_cloud_store_missing_commits", "Commits that were acknowledged and are missing", () =>
    lossy.reduce((sum, { missingCommits }) => sum + missingCommits, 0),
  );
  gauge("dcz_cloud_records_up", "1 while records can be read and changed", () =>
    observed.records.state().up ? 1 : 0,
  );
  gauge("dcz_cloud_store_fault", "1 while the store cannot commit", () =>
    observed.storeFault() === undefined ? 0 : 1,
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
