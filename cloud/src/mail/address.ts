import { domainToASCII } from "node:url";
import * as z from "zod";
import { oneLine } from "../one-line.ts";

const LENGTH = 254;
const NAME_LENGTH = 100;

/** An address to which mail may go: one mailbox, without a name, comment or quotes. */
export const MailAddress = z
  .string()
  .max(LENGTH)
  .transform((text) => {
    const at = text.lastIndexOf("@");
    // A domain with accents has another name in the network; a mailbox's own name is left as it is.
    const domain = at < 1 ? "" : domainToASCII(text.slice(at + 1));
    return domain === "" ? text : `${text.slice(0, at)}@${domain}`;
  })
  .pipe(z.email().max(LENGTH));

/** A sender or a recipient: never a raw string, of which a mail server would read more than one address. */
export const Mailbox = z.strictObject({
  address: MailAddress,
  name: z.string().transform((name) => oneLine(name, NAME_LENGTH)),
});
export type Mailbox = z.infer<typeof Mailbox>;

/** Reads "Name <name@example.org>" or "name@example.org", as the settings have it. */
export const parseMailbox = (text: string): Mailbox | undefined => {
  const [, name = "", inside] = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/.exec(text) ?? [];
  if (/[\p{Cc}]/u.test(text)) return undefined;
  const read = Mailbox.safeParse({ address: inside ?? text.trim(), name });
  return read.success ? read.data : undefined;
};
