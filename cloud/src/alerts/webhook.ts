import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { DeliveryHandler } from "../outbox/outbox.ts";
import type { Requests } from "../requests/requests.ts";
import { signedHeaders, WEBHOOK_SECRET } from "../requests/standard-webhook.ts";
import { judgeAnswer } from "./way-answer.ts";

/** Standard Webhooks: 24 to 64 bytes. */
const SECRET_BYTES = 32;

export const newWebhookSecret = (): string =>
  WEBHOOK_SECRET + randomBytes(SECRET_BYTES).toString("base64");

export const WebhookContent = z.object({
  way: z.uuid(),
  secret: z.string(),
  /** What is posted: the same text in every attempt. */
  body: z.string(),
});
export type WebhookContent = z.infer<typeof WebhookContent>;

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
    const outcome = await requests.send({
      ...{ url: recipient, method: "POST", signal, body },
      headers: signedHeaders(secret, { id, body, now: now() }),
    });
    return judgeAnswer(outcome, () => gone(way));
  };
