import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Counters } from "../counters.ts";
import type { View } from "./view.ts";

/** What an operator watches of a gateway, for Prometheus; read when Prometheus asks. */
export const createMetrics = (
  view: () => View,
  counters: Counters,
  localClients: () => number,
  version: string,
): Registry => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  new Gauge({
    name: "dcz_gateway_build_info",
    help: "1, with the version of the program",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);

  const counter = (name: string, help: string, read: () => number): void => {
    new Counter({
      name: `dcz_gateway_${name}`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  const counterBy = (
    label: string,
    name: string,
    help: string,
    read: () => Record<string, number>,
  ): void => {
    new Counter({
      name: `dcz_gateway_${name}`,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [key, value] of Object.entries(read())) this.inc({ [label]: key }, value);
      },
    });
  };
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `dcz_gateway_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };

  counterBy(
    "kind",
    "messages_total",
    "Messages of stations that were kept on disk, by kind",
    () => {
      const { readings, status, hello } = counters.received;
      return { readings, status, hello };
    },
  );
  counter("repeats_total", "Messages that were known already", () => counters.repeats);
  counterBy(
    "reason",
    "mqtt_disconnections_total",
    "MQTT clients that the gateway disconnected, by reason",
    () => counters.disconnected,
  );
  counter(
    "reserved_topics_total",
    "Local publications on a reserved topic",
    () => counters.reserved,
  );
  counter("name_conflicts_total", "Names that two devices used", () => counters.nameConflicts);
  counter(
    "refused_clients_total",
    "MQTT clients that did not prove the name that they said",
    () => counters.refusedClients,
  );
  counter(
    "foreign_names_total",
    "Publications under the name of another station",
    () => counters.foreignNames,
  );
  counter("refused_filters_total", "Subscriptions refused", () => counters.refusedFilters);
  counter(
    "left_out_total",
    "Messages that a subscriber or session did not get because it reads too slowly",
    () => counters.leftOut,
  );
  counter(
    "not_retained_total",
    "Publications passed on and not retained because a limit was reached",
    () => counters.notRetained,
  );
  counter(
    "unknown_topics_total",
    "Local publications on a topic that resembles the wire's",
    () => counters.unknownTopics,
  );
  counter("relayed_total", "Messages that the cloud acknowledged", () => counters.relayed);
  counter(
    "relayed_readings_total",
    "Messages with readings that the cloud acknowledged",
    () => counters.relayedReadings,
  );
  counter("receipts_total", "Receipts that came from the cloud", () => counters.receipts);
  counter(
    "cloud_connections_total",
    "Connections to the cloud that were accepted",
    () => counters.connections,
  );

  gauge("cloud_up", "1 while the link to the cloud is up", () =>
    view().link.state === "connected" ? 1 : 0,
  );
  gauge(
    "waiting_messages",
    "Messages that wait for the cloud's acknowledgement",
    () => view().waiting.messages,
  );
  gauge("waiting_readings", "Readings in the messages that wait", () => view().waiting.readings);
  gauge("waiting_oldest_seconds", "Age of the oldest message that waits", () => {
    const { waiting, now } = view();
    return waiting.oldest === undefined ? 0 : (now - waiting.oldest) / 1000;
  });
  gauge("disk_free_bytes", "Free space where messages are kept", () => view().disk.freeBytes);
  gauge("store_up", "1 while messages are kept on disk; at 0 stations are not acknowledged", () =>
    view().disk.trouble === undefined ? 1 : 0,
  );
  gauge(
    "given_up_messages",
    "Messages removed because the disk was full",
    () => view().givenUp.messages,
  );
  gauge(
    "averaged_readings",
    "Readings for which an hourly mean waits, past their age or for lack of space",
    () => view().givenUp.averaged,
  );
  gauge(
    "damaged_messages",
    "Messages whose content the disk changed",
    () => view().givenUp.damaged,
  );
  gauge("mqtt_clients", "MQTT clients connected", localClients);
  return registry;
};
