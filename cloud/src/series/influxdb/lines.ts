import type { Choice, SeriesKey } from "../store.ts";
import { inLine, tagOf, textInLine } from "./names.ts";

/**
 * What stands where: a measurement for each quantity, named like it; the rest of a series' name is tags. Of a
 * point that has no flags no field says so. What is no value has measurements of its own.
 */
export const MEASUREMENTS = {
  /** What persons decided about points, at the points' instants. */
  choices: "dcz_choice",
  /** The newest value of each series of which some instants are doubted: it is not the one of the last instant. */
  latest: "dcz_latest",
  /** Which layout this is. */
  layout: "dcz_layout",
} as const;

/** The tags of a series, in the order in which the server keeps them. */
export const TAGS = ["origin", "sensor", "station", "variant"] as const;

const tags = (key: SeriesKey): string =>
  TAGS.map((tag) => `,${tag}=${inLine(tagOf(key[tag]))}`).join("");

/** What each line of a series' points begins with. */
export const seriesOfLine = (key: SeriesKey): string => `${inLine(key.quantity)}${tags(key)}`;

/** What the line of a decision or of a newest value begins with. */
const besideSeries = (measurement: string, key: SeriesKey): string => {
  const { origin, sensor, station, variant } = key;
  const parts = { origin, quantity: key.quantity, sensor, station, variant };
  return Object.entries(parts).reduce(
    (line, [tag, value]) => `${line},${tag}=${inLine(tagOf(value))}`,
    measurement,
  );
};

/** A double as the shortest text that gives it back. */
const float = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

export interface LinePoint {
  readonly at: number;
  readonly received: number;
  readonly value: number;
  readonly flags: number;
}

export const pointLine = (series: string, { at, received, value, flags }: LinePoint): string =>
  `${series} ${flags === 0 ? "" : `flags=${flags}i,`}received=${received}i,value=${float(value)} ${at}`;

/** Writes the flags of a point anew, also when none is left. */
export const flagsLine = (series: string, at: number, flags: number): string =>
  `${series} flags=${flags}i ${at}`;

/** One line for each series, at the beginning of time: a newer one replaces it. */
export const latestLine = (key: SeriesKey, { at, received, value, flags }: LinePoint): string =>
  `${besideSeries(MEASUREMENTS.latest, key)} at=${at}i,flags=${flags}i,received=${received}i,value=${float(value)} 0`;

/** Every field each time: one that an earlier decision had must not stay. */
export const choiceLine = ({ at, value, other, decided, by, ...key }: Choice): string =>
  `${besideSeries(MEASUREMENTS.choices, key)} by=${textInLine(by)},decided=${decided}i,has_other=${other !== undefined},left_out=${value === null},other=${float(other ?? 0)},value=${float(value ?? 0)} ${at}`;

/** The newest layout that this version reads and writes. */
export const LAYOUT = 1;
export const layoutLine = (): string => `${MEASUREMENTS.layout} version=${LAYOUT}i 0`;

/** Nanoseconds of 64 bits, as the server counts, reach from 1677 to 2262. */
export const INSTANTS = { first: -9_223_372_036_854, last: 9_223_372_036_853 } as const;

/** Why a value cannot be written at all, or undefined. */
export const unwritable = (at: number, received: number, value: number): string | undefined => {
  if (!Number.isSafeInteger(at) || at < INSTANTS.first || at > INSTANTS.last)
    return `InfluxDB has no instant ${at}`;
  if (!Number.isSafeInteger(received)) return `${received} is no instant of arrival`;
  return Number.isFinite(value) ? undefined : `InfluxDB holds no ${value}`;
};

/** The server's own limit is 65 535 bytes for a series' whole name. */
const LONGEST_NAME = 4096;

/** Why a series of this name cannot be written, or undefined. */
export const unwritableName = (key: SeriesKey): string | undefined => {
  const names = TAGS.map((tag) => key[tag]);
  if (!names.every((name) => name.isWellFormed())) return "a name has half a character";
  return names.some(({ length }) => length > LONGEST_NAME) ? "a name is too long" : undefined;
};
