import type { Logger } from "pino";
import type { Spool, SpooledMessage } from "./spool.ts";

/** Decides when what waits is written to the spool: often enough for people, rarely enough for an SD card. */
export interface SpoolWriter {
  /** What an earlier run left is on disk already. */
  onLeft(message: SpooledMessage): void;
  /** Something more waits. `isAway`: the gateway does not take it. */
  onQueued(isAway: boolean): void;
  /** Does not wait any more: it was acknowledged or given up. */
  onGone(messages: readonly SpooledMessage[]): void;
  /** Has changed, and takes the place of what the disk has. */
  onChanged(message: SpooledMessage): void;
  /** Writes what is not on disk, now. False when it cannot. */
  write(): boolean;
  stop(): void;
}

export interface SpoolWriterOptions {
  readonly spool: Pick<Spool, "write"> | undefined;
  /** Everything that waits now, in order. */
  readonly waiting: () => readonly SpooledMessage[];
  /** From one publication to the next, now. */
  readonly publishEveryMs: () => number;
  /** The least time from one write to the next. */
  readonly writeEveryMs: number;
  readonly log: Pick<Logger, "info" | "warn">;
}

/** A gateway that is there has acknowledged by then, and nothing needs to be written. */
const GRACE_MS = 2000;
/** Publications are not quite regular: one that comes a little late is not waited for twice. */
const SLACK_MS = 200;

/** SQLite's primary result codes (https://sqlite.org/rescode.html) and what a person can do. */
const remedies: { readonly [code: number]: string } = {
  8: "the disk can only be read: an SD card does that when it is worn or was pulled out; put in another one",
  10: "the disk reports errors: put in another one",
  13: "the disk is full: make room",
};

const remedyOf = (error: unknown): string => {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
  return remedies[code] ?? "set DATA_DIR to another disk";
};

/**
 * When power goes while the gateway is away, the open interval is lost, and what was not written yet. So it
 * writes as soon as an interval was published, unless the next publication comes before `writeEveryMs` are over:
 * at most one publishing interval or `writeEveryMs` is lost, whichever is longer.
 */
export const createSpoolWriter = ({
  spool,
  waiting,
  publishEveryMs,
  writeEveryMs,
  log,
}: SpoolWriterOptions): SpoolWriter => {
  const nameOf = ({ boot, seq }: Pick<SpooledMessage, "boot" | "seq">) => `${boot} ${seq}`;
  /** Names of the messages that are on disk, and those that are to be taken from there. */
  const onDisk = new Set<string>();
  let gone: Pick<SpooledMessage, "boot" | "seq">[] = [];
  let lastWrite = Number.NEGATIVE_INFINITY;
  let fails = false;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;

  const keep = (add: readonly SpooledMessage[], remove: typeof gone) => {
    if (spool?.write({ add, remove }) === "begun_anew") {
      onDisk.clear();
      const all = waiting();
      spool.write({ add: all, remove: [] });
      for (const message of all) onDisk.add(nameOf(message));
      log.warn(
        { batches: all.length },
        "The file of what waits was damaged: it was put aside, and everything that waits is written to a new one.",
      );
      return;
    }
    for (const message of remove) onDisk.delete(nameOf(message));
    for (const message of add) onDisk.add(nameOf(message));
  };

  const write = (): boolean => {
    clearTimeout(timer);
    timer = undefined;
    dueAt = Number.POSITIVE_INFINITY;
    const add = waiting().filter((message) => !onDisk.has(nameOf(message)));
    const remove = gone.filter((message) => onDisk.has(nameOf(message)));
    gone = [];
    if (spool === undefined) return false;
    if (add.length === 0 && remove.length === 0) return !fails;
    lastWrite = performance.now();
    try {
      keep(add, remove);
      if (fails) log.info("what waits is kept on disk again");
      fails = false;
    } catch (error) {
      gone = remove;
      if (!fails)
        log.warn(
          { err: error },
          `What waits cannot be kept on disk, and a cut of power would lose it: ${remedyOf(error)}. Measuring goes on.`,
        );
      fails = true;
      writeAt(lastWrite + writeEveryMs);
    }
    return !fails;
  };

  const writeAt = (instant: number): void => {
    if (spool === undefined || instant >= dueAt) return;
    clearTimeout(timer);
    dueAt = instant;
    timer = setTimeout(write, Math.max(0, instant - performance.now()));
  };

  return {
    onLeft: (message) => void onDisk.add(nameOf(message)),
    onQueued(isAway) {
      const now = performance.now();
      const next = lastWrite + writeEveryMs;
      // The next publication would be written too late.
      const isDue = now + publishEveryMs() > next + SLACK_MS;
      if (!isDue) writeAt(Math.max(next, now + GRACE_MS));
      else if (isAway && spool !== undefined) write();
      else writeAt(now + GRACE_MS);
    },
    onGone(messages) {
      const kept = messages.filter((message) => onDisk.has(nameOf(message)));
      if (kept.length === 0) return;
      gone.push(...kept.map(({ boot, seq }) => ({ boot, seq })));
      writeAt(Math.max(performance.now(), lastWrite + writeEveryMs));
    },
    onChanged(message) {
      if (onDisk.delete(nameOf(message)))
        writeAt(Math.max(performance.now(), lastWrite + writeEveryMs));
    },
    write,
    stop: () => clearTimeout(timer),
  };
};
