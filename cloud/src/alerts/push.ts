import * as z from "zod";
import type { DeliveryHandler } from "../outbox/outbox.ts";
import type { Requests } from "../requests/requests.ts";
import { encryptPush } from "./push-encryption.ts";
import type { Vapid } from "./vapid.ts";
import { judgeAnswer } from "./way-answer.ts";
import { PushTarget } from "./ways.ts";

/** What a browser shows, and where a touch leads. All of it is read by that browser alone. */
export const PushContent = z.object({
  way: z.uuid(),
  keys: PushTarget.shape.keys,
  message: z.object({
    title: z.string(),
    body: z.string(),
    url: z.string(),
    /** Of two with one tag the second takes the place of the first. */
    tag: z.string(),
  }),
});
export type PushContent = z.infer<typeof PushContent>;

/** Push services keep a message for a browser that is off for so long. */
const KEPT_SECONDS = 6 * 3_600;

/** 16 bytes of a number as 22 letters: a topic has 32 at most (RFC 8030, 5.4). */
export const topicOf = (id: string): string =>
  Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");

export interface PushParts {
  readonly requests: Pick<Requests, "send">;
  readonly vapid: Vapid;
  readonly now: () => number;
  /** The browser has given its subscription up. */
  readonly gone: (way: string) => Promise<void>;
}

/** Sends messages of the outbox to the push services of browsers (RFC 8030). */
export const createPush =
  ({ requests, vapid, now, gone }: PushParts): DeliveryHandler =>
  async ({ id, recipient, content }, signal) => {
    const read = PushContent.safeParse(content);
    if (!read.success)
      return { ok: false, permanent: true, fault: "The content is no push message." };
    const { way, keys, message } = read.data;
    const outcome = await requests.send({
      ...{ url: recipient, method: "POST", signal },
      headers: {
        authorization: vapid.authorization(recipient, now()),
        "content-type": "application/octet-stream",
        "content-encoding": "aes128gcm",
        ttl: String(KEPT_SECONDS),
        urgency: "high",
        // The same in every attempt: of two that wait the push service keeps the newer one.
        topic: topicOf(id),
      },
      body: encryptPush(JSON.stringify(message), keys),
    });
    return judgeAnswer(outcome, () => gone(way));
  };
