import { setTimeout as delay } from "node:timers/promises";
import { createBackOff } from "@datacityzen/hardware/back-off";
import type { Batch, Reading } from "@datacityzen/hardware/wire/batch";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import type { Logger } from "pino";
import { firstGatewayPort } from "../bridge/station-batch.ts";
import { airtimeMs } from "../lora/airtime.ts";
import { type AirtimeRules, createAirtimeLedger } from "../lora/airtime-ledger.ts";
import { frameOfHour } from "../lora/frames.ts";
import { type JoinSettings, type Modem, type ModemFault, openRn2483 } from "../lora/rn2483.ts";
import { readMessage } from "../outbox/message.ts";
import type { Message, Outbox } from "../outbox/outbox.ts";
import type { KeptLoraNotes } from "../store/lora-notes.ts";
import type { LinkFault, LinkState, Uplink } from "./uplink.ts";

export interface LoraUplinkOptions extends JoinSettings {
  /** The serial port of the modem. */
  readonly path: string;
  readonly rules: AirtimeRules;
  readonly notes: KeptLoraNotes;
  readonly outbox: Outbox;
  /** Whether another link carries the detail later: what is sent here stays in the outbox. */
  readonly isStandIn: boolean;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: () => number;
  readonly firstRetryMs?: number;
  readonly longestRetryMs?: number;
  /** How often is looked for hours that are over. */
  readonly lookEveryMs?: number;
}

const hourMs = 3_600_000;
/** What arrives a little late still belongs to its hour. */
const lateMs = 2 * 60_000;
/** Older hours are not sent, and what was sent is not remembered for longer. */
const rememberedMs = 48 * hourMs;
/** A day of ten stations at one message a minute. */
const mostMessages = 14_400;
const baudRate = 57_600;
/** Ports of an application end at 223. */
const mostStations = 224 - firstGatewayPort;
/** A join request has 23 bytes: ten more than LoRaWAN puts around an application's. */
const joinBytes = 10;

const faultOf: { readonly [fault in ModemFault]: LinkFault } = {
  no_answer: "no_modem",
  join_denied: "not_authorized",
  no_free_channel: "budget_spent",
  not_joined: "closed",
  too_long: "other",
  refused: "not_authorized",
};

interface StationHour {
  readonly station: string;
  readonly hour: number;
  readonly clock: Batch["clock"];
  readonly readings: readonly Reading[];
}

/** What waits by station and hour, newest hour first, and which hours each message has a part of. */
const hoursOf = (messages: readonly Message[]) => {
  const parts: StationHour[] = [];
  const partsOf = new Map<number, { readonly station: string; readonly hours: number[] }>();
  for (const message of messages) {
    const topic = parseTopic(message.topic);
    if (topic?.kind !== "readings") continue;
    const { batch } = readMessage(topic, message.payload, message.arrived);
    if (batch === undefined) continue;
    const byHour = Map.groupBy(batch.readings, ({ at }) => Math.floor(at / hourMs) * hourMs);
    for (const [hour, readings] of byHour)
      parts.push({ station: topic.station, hour, clock: batch.clock, readings });
    partsOf.set(message.id, { station: topic.station, hours: [...byHour.keys()] });
  }
  const hours = [...Map.groupBy(parts, ({ station, hour }) => `${station} ${hour}`).values()].map(
    (all): StationHour => ({
      ...(all[0] as StationHour),
      readings: all.flatMap(({ readings }) => readings),
    }),
  );
  return { hours: hours.toSorted((one, other) => other.hour - one.hour), partsOf };
};

/**
 * A link of a few frames an hour: LoRaWAN, through a modem on a serial port. Each station's hour is one frame, its
 * detail when it fits, else a mean; airtime is counted and never exceeded. Nothing comes back but that it was sent.
 */
