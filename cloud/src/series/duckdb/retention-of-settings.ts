import type { Logger } from "pino";
import type { Config } from "../../config.ts";
import type { RetentionOptions } from "./retention.ts";

/** By this much stations and this machine may differ. */
const AHEAD_MS = 60_000;

/** What an operator lets go; undefined where all is kept. `ahead`: how far stations agree that our clock is ahead, in ms. */
export const retentionOf = (
  config: Pick<
    Config,
    "STORE_VALUES_DAYS" | "STORE_HOUR_SUMS_DAYS" | "STORE_DAY_SUMS_DAYS" | "STORE_DAYS_ZONE"
  >,
  ahead: () => number | undefined,
  log: Logger,
): RetentionOptions | undefined => {
  const values = config.STORE_VALUES_DAYS;
  if (values === undefined) return undefined;
  return {
    keep: {
      values,
      hours: config.STORE_HOUR_SUMS_DAYS,
      days: config.STORE_DAY_SUMS_DAYS,
      zone: config.STORE_DAYS_ZONE,
    },
    clockFault: () =>
      (ahead() ?? 0) > AHEAD_MS
        ? "several stations agree that this machine's clock is ahead"
        : undefined,
    onDropped: (dropped) => log.info(dropped, "what is older than is kept was dropped"),
    onHeld: (reason) => log.warn({ reason }, "nothing old is dropped for a day"),
    onFault: (error) => log.warn({ err: error }, "what is older than is kept was not dropped"),
  };
};
