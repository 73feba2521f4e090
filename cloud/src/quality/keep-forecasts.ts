import type { Resource } from "../access/may.ts";
import { isoInstant } from "../api/times.ts";
import type { Actor } from "../audit/audit.ts";
import type { ModuleContext } from "../module.ts";
import { stationResource } from "../places/station-resource.ts";
import { putForecasts, removeForecastsBefore, territoriesOfKeys } from "./forecast-queries.ts";
import { dayAfter, type Forecast, faultOf } from "./forecasts/forecast.ts";
import type { GivenForecast } from "./forecasts/given-forecast.ts";

/** How far ahead somebody forecasts, in days, and for how long it is kept after its day. */
export const MOST_AHEAD = 16;
export const KEPT_DAYS = 90;
/** A sender's clock may be a little ahead of ours. */
const CLOCK_MS = 300_000;

export interface KeptForecasts {
  /** Rows that stand in the records now. */
  readonly kept: number;
  /** Of them, those that are new or say something else. */
  readonly changed: number;
  /** By their numbers from 0. */
  readonly refused: readonly { readonly row: number; readonly detail: string }[];
}

type Context = Pick<
  ModuleContext,
  "records" | "knownStations" | "territories" | "audit" | "events" | "now"
>;

/** Judges rows, keeps those that can be, and says why the others are not; all that is kept in one transaction. */
export const createForecastKeeper = (context: Context) => {
  const { records, knownStations, territories, audit, events, now } = context;
  const { db } = records;

  /** "commune-33063" is of this platform's country. */
  const keyGiven = (text: string | undefined): string | undefined => {
    const key = text?.toLowerCase();
    const { country } = territories.country;
    return key === undefined || key.startsWith(`${country}-`) ? key : `${country}-${key}`;
  };

  const keep = async (
    {
      source,
      forecasts,
    }: { readonly source: string; readonly forecasts: readonly GivenForecast[] },
    { actor, allows }: { readonly actor: Actor; readonly allows: (resource: Resource) => boolean },
  ): Promise<KeptForecasts> => {
    const at = now();
    // Everywhere on Earth it is yesterday, today or tomorrow of UTC.
    const today = isoInstant(at).slice(0, 10);
    const [first, last] = [dayAfter(today, -KEPT_DAYS), dayAfter(today, MOST_AHEAD + 1)];
    const keyed = forecasts.map((given) => ({ given, key: keyGiven(given.territory) }));
    const ids = await territoriesOfKeys(db, [...new Set(keyed.flatMap(({ key }) => key ?? []))]);
    const faultOfRow = (
      { station, day, issued, ...given }: GivenForecast,
      id: string | undefined,
    ) => {
      const resource =
        id === undefined
          ? stationResource(knownStations.find(station ?? ""), territories)
          : { territories: territories.around(id) };
      // Asked of each row, those too that are refused for what they say.
      const isAllowed = allows(resource);
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
          ...{ actor, action: "quality.forecast" },
          after: { source, rows: good.length, changed: count },
        });
      return count;
    });
    if (changed > 0) events.publish("forecasts.imported", { source, changed });
    return { kept: good.length, changed, refused };
  };

  return {
    keep,
    /** The territory of a key that somebody gave; undefined where there is none. */
    async territoryOf(key: string | undefined): Promise<string | undefined> {
      const whole = keyGiven(key);
      return whole === undefined ? undefined : (await territoriesOfKeys(db, [whole])).get(whole);
    },
  };
};
export type ForecastKeeper = ReturnType<typeof createForecastKeeper>;
