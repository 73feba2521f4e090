import { type Answering, type Api, type Asking, trustedSerializer } from "../api/api.ts";
import { type Format, formatOf } from "../api/formats.ts";
import { refusals } from "../api/problems.ts";
import { demandView } from "../places/demand-view.ts";
import { createSending } from "./answers.ts";
import { ChartAnswer, ChartQuery, chartAnswer } from "./chart.ts";
import { MeansAnswer, MeansQuery, meansAnswer } from "./means.ts";
import {
  MeansOfStationsAnswer,
  MeansOfStationsQuery,
  meansOfStationsAnswer,
} from "./means-of-stations.ts";
import { RawAnswer, RawQuery, rawAnswer } from "./points.ts";
import type { SeriesParts } from "./selection.ts";

export const seriesRoutes = (api: Api, parts: SeriesParts): void => {
  const send = createSending();
  const config = { access: "station.read", resource: "handler" } as const;
  for (const [suffix, format] of [
    ["", undefined],
    [".csv", "csv"],
    [".ndjson", "ndjson"],
  ] as const) {
    const wanted = (request: Asking, reply: Answering): Format => {
      if (format !== undefined) return format;
      // A cache must not give the CSV of one who asked to another who wants JSON.
      reply.header("vary", "accept");
      return formatOf(request);
    };
    const form = format === undefined ? "" : ` as ${format.toUpperCase()}`;
    const hide = format === undefined ? {} : { produces: [`text/${format}`] };
    api.get(
      `/api/v1/series${suffix}`,
      {
        config,
        serializerCompiler: trustedSerializer,
        schema: {
          summary: `Values of one quantity of a station, as they were kept${form}`,
          description: "JSON, CSV or NDJSON by the Accept header.",
          querystring: RawQuery,
          response: { 200: RawAnswer, ...refusals },
          ...hide,
        },
      },
      async (request, reply) => {
        const view = demandView(parts.knownStations, request, reply, request.query.station);
        const asked = { view, format: wanted(request, reply), reply };
        return rawAnswer(parts, send, request.query, asked);
      },
    );
    api.get(
      `/api/v1/series/means${suffix}`,
      {
        config,
        serializerCompiler: trustedSerializer,
        schema: {
          summary: `Means of one quantity of a station, with their completeness${form}`,
          description:
            "JSON, CSV or NDJSON by the Accept header. With `zone`, days, weeks, months and years are those of the calendar there, of 23, 24 or 25 hours.",
          querystring: MeansQuery,
          response: { 200: MeansAnswer, ...refusals },
          ...hide,
        },
      },
      async (request, reply) => {
        const view = demandView(parts.knownStations, request, reply, request.query.station);
        const asked = { view, format: wanted(request, reply), reply };
        return meansAnswer(parts, send, request.query, asked);
      },
    );
    api.get(
      `/api/v1/series/chart${suffix}`,
      {
        config,
        serializerCompiler: trustedSerializer,
        schema: {
          summary: `Few points of one quantity of a station that draw the same line as all${form}`,
          description:
            "JSON, CSV or NDJSON by the Accept header. All values where there are at most `points` of them; else the least and the greatest of each of half as many intervals, at the instants at which they were measured (of directions, the least and the greatest number of degrees). Values that no instrument gives are left out.",
          querystring: ChartQuery,
          response: { 200: ChartAnswer, ...refusals },
          ...hide,
        },
      },
      async (request, reply) => {
        const view = demandView(parts.knownStations, request, reply, request.query.station);
        const asked = { view, format: wanted(request, reply), reply };
        return chartAnswer(parts, send, request.query, asked);
      },
    );
    api.get(
      `/api/v1/series/means/stations${suffix}`,
      {
        config,
        serializerCompiler: trustedSerializer,
        schema: {
          summary: `Means of one quantity of several stations${form}`,
          description:
            "JSON, CSV or NDJSON by the Accept header. As `/api/v1/series/means` of each station, in one answer; refused when one of them is not seen by who asks. `expected` follows what the sensors said of themselves.",
          querystring: MeansOfStationsQuery,
          response: { 200: MeansOfStationsAnswer, ...refusals },
          ...hide,
        },
      },
      async (request, reply) => {
        const viewOf = (station: string) =>
          demandView(parts.knownStations, request, reply, station);
        const asked = { viewOf, format: wanted(request, reply), reply };
        return meansOfStationsAnswer(parts, send, request.query, asked);
      },
    );
  }
};
