import { createHmac } from "node:crypto";

/** What a secret of Standard Webhooks begins with; base64 of 24 to 64 bytes follows. */
export const WEBHOOK_SECRET = "whsec_";

/** "v1,…" of Standard Webhooks: HMAC-SHA256 of the message's number, the seconds and the body. */
export const signatureOf = (secret: string, id: string, seconds: number, body: string): string => {
  const key = Buffer.from(secret.slice(WEBHOOK_SECRET.length), "base64");
  const signed = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return `v1,${signed}`;
};

/** The headers by which a program knows that a message is ours, and whether it has had it already. `now`: UTC ms. */
export const signedHeaders = (
  secret: string,
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: number },
): { readonly [name: string]: string } => {
  const seconds = Math.floor(now / 1_000);
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signatureOf(secret, id, seconds, body),
  };
};
