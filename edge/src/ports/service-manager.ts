import { execFile } from "node:child_process";
import { createServiceManager, type ServiceManager } from "@datacityzen/hardware/service-manager";

/** A program that hangs is no sign of life. */
const PATIENCE_MS = 5000;

/**
 * Speaks by systemd's own program, since Node has no datagrams on local sockets; the unit allows it by
 * NotifyAccess=all.
 */
export const openServiceManager = (
  environment: Readonly<Record<string, string | undefined>>,
  onFault: (error: Error) => void,
  program = "systemd-notify",
): ServiceManager => {
  const { NOTIFY_SOCKET, PATH } = environment;
  const env = { NOTIFY_SOCKET, ...(PATH === undefined ? {} : { PATH }) };
  return createServiceManager(environment, (word) => {
    execFile(program, [word], { env, timeout: PATIENCE_MS }, (error) => {
      if (error !== null) onFault(error);
    });
  });
};
