import * as z from "zod";
import type { Delivery, DeliveryHandler } from "../outbox/outbox.ts";
import type { RequestOutcome, Requests } from "../requests/requests.ts";
import { signedHeaders } from "../requests/standard-webhook.ts";

export const SmsContent = z.object({ text: z.string() });
export type SmsContent = z.infer<typeof SmsContent>;

/** The number takes no messages, and will not. */
const GONE = 410;
/** This message would be refused tomorrow too. */
const REFUSED = new Set([400, 413, 422]);

const judge = (outcome: RequestOutcome): Delivery => {
  if (!outcome.ok)
    return { ok: false, permanent: false, wayIsOut: true, fault: outcome.refusal.code };
  const { status } = outcome.answer;
  if (status >= 200 && status < 300) return { ok: true };
  const fault = `answered with ${status}`;
  if (status === GONE) return { ok: false, permanent: true, recipientIsRefused: true, fault };
  if (REFUSED.has(status)) return { ok: false, permanent: true, fault };
  // A wrong address, a key that has ended, a gateway that is busy: no message is to blame for it.
  return { ok: false, permanent: false, wayIsOut: true, fault };
};

export interface SmsGatewayParts {
  readonly requests: Pick<Requests, "send">;
  readonly url: string;
  /** Of Standard Webhooks: "whsec_…". */
  readonly secret: string;
  readonly now: () => number;
}

/** Posts messages of the outbox to a program that sends SMS. Number and body are the same in every attempt. */
export const createSmsGateway =
  ({ requests, url, secret, now }: SmsGatewayParts): DeliveryHandler =>
  async ({ id, recipient, content, created }, signal) => {
    const read = SmsContent.safeParse(content);
    if (!read.success) return { ok: false, permanent: true, fault: "The content is no SMS." };
    const { text } = read.data;
    const body = JSON.stringify({
      type: "sms.send",
      timestamp: created.toISOString(),
      data: { to: recipient, text },
    });
    return judge(
      await requests.send({
        ...{ url, method: "POST", signal, body },
        headers: signedHeaders(secret, { id, body, now: now() }),
      }),
    );
  };
