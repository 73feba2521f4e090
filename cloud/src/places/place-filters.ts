import * as z from "zod";
import { apiProblems, Problem } from "../api/problems.ts";
import { type Box, distanceBetween, isInBox } from "./distance.ts";
import type { GeoPoint } from "./grid.ts";
import {
  connectivities,
  currentPlace,
  exposures,
  type KnownPlace,
  type KnownStation,
  pointOf,
} from "./known-station.ts";

const degrees = (text: string, most: number): number | undefined => {
  const value = /^-?\d{1,3}(\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(value) <= most ? value : undefined;
};

const Near = z.string().transform((text, context): GeoPoint => {
  const [lat, lon, ...others] = text.split(",");
  const point = { lat: degrees(lat ?? "", 90), lon: degrees(lon ?? "", 180) };
  if (others.length === 0 && point.lat !== undefined && point.lon !== undefined)
    return { lat: point.lat, lon: point.lon };
  context.addIssue({
    code: "custom",
    message: 'must be a latitude and a longitude in degrees, such as "44.84,-0.58"',
  });
  return z.NEVER;
});

const BoxParameter = z.string().transform((text, context): Box => {
  const [west, south, east, north, ...others] = text.split(",");
  const box = {
    west: degrees(west ?? "", 180),
    south: degrees(south ?? "", 90),
    east: degrees(east ?? "", 180),
    north: degrees(north ?? "", 90),
  };
  const isWhole = Object.values(box).every((side) => side !== undefined);
  if (others.length === 0 && isWhole && (box.south as number) <= (box.north as number))
    return box as Box;
  context.addIssue({
    code: "custom",
    message: 'must be west, south, east and north in degrees, such as "-0.7,44.7,-0.4,45"',
  });
  return z.NEVER;
});

/** Half the way around the Earth. */
const LONGEST_M = 20_037_508;

/** The part of a question about stations that concerns their places. All of it is about public points. */
export const placeParameters = {
  near: Near.optional().meta({
    description:
      "Latitude and longitude: stations come in order of their distance from here, those without a place are left out",
  }),
  radius: z.coerce
    .number()
    .min(1)
    .max(LONGEST_M)
    .optional()
    .describe("With `near`: metres; only stations whose public point lies within"),
  bbox: BoxParameter.optional().meta({
    description: "West, south, east, north in degrees: only stations whose public point lies in it",
  }),
  territory: z
    .string()
    .regex(/^[\w-]{1,60}$/)
    .optional()
    .describe("The key or code of a territory: only stations whose public point lies in it"),
  exposure: z.enum(exposures).optional(),
  connectivity: z.enum(connectivities).optional().describe("How its data reach the cloud"),
};
export interface PlaceQuestion {
  readonly near?: GeoPoint | undefined;
  readonly radius?: number | undefined;
  readonly bbox?: Box | undefined;
  readonly exposure?: KnownPlace["exposure"] | undefined;
  readonly connectivity?: KnownPlace["connectivity"] | undefined;
}

export const demandNear = ({ near, radius }: PlaceQuestion): void => {
  if (radius !== undefined && near === undefined)
    throw new Problem(
      apiProblems.invalid_request,
      '"radius" needs "near": the radius around what?',
    );
};

/** Whole metres: a distance says no more than its points do. */
export const metresBetween = (one: GeoPoint, other: GeoPoint): number =>
  Math.round(distanceBetween(one, other));

/** Whether a station's present place fits a question. `isIn`: whether a territory lies in what is asked for. */
export const fitsPlace = (
  known: KnownStation | undefined,
  { near, radius, bbox, exposure, connectivity }: PlaceQuestion,
  isIn: ((territory: string) => boolean) | undefined,
): boolean => {
  const place = known === undefined ? undefined : currentPlace(known);
  const asksNothing =
    near === undefined &&
    bbox === undefined &&
    exposure === undefined &&
    connectivity === undefined &&
    isIn === undefined;
  if (asksNothing) return true;
  if (place === undefined) return false;
  const point = pointOf(place);
  return (
    (near === undefined || radius === undefined || metresBetween(near, point) <= radius) &&
    (bbox === undefined || isInBox(point, bbox)) &&
    (exposure === undefined || place.exposure === exposure) &&
    (connectivity === undefined || place.connectivity === connectivity) &&
    (isIn === undefined || (place.territory !== undefined && isIn(place.territory)))
  );
};

/** Where a page of stations in order of distance ends: it names no station that might not be shown. */
export interface DistanceCursor {
  readonly metres: number;
  readonly name: string;
}

const CURSOR = /^(\d{1,8})~([a-z0-9-]{1,64})$/;

export const readDistanceCursor = (text: string): DistanceCursor => {
  const [, metres, name] = CURSOR.exec(text) ?? [];
  if (metres === undefined || name === undefined)
    throw new Problem(apiProblems.invalid_request, '"cursor" must be `next` of the page before.');
  return { metres: Number(metres), name };
};

export const isAfter = (one: DistanceCursor, other: DistanceCursor): boolean =>
  one.metres > other.metres || (one.metres === other.metres && one.name > other.name);
