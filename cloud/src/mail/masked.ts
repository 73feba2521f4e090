import type { MailContent } from "./content.ts";

const MASK = "[…]";

/** What follows the host of an address, where a token could be: all but short words of the path. */
const maskAddresses = (text: string): string =>
  text.replace(/(https?:\/\/[^\s/?#<>"']+)([^\s<>"']*)/g, (_, origin: string, rest: string) => {
    const [path = ""] = /^[^?#]*/.exec(rest) ?? [];
    const kept = path
      .split("/")
      .map((part) => (/^[a-z-]{0,24}$/.test(part) ? part : MASK))
      .join("/");
    return `${origin}${kept}${rest.length > path.length ? MASK : ""}`;
  });

/** Codes that people type: digits or capitals in groups, as they are printed. */
const maskCodes = (text: string): string =>
  text.replace(
    /(?<![\p{L}\p{N}])(?=[\p{Lu}\d -]*\d)[\p{Lu}\d]{2,}(?:[ -][\p{Lu}\d]{2,})*(?![\p{L}\p{N}])/gu,
    (code) => (code.replace(/[^\p{L}\p{N}]/gu, "").length >= 6 ? MASK : code),
  );

/**
 * What an administrator sees of a mail that waits. Hidden is what its module named a secret, and whatever
 * looks like one: a module that forgot to name it opens no account.
 */
export const maskedMail = ({
  subject,
  text,
  secrets,
}: Pick<MailContent, "subject" | "text" | "secrets">): {
  readonly subject: string;
  readonly text: string;
} => {
  const named = secrets.filter((secret) => secret !== "").toSorted((a, b) => b.length - a.length);
  const mask = (shown: string) =>
    maskCodes(maskAddresses(named.reduce((left, secret) => left.replaceAll(secret, MASK), shown)));
  return { subject: mask(subject), text: mask(text) };
};
