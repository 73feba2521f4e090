import { placeAt } from "../places/known-station.ts";
import type { KnownStations } from "../places/known-stations.ts";
import type { StationRecord } from "../stations/station.ts";
import { choiceFor } from "./choices.ts";
import type { ReprocessingOf } from "./reprocess.ts";

/** What reprocessing needs to know of a station. */
export const reprocessingOf = (
  record: Pick<StationRecord, "id" | "hello"> | undefined,
  knownStations: Pick<KnownStations, "find">,
): ReprocessingOf => {
  const models = new Map(record?.hello?.sensors.map(({ id, model }) => [id, model]));
  const places = record === undefined ? [] : (knownStations.find(record.id)?.places ?? []);
  return {
    modelOf: (sensor) => models.get(sensor),
    isIndoors: (at) => placeAt(places, at)?.exposure === "indoor",
  };
};

/** Whether a recipe is chosen for any of its sensors. */
export const hasChoice = ({ hello }: Pick<StationRecord, "hello">): boolean =>
  hello?.sensors.some(({ model }) => choiceFor(model) !== undefined) === true;
