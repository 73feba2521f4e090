import type { Child, End } from "./child.ts";
import type { LogLine } from "./log.ts";

export const FIRST_PAUSE_MS = 1_000;
export const LONGEST_PAUSE_MS = 30_000;
/** A process that ran for so long has recovered: its next pause is the shortest. */
const RECOVERED_MS = 60_000;

export type ProcessEvent =
  | { readonly kind: "ready"; readonly again: boolean; readonly fields: LogLine["fields"] }
  /** It ended before it was ever ready: it is not started again. */
  | { readonly kind: "failed"; readonly end: End }
  /** It ended after it had been ready, and is started again after `pauseMs`. */
  | { readonly kind: "ended"; readonly end: End; readonly pauseMs: number };

/** Keeps one process running. */
export interface Supervisor {
  /** The process that runs now, if any. */
  pid(): number | undefined;
  /** Ends the process and starts it anew, without a pause: its sources have changed. */
  restart(): void;
  /** Tells the process to end; resolves when it has. */
  stop(): Promise<void>;
  /** Ends it, and what it started, at once. */
  kill(): void;
}

export const supervise = ({
  start,
  onEvent,
  now,
  pause,
}: {
  readonly start: () => Child;
  readonly onEvent: (event: ProcessEvent) => void;
  readonly now: () => number;
  /** Resolves after `ms`, or as soon as the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}): Supervisor => {
  let child: Child | undefined;
  let stopped = false;
  let restartWanted = false;
  let waiting = new AbortController();

  const keepRunning = async () => {
    let wasReady = false;
    let pauseMs = FIRST_PAUSE_MS;
    while (!stopped) {
      restartWanted = false;
      const startedAt = now();
      child = start();
      const fields = await child.ready;
      if (fields !== undefined && !stopped) {
        onEvent({ kind: "ready", again: wasReady, fields });
        wasReady = true;
      }
      const end = await child.ended;
      child = undefined;
      if (stopped) return;
      if (restartWanted) continue;
      if (!wasReady) return onEvent({ kind: "failed", end });
      if (now() - startedAt >= RECOVERED_MS) pauseMs = FIRST_PAUSE_MS;
      onEvent({ kind: "ended", end, pauseMs });
      waiting = new AbortController();
      await pause(pauseMs, waiting.signal);
      pauseMs = restartWanted ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  };
  const done = keepRunning();

  return {
    pid: () => child?.pid,
    restart() {
      restartWanted = true;
      child?.kill("SIGTERM");
      waiting.abort();
    },
    async stop() {
      stopped = true;
      child?.kill("SIGTERM");
      waiting.abort();
      await done;
    },
    kill: () => child?.kill("SIGKILL"),
  };
};
