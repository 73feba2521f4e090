import type { Queries } from "../records/database.ts";
import { insertLink } from "./link-queries.ts";
import { hashOf, newToken } from "./secrets.ts";
import type { LinkKind } from "./tables.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long each kind of link is good. */
export const linkMs: { readonly [kind in LinkKind]: number } = {
  sign_in: HOUR_MS,
  sign_up: HOUR_MS,
  password: HOUR_MS,
  first_administrator: 15 * MINUTE_MS,
  email: HOUR_MS,
  parent: 7 * 24 * HOUR_MS,
};

/** Opening it changes nothing: the page that it leads to has a button. */
export const linkTo = (publicUrl: string, token: string): string =>
  `${new URL(publicUrl).origin}/sign-in/link?token=${token}`;

export interface LinkGiven {
  readonly kind: LinkKind;
  readonly person?: string | undefined;
  readonly email?: string | undefined;
}

/** Makes a link that is good once. Only the link holds the token. */
export const makeLink = async (
  tx: Queries,
  publicUrl: string,
  { kind, person, email }: LinkGiven,
  now: number,
): Promise<string> => {
  const token = newToken();
  await insertLink(tx, {
    token: hashOf(token),
    kind,
    person: person ?? null,
    email: email ?? null,
    created: new Date(now),
    expires: new Date(now + linkMs[kind]),
  });
  return linkTo(publicUrl, token);
};
