import { randomUUIDv7 } from "node:crypto";
import * as z from "zod";
import { may } from "../access/may.ts";
import type { Principal } from "../access/principal.ts";
import { type Scope, scopeKinds } from "../access/roles.ts";
import type { Api, Asking } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { Media } from "../media/media.ts";
import type { Transaction } from "../records/database.ts";
import { demandFreshSession, demandSession } from "./account-routes.ts";
import { addressOf, noAddress } from "./addresses.ts";
import { insertConsent } from "./consent-queries.ts";
import { demandFifteenLater, FifteenOn } from "./fifteen.ts";
import { insertMandate, type Mandate, mandatesBy, revokeMandate } from "./mandate-queries.ts";
import { mandateOf, resourceOfMandate, resourceOfScope } from "./mandates.ts";
import type { People } from "./people.ts";
import { changePerson, findPerson, insertPerson, type Person } from "./person-queries.ts";
import { peopleProblems } from "./problems.ts";
import { scopeOf } from "./role-queries.ts";
import { newPrintedCode, newSignInName } from "./secrets.ts";
import { removeSessions } from "./session-queries.ts";
import { putPassword } from "./sign-in-method-queries.ts";
import { LanguageName, Nothing, PersonName } from "./sign-in-routes.ts";

const YEAR_MS = 366 * 86_400_000;
const MOST_ASSISTED = 2_000;
const config = { access: "people.assist", resource: "handler" } as const;
const Instant = z.iso.datetime();
export const Printed = z.object({ id: z.uuid(), signInName: z.string(), code: z.string() });

const printedCode = async ({ auth }: People) => {
  const code = newPrintedCode();
  return { code, hash: await (await auth.$context).password.hash(code) };
};

/** Another printed code: the old one and all sessions end. */
export const printAnotherCode = async (
  people: People,
  request: Asking,
  person: Person,
): Promise<z.infer<typeof Printed>> => {
  if (addressOf(person.email) !== undefined || person.signInName === null)
    throw new Problem(
      apiProblems.conflict,
      "This person has an address, and gets in by a link to it.",
    );
  const { code, hash } = await printedCode(people);
  const at = new Date(people.now());
  await people.records.db.transaction(async (tx) => {
    await putPassword(tx, person.id, hash, at);
    await changePerson(tx, person.id, { codeMustChange: true }, at);
    await removeSessions(tx, person.id);
    await people.audit.write(tx, {
      actor: request.principal,
      onBehalfOf: person.id,
      action: "people.printed_code",
      thing: person.id,
    });
  });
  people.identification.forget();
  return { id: person.id, signInName: person.signInName, code };
};

