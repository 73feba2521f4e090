import { createHmac, randomBytes } from "node:crypto";
import * as z from "zod";
import type { DeliveryHandler } from "../outbox/outbox.ts";
import type { Requests } from "../requests/requests.ts";
import { judgeAnswer } from "./way-answer.ts";

const PREFIX = "whsec_";
/** Standard Webhooks: 24 to 64 bytes. */
const SECRET_BYTES = 32;

export const newWebhookSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString("base64");

export const WebhookContent = z.object({
  way: z.uuid(),
  secret: z.string(),
  /** What is posted: the same text in every attempt. */
  body: z.string(),
});
export type WebhookContent = z.infer<typeof WebhookContent>;

/** "v1,…" of Standard Webhooks: HMAC-SHA256 of the message's number, the seconds and the body. */
export const signatureOf = (secret: string, id: string, seconds: number, body: string): string => {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  const signed = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return `v1,${signed}`;
};

export interface WebhookParts {
  readonly requests: Pick<Requests, "send">;
  readonly now: () => number;
  readonly gone: (way: string) => Promise<void>;
}

/** Posts messages of the outbox to programs: gateways to SMS, home automation. The number is the same in every attempt. */
export const createWebhooks =
  ({ requests, now, gone }: WebhookParts): DeliveryHandler =>
  async ({ id, recipient, content }, signal) => {
    const read = WebhookContent.safeParse(content);
    if (!read.success)
      return { ok: false, permanent: true, fault: "The content is no webhook message." };
    const { way, secret, body } = read.data;
    const seconds = Math.floor(now() / 1_000);
    const outcome = await requests.send({
      ...{ url: recipient, method: "POST", signal, body },
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(seconds),
        "webhook-signature": signatureOf(secret, id, seconds, body),
      },
    });
    return judgeAnswer(outcome, () => gone(way));
  };
