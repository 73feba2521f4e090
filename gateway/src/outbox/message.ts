import { createHash } from "node:crypto";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { formatTopic, type Topic } from "@datacityzen/hardware/wire/topic";

/** A message for the cloud, as the outbox takes it in. */
export interface NewMessage {
  /** Names the message for ever: `station/boot/seq`, or a digest where these cannot be read. */
  readonly key: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** How many readings it carries; 0 when it cannot be read. */
  readonly readings: number;
  /** When the gateway received it, UTC ms. */
  readonly arrived: number;
}

/**
 * Looks into a publication on a station's readings topic. What cannot be read is kept whole all
 * the same: the cloud quarantines it and says so, which a gateway of last year cannot.
 */
export const readMessage = (
  topic: Topic,
  payload: Uint8Array,
  arrived: number,
): { readonly message: NewMessage; readonly batch?: Batch } => {
  const whole = { topic: formatTopic(topic), payload, arrived };
  const parsed = parsePayload(Batch, payload);
  if (!parsed.ok) {
    const digest = createHash("sha256").update(payload).digest("hex");
    return { message: { ...whole, key: `${topic.station}/sha256:${digest}`, readings: 0 } };
  }
  const { boot, seq, readings } = parsed.value;
  return {
    message: { ...whole, key: `${topic.station}/${boot}/${seq}`, readings: readings.length },
    batch: parsed.value,
  };
};
