import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface Figures {
  readonly registry: Registry;
  /** An answer has left, so many seconds after its request came. */
  answered(status: number, seconds: number): void;
  pageFailed(): void;
}

/** What an operator watches of the pages' process, for Prometheus; docs/metrics.md lists it. */
export const createFigures = (version: string): Figures => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "dcz_dashboards_build_info",
    help: "1, with the version of the program",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);
  const requests = new Histogram({
    name: "dcz_dashboards_http_request_seconds",
    help: "From a request to the end of its answer, by class of status",
    labelNames: ["status"],
    buckets: SECONDS,
    registers,
  });
  const failures = new Counter({
    name: "dcz_dashboards_page_failures_total",
    help: "Pages that could not be made; the log has the number of each request",
    registers,
  });
  return {
    registry,
    answered: (status, seconds) =>
      requests.observe({ status: `${Math.trunc(status / 100)}xx` }, seconds),
    pageFailed: () => failures.inc(),
  };
};
