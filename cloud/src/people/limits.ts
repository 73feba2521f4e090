import type { Asking } from "../api/api.ts";
import { Problem } from "../api/problems.ts";
import type { AttemptLimit } from "./attempts.ts";
import type { People } from "./people.ts";
import { peopleProblems } from "./problems.ts";
import { addressGroup } from "./visitors.ts";

const MINUTE_MS = 60_000;

/** For each address (a home's, for IPv6), and for each account that is tried. */
export const attemptLimits = {
  /** Passwords, codes, links, passkeys; a workshop behind one address signs in together. */
  signIn: { most: 60, withinMs: 10 * MINUTE_MS },
  signInToAccount: { most: 10, withinMs: 15 * MINUTE_MS },
  /** Requests for a link. */
  link: { most: 20, withinMs: 60 * MINUTE_MS },
  linkToAddress: { most: 5, withinMs: 60 * MINUTE_MS },
  /** Mails that somebody with an account causes: invitations, changes of address. */
  mails: { most: 30, withinMs: 60 * MINUTE_MS },
} as const satisfies { readonly [use: string]: AttemptLimit };

const refuse = (): never => {
  throw new Problem(
    peopleProblems.too_many_attempts,
    "There were too many attempts from here. Wait a few minutes and try again.",
  );
};

/** Counts one attempt from where the request comes. */
export const countAttempt = (
  people: People,
  request: Asking,
  use: "signIn" | "link" | "mails",
): void => {
  const from = addressGroup(people.visitors.of(request).address);
  if (!people.attempts.take(`${use} ${from}`, attemptLimits[use])) refuse();
};

/** Counts one attempt to open an account, which may not exist. */
export const countAttemptOn = (people: People, account: string): void => {
  if (!people.attempts.take(`account ${account}`, attemptLimits.signInToAccount)) refuse();
};

/** Whether this address may get another link. Who asks is not told. */
export const mayMail = (people: People, email: string): boolean =>
  people.attempts.take(`mail ${email}`, attemptLimits.linkToAddress);
