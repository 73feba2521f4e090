import { FailedUpdate } from "@datacityzen/hardware/wire/status";
import type { Box, Trial } from "./box.ts";
import { type Lack, type Watch, watch } from "./proof.ts";

/** What a trial does to the machine. */
export interface Machine extends Pick<Watch, "look" | "elapsedMs" | "pause"> {
  /** Starts anew what runs from `current`; throws when the command fails. */
  readonly restart: () => Promise<void>;
  /** Tells the gateway that what it finds may be of a later version. */
  readonly noteWayBack: () => void;
  /** Tells the gateway, and so the house and the platform, that a version was not kept; undefined: that one was. */
  readonly noteFailed: (failed: FailedUpdate | undefined) => void;
  /** UTC ms. */
  readonly now: () => number;
}

export type Step =
  | { readonly step: "switched"; readonly version: string; readonly withinMs: number }
  | { readonly step: "kept"; readonly version: string }
  | { readonly step: "reverting"; readonly version: string; readonly why: string }
  | { readonly step: "reverted"; readonly version: string; readonly to: string };

/** A box that goes off again and again while a version is tried goes back. */
const MOST_BEGUN = 3;

type Tell = (step: Step) => void;

const RESTART_FAILED = "restart: ";

/** Of what the updater found, the part that the platform has words for. A person's wish is no failure. */
const failedUpdate = (
  { version, from, failed = "" }: Trial,
  at: number,
): FailedUpdate | undefined => {
  if (failed === "asked") return undefined;
  const why = failed.startsWith(RESTART_FAILED) ? "not_restarted" : failed;
  const told = FailedUpdate.shape.why.safeParse(why);
  return { version, runs: from, at, why: told.data ?? "other" };
};

const goBack = async (box: Box, machine: Machine, trial: Trial, tell: Tell): Promise<void> => {
  const { version, from, failed = "" } = trial;
  tell({ step: "reverting", version, why: failed });
  machine.noteWayBack();
  machine.noteFailed(failedUpdate(trial, machine.now()));
  box.point("current", from);
  box.point("kept", from);
  await machine.restart();
  // The trial goes last: until then the next start does all of this again.
  const { trial: _over, ...state } = box.read();
  const why = { at: new Date(machine.now()).toISOString(), why: failed };
  box.write({ ...state, reverted: { ...state.reverted, [version]: why } });
  tell({ step: "reverted", version, to: from });
};

const keep = (box: Box, machine: Machine, { version, from }: Trial, tell: Tell): void => {
  machine.noteFailed(undefined);
  // The link before the note: a cut between is found by the link.
  box.point("kept", version);
  const { trial: _over, reverted, ...state } = box.read();
  const { [version]: _again, ...others } = reverted;
  box.write({ ...state, reverted: others, previous: from });
  tell({ step: "kept", version });
};

const judge = async (
  box: Box,
  machine: Machine,
  trial: Trial,
  tell: Tell,
): Promise<string | Lack | undefined> => {
  const { version, begun } = trial;
  if (begun >= MOST_BEGUN) return "interrupted";
  box.write({ ...box.read(), trial: { ...trial, begun: begun + 1 } });
  box.point("current", version);
  try {
    await machine.restart();
  } catch (error) {
    return `${RESTART_FAILED}${(error as Error).message.trim().slice(0, 200)}`;
  }
  tell({ step: "switched", version, withinMs: trial.withinMs });
  return watch({ ...machine, ...trial });
};

/**
 * Takes the trial that is noted to its end, from wherever it was broken off: the version is switched to, watched, and
 * kept or reverted. False when it was reverted; undefined when there is none. Each step can be done twice.
 */
export const finishTrial = async (
  box: Box,
  machine: Machine,
  tell: Tell,
): Promise<boolean | undefined> => {
  const { trial } = box.read();
  if (trial === undefined) return undefined;
  if (trial.failed === undefined && box.link("kept") === trial.version) {
    keep(box, machine, trial, tell);
    return true;
  }
  const failed = trial.failed ?? (await judge(box, machine, trial, tell));
  if (failed === undefined) {
    keep(box, machine, trial, tell);
    return true;
  }
  const over = { ...trial, failed };
  box.write({ ...box.read(), trial: over });
  await goBack(box, machine, over, tell);
  return false;
};

/**
 * Links that differ without a trial: somebody switched by hand, or the note was lost with the card's sector. What runs
 * is judged as a trial would be.
 */
export const adoptSwitch = (box: Box, withinMs: number): void => {
  const [current, kept] = [box.link("current"), box.link("kept")];
  const { trial, ...state } = box.read();
  if (trial !== undefined || current === undefined || current === kept) return;
  if (kept === undefined) box.point("kept", current);
  else {
    const judged = { expected: "acknowledged", withinMs, begun: 0 } as const;
    box.write({ ...state, trial: { version: current, from: kept, ...judged } });
  }
};
