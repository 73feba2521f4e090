import { limits } from "@datacityzen/hardware/wire/limits";
import { formatTopic, type Topic } from "@datacityzen/hardware/wire/topic";
import type { Counters } from "./counters.ts";
import type { Events } from "./events.ts";
import { readMessage, unreadMessage } from "./outbox/message.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { Committed } from "./store/group-commit.ts";
import type { Latest } from "./store/latest.ts";
import type { Retained } from "./store/retained.ts";
import type { Stations } from "./store/stations.ts";

export interface IntakeOptions {
  readonly outbox: Outbox;
  readonly retained: Retained;
  readonly latest: Latest;
  readonly stations: Stations;
  readonly counters: Counters;
  readonly events: Events;
  readonly now: () => number;
}

type Kept = Promise<Committed<"kept" | "repeat">>;

/** Puts what clients publish on disk; resolves once it is there, or with the reason why it is not. */
export interface Intake {
  /** What a station says, on one of its own topics. */
  readonly keep: (topic: Topic, payload: Uint8Array, sender?: string) => Kept;
  /** What was sent on a topic that only resembles ours: the cloud keeps it in quarantine. */
  readonly keepUnread: (topic: string, payload: Uint8Array, sender?: string) => Kept;
}

/** Everything that one publication changes shares one transaction. */
export const openIntake = (options: IntakeOptions): Intake => {
  const { outbox, retained, latest, stations, counters, events, now } = options;

  const counted = (outcome: Awaited<Kept>): Awaited<Kept> => {
    if (!outcome.ok) return outcome;
    if (outcome.value === "kept") events.emit("kept");
    else counters.repeats += 1;
    return outcome;
  };

  const keepReadings = async (
    topic: Topic,
    payload: Uint8Array,
    arrived: number,
    sender: string,
  ) => {
    const { message, batch } = readMessage(topic, payload, arrived);
    const { station } = topic;
    const alongside = () => {
      if (!stations.admit(station, arrived)) return;
      stations.write(station, arrived);
      if (batch !== undefined) latest.write(station, batch, arrived);
    };
    const kept = await outbox.append(message, { sender, alongside });
    if (kept.ok && batch === undefined) events.emit("unreadable", station);
    if (kept.ok && kept.value === "kept" && batch !== undefined) {
      const { boot, readings } = batch;
      const at = readings.reduce((newest, reading) => Math.max(newest, reading.at), 0);
      events.emit("measured", { station, boot, at, arrived, sender });
      events.emit("batch", station, batch);
    }
    return kept;
  };

  const keepDocument = (topic: Topic, payload: Uint8Array, arrived: number, sender: string) => {
    const { station } = topic;
    const text = formatTopic(topic);
    // The cloud refuses such a document or has never heard of the station: once is enough.
    if (payload.length > limits.document || !stations.admit(station, arrived))
      return outbox.append(unreadMessage(text, payload, arrived), { sender });
    const alongside = () => stations.write(station, arrived);
    return retained.keep({ topic: text, payload, arrived }, { sender, alongside });
  };

  return {
    keep: async (topic, payload, sender = "") => {
      events.emit("heard", topic.station);
      const arrived = now();
      const keep = topic.kind === "readings" ? keepReadings : keepDocument;
      const outcome = await keep(topic, payload, arrived, sender);
      if (outcome.ok) counters.received[topic.kind] += 1;
      return counted(outcome);
    },
    keepUnread: async (topic, payload, sender = "") =>
      counted(await outbox.append(unreadMessage(topic, payload, now()), { sender })),
  };
};
