import { stat } from "node:fs/promises";
import { type Patience, retryDelayMs } from "@datacityzen/hardware/back-off";
import { SerialPort } from "serialport";
import { pause } from "../pause.ts";
import { faultOfMessage } from "./fault-of-message.ts";
import type { Port, PortFault } from "./port.ts";
import { type PortEmitter, streamEvents } from "./port-events.ts";

export interface SerialOptions {
  readonly path: string;
  readonly baudRate: number;
  readonly now: () => number;
  readonly random: () => number;
  /** Between attempts to open. A USB adapter takes about a second to come back. */
  readonly patience?: Patience;
  /** How often to look whether the device is still there. */
  readonly watchMs?: number;
}

type Opened =
  | { readonly ok: true; readonly device: SerialPort }
  | { readonly ok: false; readonly reason: PortFault; readonly detail: string };

/** A driver that has not opened its device by then hangs. */
const OPEN_MS = 10_000;

const openDevice = (path: string, baudRate: number): Promise<Opened> => {
  const device = new SerialPort({ path, baudRate, autoOpen: false });
  // A fault that concerns us also closes the device; unheard, it would end the process.
  device.on("error", () => undefined);
  return new Promise((resolve) => {
    const hangs = setTimeout(() => {
      resolve({ ok: false, reason: "failed", detail: "the driver does not answer" });
    }, OPEN_MS);
    device.open((error) => {
      clearTimeout(hangs);
      if (error)
        resolve({ ok: false, reason: faultOfMessage(error.message), detail: error.message });
      else resolve({ ok: true, device });
    });
  });
};

/**
 * From Node 26.4 on, promises that serialport's poller settles wait for the next turn of the event
 * loop, so that bytes come late or, before an unplug, never. An immediate makes that turn come now.
 * https://github.com/serialport/node-serialport/issues/3148
 */
const wakeLoopOnPoll = ({ port }: SerialPort): void => {
  if (port === undefined || !("poller" in port)) return;
  for (const event of ["readable", "writable"])
    port.poller.on(event, () => setImmediate(() => undefined));
};

/** Distinguishes a device from another that gets its name later. */
const identify = (path: string): Promise<string | undefined> =>
  stat(path).then(
    ({ ino, rdev }) => `${ino}:${rdev}`,
    () => undefined,
  );

/**
 * Closes the device once its name is gone or names another. serialport notices most unplugs by
 * itself; but when one falls between two reads, it reads nothing for ever without noticing.
 */
const closeWhenReplaced = (device: SerialPort, everyMs: number): NodeJS.Timeout => {
  const opened = identify(device.path);
  return setInterval(async () => {
    if ((await identify(device.path)) !== (await opened) && device.isOpen) device.close();
  }, everyMs);
};

/** A serial port of the machine: 8 data bits, no parity, 1 stop bit. */
export const openSerialPort = ({
  path,
  baudRate,
  now,
  random,
  patience = { firstMs: 250, longestMs: 5000 },
  watchMs = 500,
}: SerialOptions): Port => {
  let device: SerialPort | undefined;

  const run = async (emit: PortEmitter, signal: AbortSignal): Promise<void> => {
    const closeDevice = () => {
      if (device?.isOpen) device.close();
    };
    signal.addEventListener("abort", closeDevice);

    /** Emits what comes from an open device; resolves with why it ended. */
    const readOut = async (opened: SerialPort): Promise<string> => {
      device = opened;
      wakeLoopOnPoll(opened);
      const watch = closeWhenReplaced(opened, watchMs);
      const ended = Promise.withResolvers<string>();
      opened.once("close", (error: Error | null) => ended.resolve(error?.message ?? "device gone"));
      emit.opened();
      opened.on("data", emit.bytes);
      // Closed while it was being opened.
      if (signal.aborted) closeDevice();
      const detail = await ended.promise;
      clearInterval(watch);
      device = undefined;
      return detail;
    };

    let attempt = 0;
    while (!signal.aborted) {
      const opened = await openDevice(path, baudRate);
      if (opened.ok) {
        attempt = 0;
        emit.lost("unplugged", await readOut(opened.device));
      } else emit.lost(opened.reason, opened.detail);
      await pause(retryDelayMs(attempt++, patience, random), signal);
    }
  };

  return {
    ...streamEvents(now, run),
    restart() {
      if (device?.isOpen) device.close();
    },
    write(bytes) {
      const current = device;
      if (current === undefined || !current.isOpen)
        return Promise.resolve({ ok: false, reason: "not_open" });
      return new Promise((resolve) => {
        current.write(Buffer.from(bytes), (error) =>
          resolve(error ? { ok: false, reason: "failed" } : { ok: true }),
        );
      });
    },
  };
};
