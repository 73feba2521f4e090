import type { FoundProblem } from "../stations/fleet-health.ts";

/** What people are written to about; the rest stands on the pages of the fleet. */
export const toldProblems = ["silent", "stuck", "low_battery"] as const;
export type ToldProblem = (typeof toldProblems)[number];

/** Of which stations somebody wants to be told: of those that they host, or of all that they may look after. */
export const reaches = ["own", "all"] as const;
export type Reach = (typeof reaches)[number];

export const noticeKinds = ["began", "ended"] as const;
export const noticeAnswers = [
  "told",
  /** They were told of the same within a day. */
  "told_lately",
  /** They have stopped such mails by the link in one. */
  "stopped",
  /** Their account has no address. */
  "no_address",
] as const;

/** A box that comes and goes is told once in so long. */
export const TOLD_AGAIN_MS = 86_400_000;
/** A charge or a sensor that swings around its limit is well after so long without a fault. */
const WELL_MS = 3_600_000;

/** A trouble that was found and is not over. */
export interface OpenTrouble {
  readonly problem: ToldProblem;
  /** In UTC ms. */
  readonly found: number;
}

/** What is known of its station now. */
export interface StationNow {
  readonly problems: readonly FoundProblem[];
  /** When something of it came last, in UTC ms. */
  readonly heardAt: number | undefined;
  readonly isChecked: boolean;
  /** Since when this trouble is not seen any more, in UTC ms. */
  readonly wellSince: number | undefined;
}

/** What keeps a station from being heard: no sign that it is back. */
const notHeard = ["silent", "late", "not_heard"] as const;

/** Whether a trouble is not seen at the moment. */
export const isGone = (
  { problem }: Pick<OpenTrouble, "problem">,
  { problems, isChecked }: Pick<StationNow, "problems" | "isChecked">,
): boolean =>
  !problems.some((one) => one.problem === problem) && (problem !== "stuck" || isChecked);

/**
 * Whether a trouble is over. That nothing is wrong any more is not enough (after a start of the cloud nobody is silent, and
 * behind a gateway that is away nobody is heard): the station must have been heard since.
 */
export const isOver = (trouble: OpenTrouble, now: StationNow, at: number): boolean => {
  const { problems, heardAt, wellSince } = now;
  const isHeard =
    heardAt !== undefined &&
    heardAt > trouble.found &&
    !problems.some(({ problem }) => notHeard.some((one) => one === problem));
  if (!isHeard || !isGone(trouble, now)) return false;
  return trouble.problem === "silent" || (wellSince !== undefined && at - wellSince >= WELL_MS);
};
