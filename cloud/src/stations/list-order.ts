import type { StationState } from "@datacityzen/hardware/station-state";
import type { StationRecord } from "./station.ts";

export const sorts = ["name", "fault", "heard", "new"] as const;
export type Sort = (typeof sorts)[number];

/** Those that need a look first, then what works, what sleeps, and what somebody knows of already. */
const urgency: { readonly [kind in StationState["kind"]]: number } = {
  ...{ cut_off: 0, silent: 1, offline: 2, unknown: 3 },
  ...{ catching_up: 4, starting: 5, online: 6, sleeping: 7 },
};
const OUT_OF_SERVICE = 8;
/** Eight digits of minutes: a rank stands in a cursor. */
const LAST = 99_999_999;
const MINUTE_MS = 60_000;

const newestFirst = (at: number | undefined): number =>
  at === undefined ? LAST : Math.min(LAST, Math.max(0, LAST - Math.floor(at / MINUTE_MS)));

export const isOutOfService = (state: string | undefined): boolean =>
  state === "maintenance" || state === "retired";

interface Known {
  readonly stateOf: (record: StationRecord) => StationState["kind"];
  readonly heardAt: (id: string) => number | undefined;
  readonly isOutOfService: (id: string) => boolean;
}

/** Which comes first, by name: the lowest; of the same rank names decide. */
export const ranksOf = (
  sort: Exclude<Sort, "name">,
  records: Iterable<StationRecord>,
  { stateOf, heardAt, isOutOfService: isOut }: Known,
): ReadonlyMap<string, number> => {
  const rankOf = (record: StationRecord): number => {
    switch (sort) {
      case "fault":
        return isOut(record.id) ? OUT_OF_SERVICE : urgency[stateOf(record)];
      case "heard":
        return newestFirst(heardAt(record.id));
      case "new":
        return newestFirst(record.firstSeen);
      default:
        return sort satisfies never;
    }
  };
  return new Map([...records].map((record) => [record.id, rankOf(record)]));
};
