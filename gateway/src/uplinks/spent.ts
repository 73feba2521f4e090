import type { LinkAirtime, LinkBudget } from "./uplink.ts";

interface Counted {
  budget(): LinkBudget | undefined;
  airtime(): LinkAirtime | undefined;
}

/** How much of what a link may cost is used, in whole percent: of the month's bytes, else of the day's air time. */
export const spentOf = (uplink: Counted): { readonly spent?: number } => {
  const [budget, airtime] = [uplink.budget(), uplink.airtime()];
  const share =
    budget !== undefined
      ? budget.bytes / budget.budget
      : airtime !== undefined
        ? airtime.ms / airtime.mostMs
        : undefined;
  return share === undefined || !Number.isFinite(share) ? {} : { spent: Math.round(100 * share) };
};
