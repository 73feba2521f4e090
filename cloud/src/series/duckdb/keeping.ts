import { RefusedByStore } from "../../refused-by-store.ts";
import type { Kept } from "../store.ts";
import type { KeepingWithin } from "./retention.ts";
import type { SealedDays } from "./sealed-days.ts";

/** What is kept at present, and what is still taken. */
export interface Keeping {
  kept(): Kept;
  /** Nothing of before this instant is taken, in UTC milliseconds. */
  takesSince(): number;
  /** Why nothing of this instant is taken; undefined where it is. */
  refuseOld(at: number): RefusedByStore | undefined;
}

/** `retention` and `zoneKept`, its zone, are undefined where nothing more is dropped. */
export const createKeeping = (
  days: Pick<SealedDays, "keptSince" | "view">,
  retention: Pick<KeepingWithin, "takesSince"> | undefined,
  zoneKept: string | undefined,
): Keeping => {
  /** Whose days can be answered of which there are sums of days alone: UTC's where the files have several. */
  const zoneOf = (): string => {
    const zones = new Set(days.view.sums.flatMap((file) => file.zone ?? []));
    const [first = zoneKept ?? "UTC"] = zones;
    return zones.size > 1 ? "UTC" : first;
  };
  const takesSince = (): number =>
    Math.max(days.keptSince().values, retention?.takesSince() ?? Number.NEGATIVE_INFINITY);
  let known: Kept = { ...days.keptSince(), zone: zoneOf(), takes: takesSince() };
  /** Asked with each message: the same object as long as nothing changes. */
  const kept = (): Kept => {
    const [found, takes] = [days.keptSince(), takesSince()];
    if (
      known.values !== found.values ||
      known.hours !== found.hours ||
      known.days !== found.days ||
      known.takes !== takes
    )
      known = { ...found, zone: zoneOf(), takes };
    return known;
  };
  const refuseOld = (at: number): RefusedByStore | undefined =>
    at < takesSince()
      ? new RefusedByStore(
          `values of before ${new Date(takesSince()).toISOString()} are no longer kept, and no longer taken`,
        )
      : undefined;
  return { kept, takesSince, refuseOld };
};
