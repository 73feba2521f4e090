import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { promisify } from "node:util";
import type { Clock } from "@datacityzen/hardware/wire/batch";

/** How the machine is asked; a test gives any machine it wants. */
export interface Machine {
  exists(path: string): Promise<boolean>;
  /** Standard output of a program, or undefined when it is missing, fails or takes too long. */
  run(program: string, ...parameters: string[]): Promise<string | undefined>;
}

/** systemd-timesyncd touches it when it has set the clock (systemd-timesyncd.service(8)). */
const TIMESYNC_MARK = "/run/systemd/timesync/synchronized";

/** The last field of `chronyc -c tracking` is the leap status (chronyc(1)). */
const isTracking = (tracking: string): boolean =>
  ["Normal", "Insert second", "Delete second"].includes(tracking.trim().split(",").at(-1) ?? "");

/**
 * What sets this machine's clock. A clock that nothing is known to set is `free`. The kernel knows best: it
 * also notices when a person sets the clock by hand after a time server did.
 */
export const readClock = async ({ exists, run }: Machine): Promise<Clock> => {
  const kernel = await run("timedatectl", "show", "--property=NTPSynchronized", "--value");
  const known = kernel?.trim();
  if (known === "yes" || known === "no") return known === "yes" ? "ntp" : "free";
  const tracking = await run("chronyc", "-c", "tracking");
  if (tracking !== undefined) return isTracking(tracking) ? "ntp" : "free";
  return (await exists(TIMESYNC_MARK)) ? "ntp" : "free";
};

const execute = promisify(execFile);

export const thisMachine: Machine = {
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  run: (program, ...parameters) =>
    execute(program, parameters, { timeout: 2000 }).then(
      ({ stdout }) => stdout,
      () => undefined,
    ),
};
