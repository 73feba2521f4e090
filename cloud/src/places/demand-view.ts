import type { StationView } from "../access/station-view.ts";
import type { Answering, Asking } from "../api/api.ts";
import { Problem } from "../api/problems.ts";
import { stationProblems } from "../stations/problems.ts";
import type { KnownStations } from "./known-stations.ts";

/** One sentence for a station that nobody knows and for one that is not shown: nothing tells them apart. */
export const stationUnknown = (name: string): Problem =>
  new Problem(stationProblems.station_unknown, `No station named "${name}" has reported.`);

/**
 * What whoever asks sees of a station; refuses the request when that is nothing. For routes with
 * `access: "station.read", resource: "handler"`.
 */
export const demandView = (
  known: KnownStations,
  request: Asking,
  reply: Answering,
  name: string,
): StationView => {
  const view = known.viewOf(request.principal, name);
  // What is answered to somebody with an account may be for them alone.
  if (request.principal.kind !== "nobody") reply.header("cache-control", "private, no-store");
  // The door asks for the answer of the rule: it was given by the view.
  request.allows({ visibility: view.isSeen ? "public" : "private" });
  if (!view.isSeen) throw stationUnknown(name);
  return view;
};
