import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** From half a millisecond, a commit on a fast disk, to a minute, a backlog behind a slow one. */
const SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

type Settled<Rest extends unknown[]> = (error: Error | undefined, ...rest: Rest) => void;
type Accept<Message, Rest extends unknown[]> = (message: Message, settled: Settled<Rest>) => void;

/** What is measured where it happens. What can be asked when Prometheus asks stands in metrics.ts. */
export interface Observations {
  /** The same function, which also notes how long each message waits for its acknowledgement. */
  timed<Message, Rest extends unknown[]>(accept: Accept<Message, Rest>): Accept<Message, Rest>;
  /** The work of a transaction is done, and the disk is asked to keep it. */
  commitBegan(): void;
  commitEnded(): void;
  disconnected(reason: string): void;
  subscriberFailed(subscriber: string): void;
  eventLeftOut(subscriber: string): void;
  /** An answer has left, so many seconds after its request came. */
  answered(of: "api" | "pages", status: number, seconds: number): void;
}

/** "2xx": each status by itself would be a series more. */
const classOf = (status: number): string => `${Math.trunc(status / 100)}xx`;

/** `elapsed`: milliseconds of a clock that nobody sets. */
export const createObservations = (figures: Registry, elapsed: () => number): Observations => {
  const registers = [figures];
  const durations = (name: string, help: string, labelNames: string[] = []) =>
    new Histogram({ name, help, labelNames, buckets: SECONDS, registers });
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers });

  let unacknowledged = 0;
  new Gauge({
    name: "dcz_cloud_messages_waiting",
    help: "Messages that came and are not acknowledged yet",
    registers,
    collect() {
      this.set(unacknowledged);
    },
  });
  const acknowledged = durations(
    "dcz_cloud_acknowledgement_seconds",
    "From a message's arrival to its acknowledgement, when it is on the disk, in its place or in quarantine",
  );
  const failed = counter(
    "dcz_cloud_messages_not_acknowledged_total",
    "Messages whose connection was closed because the store did not take them; they are sent again",
  );
  const commits = durations(
    "dcz_cloud_store_commit_seconds",
    "How long the disk took to keep a transaction of the series' store, which holds a message or many",
  );
  const disconnections = counter(
    "dcz_cloud_mqtt_disconnections_total",
    "MQTT clients that the cloud disconnected, by reason",
    ["reason"],
  );
  const failures = counter(
    "dcz_cloud_subscriber_failures_total",
    "Events that a part of the cloud failed to handle, by that part: a mistake of the program",
    ["subscriber"],
  );
  const leftOut = counter(
    "dcz_cloud_events_left_out_total",
    "Times that a part of the cloud was too slow for its events and missed the oldest, by that part",
    ["subscriber"],
  );
  const requests = durations(
    "dcz_cloud_http_request_seconds",
    "From a request over HTTP to the end of its answer, of the API and of pages, by class of status; live streams left out",
    ["of", "status"],
  );

  let began = 0;
  return {
    timed: (accept) => (message, settled) => {
      const arrived = elapsed();
      unacknowledged += 1;
      accept(message, (error, ...rest) => {
        unacknowledged -= 1;
        if (error === undefined) acknowledged.observe((elapsed() - arrived) / 1000);
        else failed.inc();
        settled(error, ...rest);
      });
    },
    commitBegan() {
      began = elapsed();
    },
    commitEnded: () => commits.observe((elapsed() - began) / 1000),
    disconnected: (reason) => disconnections.inc({ reason }),
    subscriberFailed: (subscriber) => failures.inc({ subscriber }),
    eventLeftOut: (subscriber) => leftOut.inc({ subscriber }),
    answered: (of, status, seconds) => requests.observe({ of, status: classOf(status) }, seconds),
  };
};