export const openLoraUplink = (options: LoraUplinkOptions): Uplink => {
  const { path, rules, notes, outbox, isStandIn, spreadingFactor, log, now, random } = options;
  const { firstRetryMs = 5000, longestRetryMs = 600_000, lookEveryMs = 60_000 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const backOff = createBackOff({ firstMs: firstRetryMs, longestMs: longestRetryMs }, random);
  const ledger = createAirtimeLedger({
    ...{ rules, now, before: notes.now().transmissions },
    keep: (transmissions) => void notes.change({ transmissions }),
  });
  let link: LinkState = { state: "connecting", since: now() };

  const portOf = (station: string): number | undefined => {
    const { ports } = notes.now();
    const known = ports[station];
    if (known !== undefined) return known;
    const count = Object.keys(ports).length;
    if (count >= mostStations) return undefined;
    const port = firstGatewayPort + count;
    log.info({ station, port }, "the station has a port of its own over LoRa");
    void notes.change({ ports: { ...ports, [station]: port } });
    return port;
  };

  const isDone = (station: string, hour: number): boolean =>
    notes.now().hours[station]?.includes(hour) === true;

  const markDone = async (station: string, hour: number, leftOut: number): Promise<void> => {
    const { hours, leftOut: before } = notes.now();
    const own = (hours[station] ?? []).filter((each) => each > now() - rememberedMs);
    await notes.change({
      hours: { ...hours, [station]: [...own, hour] },
      leftOut: before + (isStandIn ? 0 : leftOut),
    });
  };

  /** Sends one station's hour; `later` when there is no airtime for it now. */
  const sendHour = async (
    modem: Modem,
    { station, hour, clock, readings }: StationHour,
  ): Promise<"done" | "later" | ModemFault> => {
    const port = portOf(station);
    const airtime = ledger.allowance();
    const frame = frameOfHour(readings, clock, { spreadingFactor, airtimeMs: airtime, now: now() });
    if (frame === undefined) return "later";
    if (frame === "nothing" || port === undefined) {
      await markDone(station, hour, readings.length);
      return "done";
    }
    const takes = airtimeMs(frame.bytes.length, spreadingFactor);
    const sent = await modem.transmit(port, frame.bytes, () => ledger.note(takes));
    if (!sent.ok) return sent.reason;
    await markDone(station, hour, frame.leftOut);
    return "done";
  };

  /** Sends what is due; gives why the modem must be opened anew, if it must. */
  const sendDue = async (modem: Modem): Promise<ModemFault | undefined> => {
    const messages = outbox.next({ limit: mostMessages, except: new Set() });
    try {
      const { hours, partsOf } = hoursOf(messages);
      for (const each of hours) {
        if (signal.aborted) return undefined;
        const { station, hour, readings } = each;
        const isOver = hour + hourMs + lateMs <= now();
        if (!isOver || hour < now() - rememberedMs || isDone(station, hour)) continue;
        const outcome = await sendHour(modem, each);
        if (outcome === "no_free_channel" || outcome === "later") break;
        if (outcome === "too_long") await markDone(station, hour, readings.length);
        else if (outcome !== "done") return outcome;
      }
      if (isStandIn) return undefined;
      const sent = [...partsOf].filter(([, part]) =>
        part.hours.every((hour) => isDone(part.station, hour)),
      );
      if (sent.length > 0) await outbox.remove(sent.map(([id]) => id));
      return undefined;
    } finally {
      outbox.giveBack(messages.map(({ id }) => id));
    }
  };

  /** One session with the modem, from opening it to its end; gives why it ended. */
  const session = async (): Promise<LinkFault> => {
    // Loaded here: a gateway without a modem need not hold the library in memory.
    const { openSerialLine } = await import("../lora/serial-line.ts");
    const opened = await openSerialLine(path, baudRate);
    if (!opened.ok) {
      log.debug({ path, detail: opened.detail }, "the modem's port cannot be opened");
      return "no_modem";
    }
    const modem = openRn2483(opened.line);
    const close = () => void modem.close();
    signal.addEventListener("abort", close);
    try {
      const takes = airtimeMs(joinBytes, spreadingFactor);
      if (ledger.allowance() < takes) return "budget_spent";
      const joined = await modem.join(options, () => ledger.note(takes));
      if (!joined.ok) return faultOf[joined.reason];
      backOff.reset();
      link = { state: "connected", since: now() };
      log.info({ device: joined.value.eui }, "joined the LoRa network");
      while (!signal.aborted) {
        const fault = await sendDue(modem);
        if (fault !== undefined) return faultOf[fault];
        await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
      return "closed";
    } finally {
      signal.removeEventListener("abort", close);
      await modem.close();
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const fault = await session();
      if (signal.aborted) return;
      const wasUp =
        link.state === "connected" || (link.state === "connecting" && link.fault === undefined);
      const waitMs = backOff.next();
      log[wasUp ? "warn" : "debug"]({ fault }, "the LoRa link is down");
      link = { state: "waiting", since: wasUp ? now() : link.since, fault, next: now() + waitMs };
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      link = { state: "connecting", since: link.since, fault };
    }
  };
  const running = run();

  return {
    link: () => link,
    airtime: () => ({ ...ledger.day(), leftOut: notes.now().leftOut }),
    // New readings belong to an hour that is not over.
    wake: () => {},
    introduce: () => {},
    tell: () => {},
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
