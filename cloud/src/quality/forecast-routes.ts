import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { isoInstant, PastInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { demandView } from "../places/demand-view.ts";
import { currentPlace } from "../places/known-station.ts";
import { stationResource } from "../places/station-resource.ts";
import { findTerritory } from "../territories/territory-routes.ts";
import {
  forecastsAround,
  putForecasts,
  removeForecastsBefore,
  territoriesOfKeys,
} from "./forecast-queries.ts";
import {
  dayAfter,
  type Forecast,
  type ForecastPlace,
  ForecastSource,
  ForecastSubject,
  faultOf,
  forecastAt,
  localDay,
  MOST_FORECASTS,
  PollenForecastScale,
  wordsOfForecast,
} from "./forecasts/forecast.ts";
import { qualityProblems } from "./problems.ts";

const BODY_BYTES = 512 * 1024;
const MOST_REFUSALS = 100;
/** How far ahead somebody forecasts, in days, and for how long it is kept after its day. */
const MOST_AHEAD = 16;
const KEPT_DAYS = 90;
const MOST_DAYS = 31;
/** A sender's clock may be a little ahead of ours. */
const CLOCK_MS = 300_000;

const Given = z.object({
  territory: z.string().max(80).optional().meta({
    description: 'Key of a territory: "fr-commune-33063", "departement-33"',
  }),
  station: StationId.optional(),
  subject: ForecastSubject,
  day: z.iso.date().meta({ description: "The local day that is meant" }),
  value: z.number(),
  scale: PollenForecastScale.optional().meta({
    description:
      "Of pollen only: grains/m³, or the levels of this scale as it counts them (MeteoSwiss: 0 for none to 4)",
  }),
  issued: PastInstant,
});
type Given = z.output<typeof Given>;

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

type Context = Pick<ModuleContext, "records" | "knownStations" | "territories" | "audit" | "now">;

export const forecastRoutes = (api: Api, context: Context): void => {
  const { records, knownStations, territories, audit, now } = context;
  const { db } = records;

  /** "commune-33063" is of this platform's country. */
  const keyGiven = (text: string | undefined): string | undefined => {
    const key = text?.toLowerCase();
    const { country } = territories.country;
    return key === undefined || key.startsWith(`${country}-`) ? key : `${country}-${key}`;
  };

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
      return {
        ...{ zone, today },
        forecasts: [...groups.values()].flatMap((group) => {
          const chosen = forecastAt(group, place);
          return chosen === undefined ? [] : [answer(chosen)];
        }),
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
          forecasts: z.array(Given).min(1).max(MOST_FORECASTS),
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
      const { source, forecasts } = request.body;
      const at = now();
      // Everywhere on Earth it is yesterday, today or tomorrow of UTC.
      const today = isoInstant(at).slice(0, 10);
      const [first, last] = [dayAfter(today, -KEPT_DAYS), dayAfter(today, MOST_AHEAD + 1)];
      const keyed = forecasts.map((given) => ({ given, key: keyGiven(given.territory) }));
      const ids = await territoriesOfKeys(db, [...new Set(keyed.flatMap(({ key }) => key ?? []))]);
      const faultOfRow = ({ station, day, issued, ...given }: Given, id: string | undefined) => {
        const resource =
          id === undefined
            ? stationResource(knownStations.find(station ?? ""), territories)
            : { territories: territories.around(id) };
        // Asked of each row, those too that are refused for what they say.
        const isAllowed = request.allows(resource);
        if ((given.territory === undefined) === (station === undefined))
          return 'needs either "territory" or "station"';
        if (station === undefined && id === undefined)
          return `no territory has the key "${given.territory}"`;
        if (day < first || day > last) return `"day" must be from ${first} to ${last}`;
        if (Date.parse(issued) > at + CLOCK_MS) return `"issued" is still to come: ${issued}`;
        return isAllowed ? undefined : "you look after another territory";
      };
      const refused: { readonly row: number; readonly detail: string }[] = [];
      const good = keyed.flatMap(({ given, key }, row): Forecast[] => {
        const id = ids.get(key ?? "");
        const forecast = {
          ...{ source, territory: id ?? null, station: given.station ?? null },
          ...{ subject: given.subject, day: given.day, value: given.value },
          ...{ scale: given.scale ?? null, issued: new Date(given.issued) },
        };
        const detail = faultOfRow(given, id) ?? faultOf(forecast);
        if (detail === undefined) return [forecast];
        refused.push({ row, detail });
        return [];
      });
      const changed = await db.transaction(async (tx) => {
        const count = await putForecasts(tx, good, new Date(at));
        await removeForecastsBefore(tx, first);
        if (count > 0)
          await audit.write(tx, {
            ...{ actor: request.principal, action: "quality.forecast" },
            after: { source, rows: good.length, changed: count },
          });
        return count;
      });
      return {
        ...{ kept: good.length, changed, refused: refused.length },
        refusals: refused.slice(0, MOST_REFUSALS),
      };
    },
  );
};
