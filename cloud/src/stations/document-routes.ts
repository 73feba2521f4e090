import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import { demandView } from "../places/demand-view.ts";
import { findStation, Station } from "./station-answer.ts";
import { ofStation, params, type StationRoutesParts } from "./station-routes-parts.ts";

export const stationDocumentRoutes = (
  api: Api,
  { stations, knownStations, heardReadings, describe }: StationRoutesParts,
): void => {
  api.get(
    "/api/v1/stations/:id",
    {
      config: ofStation,
      schema: { summary: "One station", params, response: { 200: Station, ...refusals } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { hidden } = demandView(knownStations, request, reply, id);
      const record = await findStation(stations, id);
      const told = await describe(record, (await heardReadings.ready()).of(id), request.principal);
      const ends = hidden.map(({ until }) => until).filter(Number.isFinite);
      return ends.length === 0 ? told : { ...told, shownSince: isoInstant(Math.max(...ends)) };
    },
  );
};
