import type { Outbox } from "../outbox/outbox.ts";
import type { Queries } from "../records/database.ts";
import { MailAddress, type Mailbox } from "./address.ts";
import { MailContent, type MailContentGiven, type MailLanguage } from "./content.ts";
import type { MailServer } from "./deliver.ts";
import type { MailFault } from "./faults.ts";
import { hasStop, removeStop } from "./queries.ts";
import { addressDigest, type Stop, type StopLinks } from "./stop-link.ts";

/** What a module writes for one language. */
export type MailWords = Pick<MailContentGiven, "subject" | "text" | "secrets">;

export interface MailGiven {
  readonly to: {
    /** A validated address: see MailAddress. */
    readonly address: string;
    readonly name?: string | undefined;
    readonly language: MailLanguage;
  };
  /** What it is, in the words of its module: "account.sign_in_link", "alerts.raised". */
  readonly subject: string;
  readonly words: { readonly [language in MailLanguage]: MailWords };
  /** Alerts, confirmations: administrators see kind, state, age and a masked address only. */
  readonly personal: boolean;
  /** What its readers can stop with one click, for mails that they need not have: "alerts". */
  readonly topic?: string | undefined;
  readonly person?: string | undefined;
  /** The same mail put twice under one key goes once. */
  readonly key?: string | undefined;
  readonly expiresInMs?: number | undefined;
}

/** A mail in its reader's language, that they have not stopped: whoever puts it knows. */
export interface ReadyMail
  extends Pick<MailGiven, "subject" | "personal" | "person" | "key" | "expiresInMs"> {
  /** Its number, where it is written down elsewhere. */
  readonly id?: string | undefined;
  readonly to: MailGiven["to"];
  readonly words: MailWords;
  /** What stops such mails when it is posted to (RFC 8058), and leads to a page when it is opened. */
  readonly unsubscribe?: string | undefined;
}

export type MailState =
  /** Mails stay in the outbox: there is no SMTP_URL. */
  | { readonly isConfigured: false }
  | {
      readonly isConfigured: true;
      /** "smtp.example.org:587". */
      readonly server: string;
      readonly from: Mailbox;
      readonly fault?: { readonly fault: MailFault; readonly since: number } | undefined;
    };

/** Mails that modules send. */
export interface Mail {
  /** Puts a mail into the transaction of the change. Undefined: the reader has stopped mails of this topic. */
  put(tx: Queries, given: MailGiven): Promise<string | undefined>;
  /** Puts many at a time, each in its reader's language. */
  putAll(tx: Queries, given: readonly ReadyMail[]): Promise<void>;
  /** Somebody wants mails of a topic again. */
  resume(tx: Queries, address: string, topic: string): Promise<void>;
  /** What a link in a mail stops, or undefined when we did not make it. */
  readStopLink(token: string): Stop | undefined;
  state(): MailState;
}

export interface MailParts {
  readonly outbox: Outbox;
  readonly links: StopLinks;
  readonly server: MailServer | undefined;
  /** Where people reach the platform. */
  readonly publicUrl: string;
}

/** The path of a link that stops mails. */
export const STOP_PATH = "/api/v1/mail/stop/";

const outboxMessageOf = ({
  to,
  words,
  unsubscribe,
  ...given
}: ReadyMail): Parameters<Outbox["put"]>[1] => ({
  ...given,
  kind: "mail",
  recipient: MailAddress.parse(to.address),
  content: MailContent.parse({
    ...words,
    language: to.language,
    name: to.name ?? "",
    ...(unsubscribe === undefined ? {} : { unsubscribe }),
  }),
});

export const createMail = ({ outbox, links, server, publicUrl }: MailParts): Mail => ({
  async put(tx, { words, topic, ...given }) {
    const address = MailAddress.parse(given.to.address);
    if (topic !== undefined && (await hasStop(tx, addressDigest(address), topic))) return undefined;
    const unsubscribe =
      topic === undefined
        ? undefined
        : new URL(STOP_PATH + links.write(address, topic), publicUrl).href;
    return outbox.put(
      tx,
      outboxMessageOf({ ...given, words: words[given.to.language], unsubscribe }),
    );
  },
  putAll: (tx, given) => outbox.putAll(tx, given.map(outboxMessageOf)),
  resume: (tx, address, topic) => removeStop(tx, addressDigest(MailAddress.parse(address)), topic),
  readStopLink: links.read,
  state: () =>
    server === undefined
      ? { isConfigured: false }
      : { isConfigured: true, server: server.shown, from: server.from, fault: server.fault() },
});
