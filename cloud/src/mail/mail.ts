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

export const createMail = ({ outbox, links, server, publicUrl }: MailParts): Mail => ({
  async put(tx, { to, subject, words, personal, topic, person, key, expiresInMs }) {
    const address = MailAddress.parse(to.address);
    if (topic !== undefined && (await hasStop(tx, addressDigest(address), topic))) return undefined;
    const content = MailContent.parse({
      ...words[to.language],
      language: to.language,
      name: to.name ?? "",
      ...(topic === undefined
        ? {}
        : { unsubscribe: new URL(STOP_PATH + links.write(address, topic), publicUrl).href }),
    });
    return outbox.put(tx, {
      kind: "mail",
      subject,
      personal,
      recipient: address,
      content,
      person,
      key,
      expiresInMs,
    });
  },
  resume: (tx, address, topic) => removeStop(tx, addressDigest(MailAddress.parse(address)), topic),
  readStopLink: links.read,
  state: () =>
    server === undefined
      ? { isConfigured: false }
      : { isConfigured: true, server: server.shown, from: server.from, fault: server.fault() },
});
