import type { Logger } from "pino";
import type { EventBus } from "../events/bus.ts";
import type { Records } from "../records/records.ts";
import type { Following } from "./following.ts";
import type { ForecastFollowing } from "./following-forecasts.ts";
import {
  activeConditions,
  activeConditionsOf,
  bringBackDates,
  removeOldTransitions,
  removeUnconfirmed,
} from "./queries.ts";
import type { AlertCondition } from "./tables.ts";
import type { Telling } from "./tell.ts";

export interface RunnerParts {
  readonly events: Pick<EventBus, "subscribe">;
  readonly records: Records;
  readonly following: Following;
  readonly forecasts: ForecastFollowing;
  readonly telling: Telling;
  readonly now: () => number;
  readonly log: Logger;
  /** How often it is looked whether something has changed. */
  readonly everyMs?: number;
}

const SWEEP_MS = 3_600_000;
/** Time servers set a clock back by less. */
const CLOCK_MS = 60_000;
/** What happened is kept for so long. */
const KEPT_MS = 400 * 86_400_000;

/**
 * Judges what is committed, again and again. A touched station is judged at the second look after its reading: by then
 * its corrected values are written too.
 */
export const createRunner = ({
  events,
  records,
  following,
  forecasts,
  telling,
  now,
  log,
  everyMs = 2_000,
}: RunnerParts) => {
  let isLoaded = false;
  let turn: Promise<void> = Promise.resolve();
  let waiting = new Map<string, number>();
  let swept = 0;
  let looked = 0;

  const touch = (station: string, at: number): void => {
    waiting.set(station, Math.min(at, waiting.get(station) ?? at));
  };
  events.subscribe("readings.committed", {
    name: "alerts",
    handle({ station, readings }) {
      let first = Number.POSITIVE_INFINITY;
      for (const { at } of readings) first = Math.min(first, at);
      if (first !== Number.POSITIVE_INFINITY) touch(station, first);
    },
  });
  events.subscribe("quality.recomputed", {
    name: "recomputed values of alerts",
    handle: ({ station, from }) => touch(station, from),
  });
  events.subscribe("forecasts.imported", {
    name: "forecasts of alerts",
    handle: () => forecasts.touch(),
  });

  const put = (rows: readonly AlertCondition[]): void => {
    for (const row of rows) {
      following.put(row);
      forecasts.put(row);
    }
  };

  const load = async (): Promise<void> => {
    following.clear();
    forecasts.clear();
    await bringBackDates(records.db, new Date(now()));
    for await (const rows of activeConditions(records.db)) put(rows);
    isLoaded = true;
  };

  /** As the records have them now. */
  const putAgain = async (profiles: readonly string[]): Promise<void> => {
    for (const profile of profiles) {
      following.forget(profile);
      forecasts.forget(profile);
    }
    put(await activeConditionsOf(records.db, profiles));
  };

  const sweep = async (): Promise<void> => {
    if (Math.abs(now() - swept) < SWEEP_MS) return;
    swept = now();
    await removeUnconfirmed(records.db, new Date(now()));
    await removeOldTransitions(records.db, new Date(now() - KEPT_MS));
  };

  /** One after the other. */
  const inTurn = (work: () => Promise<void> | undefined): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  const lookOnce = async (): Promise<void> => {
    if (!records.state().up) {
      isLoaded = false;
      return;
    }
    const at = now();
    // The clock was set back: of the hours that were followed by then nothing is known yet.
    if (at < looked - CLOCK_MS) isLoaded = false;
    looked = at;
    if (!isLoaded) await load();
    try {
      const changes = [...(await following.look(at)), ...(await forecasts.look(at))];
      for (const [station, first] of waiting) following.touch(station, first);
      waiting = new Map();
      const told = await telling.tell(changes, at);
      if (told.length > 0) await putAgain(told);
    } catch (error) {
      // What was found out, of hours, days or forecasts, is not written: it is found out again, from what is.
      isLoaded = false;
      throw error;
    }
    await sweep();
  };

  const look = (): Promise<void> => inTurn(lookOnce);
  let isLooking = false;
  const looking = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "alerts were not judged");
      })
      .finally(() => {
        isLooking = false;
      });
  }, everyMs).unref();

  return {
    look,
    /** A profile was confirmed, changed or removed. */
    changed: (profile: string): Promise<void> =>
      inTurn(() => (isLoaded ? putAgain([profile]) : undefined)),
    async close(): Promise<void> {
      clearInterval(looking);
      await turn;
    },
  };
};
export type Runner = ReturnType<typeof createRunner>;
