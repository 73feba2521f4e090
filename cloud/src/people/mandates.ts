import { may, type Resource } from "../access/may.ts";
import type { Principal } from "../access/principal.ts";
import type { Scope } from "../access/roles.ts";
import type { Asking } from "../api/api.ts";
import { Problem } from "../api/problems.ts";
import type { Queries } from "../records/database.ts";
import { territoriesAround } from "../territories/territory-queries.ts";
import { findThing } from "../things/queries.ts";
import { type Mandate, openMandates } from "./mandate-queries.ts";
import type { People } from "./people.ts";
import { findPerson } from "./person-queries.ts";
import { peopleProblems } from "./problems.ts";
import { scopeOf } from "./role-queries.ts";

/** What a role in this scope reaches; undefined when the scope names nothing of its kind. */
export const resourceOfScope = async (db: Queries, scope: Scope): Promise<Resource | undefined> => {
  if (scope.kind === "platform") return {};
  const found = await findThing(db, scope.id);
  if (found === undefined || (scope.kind !== "thing" && found.kind !== scope.kind))
    return undefined;
  switch (scope.kind) {
    case "territory":
      return { territories: await territoriesAround(db, scope.id) };
    case "organisation":
      return { organisation: scope.id, thing: scope.id };
    case "thing":
      // Also who administers its territory, or the organisation that owns it.
      return {
        thing: scope.id,
        owner: found.owner ?? undefined,
        organisation: found.owner ?? undefined,
        territories:
          found.territory === null ? undefined : await territoriesAround(db, found.territory),
      };
    default:
      return scope satisfies never;
  }
};

/** What a mediator's role must reach for this mandate to count. */
export const resourceOfMandate = async (
  db: Queries,
  { scopeKind, scope }: Pick<Mandate, "scopeKind" | "scope">,
): Promise<Resource> => (await resourceOfScope(db, scopeOf(scopeKind, scope))) ?? {};

/** The mandate by which a mediator may act for somebody now: it has not ended, and their role reaches it. */
export const mandateOf = async (
  db: Queries,
  principal: Principal,
  who: string,
  at: Date,
): Promise<Mandate | undefined> => {
  if (principal.kind !== "person") return undefined;
  // Several may be open, each in a scope of its own: the role may reach one and no other.
  for (const found of await openMandates(db, { mediator: principal.id, who }, at))
    if (may(principal, "people.assist", await resourceOfMandate(db, found))) return found;
  return undefined;
};

/** Whom the mediator helps, by a mandate that counts now. */
export const demandMandate = async (people: People, request: Asking, who: string) => {
  const { db } = people.records;
  request.allows({});
  const mandate = await mandateOf(db, request.principal, who, new Date(people.now()));
  const person = mandate === undefined ? undefined : await findPerson(db, who);
  if (mandate === undefined || person === undefined) throw nobodyAssisted();
  return { person, mandate };
};

export const nobodyAssisted = (): Problem =>
  new Problem(
    peopleProblems.person_unknown,
    "Nobody whom you assist has this number, or the mandate has ended.",
  );
