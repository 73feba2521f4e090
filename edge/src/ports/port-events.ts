import type { Port, PortEvent, PortFault } from "./port.ts";

/** What a port tells while it runs. Each event bears the instant at which it was told. */
export interface PortEmitter {
  opened(): void;
  bytes(bytes: Uint8Array): void;
  /** Told once for each new reason, until the port opens again. */
  lost(reason: PortFault, detail: string): void;
}

/**
 * The events of a port that `run` opens, reads and opens again until `signal` is aborted. `close` aborts
 * it and resolves once `run` has ended; a reader that stops reading closes the port too. Nothing is told
 * after that.
 */
export const streamEvents = (
  now: () => number,
  run: (emit: PortEmitter, signal: AbortSignal) => Promise<void>,
): Pick<Port, "events" | "close"> => {
  const closing = new AbortController();
  const { signal } = closing;
  let ran = Promise.resolve();
  let isAbandoned = false;
  let reported: PortFault | undefined;

  const close = async (): Promise<void> => {
    closing.abort();
    await ran;
  };
  const events = new ReadableStream<PortEvent>({
    start(controller) {
      const emit = (event: PortEvent) => {
        if (!signal.aborted) controller.enqueue(event);
      };
      const emitter: PortEmitter = {
        opened() {
          reported = undefined;
          emit({ kind: "opened", at: now() });
        },
        bytes: (bytes) => emit({ kind: "bytes", at: now(), bytes }),
        lost(reason, detail) {
          if (reported !== reason) emit({ kind: "lost", at: now(), reason, detail });
          reported = reason;
        },
      };
      ran = run(emitter, signal).then(() => {
        if (!isAbandoned) controller.close();
      });
    },
    cancel() {
      isAbandoned = true;
      return close();
    },
  });
  return { events, close };
};