const MandateGiven = z.strictObject({
  until: Instant.meta({ description: "Its last instant; two years from now at most" }),
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

/** Accounts of people without an address, made and helped by mediators with a mandate. */
export const assistedRoutes = (api: Api, people: People, media: Pick<Media, "attach">): void => {
  const { records, audit, identification } = people;
  const { db } = records;

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
    given: z.infer<typeof MandateGiven>["scope"],
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

  api.post(
    "/api/v1/people",
    {
      config,
      schema: {
        summary: "Make an account for somebody who has no address, with their mandate",
        body: z.strictObject({
          name: PersonName,
          language: LanguageName.default("fr"),
          terms: z.string().min(1).max(40).meta({ description: "Version that was agreed to" }),
          under15: z.boolean().default(false),
          fifteenOn: FifteenOn.optional(),
          parentSigned: z
            .boolean()
            .default(false)
            .meta({ description: "A parent has signed the mandate of a child under 15" }),
          mandate: MandateGiven,
        }),
        response: { 201: Printed, ...refusals },
      },
    },
    async (request, reply) => {
      const { person: mediator } = demandSession(people, request);
      const { name, language, terms, under15, fifteenOn, parentSigned, mandate } = request.body;
      const scope = await scopeFor(request, mandate.scope);
      endOf(mandate.until);
      demandFifteenLater(fifteenOn, people.now());
      if (under15 && !parentSigned)
        throw new Problem(
          apiProblems.invalid_request,
          "A child under 15 needs a mandate that a parent has signed.",
        );
      if ((await mandatesBy(db, mediator)).length >= MOST_ASSISTED)
        throw new Problem(apiProblems.conflict, "This mediator assists too many people.");
      const id = randomUUIDv7();
      const signInName = newSignInName(name);
      const { code, hash } = await printedCode(people);
      const at = new Date(people.now());
      await db.transaction(async (tx) => {
        await insertPerson(
          tx,
          {
            id,
            name,
            email: noAddress(id),
            language,
            signInName,
            codeMustChange: true,
            isMinor: under15,
            parentConsentAt: under15 ? at : null,
            fifteenOn: under15 ? (fifteenOn ?? null) : null,
          },
          at,
        );
        await putPassword(tx, id, hash, at);
        for (const [kind, version] of [
          ["terms", terms],
          ...(under15 ? [["parent", "1"] as const] : []),
        ] as const)
          await insertConsent(tx, { person: id, kind, version, given: true, by: mediator, at });
        await giveMandate(tx, request, { person: id, mediator, scope, given: mandate });
        await audit.write(tx, {
          actor: request.principal,
          onBehalfOf: id,
          action: "people.assisted_account",
          thing: id,
        });
      });
      reply.code(201).header("cache-control", "no-store");
      return { id, signInName, code };
    },
  );

  api.get(
    "/api/v1/people",
    {
      config,
      schema: {
        summary: "The people whom one assists",
        response: {
          200: z.object({
            people: z.array(
              z.object({
                id: z.uuid(),
                name: z.string(),
                signInName: z.string().optional(),
                mandate: z.object({
                  id: z.uuid(),
                  since: Instant,
                  until: Instant,
                  revoked: Instant.optional(),
                  scan: z.uuid().optional().meta({ description: "A medium" }),
                }),
              }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const rows = await mandatesBy(db, demandSession(people, request).person);
      request.allows({});
      const shown = rows.map(async ({ person, mandate }) => {
        // After its end, or the end of one's role there, a mandate shows nothing more of the person.
        const counts =
          mandate.revoked === null &&
          mandate.until.getTime() > people.now() &&
          request.allows(await resourceOfMandate(db, mandate));
        return {
          id: person.id,
          name: counts ? person.name : "",
          ...(person.signInName === null || !counts ? {} : { signInName: person.signInName }),
          mandate: {
            id: mandate.id,
            since: mandate.since.toISOString(),
            until: mandate.until.toISOString(),
            ...(mandate.revoked === null ? {} : { revoked: mandate.revoked.toISOString() }),
            ...(mandate.scan === null || !counts ? {} : { scan: mandate.scan }),
          },
        };
      });
      return { people: await Promise.all(shown) };
    },
  );

  const Of = z.object({ id: z.uuid() });

  /** The person, when the mediator has a mandate that counts now. */
  const demandMandate = async (request: Asking, who: string) => {
    request.allows({});
    const mandate = await mandateOf(db, request.principal, who, new Date(people.now()));
    const person = mandate === undefined ? undefined : await findPerson(db, who);
    if (mandate === undefined || person === undefined)
      throw new Problem(
        peopleProblems.person_unknown,
        "Nobody whom you assist has this number, or the mandate has ended.",
      );
    return { person, mandate };
  };

  api.post(
    "/api/v1/people/:id/mandates",
    {
      config,
      schema: {
        summary: "Renew a mandate that has not ended, with a new signed paper",
        params: Of,
        body: MandateGiven,
        response: { 201: z.object({ id: z.uuid() }), ...refusals },
      },
    },
    async (request, reply) => {
      const { person: mediator } = demandSession(people, request);
      const { person, mandate } = await demandMandate(request, request.params.id);
      const given = request.body;
      const scope = await scopeFor(request, given.scope, mandate);
      const id = await db.transaction(async (tx) => {
        const made = await giveMandate(tx, request, { person: person.id, mediator, scope, given });
        await audit.write(tx, {
          actor: request.principal,
          onBehalfOf: person.id,
          action: "people.mandate",
          thing: person.id,
        });
        return made;
      });
      reply.code(201);
      return { id };
    },
  );

  api.post(
    "/api/v1/people/:id/mandates/:mandate/revoke",
    {
      config,
      schema: {
        summary: "End a mandate that one has",
        params: Of.extend({ mandate: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const { person: mediator } = demandSession(people, request);
      const { id: who, mandate } = request.params;
      request.allows({});
      await db.transaction(async (tx) => {
        if (!(await revokeMandate(tx, mandate, { mediator, who }, new Date(people.now()))))
          throw new Problem(apiProblems.not_found, "There is no such mandate any more.");
        await audit.write(tx, {
          actor: request.principal,
          onBehalfOf: who,
          action: "people.mandate_revoked",
          thing: who,
        });
      });
      identification.forget();
      return {};
    },
  );

  api.post(
    "/api/v1/people/:id/code",
    {
      config,
      schema: {
        summary: "Print another code for somebody who has not used theirs",
        description:
          "Once the person has a code of their own, a mediator cannot replace it: an administrator prints another (POST /api/v1/admin/people/{id}/code).",
        params: Of,
        response: { 200: Printed, ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const { person } = await demandMandate(request, request.params.id);
      // Whoever can replace the code of somebody's own can sign in as them.
      if (!person.codeMustChange)
        throw new Problem(
          apiProblems.conflict,
          "This person has a code of their own: an administrator prints another.",
        );
      reply.header("cache-control", "no-store");
      return printAnotherCode(people, request, person);
    },
  );
};
