import * as z from "zod";
import { oneLine } from "../one-line.ts";

export const languages = ["fr", "en"] as const;
export type MailLanguage = (typeof languages)[number];

const SUBJECT_LENGTH = 200;
const TEXT_LENGTH = 100_000;

/** What a mail says, as it waits in the outbox. */
export const MailContent = z.strictObject({
  subject: z.string().transform((subject) => oneLine(subject, SUBJECT_LENGTH)),
  /** Paragraphs with an empty line between them; an address alone in its paragraph becomes a link of its own. */
  text: z.string().max(TEXT_LENGTH),
  /** Parts of the text that would open an account: hidden from administrators. */
  secrets: z.array(z.string()).default([]),
  language: z.enum(languages).default("fr"),
  /** Of the recipient. */
  name: z.string().default(""),
  /** Where these mails are stopped with one click; for kinds that can be. */
  unsubscribe: z.url({ protocol: /^https?$/ }).optional(),
});
export type MailContent = z.infer<typeof MailContent>;
/** As modules write it: what has a preset may be left out. */
export type MailContentGiven = z.input<typeof MailContent>;
