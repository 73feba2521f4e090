import type { Dialogue, Exchange } from "@datacityzen/hardware/sensor";
import { pause } from "./pause.ts";
import type { Port } from "./ports/port.ts";

export interface ConversationOptions {
  readonly dialogue: Dialogue;
  /** From one question to the next. */
  readonly everyMs: number;
  readonly write: Port["write"];
  /** Aborted when the port is lost or closed. */
  readonly signal: AbortSignal;
}

/**
 * Tells a sensor what it must be told: to start, and, when it does not speak by itself, to speak.
 * Answers come with the port's bytes; a question that is lost is asked again with the next.
 */
export const converse = async ({
  dialogue: { start = [], read },
  everyMs,
  write,
  signal,
}: ConversationOptions): Promise<void> => {
  const say = async (exchanges: readonly Exchange[]): Promise<void> => {
    for (const { send, waitMs = 0 } of exchanges) {
      if (signal.aborted) return;
      await write(send);
      await pause(waitMs, signal);
    }
  };
  await say(start);
  while (read !== undefined && !signal.aborted) {
    await say(read);
    await pause(everyMs, signal);
  }
};
