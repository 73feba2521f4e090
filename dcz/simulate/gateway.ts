import { createBackOff } from "@datacityzen/hardware/back-off";
import type { Batch } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import { type Introduction, introductionTopic } from "@datacityzen/hardware/wire/introduction";
import { encodePayload, parsePayload } from "@datacityzen/hardware/wire/payload";
import { Receipt } from "@datacityzen/hardware/wire/receipt";
import type { Status } from "@datacityzen/hardware/wire/status";
import { formatTopic, type Kind, parseTopic } from "@datacityzen/hardware/wire/topic";
import type { ErrorWithSubackPacket, MqttClient } from "mqtt";
import { ownHello, ownStatus } from "../../gateway/src/own-documents.ts";
import { hasBattery, type Region } from "./region.ts";
import { createWaiting, type Slots, slotsOf } from "./slots.ts";
import type { SimulatedStation } from "./station.ts";
import type { Tallies } from "./tallies.ts";

/** A station that a simulated gateway relays. */
export interface Relayed {
  readonly index: number;
  readonly station: SimulatedStation;
  /** That it proved its name to the gateway; absent where nothing can be proved. */
  readonly introduction?: Introduction;
}

export interface GatewayOptions {
  readonly url: string;
  readonly connect: typeof import("mqtt").connect;
  readonly name: string;
  /** Its secret. */
  readonly password: string | undefined;
  /** Counted from 0: whose link an episode cuts. */
  readonly number: number;
  readonly stations: readonly Relayed[];
  readonly region: Region;
  readonly boot: string;
  readonly everyMs: number;
  readonly backlogMs: number;
  /** From one reading of a station's backlog to its next, at least. */
  readonly backlogPaceMs: number;
  readonly tallies: Tallies;
  readonly now: () => number;
  /** Milliseconds that really passed: by a clock that nobody sets. */
  readonly elapsed: () => number;
  readonly random: () => number;
  /** The cloud does not give us this name. */
  readonly onRefused: (name: string) => void;
  readonly onConnected: () => void;
}

export interface SimulatedGateway {
  /** Sends what is due. Called some twenty times a second. */
  tick(): void;
  /** The cloud knows it and has judged its stations. */
  readonly isReady: () => boolean;
  /** Stations that can send now. */
  readonly connected: () => number;
  readonly waiting: () => number;
  /** Of those, what an episode holds back. */
  readonly heldBack: () => number;
  /** Begins to send; before, it only connects. */
  begin(): void;
  /** What was before the start is sent. */
  readonly hasCaughtUp: () => boolean;
  /** The clock was set: what it leapt over is left out, or said again. */
  leap(): void;
  /** Measures nothing more; what waits is still sent. */
  finish(): void;
  stop(): Promise<void>;
}

/** Unacknowledged messages at a time, as a gateway has them. */
const WINDOW = 64;
/** Filters of 83 bytes at most: a packet of a few kilobytes. */
const FILTERS_AT_ONCE = 50;
/** What a station keeps while its readings cannot go out: a week of minutes. */
const KEPT_OF_STATION = 10_080;
const STATUS_EVERY_MS = 60_000;
const ACKNOWLEDGE_WITHIN_MS = 60_000;
const LEAVE_WITHIN_MS = 500;
const GIB = 2 ** 30;

type Link = "away" | "connecting" | "introducing" | "ready";

/**
 * A gateway that relays stations to the cloud as gateway/src/uplinks/mqtt.ts does: it proves its name, introduces
 * its stations, asks for their receipts, and sends what waits, the newest first.
 */
