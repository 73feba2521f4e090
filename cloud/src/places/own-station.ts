import * as z from "zod";
import type { Answering, Asking } from "../api/api.ts";
import type { ModuleContext } from "../module.ts";
import type { Transaction } from "../records/database.ts";
import { stationUnknown } from "./demand-view.ts";
import { isStricter } from "./known-station.ts";
import {
  findOwnStation,
  lockStation,
  type OwnStation,
  readKnownStations,
  settlePhotos,
} from "./queries.ts";

type Parts = Pick<ModuleContext, "records" | "knownStations">;

export const stationParams = z.object({ id: z.string() });

/** A station, for its host. Others learn of it only what they see anyway. */
export const demandOwnStation = async (
  { records, knownStations }: Parts,
  request: Asking,
  name: string,
): Promise<OwnStation> => {
  const found = await findOwnStation(records.db, name);
  const resource = {
    thing: found?.station.id,
    owner: found?.host ?? undefined,
    visibility: "private" as const,
  };
  if (!request.allows(resource)) {
    // Also one that nobody has heard of: else a refusal would tell that the others are there.
    if (found === undefined || !knownStations.viewOf(request.principal, name).isSeen)
      throw stationUnknown(name);
    request.demand(resource);
  }
  if (found === undefined) throw stationUnknown(name);
  return found;
};

/** The station of the path, for its host: the answer is kept by nobody on the way. */
export const ownStationOf = (
  parts: Parts,
  request: Asking,
  reply: Answering,
  name: string,
): Promise<OwnStation> => {
  reply.header("cache-control", "private, no-store");
  return demandOwnStation(parts, request, name);
};

/**
 * Changes what others see of a station. What takes something away from them counts on the disk before it is
 * committed, and nothing that is given counts before.
 */
export const changeStation = async (
  { records, knownStations }: Parts,
  { station: { id } }: OwnStation,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> => {
  try {
    await knownStations.change(() =>
      records.db.transaction(async (tx) => {
        await lockStation(tx, id);
        await work(tx);
        await settlePhotos(tx, id);
        const [after] = await readKnownStations(tx, id);
        if (after !== undefined && isStricter(after, knownStations.find(after.name)))
          await knownStations.close(after);
      }),
    );
  } finally {
    await knownStations.refresh(id);
  }
};
