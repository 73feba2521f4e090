import { createTransport } from "nodemailer";
import { oneLine } from "../one-line.ts";
import type { Delivery, DeliveryHandler } from "../outbox/outbox.ts";
import { MailAddress, type Mailbox } from "./address.ts";
import { MailContent } from "./content.ts";
import { mailDocument } from "./document.ts";
import { judgeFailure, type MailFault, type SmtpError } from "./faults.ts";
import type { ServerAddress } from "./server-address.ts";

export interface MailOptions {
  readonly server: ServerAddress;
  readonly from: Mailbox;
  readonly replyTo?: Mailbox | undefined;
  /** Authorities beside those that Node knows. */
  readonly ca?: string;
  /** How long the server may take for one answer. */
  readonly patienceMs?: number;
}

export interface MailServer {
  /** "smtp.example.org:587". */
  readonly shown: string;
  readonly from: Mailbox;
  readonly deliver: DeliveryHandler;
  /** What keeps mail from leaving at present, and since when. */
  fault(): { readonly fault: MailFault; readonly since: number } | undefined;
  /** Ends its connections. */
  close(): void;
}

const PATIENCE_MS = 10_000;
const NAME_LENGTH = 100;
/** As many mails as the outbox has under way. */
const CONNECTIONS = 20;
/** Mail servers end connections that bring more. */
const MAILS_EACH = 100;
/** Most mails come alone: nobody keeps a server waiting for the next. */
const IDLE_MS = 2_000;

const permanent = (fault: string): Delivery => ({ ok: false, permanent: true, fault });

/** Sends messages of the outbox to a mail server, one after the other on each of some connections. */
export const createMailServer = (
  { server, from, replyTo, ca, patienceMs = PATIENCE_MS }: MailOptions,
  now: () => number,
  onFault: (fault: MailFault) => void,
): MailServer => {
  const { host, port, tls, login } = server;
  const shown = `${host}:${port}`;
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: MAILS_EACH,
    idleTimeout: IDLE_MS,
    // Of which no byte was sent over a connection that had ended; all else the outbox tries again, and counts.
    maxRequeues: 1,
    host,
    port,
    secure: tls === "from_start",
    requireTLS: tls === "required",
    ignoreTLS: tls === "none",
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    tls: { minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
    name: domain,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    dnsTimeout: patienceMs,
    maxResponseSize: 64 * 1024,
    disableFileAccess: true,
    disableUrlAccess: true,
    allowInternalNetworkInterfaces: true,
  });
  let current: { readonly fault: MailFault; readonly since: number } | undefined;

  const deliver: DeliveryHandler = async ({ id, recipient, content, created }, signal) => {
    const to = MailAddress.safeParse(recipient);
    if (!to.success) return permanent("The recipient is no mail address.");
    const read = MailContent.safeParse(content);
    if (!read.success) return permanent("The content is no mail: see cloud/src/mail/content.ts.");
    const { subject, language, name, unsubscribe } = read.data;
    try {
      await transport.sendMail({
        from,
        ...(replyTo === undefined ? {} : { replyTo }),
        to: { name: oneLine(name, NAME_LENGTH), address: to.data },
        // Who is written into the head of the mail changes nothing in where it goes.
        envelope: { from: from.address, to: [to.data] },
        subject,
        ...mailDocument(read.data),
        // The same in every attempt: a mail that comes twice can be recognised.
        messageId: `<${id}@${domain}>`,
        date: created,
        headers: {
          "Auto-Submitted": "auto-generated",
          "X-Auto-Response-Suppress": "All",
          "Content-Language": language,
          ...(unsubscribe === undefined
            ? {}
            : { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
        },
        ...(unsubscribe === undefined ? {} : { list: { unsubscribe: [[unsubscribe]] } }),
        signal,
      });
      current = undefined;
      return { ok: true };
    } catch (error) {
      const { delivery, fault } = judgeFailure(error as SmtpError, shown);
      if (fault === undefined) current = undefined;
      else if (current?.fault.code !== fault.code) {
        current = { fault, since: now() };
        onFault(fault);
      }
      return delivery;
    }
  };
  return { shown, from, deliver, fault: () => current, close: () => transport.close() };
};
