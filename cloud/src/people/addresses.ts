import * as z from "zod";
import { MailAddress } from "../mail/address.ts";

/** An address, in lower case: one mailbox has one account. */
export const EmailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(MailAddress)
  .meta({ description: "An e-mail address" });

const NOWHERE = "@local.invalid";

/** better-auth wants an address of everybody: this one is for nobody, and shown nowhere. */
export const noAddress = (id: string): string => `${id}${NOWHERE}`;

/** The address of an account, where it has one. */
export const addressOf = (email: string): string | undefined =>
  email.endsWith(NOWHERE) ? undefined : email;
