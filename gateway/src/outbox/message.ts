import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
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
  const parsed = parsePayload(Batch, payload);
  if (!parsed.ok) return { message };
  return { message: { ...message, readings: parsed.value.readings.length }, batch: parsed.value };
};
