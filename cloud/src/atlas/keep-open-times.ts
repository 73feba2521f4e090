import { setTimeout as delay } from "node:timers/promises";
import type { ModuleContext } from "../module.ts";
import { type HoursInPlace, hoursDue, putOpenTimes } from "./open-times-queries.ts";
import { openingTimes } from "./opening.ts";

const DAY_MS = 86_400_000;
/** Open times are made for so long, and again when less than `LEFT_MS` of it is left. */
const AHEAD_MS = 9 * DAY_MS;
const LEFT_MS = 2 * DAY_MS;
const LOOK_EVERY_MS = 60_000;
const AT_A_TIME = 200;
/** Reading hours takes some milliseconds of the only thread: so many times as long it is left to others. */
const REST = 2;

export interface OpenTimesKeeper {
  /** Hours came in: they are looked at now. */
  hurry(): void;
  /** When all that was due is made. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Keeps, for each entry with hours, when it is open in the days to come: a list then asks the records alone. */
export const keepOpenTimes = ({
  records,
  territories,
  now,
  log,
}: Pick<ModuleContext, "records" | "territories" | "now" | "log">): OpenTimesKeeper => {
  const stopping = new AbortController();
  const { country } = territories.country;
  let running: Promise<void> | undefined;
  let isAsked = false;

  const make = async (place: HoursInPlace): Promise<void> => {
    const begun = performance.now();
    const { hours, region, zone } = place;
    // From an hour ago: clocks of pages may be a little behind.
    const from = now() - 3_600_000;
    const until = from + AHEAD_MS;
    const times = openingTimes(hours, { country, region, zone }, [from, until]);
    const taken = performance.now() - begun;
    await putOpenTimes(records.db, place, times, new Date(until));
    await delay(REST * taken, undefined, { signal: stopping.signal });
  };

  const all = async (): Promise<void> => {
    while (records.state().up && !stopping.signal.aborted) {
      isAsked = false;
      const due = await hoursDue(records.db, new Date(now() + LEFT_MS), AT_A_TIME);
      for (const each of due) {
        if (stopping.signal.aborted) return;
        await make(each);
      }
      if (due.length === 0 && !isAsked) return;
    }
  };

  const run = (): void => {
    isAsked = true;
    running ??= all()
      .catch((error: Error) => {
        if (records.state().up && !stopping.signal.aborted)
          log.warn({ err: error }, "open times of the atlas were not made");
      })
      .finally(() => {
        running = undefined;
      });
  };
  records.onUp(run);
  const looking = setInterval(() => {
    if (records.state().up) run();
  }, LOOK_EVERY_MS).unref();
  return {
    hurry: run,
    settled: async () => running,
    async close() {
      stopping.abort();
      clearInterval(looking);
      await running;
    },
  };
};
