import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { KnownStation } from "../places/known-station.ts";
import { recipeOf, type Sample } from "./checks/check.ts";
import type { Neighbour } from "./checks/neighbourhood.ts";
import { networkOf } from "./checks/neighbours.ts";
import type { Found, SensorSeries } from "./checks/of-station.ts";
import { swapped } from "./checks/swapped.ts";

/** So many stations at most are compared with one: what one person or class set up in a day. */
const MOST_PARTNERS = 12;

/**
 * Stations that may have been exchanged with one: those of the same host or group, which lay on one table.
 * Others cannot have been, and all pairs of a region would be too many.
 */
export const partnersOf = (
  own: Pick<KnownStation, "name" | "host" | "group">,
  all: Iterable<Pick<KnownStation, "name" | "host" | "group">>,
  isPublic: (station: string) => boolean,
): string[] => {
  if (own.host === undefined && own.group === undefined) return [];
  const partners: string[] = [];
  for (const { name, host, group } of all)
    if (
      name !== own.name &&
      ((host !== undefined && host === own.host) || (group !== undefined && group === own.group)) &&
      isPublic(name)
    )
      partners.push(name);
  return partners.sort().slice(0, MOST_PARTNERS);
};

export interface Compared {
  readonly station: string;
  readonly series: readonly SensorSeries[];
  readonly near: readonly Neighbour[];
}

/** What one station says that another should say, and the reverse, by the stations around each. */
export const exchangedWith = async (
  own: Compared,
  other: Compared,
  seriesOf: (station: string) => Promise<readonly SensorSeries[]>,
): Promise<Found[]> => {
  // Each would stand among the neighbours of the other with just the values that are in question.
  const around = async ({ near }: Compared): Promise<readonly SensorSeries[]> => {
    const names = near
      .map(({ station }) => station)
      .filter((name) => name !== own.station && name !== other.station);
    return (await Promise.all(names.map(seriesOf))).flat();
  };
  const [nearOwn, nearOther] = [await around(own), await around(other)];
  const networkFor = (series: readonly SensorSeries[], quantity: QuantityName): Sample[] =>
    networkOf(series.filter((one) => one.quantity === quantity).map(({ samples }) => samples));
  return own.series.flatMap((one) => {
    const theirs = other.series.find(({ quantity }) => quantity === one.quantity);
    if (theirs === undefined) return [];
    return swapped
      .run({
        ...{ quantity: one.quantity, one: one.samples, other: theirs.samples },
        ...{
          nearOne: networkFor(nearOwn, one.quantity),
          nearOther: networkFor(nearOther, one.quantity),
        },
      })
      .map((finding) => ({
        ...{ check: recipeOf(swapped), sensor: one.sensor, quantity: one.quantity },
        ...finding,
      }));
  });
};
