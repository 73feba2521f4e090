import { execFile } from "node:child_process";

/** What this process tells who started it: systemd's protocol of sd_notify(3). */
export interface ServiceManager {
  /** The service does its work; from now on it shows at intervals that it goes on. */
  ready(): void;
  stop(): void;
}

/** A program that hangs is no sign of life. */
const PATIENCE_MS = 5000;

/**
 * Speaks by systemd's own program, since Node has no datagrams on local sockets; the unit allows it by
 * NotifyAccess=all. Where nobody waits to be told, it says nothing. A process whose event loop stands still says
 * nothing either, and is started anew (WatchdogSec).
 */
export const openServiceManager = (
  environment: Readonly<Record<string, string | undefined>>,
  onFault: (error: Error) => void,
  program = "systemd-notify",
): ServiceManager => {
  const { NOTIFY_SOCKET, WATCHDOG_USEC, PATH } = environment;
  if (NOTIFY_SOCKET === undefined) return { ready: () => undefined, stop: () => undefined };
  const env = { NOTIFY_SOCKET, ...(PATH === undefined ? {} : { PATH }) };
  const tell = (word: string) =>
    execFile(program, [word], { env, timeout: PATIENCE_MS }, (error) => {
      if (error !== null) onFault(error);
    });
  const watchdogMs = Number(WATCHDOG_USEC) / 1000;
  let beats: NodeJS.Timeout | undefined;
  return {
    ready() {
      tell("--ready");
      // Half of the time after which the service would be taken for dead (sd_watchdog_enabled(3)).
      if (watchdogMs > 0) beats = setInterval(() => tell("WATCHDOG=1"), watchdogMs / 2);
    },
    stop: () => clearInterval(beats),
  };
};
