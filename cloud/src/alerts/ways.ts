import * as z from "zod";

/** Ways beside the mail by which a profile is told. */
export const wayKinds = ["push", "webhook"] as const;
export type WayKind = (typeof wayKinds)[number];
export const MOST_WAYS = 5;

const Url = z.url({ protocol: /^https$/ }).max(1_000);
const Base64Url = z.string().regex(/^[\w-]+={0,2}$/);

/** What a browser gives of itself (Push API): where its push service takes messages, and its keys (RFC 8291). */
export const PushTarget = z.object({
  kind: z.literal("push"),
  endpoint: Url,
  keys: z.object({
    /** An uncompressed point of P-256: 65 bytes. */
    p256dh: Base64Url.length(87).or(Base64Url.length(88)),
    /** 16 bytes. */
    auth: Base64Url.length(22).or(Base64Url.length(24)),
  }),
});
export type PushTarget = z.infer<typeof PushTarget>;

/** Where a program takes messages, and the secret by which it knows them (Standard Webhooks). */
export const WebhookTarget = z.object({
  kind: z.literal("webhook"),
  url: Url,
  secret: z.string(),
});
export type WebhookTarget = z.infer<typeof WebhookTarget>;

export const WayTarget = z.discriminatedUnion("kind", [PushTarget, WebhookTarget]);
export type WayTarget = z.infer<typeof WayTarget>;

export const WayGiven = z.discriminatedUnion("kind", [
  PushTarget,
  WebhookTarget.omit({ secret: true }),
]);

export const addressOf = (target: WayTarget | z.output<typeof WayGiven>): string =>
  target.kind === "push" ? target.endpoint : target.url;
