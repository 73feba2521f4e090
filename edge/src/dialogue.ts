import type { Dialogue, Exchange } from "@datacityzen/hardware/sensor";
import { pause } from "./pause.ts";
import type { Port } from "./ports/port.ts";

export interface DialogueOptions {
  readonly dialogue: Dialogue;
  /** From one question to the next. */
  readonly everyMs: number;
  readonly write: Port["write"];
  /** Aborted when the port is lost or closed. */
  readonly signal: AbortSignal;
}

/**
 * Sends a sensor its commands: those that start it, then, for a sensor that measures only when asked, the
 * question again and again. The answers come as the port's bytes; a lost question is followed by the next.
 */
export const runDialogue = async ({
  dialogue: { start = [], read },
  everyMs,
  write,
  signal,
}: DialogueOptions): Promise<void> => {
  const sendAll = async (exchanges: readonly Exchange[]): Promise<void> => {
    for (const { send, waitMs = 0 } of exchanges) {
      if (signal.aborted) return;
      await write(send);
      await pause(waitMs, signal);
    }
  };
  await sendAll(start);
  while (read !== undefined && !signal.aborted) {
    await sendAll(read);
    await pause(everyMs, signal);
  }
};
