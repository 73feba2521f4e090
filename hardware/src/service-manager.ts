/** What a service tells who started it: systemd's protocol of sd_notify(3). */
export interface ServiceManager {
  /** The service does its work; from now on it shows at intervals that it goes on. */
  ready(): void;
  stop(): void;
}

export interface NotifyEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  /** After how many microseconds of silence the service is taken for dead. */
  readonly WATCHDOG_USEC?: string | undefined;
  /** Where the program is looked for. */
  readonly PATH?: string | undefined;
}

/** Node's `execFile`, handed in: this package starts no process itself. */
export type Execute = (
  program: string,
  words: readonly string[],
  options: { readonly env: { [variable: string]: string }; readonly timeout: number },
  done: (error: Error | null) => void,
) => unknown;

/** A program that hangs is no sign of life. */
const PATIENCE_MS = 5000;

/**
 * Says that the service is ready and then that it goes on, by systemd's own program, since Node has no datagrams on local
 * sockets; the unit allows it by NotifyAccess=all. Where nobody waits to be told, it says nothing. A process whose event
 * loop stands still says nothing either, and is started anew (WatchdogSec).
 */
export const openServiceManager = (
  { NOTIFY_SOCKET, WATCHDOG_USEC, PATH }: NotifyEnvironment,
  onFault: (error: Error) => void,
  execute: Execute,
  program = "systemd-notify",
): ServiceManager => {
  if (NOTIFY_SOCKET === undefined) return { ready: () => undefined, stop: () => undefined };
  const env = { NOTIFY_SOCKET, ...(PATH === undefined ? {} : { PATH }) };
  const tell = (word: string): void => {
    execute(program, [word], { env, timeout: PATIENCE_MS }, (error) => {
      if (error !== null) onFault(error);
    });
  };
  const watchdogMs = Number(WATCHDOG_USEC) / 1000;
  let beats: ReturnType<typeof setInterval> | undefined;
  return {
    ready() {
      tell("--ready");
      // Half of the time after which the service would be taken for dead (sd_watchdog_enabled(3)).
      if (watchdogMs > 0) beats = setInterval(tell, watchdogMs / 2, "WATCHDOG=1");
    },
    stop: () => clearInterval(beats),
  };
};
