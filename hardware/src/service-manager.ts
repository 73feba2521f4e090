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
}

/**
 * Says by `tell`, a run of systemd-notify with one word, that the service is ready and then that it goes on. Where
 * nobody waits to be told, it says nothing. A process whose event loop stands still says nothing either, and is
 * started anew (WatchdogSec).
 */
export const createServiceManager = (
  { NOTIFY_SOCKET, WATCHDOG_USEC }: NotifyEnvironment,
  tell: (word: string) => void,
): ServiceManager => {
  if (NOTIFY_SOCKET === undefined) return { ready: () => undefined, stop: () => undefined };
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
