import { setTimeout as delay } from "node:timers/promises";
import type { Publisher } from "../../edge/src/publisher.ts";
import { createLatencies, type Latencies } from "./latencies.ts";
import type { Plan } from "./plan.ts";
import type { SimulatedStation } from "./station.ts";

/** Unacknowledged messages of one station's backlog, at most. More would not be acknowledged faster. */
const WINDOW = 16;

export interface Counts {
  readonly published: number;
  readonly acknowledged: number;
}

export interface Fleet {
  readonly counts: () => Counts;
  readonly latencies: Latencies;
  /** Resolves when the plan is carried out, or stopped; not when all is acknowledged. */
  readonly done: Promise<void>;
}

export interface Member {
  readonly station: SimulatedStation;
  readonly publisher: Publisher;
}

/** Lets every station publish as the plan says. */
export const sendOut = ({
  plan,
  members,
  now,
  stop,
}: {
  readonly plan: Plan;
  readonly members: readonly Member[];
  readonly now: () => number;
  readonly stop: AbortSignal;
}): Fleet => {
  const latencies = createLatencies();
  let published = 0;
  let acknowledged = 0;

  const stopped = new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    stop.addEventListener("abort", () => resolve(), { once: true });
  });
  const wait = (ms: number) =>
    delay(Math.max(0, ms), undefined, { signal: stop }).catch(() => undefined);

  const publish = async ({ station, publisher }: Member, at: number) => {
    published += 1;
    const from = performance.now();
    if ((await publisher.publish(station.readings(at))) !== "acknowledged") return;
    acknowledged += 1;
    latencies.add(performance.now() - from);
  };

  /** Publishes the intervals that are over, oldest first; gives the start of the one that is not. */
  const catchUp = async (member: Member): Promise<number> => {
    const underWay = new Set<Promise<void>>();
    const startedAt = performance.now();
    const first = Math.floor((now() - plan.backlogMs) / plan.everyMs) * plan.everyMs;
    let at = first;
    for (; at + plan.everyMs <= now() && !stop.aborted; at += plan.everyMs) {
      if (underWay.size >= WINDOW) await Promise.race([...underWay, stopped]);
      const due = startedAt + ((at - first) / plan.everyMs) * plan.backlogPaceMs;
      if (due > performance.now()) await wait(due - performance.now());
      const settled: Promise<void> = publish(member, at).finally(() => underWay.delete(settled));
      underWay.add(settled);
    }
    return at;
  };

  const goOn = async (member: Member, phaseMs: number, first: number, until: number) => {
    for (let at = first; !stop.aborted; at += plan.everyMs) {
      const due = at + plan.everyMs + phaseMs;
      await wait(Math.min(due, until) - now());
      if (due >= until) return;
      if (!stop.aborted) void publish(member, at);
    }
  };

  const carryOut = async () => {
    const reached = await Promise.all(members.map(catchUp));
    if (plan.durationMs === 0) return;
    const until = now() + (plan.durationMs ?? Number.POSITIVE_INFINITY);
    await Promise.all(
      // Spread over the interval: if all stations published at one instant, latencies would be those of a queue.
      members.map((member, index) =>
        goOn(member, (index / members.length) * plan.everyMs, reached[index] ?? now(), until),
      ),
    );
  };

  return { counts: () => ({ published, acknowledged }), latencies, done: carryOut() };
};
