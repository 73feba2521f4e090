import type { Outbox } from "./outbox.ts";

const hourMs = 3_600_000;
/** When so many wait loose, all but the newest half are packed, whatever their age: a station's backlog came in. */
const mostLoose = 2000;

/** Keeps what waits small; a call while one is under way changes nothing. */
export interface Packing {
  /** Once the oldest loose message is two hours old, packs all that are older than one: a batch holds an hour. */
  readonly byAge: () => Promise<void>;
  readonly byNumber: () => Promise<void>;
  /** Packs nothing more; resolves when what is under way is done. */
  readonly stop: () => Promise<void>;
}

export const openPacking = (
  outbox: Pick<Outbox, "loose" | "oldestLoose" | "pack">,
  now: () => number,
): Packing => {
  const stopping = new AbortController();
  const { signal } = stopping;
  let underWay: Promise<void> | undefined;
  const begin = (most: number, before: number): Promise<void> => {
    underWay ??= outbox.pack({ most, before, signal }).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  return {
    byAge: async () => {
      const oldest = outbox.oldestLoose() ?? Number.POSITIVE_INFINITY;
      if (oldest < now() - 2 * hourMs) await begin(outbox.loose(), now() - hourMs);
    },
    byNumber: async () => {
      const loose = outbox.loose();
      if (loose > mostLoose) await begin(loose - mostLoose / 2, Number.MAX_SAFE_INTEGER);
    },
    stop: async () => {
      stopping.abort();
      await underWay;
    },
  };
};
