import { Gauge } from "prom-client";
import type { ModuleContext } from "../module.ts";
import type { createHeardReadings } from "./heard.ts";
import { stateOf } from "./station.ts";
import type { StationRoutesParts } from "./station-routes-parts.ts";

interface StationFiguresParts
  extends Pick<ModuleContext, "figures" | "now">,
    Pick<StationRoutesParts, "stations"> {
  readonly heardReadings: ReturnType<typeof createHeardReadings>;
}

/** How many stations there are in each state that pages show; no name of one, which would be a series each. */
export const stationFigures = ({
  figures,
  stations,
  heardReadings,
  now,
}: StationFiguresParts): void => {
  new Gauge({
    name: "dcz_cloud_stations",
    help: "Stations by the state that pages show, those of the waiting room left out",
    labelNames: ["state"],
    registers: [figures],
    async collect() {
      this.reset();
      // Without the newest readings, which a store that fails does not give, states are unknown.
      const heard = await heardReadings.ready().catch(() => undefined);
      if (heard === undefined) return;
      const { counts } = await stations.list(
        { limit: 0 },
        (record, gateway) => stateOf(record, heard.of(record.id), gateway, now()).kind,
      );
      for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
    },
  });
};
