import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { Media } from "../media/media.ts";
import { createMandateGiver, MandateGiven } from "./give-mandate.ts";
import { revokeMandate } from "./mandate-queries.ts";
import { demandMandate } from "./mandates.ts";
import { demandSession } from "./own-account.ts";
import type { People } from "./people.ts";

const config = { access: "people.assist", resource: "handler" } as const;
const Of = z.object({ id: z.uuid() });

/** Mandates by which a mediator helps somebody: renewed and ended. */
export const mandateRoutes = (api: Api, people: People, media: Pick<Media, "attach">): void => {
  const { records, audit, identification } = people;
  const { db } = records;
  const { scopeFor, giveMandate } = createMandateGiver(people, media);

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
      const { person, mandate } = await demandMandate(people, request, request.params.id);
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
};
