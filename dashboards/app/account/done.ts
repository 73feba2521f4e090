import type { fr } from "./fr.ts";

type Done = keyof (typeof fr)["account"]["done"];

const told: { readonly [done in Done]: true } = {
  name: true,
  language: true,
  email: true,
  email_confirmed: true,
  password: true,
  password_removed: true,
  totp: true,
  totp_removed: true,
  session: true,
  sessions: true,
  consent: true,
  key_removed: true,
  mandate: true,
  joined: true,
  acting_stopped: true,
};

/** What was done just before, by the address that the form led to: one of our own sentences, or none. */
export const doneIn = (request: Request): Done | undefined => {
  const done = new URL(request.url).searchParams.get("done") ?? "";
  return Object.hasOwn(told, done) ? (done as Done) : undefined;
};
