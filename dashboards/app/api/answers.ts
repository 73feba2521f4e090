import type { components, paths } from "./schema.d.ts";

/** Paths that can be read. */
type Path = { [P in keyof paths]: paths[P] extends { get: object } ? P : never }[keyof paths];
type Answer<P extends Path> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type Health = Answer<"/api/v1/health">;
export type Station = Answer<"/api/v1/stations/{id}">;
export type StationPhoto = Answer<"/api/v1/station-photos">["photos"][number];
export type StationList = Answer<"/api/v1/stations">;
export type LatestValue = Answer<"/api/v1/stations/{id}/latest">["values"][number];
export type Series = Answer<"/api/v1/series/means">;
export type Bucket = Series["series"][number]["points"][number];
export type LineageValue = Answer<"/api/v1/quality/lineage">["values"][number];
export type Arrivals = Answer<"/api/v1/quality/arrivals">;
export type PollenSeasons = Answer<"/api/v1/quality/pollen/seasons">;
export type QualityForecast = Answer<"/api/v1/quality/forecasts">["forecasts"][number];
export type ForecastCredit = Answer<"/api/v1/quality/forecasts">["sources"][number];
export type CalibrationWithPairs = Answer<"/api/v1/quality/calibrations/{id}">;
export type Calibration = Omit<CalibrationWithPairs, "pairs">;
export type MapList = Answer<"/api/v1/map/stations">;
export type MapCoverage = Answer<"/api/v1/map/coverage">;
export type Account = Answer<"/api/v1/account">;
export type GrantedRole = Account["roles"][number]["role"];
export type SignInOutcome = components["schemas"]["SignInOutcome"];
export type AirOfStations = Answer<"/api/v1/air/stations">;
export type AirOfStation = AirOfStations["stations"][number];
export type AirTables = AirOfStations["tables"];
export type QualityAnnotation = Answer<"/api/v1/quality/annotations">["annotations"][number];
export type Recompute = Answer<"/api/v1/quality/recomputes">["recomputes"][number];
export type AirOfTerritory = Answer<"/api/v1/air/territories">;
export type Practice = Answer<"/api/v1/practices/{slug}">;
export type AtlasPage = Answer<"/api/v1/atlas/entries">;
export type AtlasOpening = AtlasPage["entries"][number]["opening"];
export type AtlasEntry = Answer<"/api/v1/atlas/entries/{name}">;
export type TerritoryShown = Answer<"/api/v1/territories/{code}">;
export type AtlasSheets = Answer<"/api/v1/atlas/sheets">;
export type AtlasDraft = Answer<"/api/v1/atlas/drafts/{id}">;
export type AtlasReport = Answer<"/api/v1/atlas/reports">["reports"][number];
export type Bulletin = Answer<"/api/v1/bulletins/{code}">;
export type AlertVerdicts = Answer<"/api/v1/alerts/verdicts">["verdicts"];
export type AlertWatched = Answer<"/api/v1/alerts/watched">["watched"][number];
export type AlertCondition = Answer<"/api/v1/alerts/mine">["conditions"][number];
export type AlertWays = Answer<"/api/v1/alerts/mine/ways">;
export type AlertTransition = Answer<"/api/v1/alerts/mine/history">["transitions"][number];
