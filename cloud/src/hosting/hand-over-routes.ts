import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { addressOf, EmailAddress } from "../people/addresses.ts";
import { countMailBy, mayMail } from "../people/limits.ts";
import { accountIn, actorOf } from "../people/own-account.ts";
import { findPerson, findPersonByEmail } from "../people/person-queries.ts";
import { demandStation, HostedStation, shownToHost } from "./hosted-station.ts";
import type { StationLifeChanges } from "./life.ts";
import { handOverMail } from "./mails.ts";
import { hostingProblems } from "./problems.ts";
import { endHandOvers, insertHandOver, lockStation } from "./queries.ts";

const OFFER_MS = 7 * 86_400_000;
const Of = z.object({ id: z.string().max(64) });

export interface HandOverRoutesParts
  extends Pick<ModuleContext, "records" | "audit" | "mail" | "people" | "now" | "publicUrl"> {
  readonly life: StationLifeChanges;
}

/** A host gives a station to somebody else. */
export const handOverRoutes = (
  api: Api,
  { records, audit, mail, people, now, publicUrl, life }: HandOverRoutesParts,
): void => {
  const { db } = records;

  api.post(
    "/api/v1/stations/:id/hand-over",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Offer a station to somebody else, who has seven days to accept",
        description: "The answer is the same whether the address has an account or not.",
        params: Of,
        body: z.strictObject({ email: EmailAddress }),
        response: { 202: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      const row = await demandStation(db, request, request.params.id);
      if (row.host === null || row.state === "retired")
        throw new Problem(
          hostingProblems.station_state,
          `"${row.name}" has no host, or is retired: there is nobody to offer it.`,
        );
      const giver = accountOf(request.principal);
      if (giver !== undefined) await countMailBy(people, giver);
      const { email } = request.body;
      const to = await findPersonByEmail(db, email);
      const at = new Date(now());
      await db.transaction(async (tx) => {
        await endHandOvers(tx, row.id, at);
        await audit.write(tx, { ...actorOf(request), action: "stations.offer", thing: row.id });
        const isReached =
          to !== undefined &&
          to.id !== row.host &&
          (await mayMail(people, email, "invitation", tx));
        // Also without a receiver: the host's list of offers does not tell who has an account.
        await insertHandOver(tx, {
          ...{ station: row.id, from: row.host, to: isReached ? to.id : null },
          ...{ offered: at, expires: new Date(now() + OFFER_MS) },
        });
        const address = isReached ? addressOf(to.email) : undefined;
        if (address === undefined || to === undefined) return;
        const reader = { address, name: to.name, language: to.language };
        await mail.put(tx, handOverMail(reader, to.id, { station: row.name, publicUrl }));
      });
      reply.code(202);
      return {};
    },
  );

  api.delete(
    "/api/v1/stations/:id/hand-over",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Take an offer back",
        params: Of,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const row = await demandStation(db, request, request.params.id);
      await db.transaction(async (tx) => {
        await lockStation(tx, row.name);
        await endHandOvers(tx, row.id, new Date(now()));
        await audit.write(tx, { ...actorOf(request), action: "stations.keep", thing: row.id });
      });
      return {};
    },
  );

  api.post(
    "/api/v1/account/station-offers/:id/acceptance",
    {
      config: { access: "account.change", resource: "own account" },
      schema: {
        summary: "Accept a station that somebody offers",
        params: z.object({ id: z.uuid() }),
        response: { 200: HostedStation, ...refusals },
      },
    },
    async (request) => {
      const to = accountIn(request);
      if ((await findPerson(db, to)) === undefined) throw new Error("Nobody accepts an offer.");
      return shownToHost(await life.accept(request.params.id, to, actorOf(request)));
    },
  );
};
