import { accountOf } from "../access/principal.ts";
import type { Asking } from "../api/api.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import { FRESH_MS } from "./auth.ts";
import type { OpenSession } from "./identify.ts";
import type { People } from "./people.ts";
import { findPerson, type Person } from "./person-queries.ts";
import { peopleProblems } from "./problems.ts";

/** The account of the request: of the person who is acted for, or of whoever asks. */
export const accountIn = (request: Asking): string => {
  const id = accountOf(request.principal);
  if (id === undefined) throw new Error("A route about one's account let somebody in without one.");
  return id;
};

export const personIn = async (people: People, id: string): Promise<Person> => {
  const person = await findPerson(people.records.db, id);
  if (person === undefined)
    throw new Problem(peopleProblems.person_unknown, "There is no such person any more.");
  return person;
};

/** The session of the request: an API key has none. */
export const demandSession = (people: People, request: Asking): OpenSession => {
  const open = people.identification.sessionOf(request);
  if (open === undefined)
    throw new Problem(apiProblems.not_allowed, "This needs somebody who has signed in.");
  return open;
};

/** For what decides who gets in: a browser that was left open is not enough. */
export const demandFreshSession = (people: People, request: Asking): OpenSession => {
  const open = demandSession(people, request);
  if (people.now() - open.signedIn.getTime() > FRESH_MS)
    throw new Problem(
      peopleProblems.sign_in_again,
      "This needs a sign-in of the last quarter of an hour: sign in again, then come back.",
    );
  return open;
};

/** Both names of whoever acts for somebody, for the audit. */
export const actorOf = ({ principal }: Asking) => ({
  actor: principal,
  ...(principal.kind === "person" && principal.actingFor !== undefined
    ? { onBehalfOf: principal.actingFor }
    : {}),
});

/** A route about one's own account. */
export const own = (
  access: "account.read" | "account.change" | "account.secure" | "account.sign_out",
) => ({ access, resource: "own account" }) as const;
