import { setTimeout as sleep } from "node:timers/promises";
import { type Capture, frameAfter } from "../capture.ts";
import type { Port, PortEvent } from "./port.ts";
import { openPseudoTerminal } from "./pseudo-terminal.ts";
import { openSerialPort, type SerialOptions } from "./serial.ts";

export interface ReplayOptions extends Omit<SerialOptions, "path"> {
  readonly capture: Capture;
  /** By which the capture is played: it says the same at the same instants. */
  readonly utc: () => number;
  /** How many times faster than it was captured. */
  readonly factor: number;
  /** What the device is told; a capture does not answer. */
  readonly onCommand?: (bytes: Uint8Array) => void;
}

export type OpenedReplay =
  | { readonly ok: true; readonly port: Port }
  /** Why this machine cannot replay. */
  | { readonly ok: false; readonly reason: string };

/** Never sleep past a clock that is put right meanwhile. */
const LONGEST_SLEEP_MS = 1000;

/**
 * Says each frame when it is due, until aborted. What was due while the machine slept,
 * or the clock was put forward, is not said: a sensor does not repeat what nobody read.
 */
const play = async (
  { capture, factor, utc }: Pick<ReplayOptions, "capture" | "factor" | "utc">,
  say: (bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> => {
  let position = utc() * factor;
  while (!signal.aborted) {
    const due = frameAfter(capture, position);
    const waitMs = due.position / factor - utc();
    if (Math.abs(waitMs) * factor > capture.lengthMs) position = utc() * factor;
    else if (waitMs > 0)
      await sleep(Math.min(waitMs, LONGEST_SLEEP_MS), undefined, { signal }).catch(() => undefined);
    else {
      say(due.bytes);
      position = due.position;
    }
  }
};

/** A captured sensor behind a pseudo serial port, which is opened and read as any real port. */
export const openReplayPort = async (options: ReplayOptions): Promise<OpenedReplay> => {
  const opened = await openPseudoTerminal(options.onCommand);
  if (!opened.ok) return opened;
  const { terminal } = opened;
  const serial = openSerialPort({ ...options, path: terminal.path });
  const closing = new AbortController();
  let played: Promise<void> | undefined;

  const events = async function* (): AsyncGenerator<PortEvent> {
    for await (const event of serial.events) {
      // Before it is open, a terminal would echo what it is told and change line ends.
      if (event.kind === "opened") played ??= play(options, terminal.write, closing.signal);
      yield event;
    }
  };

  return {
    ok: true,
    port: {
      events: events(),
      write: serial.write,
      async close() {
        closing.abort();
        await played;
        await serial.close();
        terminal.unplug();
      },
    },
  };
};
