import type { ForAnybody } from "../../access/for-anybody.ts";
import { hiddenIn, type StationView } from "../../access/station-view.ts";
import { DAY_MS } from "../days/day-block.ts";
import type { Visibility } from "../sealed/sealed-file.ts";
import type { SealedFile } from "./sealed-files.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";

/** Among which points those of a sensor, by its number, stand on a day (since 1970-01-01, UTC); undefined of one that is not known. */
export type ClassOf = (sensor: number, day: number) => Visibility | undefined;

/**
 * As it is now, for one piece of work: each station is asked for once. A day on which somebody else than the host saw nothing of
 * the station for a while is restricted as a whole.
 */
export const createClasses = (
  catalogue: Pick<SeriesCatalogue, "byId">,
  { viewOf }: ForAnybody,
): ClassOf => {
  const byStation = new Map<string, StationView>();
  const byNumber = new Map<number, StationView | undefined>();
  const viewOfSensor = (sensor: number): StationView | undefined => {
    // The number of a sensor is the id of one of its series.
    const station = catalogue.byId(sensor)?.station;
    if (station === undefined) return undefined;
    const view = byStation.get(station) ?? viewOf(station);
    byStation.set(station, view);
    return view;
  };
  return (sensor, day) => {
    let view = byNumber.get(sensor);
    if (view === undefined) {
      view = viewOfSensor(sensor);
      byNumber.set(sensor, view);
    }
    if (view === undefined) return undefined;
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    return view.isSeen && hiddenIn(view, range) === undefined ? "public" : "restricted";
  };
};

/** Whether anybody may have the file: it is one for everybody, and each of its stations still is. */
export const isForAnybody = (
  { visibility, day, sensors, sha256 }: SealedFile,
  classOf: ClassOf,
): boolean =>
  visibility === "public" &&
  sha256 !== undefined &&
  sensors?.every((sensor) => classOf(sensor, day) === "public") === true;

/** Whether points stand in the file that belong among others. `mayHave`: the sensors of a file that does not say which it has. */
export const isMisplaced = (
  { visibility, day, sensors }: SealedFile,
  classOf: ClassOf,
  mayHave: () => Iterable<number>,
): boolean => {
  // Nobody can be given it: nobody knows what it holds.
  if (sensors === undefined && visibility === "public") return true;
  for (const sensor of sensors ?? mayHave()) {
    const wanted = classOf(sensor, day);
    if (wanted !== undefined && wanted !== visibility) return true;
  }
  return false;
};
