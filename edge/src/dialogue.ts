import type { Dialogue, Exchange } from "@datacityzen/hardware/sensor";
import type { DutyCycle } from "@datacityzen/hardware/wire/station-config";
import { pause } from "./pause.ts";
import type { Port } from "./ports/port.ts";

export interface DialogueOptions {
  readonly dialogue: Dialogue;
  /** From one question to the next. */
  readonly everyMs: number;
  readonly write: Port["write"];
  /** Aborted when the port is lost or closed. */
  readonly signal: AbortSignal;
  /** The sensor sleeps between its turns. */
  readonly duty?: DutyCycle | undefined;
  /** It may be asleep: it is woken first. */
  readonly isAsleep?: boolean;
  /** The sensor was woken: its warm-up begins. */
  readonly onAwake?: () => void;
}

/**
 * Sends a sensor its commands: those that start it, then, for a sensor that measures only when asked, the
 * question again and again. The answers come as the port's bytes; a lost question is followed by the next.
 */
export const runDialogue = async ({
  dialogue: { start = [], read, sleep = [], wake = [] },
  everyMs,
  write,
  signal,
  duty,
  isAsleep = false,
  onAwake = () => undefined,
}: DialogueOptions): Promise<void> => {
  const sendAll = async (exchanges: readonly Exchange[]): Promise<void> => {
    for (const { send, waitMs = 0 } of exchanges) {
      if (signal.aborted) return;
      await write(send);
      await pause(waitMs, signal);
    }
  };
  const askUntil = async (until: AbortSignal): Promise<void> => {
    while (read !== undefined && !until.aborted) {
      await sendAll(read);
      await pause(everyMs, until);
    }
  };
  if (isAsleep) await sendAll(wake);
  await sendAll(start);
  if (duty === undefined) return askUntil(signal);
  while (!signal.aborted) {
    const turn = AbortSignal.any([signal, AbortSignal.timeout(duty.on)]);
    await Promise.all([askUntil(turn), pause(duty.on, signal)]);
    await sendAll(sleep);
    await pause(duty.every - duty.on, signal);
    if (signal.aborted) return;
    onAwake();
    // Some sensors forget with their sleep that they were to measure.
    await sendAll(wake);
    await sendAll(start);
  }
};
