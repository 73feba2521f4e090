import type { StationState } from "@datacityzen/hardware/station-state";

/** What somebody who looks after stations asks first. */
export const stationGroups = ["look", "well", "asleep", "out"] as const;
/**
 * `look`: somebody should look; `well`: it measures, or is about to; `asleep`: it said so; `out`: under maintenance or
 * retired, so that nobody is called to it, whatever its state.
 */
export type StationGroup = (typeof stationGroups)[number];

const ofState: { readonly [kind in StationState["kind"]]: StationGroup } = {
  ...{ online: "well", starting: "well", catching_up: "well" },
  ...{ cut_off: "look", silent: "look", offline: "look", unknown: "look" },
  sleeping: "asleep",
};

export const groupOf = (state: StationState["kind"], isOutOfService: boolean): StationGroup =>
  isOutOfService ? "out" : ofState[state];
