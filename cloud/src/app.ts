import type { FastifyBaseLogger } from "fastify";
import { type Api, createApi } from "./api/api.ts";
import type { Quarantine } from "./ingest/quarantine.ts";
import { healthRoute } from "./operations/health.ts";
import { type Metrics, metricsRoute, type Observed } from "./operations/metrics.ts";
import { pagesProxy } from "./pages/proxy.ts";
import { seriesRoutes } from "./series/routes.ts";
import type { SeriesStore } from "./series/store.ts";
import type { StationDirectory } from "./stations/directory.ts";
import type { LiveReadings } from "./stations/live.ts";
import { stationRoutes } from "./stations/routes.ts";

export interface AppParts {
  readonly series: SeriesStore;
  readonly directory: StationDirectory;
  readonly live: LiveReadings;
  readonly quarantine: Quarantine;
  readonly metrics: Metrics;
  readonly observed: Observed;
  readonly now: () => number;
  readonly version: string;
  readonly log: FastifyBaseLogger;
  readonly dashboardsUrl: string;
}

/** The HTTP side of the cloud: each module's routes, and the pages behind them. */
export const createApp = async (parts: AppParts): Promise<Api> => {
  const api = await createApi(parts.log, parts.version);
  stationRoutes(api, parts);
  seriesRoutes(api, parts);
  healthRoute(api, parts.observed, { version: parts.version, startedAt: parts.now() });
  metricsRoute(api, parts.metrics);
  await pagesProxy(api, parts.dashboardsUrl);
  return api;
};
