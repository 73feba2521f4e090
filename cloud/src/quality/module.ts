import type { CloudModule } from "../module.ts";
import { annotationRoutes } from "./annotation-routes.ts";
import { arrivalRoutes } from "./arrival-routes.ts";
import { calibrationRoutes } from "./calibration-routes.ts";
import { createDayChecks } from "./check-day.ts";
import { createConsolidating } from "./consolidated/consolidating.ts";
import { findingRoutes } from "./finding-routes.ts";
import { createForecastFetching } from "./forecast-fetching.ts";
import { forecastRoutes } from "./forecast-routes.ts";
import { createForecastKeeper } from "./keep-forecasts.ts";
import { createLateStations } from "./late-stations.ts";
import { lineageRoutes } from "./lineage-routes.ts";
import { reprocessLive } from "./live.ts";
import { qualityOfPerson } from "./personal-data.ts";
import { pollenRoutes } from "./pollen-routes.ts";
import { qualityProblems } from "./problems.ts";
import { recipeRoutes } from "./recipe-routes.ts";
import { createRecomputing } from "./recompute.ts";
import { recomputeRoutes } from "./recompute-routes.ts";
import { listReferences } from "./reference-queries.ts";
import { referenceRoutes } from "./reference-routes.ts";
import {
  qualityAnnotation,
  qualityCalibration,
  qualityDay,
  qualityFinding,
  qualityForecast,
  qualityRecompute,
  qualityReference,
} from "./tables.ts";
import { trustRoutes } from "./trust-routes.ts";

/** Whether a day is over is asked so often. */
const LOOK_MS = 600_000;

export const qualityModule: CloudModule = {
  name: "quality",
  problems: qualityProblems,
  tables: {
    qualityRecompute,
    qualityFinding,
    qualityDay,
    qualityAnnotation,
    qualityCalibration,
    qualityReference,
    qualityForecast,
  },
  personalData: qualityOfPerson,
  open(context) {
    const { api, records, calibrations, events, now, log } = context;
    reprocessLive(context);
    const consolidating = createConsolidating({
      ...context,
      references: () => listReferences(records.db),
    });
    const recomputing = createRecomputing({ ...context, consolidating });
    const dayChecks = createDayChecks({ ...context, recomputing });
    recipeRoutes(api);
    lineageRoutes(api, { ...context, consolidating });
    referenceRoutes(api, context);
    findingRoutes(api, context);
    annotationRoutes(api, context);
    arrivalRoutes(api, context);
    trustRoutes(api, context);
    pollenRoutes(api, context);
    const keeper = createForecastKeeper(context);
    const fetching = createForecastFetching(context, context.forecastSources, keeper);
    forecastRoutes(api, { ...context, keeper, fetching });
    calibrationRoutes(api, { ...context, recomputing });
    recomputeRoutes(api, { ...context, recomputing });
    const fetchForecasts = () => {
      fetching.fetchDue().catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "forecasts were not kept");
      });
    };
    const late = createLateStations(events, now);
    const startLate = async () => {
      const until = await dayChecks.checkedUntil();
      if (until !== undefined) late.checkedUntil(until);
      await dayChecks.startLate(late.take());
    };
    const look = () => {
      if (!records.state().up) return;
      fetchForecasts();
      startLate().catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "late days were not checked again");
      });
      dayChecks.startDue().catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "checks of a day were not started");
      });
    };
    records.onUp(() => {
      fetchForecasts();
      calibrations.refresh().catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "calibrations were not read");
      });
      dayChecks.tellDoubts().catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "sensors that are doubted were not read");
      });
    });
    const looking = setInterval(look, LOOK_MS).unref();
    api.addHook("onClose", async () => clearInterval(looking));
  },
};
