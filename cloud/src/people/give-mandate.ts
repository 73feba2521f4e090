import * as z from "zod";
import { may } from "../access/may.ts";
import type { Principal } from "../access/principal.ts";
import { type Scope, scopeKinds } from "../access/roles.ts";
import type { Asking } from "../api/api.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import type { Media } from "../media/media.ts";
import type { Transaction } from "../records/database.ts";
import { insertMandate, type Mandate } from "./mandate-queries.ts";
import { resourceOfScope } from "./mandates.ts";
import type { People } from "./people.ts";
import { scopeOf } from "./role-queries.ts";

const YEAR_MS = 366 * 86_400_000;

export const MandateGiven = z.strictObject({
  until: z.iso.datetime().meta({ description: "Its last instant; two years from now at most" }),
  scan: z
    .uuid()
    .optional()
    .meta({ description: 'The signed paper: a medium of the purpose "mandate"' }),
  scope: z
    .strictObject({ kind: z.enum(scopeKinds), id: z.uuid().optional() })
    .optional()
    .meta({
      description:
        "In which of one's roles as mediator one helps; the only one, or that for the platform, when absent",
    }),
  note: z.string().max(500).optional(),
});

type ScopeGiven = z.infer<typeof MandateGiven>["scope"];

/** As asked for; else that of the mandate before; else the mediator's only role. */
const chosenScope = (
  principal: Principal,
  given: ScopeGiven,
  before: Pick<Mandate, "scopeKind" | "scope"> | undefined,
): Scope => {
  if (given !== undefined) {
    if ((given.kind === "platform") !== (given.id === undefined))
      throw new Problem(
        apiProblems.invalid_request,
        'The platform as a scope has no "id", and every other has one.',
      );
    return scopeOf(given.kind, given.id ?? null);
  }
  if (before !== undefined) return scopeOf(before.scopeKind, before.scope);
  if (may(principal, "people.assist") || principal.kind !== "person") return { kind: "platform" };
  const [only, ...others] = principal.roles.filter(({ role }) => role === "mediator");
  if (only === undefined || others.length > 0)
    throw new Problem(
      apiProblems.invalid_request,
      'You are a mediator in several places: say in which, by "scope".',
    );
  return only.scope;
};

/** How a mediator is given a mandate. */
export const createMandateGiver = (people: People, media: Pick<Media, "attach">) => {
  const { db } = people.records;

  const endOf = (until: string): Date => {
    const end = new Date(until);
    if (end.getTime() <= people.now() || end.getTime() > people.now() + 2 * YEAR_MS)
      throw new Problem(
        apiProblems.invalid_request,
        'A mandate ends ("until") after today, and within two years.',
      );
    return end;
  };

  /** The scope in which a mandate is given: one that a role of the mediator reaches. */
  const scopeFor = async (
    request: Asking,
    given: ScopeGiven,
    before?: Pick<Mandate, "scopeKind" | "scope">,
  ): Promise<Scope> => {
    const scope = chosenScope(request.principal, given, before);
    const resource = await resourceOfScope(db, scope);
    if (resource === undefined)
      throw new Problem(
        apiProblems.invalid_request,
        `The scope names no ${scope.kind} that exists.`,
      );
    request.demand(resource);
    return scope;
  };

  /** Writes a mandate, with the scan of its paper: that is the person's from now on, and goes with them. */
  const giveMandate = async (
    tx: Transaction,
    request: Asking,
    {
      person,
      mediator,
      scope,
      given: { until, scan, note },
    }: {
      readonly person: string;
      readonly mediator: string;
      readonly scope: Scope;
      readonly given: z.infer<typeof MandateGiven>;
    },
  ): Promise<string> => {
    if (scan !== undefined)
      await media.attach(tx, {
        media: scan,
        to: person,
        by: request.principal,
        visibility: "private",
        owner: person,
        purpose: "mandate",
      });
    return insertMandate(tx, {
      person,
      mediator,
      since: new Date(people.now()),
      until: endOf(until),
      scan: scan ?? null,
      note: note ?? null,
      scopeKind: scope.kind,
      scope: scope.kind === "platform" ? null : scope.id,
    });
  };

  return { endOf, scopeFor, giveMandate };
};
