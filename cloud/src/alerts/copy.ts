import type { OutboxGiven } from "../outbox/outbox.ts";
import { type MessageContext, messageWords, type Told, toldWords, whyUrl } from "./message.ts";
import type { PushContent } from "./push.ts";
import type { WayTarget } from "./ways.ts";
import type { WebhookContent } from "./webhook.ts";

export interface CopyGiven {
  readonly way: string;
  readonly target: WayTarget;
  /** The mail of which it is a copy. */
  readonly message: string;
  readonly told: readonly Told[];
  readonly context: MessageContext;
}

/** What a program gets: the message for people, and each transition for programs. */
const eventOf = ({ message, told, context }: CopyGiven): string => {
  const { language, publicUrl, key, now } = context;
  const { subject } = messageWords(told, context);
  return JSON.stringify({
    type: "alerts.told",
    timestamp: new Date(now).toISOString(),
    data: {
      ...{ message, language, title: subject },
      text: told.flatMap((one) => toldWords(one, context)?.text ?? []).join("\n\n"),
      transitions: told.map(({ id, kind, at, value, watched, place, up, down, forecast }) => ({
        ...{ id, kind, at: new Date(at).toISOString(), value: value ?? null },
        ...(forecast === undefined ? {} : { forecast }),
        ...{ watched, place, up, down, why: whyUrl(publicUrl, key, id) },
      })),
    },
  });
};

/** The copy of a mail for a browser or a program: put twice, it goes once. */
export const copyOf = (given: CopyGiven): OutboxGiven => {
  const { way, target, message, told, context } = given;
  const key = `${message} ${way}`;
  if (target.kind === "webhook") {
    const content: WebhookContent = { way, secret: target.secret, body: eventOf(given) };
    return {
      ...{ kind: "webhook", subject: "alerts.told", personal: true, key },
      ...{ recipient: target.url, content },
    };
  }
  const { subject } = messageWords(told, context);
  const [first] = told;
  const content: PushContent = {
    ...{ way, keys: target.keys },
    message: {
      // A locked screen shows it: the place, and nothing that tells of its reader.
      ...{ title: subject, body: "", tag: message },
      url: whyUrl(context.publicUrl, context.key, first?.id ?? ""),
    },
  };
  return {
    ...{ kind: "push", subject: "alerts.told", personal: true, key },
    ...{ recipient: target.endpoint, content },
  };
};
