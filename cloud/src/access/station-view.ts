import { may } from "./may.ts";
import type { Principal } from "./principal.ts";

/** A half-open range of instants, in UTC ms. */
export interface TimeRange {
  readonly from: number;
  readonly until: number;
}

/** A time during which a station was indoors, and whose home it was in. */
export interface IndoorTime extends TimeRange {
  readonly host?: string | undefined;
}

/** Of a station that is somebody's: who may see it. */
export interface SharedStation {
  /** Its thing. */
  readonly thing: string;
  /** Whose home it measures; or the organisation whose station it is. */
  readonly host?: string | undefined;
  readonly visibility: "public" | "group" | "private";
  /** The group to whose members a station of visibility `group` is shown. */
  readonly group?: string | undefined;
  /** When it was indoors, the newest last; the last may have no end. */
  readonly indoors: readonly IndoorTime[];
  /** What was measured before is nobody's: the host of then did not show it, and is not the host of now. */
  readonly past?: number | undefined;
}

/** What somebody sees of a station. */
export interface StationView {
  /** False: for whoever asks there is no such station. */
  readonly isSeen: boolean;
  /** Times that are its host's alone: nothing that was measured then is answered. */
  readonly hidden: readonly TimeRange[];
}

export const WHOLE: StationView = { isSeen: true, hidden: [] };
export const NOTHING: StationView = { isSeen: false, hidden: [] };

const viewWithout = (hidden: readonly TimeRange[], past: number | undefined): StationView => {
  if (past === undefined) return hidden.length === 0 ? WHOLE : { isSeen: true, hidden };
  return { isSeen: true, hidden: [{ from: Number.NEGATIVE_INFINITY, until: past }, ...hidden] };
};

/**
 * The one rule of what is seen of a station, which every door asks that gives anything of one. A station
 * that is nobody's is seen whole. What is measured indoors is its host's alone: while it is indoors the
 * station is private, whatever its host chose; later, those times are left out. A host sees nothing of what
 * was measured in the home of the one before.
 */
export const stationView = (
  principal: Principal,
  station: SharedStation | undefined,
): StationView => {
  if (station === undefined) return WHOLE;
  const { thing, host: owner, visibility, group, indoors, past } = station;
  if (visibility === "public" && indoors.length === 0 && past === undefined) return WHOLE;
  if (may(principal, "station.read", { thing, owner, visibility: "private" }))
    return viewWithout(
      indoors.filter(({ host }) => host !== owner),
      past,
    );
  if (visibility === "private" || indoors.at(-1)?.until === Number.POSITIVE_INFINITY)
    return NOTHING;
  // The circle is that of the group: a station's own thing has no members.
  const asked = { thing: visibility === "group" ? group : thing, owner, visibility };
  return may(principal, "station.read", asked) ? viewWithout(indoors, past) : NOTHING;
};

/** Whether something that was measured at this instant is seen. */
export const isSeenAt = ({ isSeen, hidden }: StationView, at: number): boolean =>
  isSeen && !hidden.some(({ from, until }) => at >= from && at < until);

/** The first time of a range that is hidden; undefined when all of it is seen. */
export const hiddenIn = (
  { hidden }: StationView,
  { from, until }: TimeRange,
): TimeRange | undefined => hidden.find((each) => each.from < until && from < each.until);
