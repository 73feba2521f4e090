import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, instant } from "../records/columns.ts";

/** Who does not want mails of a topic any more. Of the address only its SHA-256 is kept. */
export const mailStop = pgTable(
  "mail_stop",
  {
    digest: bytes("digest").notNull(),
    topic: text("topic").notNull(),
    at: instant("at").notNull(),
  },
  (own) => [primaryKey({ columns: [own.digest, own.topic] })],
);
