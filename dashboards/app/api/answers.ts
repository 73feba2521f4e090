import type { paths } from "./schema.d.ts";

/** Paths that can be read. */
type Path = { [P in keyof paths]: paths[P] extends { get: object } ? P : never }[keyof paths];
type Answer<P extends Path> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type Station = Answer<"/api/v1/stations/{id}">;
export type StationList = Answer<"/api/v1/stations">;
export type LatestValue = Answer<"/api/v1/stations/{id}/latest">["values"][number];
export type Series = Answer<"/api/v1/series">;
type Points = Series["series"][number]["points"];
/** A point of a series that was asked with `every`. */
export type Bucket = Extract<Points[number], { readonly mean: number }>;

/** A series asked with `every` has buckets only; a raw point in it would be a fault of the API. */
export const buckets = (points: Points): readonly Bucket[] =>
  points.flatMap((point) => ("mean" in point ? [point] : []));
