import { may } from "../access/may.ts";
import type { Person, Principal, Program } from "../access/principal.ts";
import { type Grant, type KeyScope, keyScopes } from "../access/roles.ts";
import type { Identify } from "../api/access.ts";
import type { Asking } from "../api/api.ts";
import { Problem } from "../api/problems.ts";
import { membershipsOf } from "../organisations/membership-queries.ts";
import type { Database } from "../records/database.ts";
import { findKey, touchKey } from "./key-queries.ts";
import { resourceOfMandate } from "./mandates.ts";
import { peopleProblems } from "./problems.ts";
import { grantsOf } from "./role-queries.ts";
import { hashOf } from "./secrets.ts";
import { findSession, touchSession } from "./session-queries.ts";
import type { Visitors } from "./visitors.ts";

/** An API key begins like this: it is told from the machine's token, and found when it leaks. */
export const KEY_PREFIX = "dcz_key_";

/** A session that a request has shown. */
export interface OpenSession {
  readonly id: string;
  /** Who has signed in, whoever they act for. */
  readonly person: string;
  readonly signedIn: Date;
}

interface Found {
  readonly principal: Principal;
  readonly session?: OpenSession;
}

/** Of somebody's roles those that another may use for them. */
const usableForThem = (grants: readonly Grant[]): readonly Grant[] =>
  grants.filter(({ role }) => role === "host" || role === "contributor");

const TOUCH_MS = 600_000;
/** A change of roles made by another process counts after this. */
const REMEMBERED_MS = 2_000;
const MOST_REMEMBERED = 10_000;

export interface Identification {
  readonly identify: Identify;
  /** The session of a request that was identified by one. */
  sessionOf(request: Asking): OpenSession | undefined;
  /** Somebody with the roles that they have now, for what is done for them while they ask for nothing. */
  personNow(person: string): Promise<Person>;
  /** Roles, sessions or keys have changed: everybody is looked up again. */
  forget(): void;
}

export interface IdentificationParts {
  readonly db: Database;
  readonly visitors: Visitors;
  readonly cookie: string;
  readonly now: () => number;
}

/** The token in the cookie of a session, without its signature: its hash alone finds the session. */
export const tokenIn = (cookies: string | undefined, name: string): string | undefined => {
  const found = (cookies ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  const token = found?.split(".", 1)[0];
  return token !== undefined && /^[\w-]{20,100}$/.test(token) ? token : undefined;
};

/** Who asks, by the cookie of a session or by an API key. */
export const createIdentification = ({
  db,
  visitors,
  cookie,
  now,
}: IdentificationParts): Identification => {
  const remembered = new Map<string, { readonly found: Found; readonly until: number }>();
  /** Counts what was forgotten: what was asked before is not remembered after. */
  let forgotten = 0;
  const sessions = new WeakMap<object, OpenSession>();

  const rolesOf = async (person: string): Promise<Pick<Person, "roles" | "memberships">> => {
    const [grants, memberships] = await Promise.all([
      grantsOf(db, person, new Date(now())),
      membershipsOf(db, person),
    ]);
    return { roles: grants.map(({ role, scope }) => ({ role, scope })), memberships };
  };

  const bySession = async (hash: string): Promise<Found | undefined> => {
    const at = new Date(now());
    const row = await findSession(db, hash, at);
    if (row === undefined || row.person.closedAt !== null) return undefined;
    const { session, person, mandate } = row;
    if (at.getTime() - session.updatedAt.getTime() > TOUCH_MS)
      await touchSession(db, session.id, person.id, at);
    const open = { id: session.id, person: person.id, signedIn: session.createdAt };
    const own = await rolesOf(person.id);
    const mayAct =
      mandate !== null &&
      mandate.revoked === null &&
      mandate.until > at &&
      mandate.mediator === person.id &&
      may(
        { kind: "person", id: person.id, ...own },
        "people.assist",
        await resourceOfMandate(db, mandate),
      );
    if (!mayAct) return { principal: { kind: "person", id: person.id, ...own }, session: open };
    const theirs = await rolesOf(mandate.person);
    const principal: Person = {
      kind: "person",
      id: person.id,
      actingFor: mandate.person,
      roles: usableForThem(theirs.roles),
      memberships: theirs.memberships ?? [],
    };
    return { principal, session: open };
  };

  const byKey = async (hash: string): Promise<Found | undefined> => {
    const at = new Date(now());
    const row = await findKey(db, hash, at);
    if (row === undefined || row.person.closedAt !== null) return undefined;
    const { key, person } = row;
    if (at.getTime() - (key.lastUsed?.getTime() ?? 0) > TOUCH_MS) await touchKey(db, key.id, at);
    const scopes = key.scopes.filter((scope): scope is KeyScope =>
      keyScopes.some((known) => known === scope),
    );
    const principal: Program = {
      kind: "program",
      id: key.id,
      owner: person.id,
      scopes,
      ...(await rolesOf(person.id)),
    };
    return { principal };
  };

  const recall = async (
    hash: string,
    find: (hash: string) => Promise<Found | undefined>,
  ): Promise<Found | undefined> => {
    const known = remembered.get(hash);
    if (known !== undefined && known.until > now()) return known.found;
    const before = forgotten;
    const found = await find(hash);
    if (found === undefined || forgotten !== before) return found;
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(hash, { found, until: now() + REMEMBERED_MS });
    return found;
  };

  return {
    async identify(request) {
      const key = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
      if (key?.startsWith(KEY_PREFIX) === true)
        return (await recall(hashOf(key), byKey))?.principal;
      // Whatever the cookie is: a page of another site may not even sign somebody in.
      const hasCookie = (request.headers.cookie ?? "").includes(cookie);
      const comesFromPage =
        request.headers.origin !== undefined || request.headers["sec-fetch-site"] !== undefined;
      if ((hasCookie || comesFromPage) && !visitors.of(request).isOwnOrigin)
        throw new Problem(
          peopleProblems.other_origin,
          "This request comes from a page of another site. Open our page and try again there.",
        );
      const token = tokenIn(request.headers.cookie, cookie);
      if (token === undefined) return undefined;
      const found = await recall(hashOf(token), bySession);
      if (found?.session !== undefined) sessions.set(request, found.session);
      return found?.principal;
    },
    sessionOf: (request) => sessions.get(request),
    personNow: async (id) => ({ kind: "person", id, ...(await rolesOf(id)) }),
    forget() {
      forgotten += 1;
      remembered.clear();
    },
  };
};
