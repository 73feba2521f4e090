import type { ModuleContext } from "../module.ts";
import { recordsGauge } from "../operations/records-gauge.ts";
import { countJobs } from "./queries.ts";

/** Whether long work is done. */
export const jobFigures = ({
  figures,
  records,
}: Pick<ModuleContext, "figures" | "records">): void =>
  recordsGauge({
    figures,
    records,
    name: "dcz_cloud_jobs",
    help: "Long pieces of work such as imports, by state",
    labelNames: ["state"],
    read: async () =>
      (await countJobs(records.db)).map(({ state, count }) => ({
        labels: { state },
        value: count,
      })),
  });
