import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { revokeMandate } from "./mandate-queries.ts";
import { demandMandate, nobodyAssisted } from "./mandates.ts";
import { accountIn, actorOf, demandSession, own } from "./own-account.ts";
import type { People } from "./people.ts";
import { setSessionMandate } from "./session-queries.ts";

/** Acting for somebody, and taking back what lets somebody act for oneself. */
export const actingRoutes = (api: Api, people: People): void => {
  const { records, audit, identification } = people;
  const { db } = records;

  api.post(
    "/api/v1/account/acting",
    {
      config: { access: "people.assist", resource: "handler" },
      schema: {
        summary: "Act for somebody who has given a mandate",
        body: z.strictObject({ person: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const open = demandSession(people, request);
      const { person: who } = request.body;
      const { person, mandate } = await demandMandate(people, request, who);
      if (person.closedAt !== null) throw nobodyAssisted();
      await db.transaction(async (tx) => {
        await setSessionMandate(tx, open.id, mandate.id);
        await audit.write(tx, {
          actor: request.principal,
          onBehalfOf: who,
          action: "people.act_for",
          thing: who,
        });
      });
      identification.forget();
      return {};
    },
  );

  api.delete(
    "/api/v1/account/acting",
    {
      config: own("account.sign_out"),
      schema: { summary: "Act for oneself again", response: { 200: Nothing, ...refusals } },
    },
    async (request) => {
      await setSessionMandate(db, demandSession(people, request).id, null);
      identification.forget();
      return {};
    },
  );

  api.post(
    "/api/v1/account/mandates/:id/revoke",
    {
      config: own("account.secure"),
      schema: {
        summary: "Take back a mandate that one has given",
        params: z.object({ id: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const who = accountIn(request);
      const at = new Date(people.now());
      await db.transaction(async (tx) => {
        if (!(await revokeMandate(tx, request.params.id, { who }, at)))
          throw new Problem(apiProblems.not_found, "There is no such mandate any more.");
        await audit.write(tx, {
          ...actorOf(request),
          action: "people.mandate_revoked",
          thing: who,
        });
      });
      identification.forget();
      return {};
    },
  );
};
