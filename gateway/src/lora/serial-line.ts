import { SerialPort } from "serialport";
import type { ModemLine } from "./rn2483.ts";

export type OpenedLine =
  | { readonly ok: true; readonly line: ModemLine }
  | { readonly ok: false; readonly detail: string };

/** Longer, and it is no modem that speaks. */
const longestLine = 1024;
const mostWaiting = 32;

/** Opens a serial line of 8 data bits, no parity, 1 stop bit, whose lines end with CR LF. */
export const openSerialLine = (path: string, baudRate: number): Promise<OpenedLine> => {
  const device = new SerialPort({ path, baudRate, autoOpen: false });
  const waiting: string[] = [];
  let unfinished = "";
  let isGone = false;
  let wanted: ((line: string | undefined) => void) | undefined;

  const give = (line: string | undefined): void => {
    if (wanted === undefined) {
      if (line !== undefined) waiting.push(line);
      if (waiting.length > mostWaiting) waiting.shift();
      return;
    }
    wanted(line);
  };

  device.on("data", (bytes: Buffer) => {
    const lines = (unfinished + bytes.toString("latin1")).split("\n");
    unfinished = (lines.pop() ?? "").slice(-longestLine);
    for (const line of lines) if (line.trim() !== "") give(line.trim());
  });
  // A fault closes the device too; unheard, it would end the process.
  device.on("error", () => undefined);
  device.on("close", () => {
    isGone = true;
    give(undefined);
  });

  const line: ModemLine = {
    write: (text) => {
      // What came unasked, or too late, answers nothing.
      waiting.length = 0;
      if (!isGone) device.write(`${text}\r\n`, "latin1");
    },
    next: (withinMs) => {
      const first = waiting.shift();
      if (first !== undefined || isGone) return Promise.resolve(first);
      return new Promise((resolve) => {
        const timer = setTimeout(() => wanted?.(undefined), withinMs);
        wanted = (found) => {
          clearTimeout(timer);
          wanted = undefined;
          resolve(found);
        };
      });
    },
    close: () =>
      new Promise((resolve) => {
        if (!device.isOpen) return resolve();
        device.close(() => resolve());
      }),
  };

  return new Promise((resolve) => {
    device.open((error) => {
      if (error) return resolve({ ok: false, detail: error.message });
      // From Node 26.4 on, promises that serialport's poller settles wait for the event loop's next turn
      // (https://github.com/serialport/node-serialport/issues/3148).
      const { port } = device;
      if (port !== undefined && "poller" in port)
        for (const event of ["readable", "writable"])
          port.poller.on(event, () => setImmediate(() => undefined));
      resolve({ ok: true, line });
    });
  });
};
