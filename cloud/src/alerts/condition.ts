import { blindMs, type Pace } from "./watched.ts";

/** When somebody wants to be told. Values are those of what is watched; times in milliseconds. */
export interface Rule {
  /** Raised from this value on. */
  readonly up: number;
  /** Over when below this value; not above `up`, so that a value that trembles raises once. */
  readonly down: number;
  /** For how long it must be so. */
  readonly minimumMs: number;
}

/** What was watched at one instant; `value` is absent when it cannot be known. */
export interface Observation {
  readonly at: number;
  readonly value?: number | undefined;
}

export const transitionKinds = ["raised", "cleared", "blind", "sighted"] as const;
/** `blind`: nothing is known any more; `sighted`: known again, and as it was before. */
export type TransitionKind = (typeof transitionKinds)[number];

/** Of one side to the other. */
export const isCrossing = (kind: TransitionKind): boolean =>
  kind === "raised" || kind === "cleared";

/** A side is where values are of the thresholds. */
export type Phase = "below" | "above";
export const otherPhase = (phase: Phase): Phase => (phase === "below" ? "above" : "below");

export interface ConditionState {
  readonly phase: Phase;
  /** Since when values are on the other side without a break. */
  readonly otherSince?: number;
  /** Since when nothing is known. */
  readonly unknownSince?: number;
}

export interface Transition {
  readonly kind: TransitionKind;
  readonly at: number;
  readonly value?: number | undefined;
}

/** One step in time: it is raised or cleared, or nothing happens. */
export const step = (
  { up, down, minimumMs }: Rule,
  state: ConditionState,
  { at, value }: Observation,
): { readonly state: ConditionState; readonly transition?: Transition } => {
  const { phase } = state;
  // What is not known interrupts: nobody is told of a time that nobody has seen.
  if (value === undefined) return { state: { phase, unknownSince: state.unknownSince ?? at } };
  const isOther = phase === "below" ? value >= up : value < down;
  if (!isOther) return { state: { phase } };
  const otherSince = state.otherSince ?? at;
  if (at - otherSince < minimumMs) return { state: { phase, otherSince } };
  return {
    state: { phase: otherPhase(phase) },
    transition: { kind: phase === "below" ? "raised" : "cleared", at, value },
  };
};

/** Whether nothing has been known for so long that it is said. */
export const isBlindAt = ({ unknownSince }: ConditionState, pace: Pace, at: number): boolean =>
  unknownSince !== undefined && at - unknownSince >= blindMs[pace];
