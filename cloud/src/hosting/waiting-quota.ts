import type { HostingLimits } from "./limits.ts";

/**
 * Who may bring one more unknown station into the waiting room: why not, or undefined, and then it is
 * counted. `waiting` says how many are there now.
 */
export const createWaitingQuota = (
  limits: Pick<HostingLimits, "waiting" | "waitingOfSender">,
  waiting: () => number,
): ((sender: string) => string | undefined) => {
  /** How many names each sender brought since the start. */
  const broughtBy = new Map<string, number>();
  return (sender) => {
    const brought = broughtBy.get(sender) ?? 0;
    if (brought >= limits.waitingOfSender)
      return `${brought} unknown stations came from here already: the others wait until an administrator has looked at them`;
    const already = waiting();
    if (already >= limits.waiting)
      return `${already} unknown stations wait already: an administrator must look at them first`;
    if (broughtBy.size > limits.waiting) broughtBy.clear();
    broughtBy.set(sender, brought + 1);
    return undefined;
  };
};
