import { type Batch, mostReadings, type Reading } from "@datacityzen/hardware/wire/batch";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { readMessage } from "./message.ts";
import type { Message } from "./outbox.ts";

/** Readings of one run of a station under the name of its newest batch; each message is in `ids`. */
export interface Joined {
  readonly topic: string;
  readonly batch: Batch;
  /** Newest first. */
  readonly ids: readonly number[];
}

/** Longer, and it is a clock that was set rather than a station that measured. */
const longestMs = 86_400_000;

const spanOf = ({ readings }: Batch): { readonly oldest: number; readonly newest: number } => ({
  oldest: readings.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY),
  newest: readings.reduce((most, { at }) => Math.max(most, at), Number.NEGATIVE_INFINITY),
});

/**
 * Joins messages, given newest first, by station and run, as long as a batch may be. One that is no batch of
 * readings stays alone, as it came. The cloud judges a station's clock by the instants of a batch: where time
 * went back or leapt from one message to the next, another batch begins.
 */
export const joinMessages = (
  messages: readonly Message[],
): { readonly joined: readonly Joined[]; readonly unread: readonly Message[] } => {
  const unread: Message[] = [];
  const readable: { message: Message; batch: Batch }[] = [];
  for (const message of messages) {
    const topic = parseTopic(message.topic);
    const batch =
      topic?.kind === "readings"
        ? readMessage(topic, message.payload, message.arrived).batch
        : undefined;
    if (batch === undefined) unread.push(message);
    else readable.push({ message, batch });
  }
  const byRun = Map.groupBy(
    readable,
    ({ message, batch }) => `${message.topic} ${batch.boot} ${batch.clock}`,
  );
  const joined = [...byRun.values()].flatMap((all): Joined[] => {
    const parts: { topic: string; batch: Batch; readings: Reading[][]; ids: number[] }[] = [];
    let count = 0;
    let latest = 0;
    let before = Number.POSITIVE_INFINITY;
    for (const { message, batch } of all) {
      const part = parts.at(-1);
      const { oldest, newest } = spanOf(batch);
      const isSteady = newest <= before && latest - oldest <= longestMs;
      before = newest;
      count += batch.readings.length;
      if (part === undefined || count > mostReadings || !isSteady) {
        count = batch.readings.length;
        latest = newest;
        const { topic, id } = message;
        parts.push({ topic, batch, readings: [[...batch.readings]], ids: [id] });
      } else {
        part.readings.push([...batch.readings]);
        part.ids.push(message.id);
      }
    }
    return parts.map(({ topic, batch, readings, ids }) => ({
      ...{ topic, ids },
      batch: { ...batch, readings: readings.reverse().flat() },
    }));
  });
  return { joined, unread };
};
