import type { ModuleContext } from "../module.ts";
import type { RecordsState } from "../records/records.ts";

/** What of the cloud works. Why something does not, the administrator reads in /api/v1/health. */
export interface Readiness {
  readonly ready: boolean;
  readonly store: "up" | "down";
  readonly records: "up" | "down" | "off";
}

export interface ReadinessSources extends Pick<ModuleContext, "storeFault"> {
  readonly records: Pick<ModuleContext["records"], "state">;
}

/** Records that were switched off are no fault. */
export const recordsShown = (state: RecordsState): Readiness["records"] => {
  if (state.up) return "up";
  return state.isWanted ? "down" : "off";
};

/**
 * Ready to take measurements in. Records that are down do not count: a balancer that took this process away
 * for them would stop the measuring too, and what needs them answers 503 by itself.
 */
export const readinessOf = ({ storeFault, records }: ReadinessSources): Readiness => {
  const ready = storeFault() === undefined;
  return { ready, store: ready ? "up" : "down", records: recordsShown(records.state()) };
};

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** /livez: whether the process answers at all. /readyz: whether it does its work. For orchestrators and balancers. */
export const readinessRoutes = (
  get: (path: string, answer: () => Answer) => void,
  sources: ReadinessSources,
): void => {
  get("/livez", () => ({ status: 200, body: { live: true } }));
  get("/readyz", () => {
    const body = readinessOf(sources);
    return { status: body.ready ? 200 : 503, body };
  });
};
