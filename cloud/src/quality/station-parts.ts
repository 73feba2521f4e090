import type { QuantityName } from "@datacityzen/hardware/quantities";
import { placeAt } from "../places/known-station.ts";
import type { KnownStations } from "../places/known-stations.ts";
import type { StationRecord } from "../stations/station.ts";
import type { Calibrations } from "./calibrations/calibrations.ts";
import { choiceFor } from "./choices.ts";
import { recipesInForce } from "./recipes-in-force.ts";
import { type ReprocessingOf, readQuantities } from "./reprocess.ts";

export interface StationParts {
  readonly knownStations: Pick<KnownStations, "find">;
  readonly calibrations: Pick<Calibrations, "of">;
}

/** What reprocessing needs to know of a station. */
export const reprocessingOf = (
  record: Pick<StationRecord, "id" | "hello" | "formerModels"> | undefined,
  { knownStations, calibrations }: StationParts,
): ReprocessingOf => {
  const places = record === undefined ? [] : (knownStations.find(record.id)?.places ?? []);
  return {
    recipesAt: recipesInForce(record, record === undefined ? [] : calibrations.of(record.id)),
    isIndoors: (at) => placeAt(places, at)?.exposure === "indoor",
  };
};

/** Whether better values are made of any of its sensors'. */
export const hasRecipe = (
  { id, hello, formerModels = {} }: Pick<StationRecord, "id" | "hello" | "formerModels">,
  calibrations: Pick<Calibrations, "of">,
): boolean =>
  calibrations.of(id).length > 0 ||
  [...(hello?.sensors ?? []), ...Object.values(formerModels).flat()].some(
    ({ model }) => choiceFor(model) !== undefined,
  );

/** Every quantity that its recipes read. */
export const readOf = (
  station: string,
  calibrations: Pick<Calibrations, "of">,
): readonly QuantityName[] => [
  ...new Set([...readQuantities, ...calibrations.of(station).map(({ quantity }) => quantity)]),
];
