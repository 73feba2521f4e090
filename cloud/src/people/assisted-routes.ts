import * as z from "zod";
import type { Api } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { Media } from "../media/media.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { Scope } from "./account-answer.ts";
import { noAddress } from "./addresses.ts";
import { insertConsent } from "./consent-queries.ts";
import { demandFifteenLater, FifteenOn } from "./fifteen.ts";
import { createMandateGiver, MandateGiven } from "./give-mandate.ts";
import { mandatesBy } from "./mandate-queries.ts";
import { demandMandate, resourceOfMandate } from "./mandates.ts";
import { demandFreshSession, demandSession } from "./own-account.ts";
import type { People } from "./people.ts";
import { LanguageName, PersonName } from "./person-fields.ts";
import { insertPerson } from "./person-queries.ts";
import { Printed, printAnotherCode, printedCode } from "./printed-code.ts";
import { scopeOf } from "./role-queries.ts";
import { newSignInName } from "./secrets.ts";
import { putPassword } from "./sign-in-method-queries.ts";

const MOST_ASSISTED = 2_000;
const config = { access: "people.assist", resource: "handler" } as const;
const Instant = z.iso.datetime();

/** Accounts of people without an address, made and helped by mediators with a mandate. */
export const assistedRoutes = (api: Api, people: People, media: Pick<Media, "attach">): void => {
  const { records, audit } = people;
  const { db } = records;
  const { endOf, scopeFor, giveMandate } = createMandateGiver(people, media);

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
      const id = newIdentifier();
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
                  scope: Scope.pick({ kind: true, id: true })
                    .optional()
                    .meta({ description: "In which of one's roles one helps, while it counts" }),
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
            ...(counts ? { scope: scopeOf(mandate.scopeKind, mandate.scope) } : {}),
          },
        };
      });
      return { people: await Promise.all(shown) };
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
        params: z.object({ id: z.uuid() }),
        response: { 200: Printed, ...refusals },
      },
    },
    async (request, reply) => {
      demandFreshSession(people, request);
      const { person } = await demandMandate(people, request, request.params.id);
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
