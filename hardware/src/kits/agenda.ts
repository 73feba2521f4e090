import type { Step } from "./assembly.ts";

export interface AgendaLine {
  readonly step: Step;
  /** Minutes after the workshop began. */
  readonly from: number;
  readonly until: number;
}

/** When each step begins and ends. */
export const agenda = (steps: readonly Step[]): AgendaLine[] => {
  let from = 0;
  return steps.map((step) => {
    const line = { step, from, until: from + step.minutes };
    from = line.until;
    return line;
  });
};

/** "1 h 05" */
export const clock = (minutes: number): string =>
  `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
