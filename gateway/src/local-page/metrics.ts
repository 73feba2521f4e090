import type { Counters } from "../counters.ts";
import type { View } from "./view.ts";

type Sample = readonly [labels: string, value: number];

/** One metric in Prometheus' text format 0.0.4. Names and labels are fixed here: none needs escaping. */
const metric = (
  name: string,
  type: "gauge" | "counter",
  help: string,
  samples: readonly Sample[],
): string =>
  [
    `# HELP datacityzen_gateway_${name} ${help}`,
    `# TYPE datacityzen_gateway_${name} ${type}`,
    ...samples.map(([labels, value]) => `datacityzen_gateway_${name}${labels} ${value}`),
    "",
  ].join("\n");

const single = (value: number): readonly Sample[] => [["", value]];

const labelled = (label: string, values: Record<string, number>): readonly Sample[] =>
  Object.entries(values).map(([name, value]) => [`{${label}="${name}"}`, value]);

/** What an operator watches of a gateway, for Prometheus. */
export const writeMetrics = (view: View, counters: Counters, localClients: number): string => {
  const { readings, status, hello } = counters.received;
  const { waiting, disk, link, now } = view;
  const oldest = waiting.oldest === undefined ? 0 : (now - waiting.oldest) / 1000;
  return [
    metric(
      "received_total",
      "counter",
      "Messages taken in and kept on disk, by kind.",
      labelled("kind", { readings, status, hello }),
    ),
    metric(
      "repeats_total",
      "counter",
      "Messages that were known already.",
      single(counters.repeats),
    ),
    metric(
      "dropped_total",
      "counter",
      "Local publications that went no further, by reason.",
      labelled("reason", counters.dropped),
    ),
    metric(
      "unknown_topics_total",
      "counter",
      "Local publications under dcz/ on a topic that the wire does not have.",
      single(counters.unknownTopics),
    ),
    metric(
      "too_large_total",
      "counter",
      "Local connections closed because their message was too large.",
      single(counters.tooLarge),
    ),
    metric(
      "relayed_total",
      "counter",
      "Messages that the cloud acknowledged.",
      single(counters.relayed),
    ),
    metric(
      "receipts_total",
      "counter",
      "Receipts that came down from the cloud.",
      single(counters.receipts),
    ),
    metric(
      "connections_total",
      "counter",
      "Connections to the cloud that were accepted.",
      single(counters.connections),
    ),
    metric(
      "cloud_connected",
      "gauge",
      "1 while the link to the cloud is up.",
      single(link.state === "connected" ? 1 : 0),
    ),
    metric(
      "waiting_messages",
      "gauge",
      "Messages that wait for the cloud's acknowledgement.",
      single(waiting.messages),
    ),
    metric(
      "waiting_readings",
      "gauge",
      "Readings in the messages that wait.",
      single(waiting.readings),
    ),
    metric(
      "waiting_oldest_seconds",
      "gauge",
      "Age of the oldest message that waits.",
      single(oldest),
    ),
    metric(
      "disk_free_bytes",
      "gauge",
      "Free space where messages are kept.",
      single(disk.freeBytes),
    ),
    metric(
      "disk_trouble",
      "gauge",
      "1 while messages cannot be kept.",
      single(disk.trouble === undefined ? 0 : 1),
    ),
    metric(
      "local_clients",
      "gauge",
      "Clients connected to the local broker.",
      single(localClients),
    ),
  ].join("");
};
