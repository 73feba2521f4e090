import type { Logger } from "pino";
import { type Device, deviceKey } from "../access/principal.ts";

export interface SavingParts {
  /** Writes what holds when it is called; resolves when that is on disk. */
  readonly write: () => Promise<void>;
  readonly log: Pick<Logger, "error">;
}

export interface Saving {
  /** Something changed, of one device or of many: it is written soon. */
  changed(device?: Device): void;
  /** Resolves when what holds now is on disk; rejects when it could not be written, which is tried again. */
  saved(): Promise<void>;
  /** The same for one device; undefined when nothing new of it is waiting. */
  savedOf(device: Device): Promise<void> | undefined;
  /** Writes at once what is still waiting. */
  close(): Promise<void>;
}

/** Many changes are written together: writing takes a tenth of the time at most, */
const REST = 10;
/** but for a disk that is slow, or busy: new stations, whose messages wait for it, wait no longer than this. */
const MOST_REST_MS = 1000;
/** Stations that come at the same moment are written together, and none of them waits for the rest. */
const GATHER_MS = 20;
const RETRY_MS = 1000;

interface Round {
  readonly devices: Set<string>;
  readonly done: PromiseWithResolvers<void>;
}

const startRound = (): Round => {
  const done = Promise.withResolvers<void>();
  // Nobody may be waiting for it.
  done.promise.catch(() => undefined);
  return { devices: new Set(), done };
};

/** Keeps on disk what changes in memory: all of it is written each time, one time after the other. */
export const createSaving = ({ write, log }: SavingParts): Saving => {
  /** What is being written. */
  let current: Round | undefined;
  /** What changed since then. */
  let next: Round | undefined;
  let notBefore = 0;
  let timer: NodeJS.Timeout | undefined;
  let fails = false;

  const begin = async (): Promise<void> => {
    timer = undefined;
    const round = next;
    if (round === undefined) return;
    current = round;
    next = undefined;
    const from = performance.now();
    const error = await write().then(
      () => undefined,
      (reason: Error) => reason,
    );
    const until = performance.now();
    current = undefined;
    const rest = Math.min(REST * (until - from), MOST_REST_MS);
    notBefore = until + (error === undefined ? rest : Math.max(rest, RETRY_MS));
    if (error === undefined) round.done.resolve();
    else {
      if (!fails) log.error({ err: error }, "credentials of stations not kept on disk");
      next ??= startRound();
      for (const device of round.devices) next.devices.add(device);
      round.done.reject(error);
    }
    fails = error !== undefined;
    if (next !== undefined) schedule();
  };

  const schedule = (): void => {
    if (current !== undefined) return;
    timer ??= setTimeout(begin, Math.max(GATHER_MS, notBefore - performance.now()));
  };

  const saved = (): Promise<void> => (next ?? current)?.done.promise ?? Promise.resolve();

  return {
    changed(device) {
      next ??= startRound();
      if (device !== undefined) next.devices.add(deviceKey(device));
      schedule();
    },
    saved,
    savedOf(device) {
      // Nearly always: this is asked for each message.
      if (next === undefined && current === undefined) return undefined;
      const key = deviceKey(device);
      return [next, current].find((round) => round?.devices.has(key))?.done.promise;
    },
    async close() {
      await current?.done.promise.catch(() => undefined);
      clearTimeout(timer);
      await begin();
      clearTimeout(timer);
    },
  };
};
