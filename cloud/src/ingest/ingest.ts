import type { ReceiverSuspect } from "@datacityzen/hardware/clock-judgement/receiver";
import { Hello } from "@datacityzen/hardware/wire/hello";
import { limits } from "@datacityzen/hardware/wire/limits";
import { type Parsed, parsePayload } from "@datacityzen/hardware/wire/payload";
import { Status } from "@datacityzen/hardware/wire/status";
import { may } from "../access/may.ts";
import { type Device, type Principal, senderName } from "../access/principal.ts";
import type { EventBus } from "../events/bus.ts";
import type { Quarantine } from "../quarantine/store.ts";
import { RefusedByStore } from "../refused-by-store.ts";
import type { SeriesStore } from "../series/store.ts";
import { promised, type Settled } from "../settled.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { nameLimits, type StationLimits } from "../stations/limits.ts";
import { type StationRecord, withHello, withStatus, withVia } from "../stations/station.ts";
import { createAdmission } from "./admission.ts";
import { createReadingsIntake } from "./readings.ts";
import { begin, type KnownAtOnce, later, type Refusal, refused } from "./refusal.ts";
import { createTopicReader } from "./topics.ts";
import { createTurns, ingestTurns, type Work } from "./turns.ts";

/** A message as it came from the broker. */
export interface Incoming {
  readonly topic: string;
  /** The MQTT client's own name for itself. */
  readonly client: string;
  readonly sender: Principal;
  readonly payload: Uint8Array;
}

/** A part of a message, or all of it, that could not be accepted, as its sender is told. */
export interface ToldRefusal extends Pick<Refusal, "reason" | "detail" | "isPart"> {
  /** Its number in the quarantine; absent when it is counted and not kept. */
  readonly id?: number;
}

/**
 * A callback, because a promise for each message is too dear; and given the message, so that one function
 * does for all of them. Without refusals all of the message is kept.
 */
export type Accepted = (
  error: Error | undefined,
  refusals: readonly ToldRefusal[] | undefined,
  message: Incoming,
) => void;

export interface Ingest {
  /**
   * Calls `settled` when the message is durable, in its place or in quarantine: only then may it be
   * acknowledged; with an error when the store closes before that: it must then not be acknowledged.
   */
  accept(message: Incoming, settled: Accepted): void;
  /** The same for a message that is in quarantine already: what cannot be accepted is not kept again. */
  acceptAgain(message: Incoming): Promise<Outcome>;
  /** Set while many stations agree that our own clock is wrong. */
  receiver(): ReceiverSuspect | undefined;
}

/** What became of a message. */
export type Outcome = { readonly accepted: true } | Refusal;

export interface IngestParts {
  readonly series: SeriesStore;
  readonly stations: StationDirectory;
  readonly quarantine: Quarantine;
  readonly events: EventBus;
  readonly now: () => number;
  /** Milliseconds that really passed, from some start. */
  readonly elapsed: () => number;
  readonly stationLimits?: StationLimits;
  /** Names that are known, and how a new one is let in. */
  readonly devices?: Newcomers;
}

export interface Newcomers {
  has(station: string): boolean;
  /** Why it is not let in, or undefined. */
  admit(sender: Principal, station: string): string | undefined;
  /** Resolves when what is new of it is on disk; undefined when nothing is. */
  savedOf(device: Device): Promise<void> | undefined;
  /** Forgets a name that nothing proves. */
  forgetFree(station: string): void;
}

/** A detail fits into a receipt and a log line; a topic of 64 kB is none that anybody meant. */
const shortened = (text: string): string => (text.length > 500 ? `${text.slice(0, 499)}…` : text);

const NOT_KEPT = "too many such messages: this one is counted and not kept";

/** The gateway that relayed a message. */
const gatewayBehind = ({ sender }: Incoming): string | undefined =>
  sender.kind === "gateway" ? sender.id : undefined;

const ACCEPTED: Outcome = { accepted: true };
const NOTHING: readonly Refusal[] = [];

/** What stations publish. */
type SentKind = "readings" | "hello" | "status";

/** A message that is on its way into the store. */
interface Delivery extends Work {
  readonly message: Incoming;
  readonly settled: Accepted;
}

/** What a message costs beside its payload, in bytes of work. */
const MESSAGE_COST = 256;

