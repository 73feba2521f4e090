import { isSeenAt, type StationView } from "../access/station-view.ts";
import { currentPlace, type KnownStation, placeAt } from "../places/known-station.ts";

/** Whether what a station measured at an instant counts: it is seen, and the station was where it is now. */
export const countingAt = (
  view: StationView,
  known: KnownStation | undefined,
): ((instant: number) => boolean) => {
  const place = known && currentPlace(known);
  return (instant) =>
    isSeenAt(view, instant) &&
    (known === undefined ||
      place === undefined ||
      known.places.length < 2 ||
      placeAt(known.places, instant) === place);
};
