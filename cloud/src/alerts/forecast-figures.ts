import { nobody } from "../access/principal.ts";
import type { ModuleContext } from "../module.ts";
import { currentPlace } from "../places/known-station.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { forecastsAround, forecastsOfDay } from "../quality/forecast-queries.ts";
import {
  dayAfter,
  type Forecast,
  type ForecastPlace,
  type ForecastSubject,
  forecastAt,
  localDay,
} from "../quality/forecasts/forecast.ts";
import { territoriesAt } from "../territories/territories.ts";
import type { Signal } from "./figures.ts";
import { levelOfForecast } from "./forecast-level.ts";
import { keyOfTarget, type Target } from "./stations-around.ts";

/** A forecast as it is kept beside a transition: who said what, of which day. */
export interface SaidForecast extends Pick<Forecast, "source" | "subject" | "day" | "value"> {
  readonly scale: Forecast["scale"];
  /** ISO 8601. */
  readonly issued: string;
  /** Key of the territory that it is made for; of a station's own forecast null. */
  readonly territory: string | null;
}

/** What is forecast of one day. */
export interface DayFigure {
  /** When the day begins at the place, in UTC ms. */
  readonly at: number;
  readonly level: number;
  readonly said: SaidForecast;
}

/** What was imported so long ago at most shows that forecasts come for a place. */
const LATELY_DAYS = 7;
const AHEAD_DAYS = 16;
/** Outlines of territories change seldom. */
const KNOWN_MS = HOUR_MS;

const beginOf = (day: string, zone: string): number =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;

/** What was imported of today and tomorrow, for what is watched. */
export const createForecastFigures = ({
  records,
  territories,
  stations,
  knownStations,
}: {
  readonly records: Pick<ModuleContext["records"], "db">;
  readonly territories: Pick<
    ModuleContext["territories"],
    "country" | "around" | "keyOf" | "zoneOf"
  >;
  readonly stations: Pick<ModuleContext["stations"], "atHand">;
  readonly knownStations: Pick<ModuleContext["knownStations"], "find" | "viewOf">;
}) => {
  const { db } = records;
  let known = new Map<string, string>();
  let knownSince = 0;

  /** The smallest territory in which a target lies; undefined where none is known. */
  const territoryOf = async (target: Target, now: number): Promise<string | undefined> => {
    if (target.kind === "station") {
      const found = knownStations.find(target.station);
      return found && currentPlace(found)?.territory;
    }
    if (Math.abs(now - knownSince) > KNOWN_MS) {
      known = new Map();
      knownSince = now;
    }
    const key = keyOfTarget(target);
    const before = known.get(key);
    if (before !== undefined) return before;
    const [smallest] = await territoriesAt(db, territories.country, [target.lon, target.lat]);
    if (smallest !== undefined) known.set(key, smallest);
    return smallest;
  };

  /** Where a forecast is asked for; undefined for a station that not everybody sees. */
  const placeOf = async (
    target: Target,
    now: number,
  ): Promise<{ readonly place: ForecastPlace; readonly zone: string } | undefined> => {
    const station = target.kind === "station" ? target.station : undefined;
    if (
      station !== undefined &&
      (stations.atHand(station) === undefined || !knownStations.viewOf(nobody, station).isSeen)
    )
      return undefined;
    const territory = await territoryOf(target, now);
    const around = territory === undefined ? [] : territories.around(territory);
    return { place: { station, territories: around }, zone: territories.zoneOf(territory) };
  };

  const said = ({
    source,
    subject,
    day,
    value,
    scale,
    issued,
    territory,
  }: Forecast): SaidForecast => ({
    ...{ source, subject, day, value, scale, issued: issued.toISOString() },
    territory: territory === null ? null : (territories.keyOf(territory) ?? null),
  });

  /** By subject and place, the newest of each. */
  const forecastsOf = async (day: string, asOf: Date, subjects: readonly ForecastSubject[]) =>
    Map.groupBy(
      await forecastsOfDay(db, { day, asOf, subjects }),
      ({ subject, station, territory }) => `${subject} ${station ?? territory}`,
    );

  return {
    /** In the order of `signals`: of each, the days of today and tomorrow of which something is forecast. */
    async of(signals: readonly Signal[], now: number): Promise<readonly (readonly DayFigure[])[]> {
      const subjects = [...new Set(signals.flatMap(({ watched: { forecast } }) => forecast ?? []))];
      const byDay = new Map<string, Awaited<ReturnType<typeof forecastsOf>>>();
      const all: DayFigure[][] = [];
      for (const { watched, target } of signals) {
        const found = await placeOf(target, now);
        const figures: DayFigure[] = [];
        all.push(figures);
        if (found === undefined) continue;
        const { place, zone } = found;
        const today = localDay(zone, now);
        for (const day of [today, dayAfter(today, 1)]) {
          const forecasts = byDay.get(day) ?? (await forecastsOf(day, new Date(now), subjects));
          byDay.set(day, forecasts);
          const there = [
            ...(place.station === undefined ? [] : [place.station]),
            ...place.territories,
          ];
          const chosen = forecastAt(
            there.flatMap((one) => forecasts.get(`${watched.forecast} ${one}`) ?? []),
            place,
          );
          const level = chosen && levelOfForecast(chosen);
          if (chosen === undefined || level === undefined) continue;
          figures.push({ at: beginOf(day, zone), level, said: said(chosen) });
        }
      }
      return all;
    },
    /** What somebody forecasts for a target: of these subjects something was imported of late. */
    async subjectsAt(target: Target, now: number): Promise<ReadonlySet<ForecastSubject>> {
      const found = await placeOf(target, now);
      if (found === undefined) return new Set();
      const today = localDay(found.zone, now);
      const range = { from: dayAfter(today, -LATELY_DAYS), until: dayAfter(today, AHEAD_DAYS) };
      const forecasts = await forecastsAround(db, found.place, { ...range, asOf: new Date(now) });
      return new Set(
        forecasts
          .filter((forecast) => levelOfForecast(forecast) !== undefined)
          .map(({ subject }) => subject),
      );
    },
  };
};
export type ForecastFigures = ReturnType<typeof createForecastFigures>;