export const createIngest = (parts: IngestParts): Ingest => {
  const { stations, quarantine, events, now, devices } = parts;
  const readings = createReadingsIntake(parts);
  const admission = createAdmission({
    ...parts,
    limits: parts.stationLimits ?? nameLimits,
    onForgotten: (names) => {
      for (const name of names) devices?.forgetFree(name);
    },
  });
  const readTopic = createTopicReader();

  const setAside = async (message: Incoming, refusal: Refusal): Promise<ToldRefusal> => {
    const received = now();
    const { accepted: _, payload = message.payload, isPart, ...rest } = refusal;
    const told = { ...rest, detail: shortened(refusal.detail) };
    const id = await quarantine.add({
      topic: shortened(message.topic),
      client: senderName(message.sender, message.client),
      payload,
      received,
      reason: told.reason,
      detail: told.detail,
    });
    const kept = id === undefined ? {} : { id };
    const detail = id === undefined ? `${told.detail} (${NOT_KEPT})` : told.detail;
    events.publish("message.quarantined", { ...kept, received, ...told, detail });
    return { ...kept, reason: told.reason, detail, ...(isPart === undefined ? {} : { isPart }) };
  };

  const setAllAside = async (
    message: Incoming,
    refusals: readonly Refusal[],
  ): Promise<readonly ToldRefusal[]> => {
    const told: ToldRefusal[] = [];
    for (const refusal of refusals) told.push(await setAside(message, refusal));
    return told;
  };

  const change = async <T>(
    message: Incoming,
    station: string,
    parsed: Parsed<T>,
    update: (record: StationRecord, value: T, at: number) => StationRecord,
    publish: (value: T, received: number) => void,
  ): Promise<readonly Refusal[]> => {
    // An empty message clears what a broker retains (MQTT 3.1.1, 3.3.1.3). The cloud retains nothing,
    // and what a station once said of itself stays its past.
    if (message.payload.length === 0) return NOTHING;
    if (!parsed.ok) return [refused(parsed.reason, parsed.detail, { station })];
    const received = now();
    const via = gatewayBehind(message);
    try {
      await stations.change(
        station,
        received,
        (record) => withVia(update(record, parsed.value, received), via),
        senderName(message.sender, message.client),
      );
    } catch (error) {
      if (!(error instanceof RefusedByStore)) throw error;
      return [refused("refused", error.message, { station })];
    }
    publish(parsed.value, received);
    return NOTHING;
  };

  /** Gives what of a message cannot be accepted, when that is known at once; else calls `settled` when the rest is durable. */
  const process = (
    message: Incoming,
    sender: string,
    settled: Settled<readonly Refusal[]>,
  ): KnownAtOnce => {
    const topic = readTopic(message.topic);
    if (topic === undefined || topic.kind === "receipts" || topic.kind === "config")
      return [refused("topic", "stations publish readings, status and hello")];
    const { station, kind } = topic;
    if (!may(message.sender, "station.publish", { station }))
      return [
        refused(
          "not_allowed",
          `published under the name "${station}", which is not the sender's own`,
          // The station that was named has sent nothing: the one that used its name is told.
          message.sender.kind === "station" ? { station: message.sender.id } : {},
        ),
      ];
    if (message.payload.length > limits.read)
      return [refused("too_large", `${message.payload.length} bytes`, { station })];
    const sought = admission(station, sender);
    return sought === undefined
      ? keepKnown(message, sender, station, kind, settled)
      : keepAdmitted(sought, message, sender, station, kind, settled);
  };

  /** In functions of their own, because closures of what a function was given cost each of its calls. */
  const keepAdmitted = (
    sought: Promise<string | undefined>,
    message: Incoming,
    sender: string,
    station: string,
    kind: SentKind,
    settled: Settled<readonly Refusal[]>,
  ): undefined =>
    later(
      sought.then((lack) =>
        lack === undefined
          ? promised((kept) => begin(() => keepKnown(message, sender, station, kind, kept), kept))
          : [refused("too_many", lack, { station })],
      ),
      settled,
    );

  const keepAndSave = (
    saved: Promise<void>,
    message: Incoming,
    sender: string,
    station: string,
    kind: SentKind,
    settled: Settled<readonly Refusal[]>,
  ): undefined => {
    const kept = promised<readonly Refusal[]>((done) =>
      begin(() => keep(message, sender, station, kind, done), done),
    );
    return later(
      Promise.all([kept, saved]).then(([refusals]) => refusals),
      settled,
    );
  };

  const keepKnown = (
    message: Incoming,
    sender: string,
    station: string,
    kind: SentKind,
    settled: Settled<readonly Refusal[]>,
  ): KnownAtOnce => {
    const lack =
      devices === undefined || devices.has(station)
        ? undefined
        : devices.admit(message.sender, station);
    if (lack !== undefined) return [refused("too_many", lack, { station })];
    const saved = devices?.savedOf({ kind: "station", name: station });
    // Acknowledged under a name that a cut of power makes unknown again, it would be shown to nobody.
    return saved === undefined
      ? keep(message, sender, station, kind, settled)
      : keepAndSave(saved, message, sender, station, kind, settled);
  };

  const keep = (
    message: Incoming,
    sender: string,
    station: string,
    kind: SentKind,
    settled: Settled<readonly Refusal[]>,
  ): KnownAtOnce => {
    stations.heard(station);
    switch (kind) {
      case "readings":
        return readings.accept(
          { station, sender, payload: message.payload, via: gatewayBehind(message) },
          settled,
        );
      case "hello":
        return later(
          change(
            message,
            station,
            parsePayload(Hello, message.payload, limits.document),
            withHello,
            (hello, received) => events.publish("station.hello", { station, received, hello }),
          ),
          settled,
        );
      case "status":
        return later(
          change(
            message,
            station,
            parsePayload(Status, message.payload, limits.document),
            withStatus,
            (status, received) => events.publish("station.status", { station, received, status }),
          ),
          settled,
        );
      default:
        return kind satisfies never;
    }
  };

  const end = (delivery: Delivery, error?: Error, told?: readonly ToldRefusal[]): void => {
    delivery.settled(error, told, delivery.message);
    turns.ended(delivery);
  };

  const turns = createTurns<Delivery>(ingestTurns, (delivery) => {
    const { message, sender } = delivery;
    const settled = (outcome: readonly Refusal[] | Error): void => {
      if (outcome instanceof Error) end(delivery, outcome);
      else if (outcome.length === 0) end(delivery);
      else
        setAllAside(message, outcome).then(
          (told) => end(delivery, undefined, told),
          (error: Error) => end(delivery, error),
        );
    };
    begin(() => process(message, sender, settled), settled);
  });

  return {
    accept(message, settled) {
      const { length } = message.payload;
      events.publish("message.received", { received: now(), bytes: length });
      const sender = senderName(message.sender, message.client);
      turns.run({ sender, cost: MESSAGE_COST + length, message, settled });
    },
    async acceptAgain(message) {
      const sender = senderName(message.sender, message.client);
      const [refusal] = await promised<readonly Refusal[]>((settled) =>
        begin(() => process(message, sender, settled), settled),
      );
      return refusal ?? ACCEPTED;
    },
    receiver: readings.clocks.receiver,
  };
};
