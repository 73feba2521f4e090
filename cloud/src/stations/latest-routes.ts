import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { demandView } from "../places/demand-view.ts";
import { asLatest, LatestAnswer, seenOf } from "./latest-answer.ts";
import { findStation } from "./station-answer.ts";
import { ofStation, params, type StationRoutesParts } from "./station-routes-parts.ts";

export const latestRoutes = (
  api: Api,
  { stations, knownStations, series }: StationRoutesParts,
): void => {
  api.get(
    "/api/v1/stations/:id/latest",
    {
      config: ofStation,
      schema: {
        summary: "The newest value of each series of a station",
        params,
        response: { 200: LatestAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const view = demandView(knownStations, request, reply, id);
      await findStation(stations, id);
      const values = seenOf(view, (await series.latest([id])).get(id) ?? []);
      return { station: id, values: values.map(asLatest) };
    },
  );
};
