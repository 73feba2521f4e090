import type { AirOfStation, AtlasPage } from "../api/answers.ts";
import { airSpeaker, otherSpeaker, type Speaker } from "../home/speaker.ts";

type Entry = AtlasPage["entries"][number];

/** Beyond, a station says nothing of the heat of a place. */
const TEMPERATURE_REACH_M = 5_000;
const EARTH_M = 6_371_000;

/** A place, with what the stations around it say. */
export interface PlaceToday {
  readonly entry: Entry;
  readonly isAccessible: boolean;
  readonly air: Speaker | undefined;
  readonly quiet: AirOfStation | undefined;
  /** °C, of the last hour. */
  readonly temperature: number | undefined;
}

interface Point {
  readonly lat: number;
  readonly lon: number;
}

/** Metres between two points of one region: the earth is taken for flat there. */
export const metresBetween = (one: Point, other: Point): number => {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const across = radians(other.lon - one.lon) * Math.cos(radians((one.lat + other.lat) / 2));
  return EARTH_M * Math.hypot(across, radians(other.lat - one.lat));
};

/** The stations as they lie around a place, the nearest first: their public points, never exact ones. */
const around = (point: Point, stations: readonly AirOfStation[]): AirOfStation[] =>
  stations
    .flatMap((station) =>
      station.place === null || station.place.exposure !== "outdoor"
        ? []
        : [{ ...station, distance: Math.round(metresBetween(point, station.place)) }],
    )
    .sort((one, other) => one.distance - other.distance);

const temperatureAt = (stations: readonly AirOfStation[]): number | undefined =>
  stations
    .filter(({ distance = 0 }) => distance <= TEMPERATURE_REACH_M)
    .flatMap(({ quantities }) => {
      const hour = quantities.find(({ quantity }) => quantity === "temperature")?.hour;
      return hour == null ? [] : [hour.value];
    })[0];

const DAY_MS = 86_400_000;

/** Open now, then later today, then of which nobody knows; undefined for what stays closed. */
const openingRank = ({ opening: { state, from } }: Entry, now: number): number | undefined => {
  if (state === "open") return 0;
  if (state === "unknown") return 2;
  const opens = Date.parse(from ?? "");
  return opens - now < DAY_MS / 2 ? 1 : undefined;
};

const decibels = ({ quiet }: PlaceToday): number => quiet?.noise?.hour?.value ?? 200;

const levelOf = (air: Speaker | undefined): number =>
  (air?.by === "hour" ? air.station.air.hour?.level : air?.station.air.level) ?? 7;

/** Where to go today: what is open, where the air is good, where it is quiet, where it is cool, in this order. */
export const placesToday = (
  entries: readonly Entry[],
  stations: readonly AirOfStation[],
  now: number,
): readonly PlaceToday[] =>
  entries
    .flatMap((entry) => {
      const opening = openingRank(entry, now);
      if (opening === undefined || entry.nature === "offer") return [];
      const { lat, lon } = entry;
      const near = lat === undefined || lon === undefined ? [] : around({ lat, lon }, stations);
      const air = airSpeaker(near);
      const quiet = otherSpeaker(near, "noise", air?.station.origin);
      const temperature = temperatureAt(near);
      const isAccessible = entry.care.includes("Handicaps moteurs");
      return [{ place: { entry, isAccessible, air, quiet, temperature }, opening }];
    })
    .sort(
      (one, other) =>
        one.opening - other.opening ||
        levelOf(one.place.air) - levelOf(other.place.air) ||
        decibels(one.place) - decibels(other.place) ||
        (one.place.temperature ?? 100) - (other.place.temperature ?? 100),
    )
    .map(({ place }) => place);
