import * as z from "zod";
import { may } from "../access/may.ts";
import type { Api } from "../api/api.ts";
import { nameOf } from "../api/given-names.ts";
import { pageOf, pageParameters } from "../api/page-of-list.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { accountIn, actorOf, personIn } from "../people/own-account.ts";
import type { People } from "../people/people.ts";
import { putGrant } from "../people/role-queries.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { demandOrganisation, Of, type Row, resourceOf } from "./demand-organisation.ts";
import { putMembership } from "./membership-queries.ts";
import {
  changeOrganisation,
  insertOrganisation,
  listOrganisations,
} from "./organisation-queries.ts";
import { legalForms, programmeRelations } from "./tables.ts";

const Title = nameOf(200);

const Organisation = z
  .object({
    id: z.uuid(),
    title: z.string(),
    summary: z.string(),
    legalForm: z.enum(legalForms),
    relation: z.enum(programmeRelations),
    place: z.string().optional(),
    website: z.string().optional(),
  })
  .meta({ id: "Organisation" });

const Given = z.strictObject({
  title: Title,
  legalForm: z.enum(legalForms),
  summary: z.string().trim().max(2_000).optional(),
  place: z.string().trim().max(200).optional(),
  website: z
    .url({ protocol: /^https?$/, hostname: z.regexes.domain })
    .max(500)
    .optional(),
});

const shown = ({ place, website, visibility: _, ...row }: Row): z.infer<typeof Organisation> => ({
  ...row,
  ...(place === null ? {} : { place }),
  ...(website === null ? {} : { website }),
});

export const organisationRoutes = (api: Api, people: People): void => {
  const { records, audit, identification } = people;
  const { db } = records;

  api.get(
    "/api/v1/organisations",
    {
      config: { access: "organisation.read" },
      schema: {
        summary: "Organisations",
        querystring: pageParameters,
        response: {
          200: z.object({ organisations: z.array(Organisation), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async ({ query: { search, cursor, limit } }) => {
      const rows = await listOrganisations(db, { search, after: cursor, limit: limit + 1 });
      const { page, ...next } = pageOf(rows, limit);
      return { organisations: page.map(shown), ...next };
    },
  );

  api.post(
    "/api/v1/organisations",
    {
      config: { access: "organisation.add" },
      schema: {
        summary: "Add an organisation; whoever adds it administers it",
        body: Given,
        response: { 201: Organisation, ...refusals },
      },
    },
    async (request, reply) => {
      const { title, summary = "", ...given } = request.body;
      const { principal } = request;
      const id = newIdentifier();
      const at = new Date(people.now());
      // The machine's administrator is no person: somebody is invited later.
      const maker = principal.kind === "administrator" ? undefined : accountIn(request);
      if (maker !== undefined && (await personIn(people, maker)).isMinor)
        throw new Problem(apiProblems.not_allowed, "This needs somebody of 15 or more.");
      await db.transaction(async (tx) => {
        await insertOrganisation(tx, id, title, summary, given);
        if (maker !== undefined) {
          await putMembership(tx, { of: id, member: maker, since: at });
          await putGrant(tx, {
            person: maker,
            role: "administrator",
            scopeKind: "organisation",
            scope: id,
            since: at,
          });
        }
        await audit.write(tx, { ...actorOf(request), action: "organisations.add", thing: id });
      });
      identification.forget();
      reply.code(201);
      return shown(await demandOrganisation(db, id));
    },
  );

  api.get(
    "/api/v1/organisations/:id",
    {
      config: { access: "organisation.read" },
      schema: {
        summary: "One organisation",
        params: Of,
        response: { 200: Organisation, ...refusals },
      },
    },
    async ({ params: { id } }) => shown(await demandOrganisation(db, id)),
  );

  api.patch(
    "/api/v1/organisations/:id",
    {
      config: { access: "organisation.change", resource: "handler" },
      schema: {
        summary: "Change an organisation",
        description: "Its relation to the programme is changed by administrators of the platform.",
        params: Of,
        body: Given.partial().extend({ relation: z.enum(programmeRelations).optional() }),
        response: { 200: Organisation, ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      request.demand(resourceOf(id));
      const before = await demandOrganisation(db, id);
      const { title, summary, ...given } = request.body;
      if (given.relation !== undefined && !may(request.principal, "organisation.change"))
        throw new Problem(
          apiProblems.not_allowed,
          'The "relation" to the programme is for administrators of the platform.',
        );
      await db.transaction(async (tx) => {
        await changeOrganisation(
          tx,
          id,
          {
            ...(title === undefined ? {} : { title }),
            ...(summary === undefined ? {} : { summary }),
          },
          Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        );
        await audit.write(tx, {
          ...actorOf(request),
          action: "organisations.change",
          thing: id,
          before: shown(before),
          after: request.body,
        });
      });
      return shown(await demandOrganisation(db, id));
    },
  );
};
