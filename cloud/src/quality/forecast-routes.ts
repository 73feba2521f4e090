import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { demandView } from "../places/demand-view.ts";
import { currentPlace } from "../places/known-station.ts";
import { findTerritory } from "../territories/territory-routes.ts";
import type { ForecastFetching } from "./forecast-fetching.ts";
import { forecastsAround } from "./forecast-queries.ts";
import {
  dayAfter,
  type Forecast,
  type ForecastPlace,
  ForecastSource,
  ForecastSubject,
  forecastAt,
  localDay,
  MOST_FORECASTS,
  PollenForecastScale,
  wordsOfForecast,
} from "./forecasts/forecast.ts";
import { GivenForecast } from "./forecasts/given-forecast.ts";
import { type ForecastKeeper, KEPT_DAYS, MOST_AHEAD } from "./keep-forecasts.ts";
import { qualityProblems } from "./problems.ts";

const BODY_BYTES = 512 * 1024;
const MOST_REFUSALS = 100;
const MOST_DAYS = 31;
const ForecastAnswer = z
  .object({
    source: z.string(),
    territory: z.string().optional().meta({ description: "Key of the territory it is made for" }),
    station: StationId.optional(),
    subject: ForecastSubject,
    day: z.iso.date(),
    value: z.number(),
    scale: PollenForecastScale.optional(),
    says: Words.optional().meta({ description: "The level in the words of its scale" }),
    issued: z.iso.datetime(),
  })
  .meta({ id: "QualityForecast" });

const Credit = z
  .object({
    source: z.string(),
    name: z.string().meta({ description: "Who publishes it, as its licence wants to be named" }),
    licence: z.string(),
    answered: z.iso.datetime().optional().meta({ description: "When it was last fetched" }),
  })
  .meta({ id: "QualityForecastSource" });

type Context = Pick<ModuleContext, "records" | "knownStations" | "territories" | "now"> & {
  readonly keeper: ForecastKeeper;
  readonly fetching: Pick<ForecastFetching, "credits">;
};

export const forecastRoutes = (api: Api, context: Context): void => {
  const { records, knownStations, territories, now, keeper, fetching } = context;
  const { db } = records;

  const answer = (forecast: Forecast): z.infer<typeof ForecastAnswer> => {
    const { source, subject, day, value, scale, station, territory } = forecast;
    const says = wordsOfForecast(forecast);
    return {
      ...{ source, subject, day, value, issued: forecast.issued.toISOString() },
      ...(station === null ? {} : { station }),
      ...(territory === null ? {} : { territory: territories.keyOf(territory) }),
      ...(scale === null ? {} : { scale }),
      ...(says === undefined ? {} : { says }),
    };
  };

  api.get(
    "/api/v1/quality/forecasts",
    {
      config: { access: "station.read", resource: "handler" },
      schema: {
        summary: "What was imported of the next days: indices of air and levels of pollen",
        description:
          "Of each subject and day one: the station's own, else that of the smallest territory around it; what was issued last. The platform makes no forecast itself.",
        querystring: z
          .object({
            station: StationId.optional(),
            territory: z.string().max(80).optional().describe("Key or code"),
            from: z.iso.date().optional().describe("A local day; today when absent"),
            until: z.iso.date().optional().describe("Included; sixteen days later when absent"),
          })
          .refine(
            ({ station, territory }) => (station === undefined) !== (territory === undefined),
            {
              error: 'must have either "station" or "territory"',
            },
          ),
        response: {
          200: z.object({
            zone: z.string(),
            today: z.iso.date(),
            forecasts: z.array(ForecastAnswer),
            sources: z.array(Credit).meta({
              description: "Of the forecasts that are fetched: whom to name, and the licence",
            }),
          }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { station, territory } = request.query;
      let place: ForecastPlace;
      let zone: string;
      if (station !== undefined) {
        demandView(knownStations, request, reply, station);
        const known = knownStations.find(station);
        const there = known && currentPlace(known)?.territory;
        place = { station, territories: there === undefined ? [] : territories.around(there) };
        zone = territories.zoneOf(there);
      } else {
        request.demand({ visibility: "public" });
        const { id } = await findTerritory(db, territories.country, territory ?? "");
        place = { territories: territories.around(id) };
        zone = territories.zoneOf(id);
      }
      const today = localDay(zone, now());
      const { from = today } = request.query;
      const { until = dayAfter(from, MOST_AHEAD) } = request.query;
      if (until < from || until > dayAfter(from, MOST_DAYS))
        throw new Problem(
          qualityProblems.forecast_range,
          `Ask for ${MOST_DAYS} days at most, the first one first.`,
        );
      const found = await forecastsAround(db, place, { from, until, asOf: new Date(now()) });
      const groups = Map.groupBy(found, ({ subject, day }) => `${subject} ${day}`);
      const chosen = [...groups.values()].flatMap((group) => forecastAt(group, place) ?? []);
      return {
        ...{ zone, today, forecasts: chosen.map(answer) },
        sources: fetching.credits().flatMap(({ source, name, licence, answered }) =>
          chosen.some((forecast) => forecast.source === source)
            ? [
                {
                  ...{ source, name, licence },
                  ...(answered === undefined ? {} : { answered: isoInstant(answered) }),
                },
              ]
            : [],
        ),
      };
    },
  );

  api.post(
    "/api/v1/quality/forecasts",
    {
      bodyLimit: BODY_BYTES,
      config: { access: "quality.forecast", resource: "handler" },
      schema: {
        summary: "Import forecasts that somebody publishes",
        description: `${MOST_FORECASTS} rows at most. A row that cannot be is refused by its number from 0, and the others are kept. To send them again changes nothing. They are kept for ${KEPT_DAYS} days after their day.`,
        body: z.strictObject({
          source: ForecastSource,
          forecasts: z.array(GivenForecast).min(1).max(MOST_FORECASTS),
        }),
        response: {
          200: z.object({
            kept: z.int().meta({ description: "Rows that stand in the records now" }),
            changed: z
              .int()
              .meta({ description: "Of them, those that are new or say something else" }),
            refused: z.int(),
            refusals: z.array(z.object({ row: z.int(), detail: z.string() })).meta({
              description: `The first ${MOST_REFUSALS}`,
            }),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { kept, changed, refused } = await keeper.keep(request.body, {
        ...{ actor: request.principal, allows: (resource) => request.allows(resource) },
      });
      return {
        ...{ kept, changed, refused: refused.length },
        refusals: refused.slice(0, MOST_REFUSALS),
      };
    },
  );
};
