import { addressGroup } from "../api/address-group.ts";
import type { Asking } from "../api/api.ts";
import { Problem } from "../api/problems.ts";
import type { Config } from "../config.ts";
import type { Queries } from "../records/database.ts";
import { takeAttempt } from "./attempt-queries.ts";
import type { AttemptLimit } from "./attempts.ts";
import type { People } from "./people.ts";
import { peopleProblems } from "./problems.ts";
import { hashOf } from "./secrets.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Limits for each address (a home's, for IPv6) are wide, since many people may share one, and are counted in
 * memory: a restart forgets them. Those for each account and each mailbox keep somebody's secrets from being
 * guessed and their mailbox from being filled: they are counted among the records, for all processes, and a
 * restart does not begin again. Codes of authenticators have a count of their own, in better-auth's table.
 */
export interface AttemptLimits {
  readonly signIn: AttemptLimit;
  readonly link: AttemptLimit;
  readonly signInToAccount: AttemptLimit;
  readonly linkToMailbox: AttemptLimit;
  readonly mailsOfAccount: AttemptLimit;
}

export type LimitSettings = Pick<
  Config,
  | "SIGN_INS_PER_ADDRESS"
  | "LINKS_PER_ADDRESS"
  | "SIGN_INS_PER_ACCOUNT"
  | "LINKS_PER_ACCOUNT"
  | "MAILS_PER_ACCOUNT"
>;

export const attemptLimits = (settings: LimitSettings): AttemptLimits => ({
  signIn: { most: settings.SIGN_INS_PER_ADDRESS, withinMs: 10 * MINUTE_MS },
  link: { most: settings.LINKS_PER_ADDRESS, withinMs: HOUR_MS },
  signInToAccount: { most: settings.SIGN_INS_PER_ACCOUNT, withinMs: 15 * MINUTE_MS },
  linkToMailbox: { most: settings.LINKS_PER_ACCOUNT, withinMs: HOUR_MS },
  mailsOfAccount: { most: settings.MAILS_PER_ACCOUNT, withinMs: HOUR_MS },
});

const refuse = (): never => {
  throw new Problem(
    peopleProblems.too_many_attempts,
    "There were too many attempts from here. Wait a few minutes and try again.",
  );
};

/** Counts one attempt from where the request comes. */
export const countAttempt = (people: People, request: Asking, use: "signIn" | "link"): void => {
  const from = addressGroup(people.visitors.of(request).address);
  if (!people.attempts.take(`${use} ${from}`, people.limits[use])) refuse();
};

/** Of names and addresses only a hash is kept, and no longer than the limit reaches. */
const take = (
  people: People,
  db: Queries,
  key: string,
  { most, withinMs }: AttemptLimit,
): Promise<boolean> => takeAttempt(db, hashOf(key), { most, withinMs, now: people.now() });

/** Counts one attempt to open an account, which may not exist. */
export const countAttemptOn = async (people: People, account: string): Promise<void> => {
  const { records, limits } = people;
  if (!(await take(people, records.db, `account ${account}`, limits.signInToAccount))) refuse();
};

/** Counts one mail that an account causes. */
export const countMailBy = async (people: People, account: string): Promise<void> => {
  const { records, limits } = people;
  if (!(await take(people, records.db, `mails ${account}`, limits.mailsOfAccount))) refuse();
};

/**
 * Whether this mailbox may get another mail of the kind: who invites somebody again and again does not keep
 * them from getting a link. Who asks is not told.
 */
export const mayMail = (
  people: People,
  email: string,
  kind: "link" | "invitation",
  db: Queries = people.records.db,
): Promise<boolean> => take(people, db, `${kind} ${email}`, people.limits.linkToMailbox);