export const openGateway = (options: GatewayOptions): SimulatedGateway => {
  const { url, connect, name, password, number, stations, region, everyMs, tallies } = options;
  const { now, elapsed } = options;
  const slots: Slots = slotsOf(stations.length, everyMs);
  const waiting = createWaiting(KEPT_OF_STATION * stations.length, (count) => {
    tallies.dropped += count;
  });
  const backOff = createBackOff({ firstMs: 1000, longestMs: 15_000 }, options.random);
  const startedAt = elapsed();

  let link: Link = "away";
  let client: MqttClient | undefined;
  let introducingSince = 0;
  let notBefore = 0;
  let cut = false;
  /** The number of the first reading, and of the one that is due next. */
  let first = 0;
  let next = 0;
  let caughtUp = false;
  let begun = false;
  /** Numbers from here on are not measured any more. */
  let finishedAt: number | undefined;
  let stopped = false;
  let begunAt = 0;
  const underWay = new Map<number, number>();
  /** What a broken connection left without an acknowledgement: it is sent again, and counted once. */
  const sentBefore = new Set<number>();
  /** Of stations with a battery in a quarter without power: sent when it is back. */
  const kept = new Map<number, number[]>();
  let keptCount = 0;
  const introduced = new Set<number>();
  const refused = new Set<number>();
  const dark = new Set<number>();
  /** Stations that have said on this connection what they are, and what is said and not acknowledged yet. */
  let told = 0;
  let saying = 0;
  let statusNext = 0;
  let ownStatusAt = Number.NEGATIVE_INFINITY;

  const topic = (station: string, kind: Kind) => formatTopic({ station, kind });
  const say = (station: string, kind: "hello" | "status", content: Hello | Status): void => {
    const over = client;
    saying += 1;
    over?.publish(
      topic(station, kind),
      Buffer.from(encodePayload(content, "json")),
      { qos: 1, retain: true },
      () => {
        if (over === client) saying -= 1;
      },
    );
  };
  const uptime = () => Math.round((elapsed() - startedAt) / 1000);

  const sayOwn = (): void => {
    ownStatusAt = elapsed();
    say(
      name,
      "status",
      ownStatus({
        ...{ now: now(), uptime: uptime(), waiting: waiting.count() + underWay.size },
        ...{ stations: stations.length, disk: "ok", freeBytes: 8 * GIB, damage: undefined },
        givenUp: { messages: 0, readings: 0, averaged: 0, damaged: 0 },
        leftOut: 0,
        ...{ renamed: undefined, nameConflicts: [], misdirected: [], turnedAway: 0 },
        ...{ link: undefined, silent: [], late: [], unreadable: [], failedUpdate: undefined },
      }),
    );
  };

  const sayHow = (index: number): void => {
    const relayed = stations[index];
    if (relayed === undefined || refused.has(index)) return;
    const status: Status = dark.has(index)
      ? // The will that a broker publishes for a station that has gone.
        { state: "offline" }
      : {
          ...{ state: "online", at: now() },
          health: { uptime: uptime(), waiting: 0, dropped: 0, rejected: {} },
        };
    say(relayed.station.id, "status", status);
  };

  /** Introduces the stations; resolves when the cloud has judged all. */
  const introduce = (over: MqttClient): Promise<unknown> =>
    Promise.all(
      stations.map(({ station, introduction }, index) => {
        if (introduction === undefined || introduced.has(index)) return undefined;
        const payload = Buffer.from(encodePayload(introduction, "json"));
        return new Promise<void>((resolve) => {
          over.publish(introductionTopic(station.id), payload, { qos: 1 }, (error) => {
            if (error || over !== client) return;
            introduced.add(index);
            options.onConnected();
            resolve();
          });
        });
      }),
    );

  /** Asks for receipts: the cloud grants those of the stations that it takes from us. */
  const askForReceipts = async (over: MqttClient): Promise<void> => {
    for (let from = 0; from < stations.length && over === client; from += FILTERS_AT_ONCE) {
      const asked = stations.slice(from, from + FILTERS_AT_ONCE);
      const topics = asked.map(({ station }) => topic(station.id, "receipts"));
      await new Promise<void>((resolve) => {
        over.subscribe(topics, { qos: 1 }, (error, _, packet) => {
          const answer = packet ?? (error as ErrorWithSubackPacket | null)?.packet;
          const granted = (answer?.granted ?? []) as readonly (number | { readonly qos: number })[];
          for (const [at, each] of granted.entries()) {
            const code = typeof each === "number" ? each : each.qos;
            if (code < 0x80 || refused.has(from + at)) continue;
            refused.add(from + at);
            options.onRefused(asked[at]?.station.id ?? "");
          }
          options.onConnected();
          if (over === client) resolve();
        });
      });
    }
  };

  const ready = async (over: MqttClient): Promise<void> => {
    link = "introducing";
    introducingSince = elapsed();
    await introduce(over);
    await askForReceipts(over);
    if (over !== client) return;
    [told, saying] = [0, 0];
    say(name, "hello", ownHello("simulated"));
    sayOwn();
    link = "ready";
    backOff.reset();
    options.onConnected();
  };

  const open = (): void => {
    link = "connecting";
    const attempt = connect(url, {
      clientId: name,
      // The colon tells the cloud that this is no station: see docs/wire.md, "Who sends".
      username: `gateway:${name}`,
      ...(password === undefined ? {} : { password }),
      protocolVersion: 4,
      clean: true,
      ...{ reconnectPeriod: 0, resubscribe: false, queueQoSZero: false },
      ...{ keepalive: 30, connectTimeout: 10_000 },
      will: {
        topic: topic(name, "status"),
        payload: Buffer.from(encodePayload({ state: "offline" } satisfies Status, "json")),
        ...{ qos: 1, retain: true },
      },
    });
    client = attempt;
    attempt.on("connect", () => void ready(attempt));
    attempt.on("message", (about, payload) => {
      if (parseTopic(about)?.kind !== "receipts") return;
      const receipt = parsePayload(Receipt, payload);
      tallies.refuse(receipt.ok ? receipt.value.reason : "receipt not understood");
    });
    attempt.on("error", (error) => {
      // Return code 5 of MQTT 3.1.1: another gateway has the name.
      if ((error as { readonly code?: unknown }).code === 5) options.onRefused(name);
      // After a protocol error mqtt.js leaves the connection as it is.
      attempt.end(true);
    });
    attempt.once("close", () => {
      // After the end, what was not acknowledged stays as it was counted.
      if (client !== attempt || stopped) return;
      leave();
      notBefore = elapsed() + backOff.next();
    });
  };

  /** The connection is gone: what was under way waits again. */
  const leave = (): void => {
    const gone = client;
    client = undefined;
    link = "away";
    gone?.end(true);
    gone?.stream.destroy();
    const again = [...underWay.keys()].toSorted((one, other) => one - other);
    underWay.clear();
    for (const number of again) sentBefore.add(number);
    let from = 0;
    for (let at = 1; at <= again.length; at++)
      if (again[at] !== (again[at - 1] as number) + 1) {
        waiting.add(again[from] as number, (again[at - 1] as number) + 1);
        from = at;
      }
  };

  /** Sends one reading, if there is one: a station without power measures nothing. */
  const send = (number: number): void => {
    const { station: index, interval, at } = slots.slot(number);
    const relayed = stations[index];
    if (relayed === undefined || refused.has(index)) return;
    const until = region.darkUntil(relayed.station.place, at);
    if ((until !== undefined && until > now()) !== dark.has(index)) {
      if (!dark.delete(index)) dark.add(index);
      sayHow(index);
    }
    if (until !== undefined) {
      if (!hasBattery(region.seed, relayed.index)) return;
      if (until > now()) {
        const others = kept.get(until);
        if (others === undefined) kept.set(until, [number]);
        else others.push(number);
        keptCount += 1;
        return;
      }
    }
    const batch: Batch = {
      boot: options.boot,
      seq: interval,
      clock: "ntp",
      readings: relayed.station.readings(at, everyMs),
    };
    const over = client;
    const from = elapsed();
    underWay.set(number, from);
    if (!sentBefore.delete(number)) tallies.published += 1;
    over?.publish(
      topic(relayed.station.id, "readings"),
      Buffer.from(encodePayload(batch, "json")),
      { qos: 1 },
      (error) => {
        if (error || over !== client || !underWay.delete(number)) return;
        tallies.acknowledge(elapsed() - from);
      },
    );
  };

  const hasRoom = (): boolean => underWay.size + saying < WINDOW;

  /** First, on each connection, what each station is and how it is; a part at a time, for they are many. */
  const tell = (): void => {
    for (; told < stations.length && hasRoom(); told++) {
      const { station } = stations[told] as Relayed;
      if (refused.has(told)) continue;
      say(station.id, "hello", station.hello(everyMs));
      sayHow(told);
    }
  };

  /** Until when readings are due, as a number. */
  const due = (): number => {
    if (!begun) return next;
    const count = caughtUp ? slots.dueAt(now()) : slots.overAt(now());
    return Math.min(count, finishedAt ?? count);
  };

  const catchUp = (): void => {
    const paced =
      options.backlogPaceMs === 0
        ? Number.POSITIVE_INFINITY
        : first + (Math.floor((elapsed() - begunAt) / options.backlogPaceMs) + 1) * stations.length;
    const until = Math.min(due(), paced);
    while (hasRoom() && next < until) send(next++);
    if (next >= due()) caughtUp = true;
  };

  const goOn = (): void => {
    const until = due();
    if (until - next > stations.length) {
      waiting.add(next, until);
      next = until;
    }
    while (hasRoom() && next < until) send(next++);
    for (const [back, numbers] of kept) {
      if (back > now()) continue;
      kept.delete(back);
      keptCount -= numbers.length;
      for (const number of numbers) waiting.add(number, number + 1);
    }
    while (hasRoom()) {
      const number = waiting.take();
      if (number === undefined) return;
      send(number);
    }
  };

  const report = (): void => {
    if (saying >= WINDOW) return;
    const due = Math.floor(((elapsed() - startedAt) * stations.length) / STATUS_EVERY_MS);
    // After an outage each has just said how it is.
    statusNext = Math.max(statusNext, due - stations.length);
    for (; statusNext < due && saying < WINDOW; statusNext++) sayHow(statusNext % stations.length);
    if (elapsed() - ownStatusAt >= STATUS_EVERY_MS) sayOwn();
  };

  return {
    tick() {
      if (stopped) return;
      const isCut = begun && caughtUp && region.cutUntil(number, now()) !== undefined;
      if (isCut && !cut && client !== undefined) leave();
      cut = isCut;
      if (cut) return;
      if (link === "away" && elapsed() >= notBefore) open();
      const oldest = link === "introducing" ? introducingSince : underWay.values().next().value;
      if (oldest !== undefined && elapsed() - oldest > ACKNOWLEDGE_WITHIN_MS) {
        // It looks open, and answers nothing.
        leave();
        notBefore = elapsed() + backOff.next();
      }
      if (link !== "ready") return;
      tell();
      if (!begun || told < stations.length) return;
      if (caughtUp) goOn();
      else catchUp();
      report();
    },
    isReady: () => link === "ready",
    connected: () => (link === "ready" ? stations.length - refused.size : 0),
    waiting: () => Math.max(0, due() - next) + waiting.count() + underWay.size + keptCount,
    heldBack: () => (cut ? Math.max(0, due() - next) + waiting.count() : 0) + keptCount,
    begin() {
      begun = true;
      begunAt = elapsed();
      first = slots.overAt(now() - options.backlogMs);
      next = first;
      caughtUp = next >= due();
    },
    hasCaughtUp: () => caughtUp,
    leap() {
      if (caughtUp) next = due();
    },
    finish() {
      // What was caught up less than the backlog is not measured.
      finishedAt ??= caughtUp ? due() : next;
    },
    async stop() {
      stopped = true;
      const last = client;
      if (last?.connected === true) {
        say(name, "status", { state: "offline" });
        await Promise.race([
          last.endAsync(),
          new Promise((resolve) => setTimeout(resolve, LEAVE_WITHIN_MS)),
        ]);
      }
      last?.end(true);
      last?.stream.destroy();
    },
  };
};
