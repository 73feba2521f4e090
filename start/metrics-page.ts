import { code, table } from "../hardware/src/documents/markdown.ts";
import { type Figure, type FiguresOf, isOfNode } from "./figures.fixture.ts";

/** What a figure counts, by the end of its name, as Prometheus names them. */
export const unitOf = (name: string): string => {
  const counted = name.replace(/_total$/, "");
  if (counted.endsWith("_timestamp_seconds")) return "seconds since 1970";
  if (counted.endsWith("_seconds")) return "seconds";
  if (counted.endsWith("_bytes")) return "bytes";
  if (/_(up|info)$/.test(counted)) return "0 or 1";
  if (counted.endsWith("_ratio")) return "part of 1";
  return "count";
};

const rows = (figures: readonly Figure[]): string =>
  table(
    ["name", "type", "unit", "labels", "meaning"],
    figures
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map(({ name, type, labels, help }) => [
        code(name),
        type,
        unitOf(name),
        labels.map(code).join(", "),
        help,
      ]),
  );

/** Of what is counted of every process. */
const telling = new Set([
  "nodejs_eventloop_lag_p99_seconds",
  "nodejs_gc_duration_seconds",
  "nodejs_heap_size_used_bytes",
  "process_cpu_seconds_total",
  "process_open_fds",
  "process_resident_memory_bytes",
  "process_start_time_seconds",
]);

/** docs/metrics.md: what every process declares, and how it is asked. */
export const metricsPage = ({ cloud, dashboards, gateway }: FiguresOf): string => {
  const own = (figures: readonly Figure[]) => rows(figures.filter((one) => !isOfNode(one)));
  return `# Metrics, health, logs

<!-- Written by start/write-metrics-page.ts from what the processes declare: change their help texts, or that. -->

For whoever runs a server. The alerts are in [alerts.yml](../start/prometheus/alerts.yml), the settings of Prometheus
in [prometheus.yml](../start/prometheus/prometheus.yml), the page of Grafana in
[platform.json](../dashboards/grafana/platform.json); [run a server](how-to/run-a-server.md) says where they go.

| process | metrics | lives | ready |
| --- | --- | --- | --- |
| cloud | \`/metrics\` on \`OPERATIONS_PORT\` (this machine only, no token); or on \`HTTP_PORT\`, with the token in \`DATA_DIR/cloud/admin-token\` as \`Authorization: Bearer …\` | \`/livez\` on both | \`/readyz\` on both |
| dashboards | \`/metrics\` on \`DASHBOARDS_PORT\`; nothing of it passes the cloud | \`/livez\` | \`/readyz\` |
| gateway | \`/metrics\` on \`GATEWAY_PORT\` | \`/livez\` | \`/readyz\` |
| edge | opens no port: what it says of itself goes with its status, and stands on the page of the station and in the fleet | | |

## Live and ready

\`/livez\` answers 200 as long as the process answers at all: an orchestrator that gets no answer starts it anew.
\`/readyz\` answers 200 while the process does what it is for, and 503 with the reason's name when it does not:

- **cloud**: ready while the series' store commits. **Records that are down do not make it unready**: measuring, live
  pages and questions for measurements go on, what needs people or places answers 503 by itself and comes back by
  itself, and a balancer that took the cloud away would stop the measuring too. \`{"ready":true,"store":"up","records":"down"}\`
  says it, \`dcz_cloud_records_up\` alerts. While the store does not commit (a full disk), stations are not acknowledged
  and keep what they have; pages still answer. So a balancer of **MQTT asks \`/readyz\`**, one of **pages and API asks \`/livez\`**.
- **dashboards**: ready once it listens; the pages are built before. A cloud that is away is told on each page.
- **gateway**: ready while it keeps messages on its disk. A link that is down is what a gateway is for.

Before a process is open, and while it ends, its ports refuse connections. \`/api/v1/health\` says more, for people:
what is missing of what was acknowledged, the clock, and for the administrator why.

## How to read the figures

Names are \`dcz_<process>_<what>_<unit>\`; \`_total\` only grows, from the start of the process on. **No label is the name of
a station, a person or an address**: the number of series does not grow with the number of stations. A figure that is
not known at the moment (of the records while they are down) is absent and not 0.

- messages a second: \`rate(dcz_cloud_messages_total[5m])\`
- 99 of 100 messages are acknowledged within: \`histogram_quantile(0.99, rate(dcz_cloud_acknowledgement_seconds_bucket[5m]))\`
- commits a second, and messages each: \`rate(dcz_cloud_store_commit_seconds_count[5m])\`,
  \`rate(dcz_cloud_acknowledgement_seconds_count[5m]) / rate(dcz_cloud_store_commit_seconds_count[5m])\`
- the event loop's delay: \`nodejs_eventloop_lag_p99_seconds\`
- days since the last backup: \`(time() - dcz_cloud_backup_timestamp_seconds) / 86400\`

## Cloud

${own(cloud)}

## Dashboards

${own(dashboards)}

## Gateway

${own(gateway)}

## Every process

What \`prom-client\` counts of a process (\`process_…\`) and of Node (\`nodejs_…\`) has the names that it has everywhere.
Of these, what says most:

${rows(dashboards.filter(({ name }) => telling.has(name)))}

## Logs

Each process writes one line of JSON for each event to its standard output, and nothing else:
\`{"level":40,"time":1795680000000,"name":"cloud","pid":812,"hostname":"air","reason":"too_fast","client":"balcony","msg":"client disconnected"}\`.
\`level\` is 30 for information, 40 for a warning, 50 for an error, 60 before the process gives up; \`time\` is in UTC
milliseconds; \`name\` is the process; \`msg\` is the event, always in the same words, and the other fields are its facts.
\`LOG_LEVEL\` chooses what is kept. A start that cannot be is one sentence on standard error, for the person who started it;
a mistake of the program that ends it leaves its stack there.

- Requests are counted and not logged: who looked at what is personal. A request that failed is logged with its number
  (\`request\`), which its answer has too; pages pass theirs on to the API (\`x-request-id\`), so that both lines have one number.
- No password, token, key, code or mail address, no content of messages, no place of a home. An error of the database
  is logged without the values that were asked for.
- Names of stations, and the network address of a client that was disconnected, are in it: keep a log as long as it is needed.
`;
};
