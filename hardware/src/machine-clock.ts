import type { Clock } from "./wire/batch.ts";

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

/** Node's own functions, handed in: this package opens no file and starts no process itself. */
export interface Means {
  readonly access: (path: string) => Promise<unknown>;
  readonly execFile: (
    program: string,
    words: readonly string[],
    options: { readonly timeout: number },
    done: (error: Error | null, stdout: string) => void,
  ) => unknown;
}

/** The machine on which the process runs. */
export const machineOf = ({ access, execFile }: Means): Machine => ({
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  run: (program, ...words) =>
    new Promise((resolve) => {
      execFile(program, words, { timeout: 2000 }, (error, stdout) =>
        resolve(error === null ? stdout : undefined),
      );
    }),
});
