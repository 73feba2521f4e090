import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { proveWith } from "@datacityzen/hardware/device/proving";
import type { Publisher } from "../../edge/src/publisher.ts";
import type { Secrets } from "./gateways.ts";
import type { Plan } from "./plan.ts";
import type { Region } from "./region.ts";
import type { Fault, Opened, Sending } from "./sending.ts";
import { type SimulatedStation, stationOf } from "./station.ts";
import type { Tallies } from "./tallies.ts";

export interface StationsParts {
  readonly plan: Plan;
  readonly region: Region;
  readonly secrets: Secrets;
  readonly tallies: Tallies;
  readonly now: () => number;
  readonly stop: AbortSignal;
  /** Without a station more in so long, no more come. */
  readonly connectMs: number;
  /** So many stations are connected. */
  readonly onConnected: (stations: number) => void;
}

interface Member {
  readonly station: SimulatedStation;
  readonly publisher: Publisher;
}

/** A broker says so (MQTT 3.1.1, return code 5) when another device proves the name. */
const REFUSED = /not authorized/i;

/** Unacknowledged messages of one station's backlog, at most. More would not be acknowledged faster. */
const WINDOW = 16;

/** Each station with a connection of its own, as at a gateway. All are opened first: latencies must not include it. */
export const openStations = async (parts: StationsParts): Promise<Opened> => {
  const { plan, region, secrets, tallies, now, stop, connectMs } = parts;
  const { startPublisher } = await import("../../edge/src/publisher.ts");
  const connections: Promise<void>[] = [];
  const failed = Promise.withResolvers<Fault>();
  const met = new Set<string>();
  const online = new Set<string>();
  const waiting = setTimeout(() => failed.resolve({ connected: met.size }), connectMs);
  const provingOf = (id: string) => {
    const secret = secrets(id);
    return secret === undefined ? {} : { proving: proveWith({ secret }, () => {}) };
  };
  const members = Array.from({ length: plan.stations }, (_, index) => {
    const station = stationOf(region, index);
    const connected = Promise.withResolvers<void>();
    connections.push(connected.promise);
    const publisher = startPublisher({
      url: plan.broker,
      station: station.id,
      ...provingOf(station.id),
      // A new boot for each run: readings of two runs are equal, their batches are not.
      boot: randomBytes(8).toString("hex"),
      now,
      random: Math.random,
      clock: () => "ntp",
      health: () => ({ uptime: Math.round(performance.now() / 1000), rejected: {} }),
      // Its log is how the publisher tells that it is connected, or refused, or what a receipt says.
      log: {
        info: () => {
          met.add(station.id);
          online.add(station.id);
          waiting.refresh();
          parts.onConnected(met.size);
          connected.resolve();
        },
        warn: (fields: { readonly reason?: string; readonly outcome?: string }) => {
          if (fields.outcome !== undefined) return tallies.refuse(fields.reason ?? "");
          online.delete(station.id);
          if (REFUSED.test(fields.reason ?? ""))
            failed.resolve({ connected: met.size, refused: [station.id] });
        },
        debug() {},
      },
    });
    publisher.publishHello(station.hello(plan.everyMs));
    return { station, publisher };
  });
  const stopped = new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
  const opened = Promise.race([Promise.all(connections), stopped]).then(() => undefined);
  const fault = await Promise.race([opened, failed.promise]);
  clearTimeout(waiting);
  if (fault !== undefined) {
    await Promise.all(members.map(({ publisher }) => publisher.stop(0)));
    return { fault };
  }
  const sending: Sending = {
    gateways: 0,
    connected: () => online.size,
    waiting: () => tallies.published - tallies.acknowledged - tallies.dropped,
    heldBack: () => 0,
    start: () => sendOut({ plan, region, members, tallies, now, stop }),
    async stop(patienceMs) {
      await Promise.all(members.map(({ publisher }) => publisher.stop(patienceMs)));
    },
  };
  return { sending };
};

/** Lets every station publish as the plan says. */
const sendOut = async ({
  plan,
  region,
  members,
  tallies,
  now,
  stop,
}: Pick<StationsParts, "plan" | "region" | "tallies" | "now" | "stop"> & {
  readonly members: readonly Member[];
}): Promise<void> => {
  const stopped = new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    stop.addEventListener("abort", () => resolve(), { once: true });
  });
  const wait = (ms: number) =>
    delay(Math.max(0, ms), undefined, { signal: stop }).catch(() => undefined);

  const publish = async ({ station, publisher }: Member, at: number) => {
    // Without power it measures nothing.
    if (region.darkUntil(station.place, at) !== undefined) return;
    tallies.published += 1;
    const from = performance.now();
    const outcome = await publisher.publish(station.readings(at, plan.everyMs));
    if (outcome === "acknowledged") tallies.acknowledge(performance.now() - from);
    if (outcome === "dropped") tallies.dropped += 1;
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
