import { setTimeout as sleep } from "node:timers/promises";
import { type Capture, frameAfter } from "../capture.ts";
import type { Port, PortEvent } from "./port.ts";
import { openPseudoTerminal } from "./pseudo-terminal.ts";
import { openSerialPort, type SerialOptions } from "./serial.ts";

export interface ReplayOptions extends Omit<SerialOptions, "path"> {
  readonly capture: Capture;
  /** The clock by which the capture is played: at the same instant it always gives the same frame. */
  readonly utc: () => number;
  /** How many times faster than it was captured. */
  readonly factor: number;
  /** Gets what is written to the device; a capture does not answer. */
  readonly onCommand?: (bytes: Uint8Array) => void;
}

export type OpenedReplay =
  | { readonly ok: true; readonly port: Port }
  /** Why this machine cannot replay. */
  | { readonly ok: false; readonly reason: string };

/** Short enough to notice soon that the clock was set. */
const LONGEST_SLEEP_MS = 1000;

/**
 * Writes each frame when it is due, until aborted. Frames that were due while the machine slept, or while
 * the clock was put forward, are left out: a sensor does not repeat what was not read.
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
      // Until it is opened, a terminal echoes what is written to it and changes line ends.
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
