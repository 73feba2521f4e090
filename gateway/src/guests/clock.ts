import { type Machine, readClock } from "@datacityzen/hardware/machine-clock";
import type { Clock } from "@datacityzen/hardware/wire/batch";

/** A time server that comes late is noticed within this time. */
const READ_EVERY_MS = 10 * 60_000;

/** What sets the clock by which readings are dated whose devices have none; `free` until it is known. */
export const watchClock = (machine: Machine): { readonly now: () => Clock; stop(): void } => {
  let clock: Clock = "free";
  const read = async (): Promise<void> => {
    clock = await readClock(machine);
  };
  void read();
  const reading = setInterval(() => void read(), READ_EVERY_MS);
  return { now: () => clock, stop: () => clearInterval(reading) };
};
