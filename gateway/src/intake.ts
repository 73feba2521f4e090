import { formatTopic, type Topic } from "@datacityzen/hardware/wire/topic";
import type { Counters } from "./counters.ts";
import type { Events } from "./events.ts";
import { readMessage } from "./outbox/message.ts";
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

/** Puts what a station says on disk; resolves once it is there, or with the reason why it is not. */
export type Intake = (topic: Topic, payload: Uint8Array) => Promise<Committed<"kept" | "repeat">>;

/** Everything that one publication changes is handed over in one turn: it shares one transaction. */
export const openIntake =
  ({ outbox, retained, latest, stations, counters, events, now }: IntakeOptions): Intake =>
  async (topic, payload) => {
    const arrived = now();
    events.emit("heard", topic.station);

    const keepReadings = async () => {
      const { message, batch } = readMessage(topic, payload, arrived);
      const kept = outbox.append(message);
      if (batch !== undefined) await latest.record(topic.station, batch, arrived);
      return kept;
    };

    const [outcome] = await Promise.all([
      topic.kind === "readings"
        ? keepReadings()
        : retained.keep({ topic: formatTopic(topic), payload, arrived }),
      stations.note(topic.station),
    ]);
    if (!outcome.ok) return outcome;
    counters.received[topic.kind] += 1;
    if (outcome.value === "kept") events.emit("kept");
    else counters.repeats += 1;
    return outcome;
  };
