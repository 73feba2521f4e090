import { originOf } from "@datacityzen/hardware/flags";
import { Batch, type Reading } from "@datacityzen/hardware/wire/batch";
import { Hello } from "@datacityzen/hardware/wire/hello";
import { limits } from "@datacityzen/hardware/wire/limits";
import { type Parsed, parsePayload } from "@datacityzen/hardware/wire/payload";
import type { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import { Status } from "@datacityzen/hardware/wire/status";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { may } from "../access/may.ts";
import { type Principal, senderName } from "../access/principal.ts";
import type { EventBus } from "../events/bus.ts";
import type { Quarantine } from "../quarantine/store.ts";
import { RefusedByStore } from "../refused-by-store.ts";
import type { SeriesStore } from "../series/store.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { type StationRecord, withHello, withOrigins, withStatus } from "../stations/station.ts";

/** A message as it came from the broker. */
export interface Incoming {
  readonly topic: string;
  /** The MQTT client's own name for itself. */
  readonly client: string;
  readonly sender: Principal;
  readonly payload: Uint8Array;
}

export interface Ingest {
  /**
   * Resolves when the message is durable, in its place or in quarantine: only then may it be
   * acknowledged. Rejects when the store closes before that; it must then not be acknowledged.
   */
  accept(message: Incoming): Promise<void>;
  /** The same for a message that is in quarantine already: what cannot be accepted is not kept again. */
  acceptAgain(message: Incoming): Promise<Outcome>;
}

/** What became of a message. */
export type Outcome = { readonly accepted: true } | Refusal;

/** Why a message cannot be accepted, and whom to tell. */
export interface Refusal {
  readonly accepted: false;
  readonly reason: QuarantineReason;
  readonly detail: string;
  /** The station to tell; absent when there is none. */
  readonly station?: string;
  readonly boot?: string;
  readonly seq?: number;
}

export interface IngestParts {
  readonly series: SeriesStore;
  readonly stations: StationDirectory;
  readonly quarantine: Quarantine;
  readonly events: EventBus;
  readonly now: () => number;
}

/** A clock that runs ahead by more than this gives instants that cannot be believed. */
const AHEAD_MS = 5 * 60_000;

/** A detail fits into a receipt and a log line; a topic of 64 kB is none that anybody meant. */
const shortened = (text: string): string => (text.length > 500 ? `${text.slice(0, 499)}…` : text);

const ACCEPTED: Outcome = { accepted: true };

const refused = (
  reason: QuarantineReason,
  detail: string,
  whom: Pick<Refusal, "station" | "boot" | "seq"> = {},
): Refusal => ({ accepted: false, reason, detail, ...whom });

export const createIngest = (parts: IngestParts): Ingest => {
  const { series, stations, quarantine, events, now } = parts;

  const setAside = async (message: Incoming, refusal: Refusal): Promise<void> => {
    const received = now();
    const { accepted: _, ...told } = { ...refusal, detail: shortened(refusal.detail) };
    const id = await quarantine.add({
      topic: shortened(message.topic),
      client: senderName(message.sender, message.client),
      payload: message.payload,
      received,
      reason: told.reason,
      detail: told.detail,
    });
    events.publish("message.quarantined", { id, received, ...told });
  };

  /** Makes the station's record when it is new; writes nothing when all is known. */
  const noteOrigins = async (
    station: string,
    received: number,
    readings: readonly Reading[],
  ): Promise<void> => {
    const found = new Set(readings.map(({ flags }) => originOf(flags)));
    const record = await stations.find(station);
    if (record !== undefined && withOrigins(record, found) === record) return;
    await stations.change(station, received, (known) => withOrigins(known, found));
  };

  const acceptBatch = async (message: Incoming, station: string): Promise<Outcome> => {
    const parsed = parsePayload(Batch, message.payload);
    if (!parsed.ok) return refused(parsed.reason, parsed.detail, { station });
    const received = now();
    const { boot, seq, readings } = parsed.value;
    const ahead = readings.find(({ at }) => at > received + AHEAD_MS);
    if (ahead !== undefined)
      return refused(
        "clock_ahead",
        `a reading is dated ${new Date(ahead.at).toISOString()}, ${Math.round((ahead.at - received) / 1000)} s ahead of the cloud's clock`,
        { station, boot, seq },
      );
    const noted = noteOrigins(station, received, readings);
    try {
      await series.append({ station, received, readings });
    } catch (error) {
      if (!(error instanceof RefusedByStore)) throw error;
      return refused("refused", error.message, { station, boot, seq });
    }
    await noted;
    events.publish("readings.committed", { station, received, readings });
    return ACCEPTED;
  };

  const change = async <T>(
    message: Incoming,
    station: string,
    parsed: Parsed<T>,
    update: (record: StationRecord, value: T, at: number) => StationRecord,
    publish: (value: T, received: number) => void,
  ): Promise<Outcome> => {
    // An empty message clears what a broker retains (MQTT 3.1.1, 3.3.1.3). The cloud retains nothing,
    // and what a station once said of itself stays its past.
    if (message.payload.length === 0) return ACCEPTED;
    if (!parsed.ok) return refused(parsed.reason, parsed.detail, { station });
    const received = now();
    await stations.change(station, received, (record) => update(record, parsed.value, received));
    publish(parsed.value, received);
    return ACCEPTED;
  };

  const process = async (message: Incoming): Promise<Outcome> => {
    const topic = parseTopic(message.topic);
    if (topic === undefined || topic.kind === "receipts" || topic.kind === "config")
      return refused("topic", "stations publish readings, status and hello");
    const { station, kind } = topic;
    if (!may(message.sender, "station.publish", { station }))
      return refused(
        "not_allowed",
        `published under the name "${station}", which is not the sender's own`,
        // The station that was named has sent nothing: the one that used its name is told.
        message.sender.kind === "station" ? { station: message.sender.id } : {},
      );
    if (message.payload.length > limits.read)
      return refused("too_large", `${message.payload.length} bytes`, { station });
    switch (kind) {
      case "readings":
        return acceptBatch(message, station);
      case "hello":
        return change(
          message,
          station,
          parsePayload(Hello, message.payload, limits.document),
          withHello,
          (hello, received) => events.publish("station.hello", { station, received, hello }),
        );
      case "status":
        return change(
          message,
          station,
          parsePayload(Status, message.payload, limits.document),
          withStatus,
          (status, received) => events.publish("station.status", { station, received, status }),
        );
      default:
        return kind satisfies never;
    }
  };

  return {
    async accept(message) {
      events.publish("message.received", { received: now(), bytes: message.payload.length });
      const outcome = await process(message);
      if (!outcome.accepted) await setAside(message, outcome);
    },
    acceptAgain: process,
  };
};
