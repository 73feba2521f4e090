import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bytes, instant, newId } from "../records/columns.ts";
import { thing } from "../things/tables.ts";

/** Everything that leaves for somebody outside: mail, push messages, webhooks. */
export const outboxMessage = pgTable(
  "outbox_message",
  {
    id: newId(),
    /** The way it goes: "mail", "push", "webhook", "sms". */
    kind: text("kind").notNull(),
    /** What it is, in the words of its module: "account.sign_in_link", "alerts.raised". */
    subject: text("subject").notNull(),
    /** Administrators see no content and no address of it. */
    personal: boolean("personal").notNull(),
    /** Whom it concerns: erased with them. */
    person: uuid("person").references(() => thing.id, { onDelete: "cascade" }),
    /** Encrypted, gone after the delivery or the expiry: "a***@example.org" stays. */
    recipient: bytes("recipient"),
    maskedRecipient: text("masked_recipient").notNull(),
    /** Encrypted, gone after the delivery or the expiry. */
    content: bytes("content"),
    /** The same message put twice under one key goes once. */
    key: text("key"),
    state: text("state", { enum: ["waiting", "delivered", "dead", "expired"] })
      .notNull()
      .default("waiting"),
    attempts: integer("attempts").notNull().default(0),
    /** One of very many: it leaves after what somebody waits for. */
    bulk: boolean("bulk").notNull().default(false),
    /** Not before. */
    next: instant("next").notNull(),
    /** Not after. */
    expires: instant("expires").notNull(),
    /** Why the last attempt failed: a code for personal messages, a sentence for others. */
    fault: text("fault"),
    created: instant("created").notNull(),
    /** When it was delivered, given up or expired. */
    settled: instant("settled"),
  },
  (own) => [
    uniqueIndex("outbox_message_key").on(own.kind, own.key),
    index("outbox_message_waiting")
      .on(own.kind, own.bulk, own.next)
      .where(sql`${own.state} = 'waiting'`),
    index("outbox_message_state").on(own.state, own.created),
    index("outbox_message_person").on(own.person),
    check(
      "outbox_message_states",
      sql`${own.state} in ('waiting', 'delivered', 'dead', 'expired')`,
    ),
  ],
);
export type OutboxMessage = typeof outboxMessage.$inferSelect;
