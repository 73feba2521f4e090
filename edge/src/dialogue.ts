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
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
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
  wait = pause,
}: DialogueOptions): Promise<void> => {
  const sendAll = async (exchanges: readonly Exchange[]): Promise<void> => {
    for (const { send, waitMs = 0 } of exchanges) {
      if (signal.aborted) return;
      await write(send);
      await wait(waitMs, signal);
    }
  };
  const askUntil = async (until: AbortSignal): Promise<void> => {
    while (read !== undefined && !until.aborted) {
      await sendAll(read);
      await wait(everyMs, until);
    }
  };
  if (isAsleep) await sendAll(wake);
  await sendAll(start);
  if (duty === undefined) return askUntil(signal);
  while (!signal.aborted) {
    const turn = new AbortController();
    await Promise.all([
      askUntil(AbortSignal.any([signal, turn.signal])),
      wait(duty.on, signal).then(() => turn.abort()),
    ]);
    await sendAll(sleep);
    await wait(duty.every - duty.on, signal);
    if (signal.aborted) return;
    onAwake();
    // Some sensors forget with their sleep that they were to measure.
    await sendAll(wake);
    await sendAll(start);
  }
};
