import { Batch } from "@datacityzen/hardware/wire/batch";
import { decodePayload, judgeDocument } from "@datacityzen/hardware/wire/payload";
import { plainBatch } from "@datacityzen/hardware/wire/plain-batch";
import { formatTopic, type Topic } from "@datacityzen/hardware/wire/topic";
import { messageKey } from "../store/message-key.ts";

/** A message for the cloud, as the outbox receives it. */
export interface NewMessage {
  readonly key: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** How many readings it carries; 0 when it cannot be read. */
  readonly readings: number;
  /** When the gateway received it, UTC ms. */
  readonly arrived: number;
}

/** A message that the gateway does not look into: the cloud puts it into quarantine and says why. */
export const unreadMessage = (topic: string, payload: Uint8Array, arrived: number): NewMessage => ({
  key: messageKey(topic, payload),
  topic,
  payload,
  readings: 0,
  arrived,
});

/** Nearly every batch is plainly good, which is seen in a third of the time that the schema takes. */
const readBatch = (payload: Uint8Array): Batch | undefined => {
  const document = decodePayload(payload);
  if (!document.ok) return undefined;
  const plain = plainBatch(document.value);
  if (plain !== undefined) return plain;
  const judged = judgeDocument(Batch, document.value);
  return judged.ok ? judged.value : undefined;
};

/**
 * Looks into a publication on a station's readings topic. What cannot be read is kept whole all
 * the same: the cloud quarantines it and says so, which a gateway of last year cannot.
 */
export const readMessage = (
  topic: Topic,
  payload: Uint8Array,
  arrived: number,
): { readonly message: NewMessage; readonly batch?: Batch } => {
  const message = unreadMessage(formatTopic(topic), payload, arrived);
  const batch = readBatch(payload);
  if (batch === undefined) return { message };
  return { message: { ...message, readings: batch.readings.length }, batch };
};
