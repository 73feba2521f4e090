import * as z from "zod";
import type { Asking } from "../api/api.ts";
import { Problem } from "../api/problems.ts";
import type { Database } from "../records/database.ts";
import { stationProblems } from "../stations/problems.ts";
import { findStation } from "./queries.ts";
import { stationStates } from "./states.ts";
import type { StationRow } from "./tables.ts";

/** A station as its host sees it. */
export const HostedStation = z
  .object({
    id: z.uuid(),
    station: z.string().meta({ description: "Its name on the topic" }),
    state: z.enum(stationStates),
    since: z.iso.datetime().meta({ description: "Since when it is in this state" }),
  })
  .meta({ id: "HostedStation" });

export const shownToHost = ({
  id,
  name,
  state,
  since,
}: StationRow): z.infer<typeof HostedStation> => ({
  ...{ id, state },
  station: name,
  since: since.toISOString(),
});

/** The station of this name, for whoever may look after it. Throws for everybody else. */
export const demandStation = async (
  db: Database,
  request: Asking,
  name: string,
): Promise<StationRow> => {
  const found = await findStation(db, name);
  const resource = { thing: found?.id, owner: found?.host ?? undefined };
  // Whether a station of this name exists is told to those who may look after it.
  if (found === undefined || !request.allows(resource))
    throw new Problem(
      stationProblems.station_unknown,
      `No station named "${name}" is yours to look after.`,
    );
  request.demand(resource);
  return found;
};
