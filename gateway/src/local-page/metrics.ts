import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Counters } from "../counters.ts";
import type { View } from "./view.ts";

/** What an operator watches of a gateway, for Prometheus; read when Prometheus asks. */
export const createMetrics = (
  view: () => View,
  counters: Counters,
  localClients: () => number,
): Registry => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

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

  counterBy("kind", "received_total", "Messages received and kept on disk, by kind", () => {
    const { readings, status, hello } = counters.received;
    return { readings, status, hello };
  });
  counter("repeats_total", "Messages that were known already", () => counters.repeats);
  counterBy(
    "reason",
    "clients_disconnected_total",
    "Local connections that were closed, by reason",
    () => counters.disconnected,
  );
  counter("reserved_total", "Local publications on a reserved topic", () => counters.reserved);
  counter("name_conflicts_total", "Names that two devices used", () => counters.nameConflicts);
  counter("refused_clients_total", "Clients refused", () => counters.refusedClients);
  counter(
    "foreign_names_total",
    "Publications under the name of another station",
    () => counters.foreignNames,
  );
  counter("refused_filters_total", "Subscriptions refused", () => counters.refusedFilters);
  counter(
    "left_out_total",
    "Messages that a slow subscriber or session did not get",
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
  counter("receipts_total", "Receipts that came from the cloud", () => counters.receipts);
  counter(
    "connections_total",
    "Connections to the cloud that were accepted",
    () => counters.connections,
  );

  gauge("cloud_connected", "1 while the link to the cloud is up", () =>
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
  gauge("disk_trouble", "1 while messages cannot be kept", () =>
    view().disk.trouble === undefined ? 0 : 1,
  );
  gauge(
    "given_up_messages",
    "Messages removed because the disk was full",
    () => view().givenUp.messages,
  );
  gauge(
    "damaged_messages",
    "Messages whose content the disk changed",
    () => view().givenUp.damaged,
  );
  gauge("local_clients", "Clients connected to the local broker", localClients);
  return registry;
};
